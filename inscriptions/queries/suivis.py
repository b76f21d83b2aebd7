"""Follow-ups: what is due and not opened, whose reason has vanished, and the queue of those who act."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from inscriptions.models import GenreSuivi, Inscription, OffreDePlace, Place, Presence, SuiviPersonne
from inscriptions.queries.presence import VENUS
from inscriptions.states import EtatInscription, EtatOffre, EtatPlace
from inscriptions.states_relances import EtatSuivi

LOT = 500
FINIES = (EtatInscription.RETIREE, EtatInscription.NON_ADMISSIBLE, EtatInscription.TERMINEE)
REVENUE, FINIE = "suivi_revenue", "suivi_cause_finie"

# Roll calls of each running seat, the latest first: absences in a row now, and their share since the beginning. Each
# roll call is read once: a province has half a million of them.
ABSENCES = """
WITH appels AS (
  SELECT pr.place_id, s.date, pr.code IN ('excuse', 'non_excuse') AS absent,
         row_number() OVER (PARTITION BY pr.place_id ORDER BY s.date DESC, s.heure_debut DESC) AS rang
    FROM inscriptions_presence pr JOIN inscriptions_seance s ON s.id = pr.seance_id
    JOIN inscriptions_place p ON p.id = pr.place_id
   WHERE p.etat = 'commencee' AND pr.code <> 'transfert' AND s.annulee_le IS NULL),
suite AS (
  SELECT *, rang < coalesce(min(rang) FILTER (WHERE NOT absent) OVER (PARTITION BY place_id), rang + 1) AS de_suite
    FROM appels),
bilan AS (
  SELECT place_id, count(*) AS total, count(*) FILTER (WHERE absent) AS absences, max(date) AS derniere,
         count(*) FILTER (WHERE de_suite) AS de_suite, min(date) FILTER (WHERE de_suite) AS premiere
    FROM suite GROUP BY place_id)
SELECT p.id, p.inscription_id, p.personne_id, p.region_id, p.organisation_id, b.de_suite, b.absences, b.total,
       b.premiere
  FROM bilan b JOIN inscriptions_place p ON p.id = b.place_id
 WHERE b.de_suite > 0 AND b.derniere > %(limite)s
   AND (b.de_suite >= %(de_suite)s OR (b.total >= %(minimum)s AND b.absences >= %(part)s * b.total))
   AND NOT EXISTS (SELECT 1 FROM inscriptions_suivipersonne s WHERE s.genre = 'absences'
                   AND s.inscription_id = p.inscription_id AND s.etat <> 'clos')
 ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that happened to a person and that someone must follow: opened once."""

    genre: str
    cause: uuid.UUID
    cause_le: datetime
    inscription_id: uuid.UUID
    personne_id: uuid.UUID
    region_id: str | None
    place_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    detail: str = ""


def causes_dues(*, le: datetime) -> Iterator[Cause]:
    """Everything due and not opened, kind by kind. The caller has the province's scope."""
    yield from absences_dues(le=le)
    yield from _places(GenreSuivi.ABSENCE_INITIALE, EtatPlace.JAMAIS_PRESENTEE, le)
    yield from _places(GenreSuivi.ABANDON, EtatPlace.ABANDONNEE, le)
    yield from _offres(le)
    yield from _dossiers(le)


def absences_dues(*, le: datetime) -> Iterator[Cause]:
    """Learners absent too often in a row, or too large a part of the time, and absent the last time."""
    jour = timezone.localdate(le)
    valeurs = {
        "limite": jour - _anciennete(le),
        "de_suite": int(parametre("absences_consecutives_alerte", au=jour)),
        "minimum": int(parametre("absences_seances_minimum", au=jour)),
        "part": parametre("taux_absence_alerte", au=jour),
    }
    with connection.cursor() as curseur:
        curseur.execute(ABSENCES, valeurs)
        lignes = curseur.fetchall()
    connus = SuiviPersonne.objects.filter(genre=GenreSuivi.ABSENCES, cause__in=[ligne[0] for ligne in lignes])
    deja = set(connus.values_list("cause", "cause_le"))
    for place, inscription, personne, region, organisation, de_suite, absences, total, premiere in lignes:
        depuis = timezone.make_aware(datetime.combine(premiere, time()))
        if (place, depuis) not in deja:
            detail = _en_mots(de_suite, absences, total)
            yield Cause(GenreSuivi.ABSENCES, place, depuis, inscription, personne, region, place, organisation, detail)


def _en_mots(de_suite: int, absences: int, total: int) -> str:
    suite = ngettext("%(n)d absence de suite", "%(n)d absences de suite", de_suite) % {"n": de_suite}
    return _("%(suite)s, %(absences)d sur %(total)d séances") % {
        "suite": suite,
        "absences": absences,
        "total": total,
    }


def _places(genre: str, etat: str, le: datetime) -> Iterator[Cause]:
    """Seats that ended this way, while the request still rests."""
    places = Place.objects.filter(
        etat=etat, etat_depuis__gt=le - _anciennete(le), inscription__etat=EtatInscription.INACTIVE
    )
    for place in _sans_suivi(places, genre, "pk", "etat_depuis").select_related("groupe")[:LOT]:
        yield Cause(
            genre,
            place.pk,
            place.etat_depuis,
            place.inscription_id,
            place.personne_id,
            place.region_id,
            detail=_("Groupe %(numero)s") % {"numero": place.groupe.numero},
        )


