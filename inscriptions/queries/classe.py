"""What a learner asks of a class: the next meetings, what comes after."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from guichet.models import Avis
from guichet.referentiels.echelle import Competence
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from inscriptions.models import Attestation, Inscription, Place, Seance
from inscriptions.states import EtatGroupe, EtatInscription, EtatPlace

NIVEAU_DERNIER = 12


def derniere_place_finie(inscription: Inscription) -> Place | None:
    """The last seat, when it ended with its results and no other is open; else None."""
    derniere = inscription.places.order_by("-confirmee_le").first()
    return derniere if derniere and derniere.etat == EtatPlace.TERMINEE else None


def niveau_suivant(place: Place) -> int | None:
    """The course after this one: one above the weaker of the two oral skills (as for a placement), None at the top."""
    oraux = [resultat.niveau for resultat in place.resultats.all() if resultat.competence in ("CO", "PO")]
    if len(oraux) < 2 or min(oraux) >= NIVEAU_DERNIER:
        return None
    return min(oraux) + 1


def seances_a_venir(place: Place, visibles: QuerySet[Seance], *, au: date) -> QuerySet[Seance]:
    """The meetings still to come, cancelled ones left out, the next first."""
    return visibles.filter(groupe=place.groupe_id, date__gte=au, annulee_le__isnull=True).order_by(
        "date", "heure_debut"
    )


def page_de_classe(place: Place, visibles: QuerySet[Seance], *, au: date) -> dict[str, Any]:
    """What the learner's page shows of one seat."""
    seances = list(visibles.filter(groupe=place.groupe_id).select_related("motif_annulation"))
    absences = {a.seance_id: a for a in place.absences_declarees.select_related("motif")}
    resultats = list(place.resultats.select_related("edition"))
    ordre = [str(competence) for competence in Competence]
    return {
        "place": place,
        "groupe": place.groupe,
        "a_venir": [{"seance": s, "absence": absences.get(s.pk)} for s in seances if s.date >= au],
        "passees": [{"seance": s, "absence": absences.get(s.pk)} for s in seances if s.date < au],
        "prochaine": next((s for s in seances if s.date >= au and not s.annulee_le), None),
        "resultats": sorted(resultats, key=lambda r: ordre.index(r.competence)),
        "attestation": attestation_de(place),
        "niveau_suivant": niveau_suivant(place) if derniere_place_finie(place.inscription) == place else None,
        "active": place.etat in (EtatPlace.CONFIRMEE, EtatPlace.COMMENCEE),
    }


def attestation_de(place: Place) -> Attestation | None:
    """The seat's attestation, when there is one."""
    return getattr(place, "attestation", None)


def places_a_rappeler(*, au: date, cle_rappel: str) -> QuerySet[Place]:
    """Held, the class begins within the days of the parameter, and the reminder was never deposited."""
    avance = int(parametre("rappel_premier_cours_jours", au=au))
    limite = ajouter_jours_ouvrables(au, avance, jours_feries())
    deposes = Avis.objects.filter(cle=Concat(Value(cle_rappel), Cast(OuterRef("pk"), CharField())))
    return Place.objects.filter(
        ~Exists(deposes),
        etat=EtatPlace.CONFIRMEE,
        groupe__etat__in=(EtatGroupe.CONFIRME, EtatGroupe.EN_COURS),
        groupe__debut__range=(au, limite),
        personne__courriel__gt="",
    ).order_by("groupe__debut", "pk")


def inscriptions_a_terminer(*, le: datetime) -> QuerySet[Inscription]:
    """In class, every seat over, and the days to ask for the next level have gone by."""
    jour = timezone.localdate(le)
    delai = int(parametre("delai_niveau_suivant_jours", au=jour))
    limite = ajouter_jours_ouvrables(jour, -delai, jours_feries())
    places = Place.objects.filter(inscription=OuterRef("pk"))
    return Inscription.objects.filter(
        Exists(places.filter(etat=EtatPlace.TERMINEE)),
        ~Exists(places.actives()),
        ~Exists(places.filter(finie_le__date__gt=limite)),
        etat=EtatInscription.EN_COURS,
    ).order_by("pk")
