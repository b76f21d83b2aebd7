"""The scenes of admissions: a file to read, to write, persons to compare, cohorts to count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from indicateurs.actions import admissions as actions
from indicateurs.models import AgregatCohorte, CohorteAdmission, LotAdmissions, PersonneAdmise, Rapprochement
from tests.factories.admissions import PersonneAdmiseFactory
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import InscriptionFactory
from tests.indicateurs.admissions import CONSEIL, LIGNE, fichier
from tests.taches.scene import Scene


def _recu() -> LotAdmissions:
    octets = fichier(LIGNE)
    return actions.recevoir_lot(nom="admissions.csv", octets=octets, acteur=CONSEIL, le=timezone.now())


def _etats() -> list[str]:
    return list(LotAdmissions.objects.order_by("recu_le").values_list("etat", flat=True))


def fichier_a_lire() -> Scene:
    """A file nobody has read."""
    return Scene(_etats, ["apercu"], {"lot_id": str(_recu().pk)})


def _a_ecrire() -> LotAdmissions:
    lot = _recu()
    actions.lire_lot(lot_id=lot.pk, le=timezone.now())
    lot.refresh_from_db()
    return actions.confirmer_lot(lot=lot, acteur=CONSEIL, le=timezone.now())


def _lignes() -> tuple[list[str], int]:
    return _etats(), PersonneAdmise.objects.count()


def fichier_a_ecrire() -> Scene:
    """A confirmed file nobody has written."""
    return Scene(_lignes, (["applique"], 1), {"lot_id": str(_a_ecrire().pk)})


def fichiers_perdus() -> Scene:
    """A confirmed file whose message was lost."""
    _a_ecrire()
    return Scene(_lignes, (["applique"], 1))


def personne_a_comparer() -> Scene:
    """An admitted person who is registered too."""
    ne = date(1991, 4, 23)
    InscriptionFactory(personne=PersonneFactory(prenom="Amina", nom="Diallo", date_naissance=ne, region_id="06"))
    PersonneAdmiseFactory()
    return Scene(lambda: list(Rapprochement.objects.values_list("etat", flat=True)), ["certain"])


def cohorte_a_compter() -> Scene:
    """A cohort that was never counted."""
    PersonneAdmiseFactory()
    CohorteAdmission.objects.update(calculee_le=None)
    return Scene(lambda: list(AgregatCohorte.objects.values_list("etat", "nb")), [("jamais_jointe", 1)])


SCENES_ADMISSIONS: dict[str, Callable[[], Scene]] = {
    "indicateurs.tasks.lire_admissions": fichier_a_lire,
    "indicateurs.tasks.ecrire_admissions": fichier_a_ecrire,
    "indicateurs.routines.reprendre_admissions": fichiers_perdus,
    "indicateurs.tasks.comparer_admissions": personne_a_comparer,
    "indicateurs.tasks.calculer_cohortes": cohorte_a_compter,
}
