"""The scenes of a placement run, from its request to its offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.models import Avis
from inscriptions.actions import calcul
from inscriptions.actions import execution as placements
from inscriptions.models import ExecutionPlacement, NonPlacement, OffreDePlace
from tests.factories.guichet import UtilisateurFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory
from tests.taches.scene import Scene
from tests.taches.scenes import pas_journalises

SYSTEME = Acteur.systeme()


def _offres_vives() -> tuple[int, int]:
    return OffreDePlace.objects.vives().count(), Avis.objects.filter(cle__startswith="offre:proposee:").count()


def _execution() -> ExecutionPlacement:
    """A run asked for one group of two seats and three persons; its message was lost."""
    groupe = GroupeFactory(capacite=2, minimum=1)
    for _rang in range(3):
        InscriptionFactory()
    execution = ExecutionPlacement(
        session=groupe.session, regions=["06"], demandee_le=timezone.now() - timedelta(hours=1), graine=1
    )
    return placements.ouvrir(execution, acteur=SYSTEME, le=execution.demandee_le)


def placement_demande() -> Scene:
    """A run to compute."""
    return placement_demande_de(_execution())


def placement_demande_de(execution: ExecutionPlacement) -> Scene:
    """What computing this run changes."""
    effets = (pas_journalises("execution", "proposer"), NonPlacement.objects.count)
    return Scene(lambda: [effet() for effet in effets], [1, 1], {"execution_id": str(execution.pk)})


def lot_a_resoudre() -> Scene:
    """The only lot of a run: once it is solved, the run is brought together."""
    execution = _execution()
    (lot,) = calcul.preparer(execution_id=execution.pk, le=timezone.now())
    scene = placement_demande_de(execution)
    return Scene(scene.effets, scene.attendus, {"partie_id": str(lot)})


def placement_a_achever() -> Scene:
    """A run whose lots are all solved."""
    execution = _execution()
    for lot in calcul.preparer(execution_id=execution.pk, le=timezone.now()):
        calcul.resoudre_partie(partie_id=lot, le=timezone.now())
    return placement_demande_de(execution)


def placement_oublie() -> Scene:
    """The same, found by the clock."""
    scene = placement_demande()
    return Scene(scene.effets, scene.attendus)


def placement_confirme() -> Scene:
    """A verified run an adviser stands behind: two offers to make."""
    execution = _execution()
    calcul.calculer(execution_id=execution.pk, le=timezone.now())
    execution.refresh_from_db()
    conseiller = Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)
    placements.franchir(execution, "confirmer", acteur=conseiller)
    return Scene(_offres_vives, (2, 2), {"execution_id": str(execution.pk)})


PLACEMENTS: dict[str, Callable[[], Scene]] = {
    "inscriptions.routines.achever_placement": placement_a_achever,
    "inscriptions.routines.envoyer_les_offres": placement_confirme,
    "inscriptions.routines.executer_placement": placement_demande,
    "inscriptions.routines.reprendre_placements": placement_oublie,
    "inscriptions.routines.resoudre_partie": lot_a_resoudre,
}