def _offres(le: datetime) -> Iterator[Cause]:
    """Offers that ended without an answer, when no other came after and the person still waits."""
    autres = OffreDePlace.objects.filter(inscription=OuterRef("inscription"), proposee_le__gt=OuterRef("proposee_le"))
    offres = OffreDePlace.objects.filter(
        ~Exists(autres),
        etat=EtatOffre.EXPIREE,
        etat_depuis__gt=le - _anciennete(le),
        inscription__etat=EtatInscription.EN_ATTENTE,
    )
    for offre in _sans_suivi(offres, GenreSuivi.OFFRE_EXPIREE, "pk", "etat_depuis").select_related("groupe")[:LOT]:
        yield Cause(
            GenreSuivi.OFFRE_EXPIREE,
            offre.pk,
            offre.etat_depuis,
            offre.inscription_id,
            offre.personne_id,
            offre.region_id,
            detail=_("Groupe %(numero)s") % {"numero": offre.groupe.numero},
        )


def _dossiers(le: datetime) -> Iterator[Cause]:
    """Requests sent back to the person and left there."""
    jour = timezone.localdate(le)
    limite = ajouter_jours_ouvrables(jour, -int(parametre("rappel_completer_dossier_jours", au=jour)), jours_feries())
    demandes = Inscription.objects.filter(
        etat=EtatInscription.A_COMPLETER, etat_depuis__date__lt=limite, etat_depuis__gt=le - _anciennete(le)
    )
    for demande in _sans_suivi(demandes, GenreSuivi.DOSSIER_INCOMPLET, "pk", "etat_depuis", "pk")[:LOT]:
        yield Cause(
            GenreSuivi.DOSSIER_INCOMPLET,
            demande.pk,
            demande.etat_depuis,
            demande.pk,
            demande.personne_id,
            demande.region_id,
            detail=demande.numero,
        )


def _sans_suivi(objets: QuerySet[Any], genre: str, cause: str, le: str, inscription: str = "inscription") -> Any:
    """Those whose follow-up was never opened, and whose request has none open of this kind."""
    suivis = SuiviPersonne.objects.filter(genre=genre)
    deja = suivis.filter(cause=OuterRef(cause), cause_le=OuterRef(le))
    ouvert = suivis.ouverts().filter(inscription=OuterRef(inscription))
    return objets.filter(~Exists(deja), ~Exists(ouvert)).order_by("etat_depuis", "pk")


def _anciennete(le: datetime) -> timedelta:
    """What happened longer ago opens nothing any more."""
    return timedelta(days=int(parametre("suivi_anciennete_jours", au=timezone.localdate(le))))


def avec_le_fait(suivis: QuerySet[SuiviPersonne]) -> QuerySet[SuiviPersonne]:
    """Each with `fait`: the coded reason that leaves nothing to follow; empty while someone must act."""
    venue = Presence.objects.filter(
        place=OuterRef("place"), code__in=sorted(VENUS), seance__date__gte=OuterRef("cause_le__date")
    )
    offre_apres = OffreDePlace.objects.filter(inscription=OuterRef("inscription"), proposee_le__gt=OuterRef("cause_le"))
    absences, parties = Q(genre=GenreSuivi.ABSENCES), Q(genre__in=(GenreSuivi.ABSENCE_INITIALE, GenreSuivi.ABANDON))
    offre, dossier = Q(genre=GenreSuivi.OFFRE_EXPIREE), Q(genre=GenreSuivi.DOSSIER_INCOMPLET)
    etat = "inscription__etat"
    fait = Case(
        When(Q(**{f"{etat}__in": FINIES}), then=Value(FINIE)),
        When(absences & Exists(venue), then=Value(REVENUE)),
        When(absences & ~Q(place__etat=EtatPlace.COMMENCEE), then=Value(FINIE)),
        When(parties & ~Q(**{etat: EtatInscription.INACTIVE}), then=Value(REVENUE)),
        When(offre & Q(**{etat: EtatInscription.EN_COURS}), then=Value(REVENUE)),
        When(offre & (~Q(**{etat: EtatInscription.EN_ATTENTE}) | Exists(offre_apres)), then=Value(FINIE)),
        When(dossier & Q(**{etat: EtatInscription.INACTIVE}), then=Value(FINIE)),
        When(dossier & ~Q(**{etat: EtatInscription.A_COMPLETER}), then=Value(REVENUE)),
        default=Value(""),
        output_field=CharField(),
    )
    return suivis.annotate(fait=fait)


def suivis_sans_objet() -> QuerySet[SuiviPersonne]:
    """Still open, though the person is back or there is nothing left to follow. The caller has the province's scope."""
    return avec_le_fait(SuiviPersonne.objects.ouverts()).exclude(fait="").order_by("ouvert_le", "pk")


def nombres_par_genre(suivis: QuerySet[SuiviPersonne], *, au: Any) -> list[dict[str, Any]]:
    """How many of each kind are open, and how many past their day."""
    comptes = {
        ligne["genre"]: ligne
        for ligne in suivis.filter(~Q(etat=EtatSuivi.CLOS))
        .order_by()
        .values("genre")
        .annotate(total=Count("pk"), retard=Count("pk", filter=Q(agir_le__lt=au)))
    }
    vide = {"total": 0, "retard": 0}
    return [{"code": g.value, "libelle": g.label, **vide, **comptes.get(g.value, {})} for g in GenreSuivi]
