"""Enter the results of a group, skill by skill."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.referentiels.echelle import Competence
from guichet.referentiels.formats import formater_date
from guichet.referentiels.queries import edition_echelle
from inscriptions.actions.attestation import emettre_attestation
from inscriptions.actions.place import terminer_place
from inscriptions.models import Groupe, Place, Resultat
from inscriptions.queries.resultat import resultats_ouverts, resultats_saisissables_le
from inscriptions.states import EtatPlace

Saisies = Mapping[uuid.UUID, Mapping[str, int]]


@dataclass(frozen=True)
class BilanResultats:
    """How many levels changed, and how many seats ended."""

    modifies: int
    termines: int


@transaction.atomic
def enregistrer_resultats(*, groupe: Groupe, saisies: Saisies, acteur: Acteur, le: datetime) -> BilanResultats:
    """Keep the levels given; from the last day on, a seat with its four levels ends and is certified."""
    jour = timezone.localdate(le)
    if not acteur.est_partenaire:
        raise RoleInsuffisant(_("Seul le partenaire entre les résultats."))
    if not resultats_ouverts(groupe, au=jour):
        raise TransitionRefusee(
            _("Les résultats se saisissent à partir du %(date)s, une fois le groupe commencé.")
            % {"date": formater_date(resultats_saisissables_le(groupe))}
        )
    edition = edition_echelle(au=groupe.fin)
    places = _en_cours(groupe).filter(pk__in=saisies).select_for_update(no_key=True, of=("self",)).order_by("pk")
    modifies = sum(
        _noter(place, niveaux=saisies[place.pk], edition_id=edition.pk, acteur=acteur, le=le) for place in places
    )
    termines = finir_places(groupe=groupe, acteur=acteur, le=le) if jour >= groupe.fin else 0
    return BilanResultats(modifies, termines)


def finir_places(*, groupe: Groupe, acteur: Acteur, le: datetime) -> int:
    """End and certify every running seat whose four results are known; return how many."""
    completes = [place for place in _en_cours(groupe) if len(place.resultats.all()) == len(Competence)]
    for place in completes:
        finir_place(place=place, acteur=acteur, le=le)
    return len(completes)


@transaction.atomic
def finir_place(*, place: Place, acteur: Acteur, le: datetime) -> Place:
    """End a seat once its four results are known, and issue the attestation they give right to."""
    if place.resultats.count() < len(Competence):
        raise TransitionRefusee(_("Il manque un résultat : entrez les quatre compétences."))
    place = terminer_place(place=place, acteur=acteur, le=le)
    emettre_attestation(place=place, acteur=acteur, le=le)
    return place


def _en_cours(groupe: Groupe) -> QuerySet[Place]:
    return Place.objects.filter(groupe=groupe, etat=EtatPlace.COMMENCEE).prefetch_related("resultats")


def _noter(place: Place, *, niveaux: Mapping[str, int], edition_id: str, acteur: Acteur, le: datetime) -> int:
    """Write the levels that differ from what is kept; return how many."""
    connus = {resultat.competence: resultat for resultat in place.resultats.all()}
    changes = 0
    for competence, niveau in niveaux.items():
        resultat = connus.get(competence) or Resultat(
            place=place,
            personne_id=place.personne_id,
            organisation_id=place.organisation_id,
            region_id=place.region_id,
            competence=competence,
        )
        if resultat.niveau == niveau:
            continue
        resultat.niveau, resultat.edition_id = niveau, edition_id
        resultat.saisi_le, resultat.saisi_par_id = le, acteur.utilisateur_id
        resultat.save()
        changes += 1
    return changes
