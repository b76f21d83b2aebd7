"""Who comes next for a group, and which groups can a person join now?"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from inscriptions.models import Groupe, OffreDePlace, SiegeAjoute
from inscriptions.queries.compatibilite import CONVIENT, COUT, DEMANDES, GROUPES, paires_voisines
from inscriptions.states import GROUPES_OUVERTS, EtatGroupe, EtatOffre, EtatPlace

GROUPES_ACCESSIBLES = sorted(str(etat) for etat in (*GROUPES_OUVERTS, EtatGroupe.EN_COURS))
OFFRES_LIBEREES = (EtatOffre.DECLINEE, EtatOffre.EXPIREE, EtatOffre.RETIREE)
PLACES_LIBEREES = (EtatPlace.ABANDONNEE, EtatPlace.TRANSFEREE, EtatPlace.JAMAIS_PRESENTEE)

# The order of placement: priority class, date of the complete file, then a public draw.
ORDRE = "d.classe_priorite, d.complete_le, sha256(convert_to(%(graine)s || ':' || d.id::text, 'UTF8'))"


def limite_entree(jour: date) -> date:
    """The earliest first day of a group that one may still enter on that day."""
    tard = int(parametre("entree_tardive_jours", au=jour))
    return ajouter_jours_ouvrables(jour, -tard, jours_feries())


def dernier_debut(jour: date) -> date:
    """The latest first day of a group whose free seats one may take oneself on that day."""
    fenetre = int(parametre("fenetre_demande_directe_jours", au=jour))
    return ajouter_jours_ouvrables(jour, fenetre, jours_feries())


def parametres_sql(jour: date) -> dict[str, Any]:
    """What the SQL of `compatibilite` asks for."""
    return {
        "jour": jour,
        "ouverts": GROUPES_ACCESSIBLES,
        "limite_entree": limite_entree(jour),
        "refus_maximum": int(parametre("offres_declinees_maximum", au=jour)),
        "voisinages": paires_voisines(),
    }


def candidats(groupe_id: uuid.UUID, *, le: datetime, graine: int = 0, limite: int = 1) -> list[uuid.UUID]:
    """The inscriptions to serve first in this group, best first."""
    requete = f"""
        WITH d AS ({DEMANDES}), g AS ({GROUPES} AND g.id = %(groupe)s)
        SELECT d.id FROM d, g WHERE {CONVIENT} ORDER BY {ORDRE} LIMIT %(limite)s
    """  # noqa: S608
    valeurs = parametres_sql(timezone.localdate(le)) | {"groupe": groupe_id, "graine": str(graine), "limite": limite}
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs)
        return [ligne[0] for ligne in curseur.fetchall()]


def groupes_a_rejoindre(
    inscription_id: uuid.UUID, *, le: datetime, groupe_id: uuid.UUID | None = None
) -> list[uuid.UUID]:
    """The groups this person may take a last-minute seat in, closest to her wishes first; or whether one of them is."""
    jour = timezone.localdate(le)
    celui = "AND g.id = %(groupe)s" if groupe_id else ""
    requete = f"""
        WITH d AS ({DEMANDES} AND i.id = %(inscription)s), g AS ({GROUPES} AND g.debut <= %(dernier_debut)s {celui})
        SELECT g.id FROM d, g WHERE {CONVIENT} ORDER BY {COUT}, g.debut, g.id
    """  # noqa: S608
    valeurs = parametres_sql(jour) | {
        "inscription": inscription_id,
        "dernier_debut": dernier_debut(jour),
        "groupe": groupe_id,
    }
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs)
        return [ligne[0] for ligne in curseur.fetchall()]


def offres_liberees(groupe_id: uuid.UUID) -> QuerySet[OffreDePlace]:
    """Offers of the group whose seat came back and went to nobody yet, the oldest first."""
    rendues = Q(etat__in=OFFRES_LIBEREES) | Q(place__etat__in=PLACES_LIBEREES)
    return OffreDePlace.objects.filter(rendues, groupe=groupe_id, remplacee_par__isnull=True).order_by("etat_depuis")


def groupes_a_ceder(*, le: datetime) -> QuerySet[Groupe]:
    """Groups the cascade owes a free seat of: one that came back, one a raise added, any of a class that has begun."""
    rendues = OffreDePlace.objects.filter(
        Q(etat__in=OFFRES_LIBEREES) | Q(place__etat__in=PLACES_LIBEREES),
        groupe=OuterRef("pk"),
        remplacee_par__isnull=True,
    )
    ajoutes = SiegeAjoute.objects.a_offrir().filter(groupe=OuterRef("pk"))
    return (
        Groupe.objects.filter(etat__in=GROUPES_ACCESSIBLES, debut__gte=limite_entree(timezone.localdate(le)))
        .avec_places_libres()
        .filter(Q(etat=EtatGroupe.EN_COURS) | Exists(rendues) | Exists(ajoutes))
        .order_by("debut", "pk")
    )


def places_dues(groupe: Groupe) -> int:
    """How many free seats of the group belong to the next persons of the order, not to whoever asks first."""
    if groupe.etat == EtatGroupe.EN_COURS:
        return groupe.places_libres
    dues = offres_liberees(groupe.pk).count() + SiegeAjoute.objects.a_offrir().filter(groupe=groupe).count()
    return min(dues, groupe.places_libres)


def a_qui_revient(groupe_id: uuid.UUID) -> int:
    """How many of the next persons of the order a free seat of this group belongs to; one at least."""
    return max(1, places_dues(Groupe.objects.get(pk=groupe_id)))


def est_a_servir(inscription_id: uuid.UUID, groupe: Groupe, *, le: datetime) -> bool:
    """True when this person may have a free seat without anyone before her, whom it suits, being passed over."""
    libres = groupe.places_libres
    return libres > 0 and inscription_id in candidats(groupe.pk, le=le, limite=libres)
