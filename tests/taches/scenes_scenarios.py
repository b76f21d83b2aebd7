"""Scenes of the dispatch order and of the what-if."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from guichet.models import Avis
from indicateurs.actions import scenario as scenarios
from indicateurs.models import AgregatMesure, EnvoiVue, Instantane, ResultatScenario, Scenario
from inscriptions.models import Inscription, Presence
from tests.factories.guichet import AdhesionFactory
from tests.factories.indicateurs import AbonnementFactory, InstantaneFactory, ScenarioFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, PlaceFactory, RegleFactory, SeanceFactory
from tests.taches.scene import Scene
from tests.taches.scenes import pas_journalises


def regle_a_appliquer() -> Scene:
    """A dispatch order announced for today; someone who waits changes class under it."""
    RegleFactory(annoncee=True, en_vigueur_le=timezone.localdate())
    InscriptionFactory(criteres_priorite=["rien"])
    return Scene(pas_journalises("regle_priorite", "appliquer"), 1, etat=_classes)


def file_a_reclasser() -> Scene:
    """Someone's wait went beyond the norm since the last count."""
    InscriptionFactory(complete_le=timezone.now() - timedelta(days=200), classe_priorite=9)
    return Scene(_classes, [4], etat=_classes)


def _classes() -> list[int]:
    return list(Inscription.objects.order_by("numero").values_list("classe_priorite", flat=True))


def instantane_a_figer() -> Scene:
    """A queue to freeze; it is frozen once."""
    InscriptionFactory()
    instantane = InstantaneFactory(session=GroupeFactory().session)

    def effets() -> tuple[int, bool]:
        lu = Instantane.objects.get(pk=instantane.pk)
        return lu.nb_personnes, lu.est_pret

    arguments = {"instantane_id": str(instantane.pk)}
    return Scene(effets, (1, True), arguments, lambda: Instantane.objects.get(pk=instantane.pk).donnees)


def _scenario(**champs: Any) -> Scenario:
    InscriptionFactory()
    instantane = InstantaneFactory(session=GroupeFactory().session)
    scenarios.figer(instantane_id=instantane.pk, le=timezone.now())
    return ScenarioFactory(instantane=instantane, **champs)


def scenario_a_calculer() -> Scene:
    """A question nobody answered yet."""
    scenario = _scenario()
    resultats = ResultatScenario.objects.values_list("calcule_le", flat=True)
    return Scene(
        pas_journalises("scenario", "conclure"), 1, {"scenario_id": str(scenario.pk)}, lambda: list(resultats.all())
    )


def scenario_oublie() -> Scene:
    """A question whose message was lost."""
    _scenario(demande_le=timezone.now() - timedelta(hours=1))
    return Scene(pas_journalises("scenario", "conclure"), 1)


def indicateurs_a_additionner() -> Scene:
    """A learner who missed the only meeting: attendance and absence leave their corridor, once."""
    place = PlaceFactory(commencee=True)
    seance = SeanceFactory(groupe=place.groupe, date=timezone.localdate() - timedelta(days=1))
    Presence.objects.create(
        seance=seance,
        place=place,
        personne_id=place.personne_id,
        organisation_id=place.organisation_id,
        region_id=place.region_id,
        code="non_excuse",
        saisie_le=timezone.now(),
    )
    cellules = AgregatMesure.objects.order_by("code", "bas", "haut").values_list("code", "haut", "bas")
    return Scene(pas_journalises("alerte", "ouvrir"), 2, etat=lambda: list(cellules.all()))


def vue_a_envoyer() -> Scene:
    """A view due today, to someone who still works for the ministry."""
    AbonnementFactory(utilisateur=AdhesionFactory(role="analyste", organisation=None).utilisateur)

    def effets() -> tuple[int, int]:
        return EnvoiVue.objects.count(), Avis.objects.filter(cle__startswith="vue:envoi:").count()

    return Scene(effets, (1, 1))


SCENES: dict[str, Callable[[], Scene]] = {
    "inscriptions.routines.appliquer_regles": regle_a_appliquer,
    "inscriptions.routines.reclasser_file": file_a_reclasser,
    "indicateurs.routines.agreger_indicateurs": indicateurs_a_additionner,
    "indicateurs.routines.reprendre_scenarios": scenario_oublie,
    "indicateurs.routines.envoyer_vues": vue_a_envoyer,
    "indicateurs.tasks.calculer_scenario": scenario_a_calculer,
    "indicateurs.tasks.figer_instantane": instantane_a_figer,
}
