"""Each task of the portal run three times, and twice at once: one effect."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core import mail
from django.db import connections

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from tests.base_de_donnees import connexion_admin
from tests.journal import attendre_le_journal
from tests.taches.scenes import SCENES as SCENES_COMMUNES
from tests.taches.scenes import Scene
from tests.taches.scenes_admissions import SCENES_ADMISSIONS
from tests.taches.scenes_ecoute import SCENES_ECOUTE
from tests.taches.scenes_ententes import SCENES_ENTENTES
from tests.taches.scenes_partenaires import SCENES_PARTENAIRES
from tests.taches.scenes_placement import PLACEMENTS
from tests.taches.scenes_publication import SCENES_PUBLICATION
from tests.taches.scenes_relances import SCENES_RELANCES
from tests.taches.scenes_scenarios import SCENES as SCENES_SCENARIOS
from tests.taches.scenes_sondages import SCENES_SONDAGES
from tests.taches.scenes_suites import SCENES_SUITES
from tests.taches.scenes_versements import SCENES_VERSEMENTS

app.loader.import_default_modules()
SCENES = {
    **SCENES_COMMUNES,
    **PLACEMENTS,
    **SCENES_PARTENAIRES,
    **SCENES_ENTENTES,
    **SCENES_SCENARIOS,
    **SCENES_SUITES,
    **SCENES_RELANCES,
    **SCENES_PUBLICATION,
    **SCENES_VERSEMENTS,
    **SCENES_ADMISSIONS,
    **SCENES_SONDAGES,
    **SCENES_ECOUTE,
}
TACHES = sorted(nom for nom in app.tasks if not nom.startswith("celery."))


@pytest.fixture
def scene(request, transactional_db) -> Scene:
    """The work of one task, committed; what it sets off is done when the scene is set."""
    mail.outbox.clear()
    with portee(Acteur.systeme()):
        preparee = SCENES[request.param]()
        assert preparee.effets() != preparee.attendus, "La scène ne laisse rien à faire."
    attendre_le_journal()
    return preparee


def effets(scene: Scene) -> Any:
    with portee(Acteur.systeme()):
        return scene.effets()


def etat(scene: Scene) -> Any:
    with portee(Acteur.systeme()):
        return (scene.etat or scene.effets)()


def executer(nom: str, scene: Scene) -> None:
    app.tasks[nom](**scene.arguments)


def test_chaque_tache_a_sa_scene():
    assert sorted(SCENES) == TACHES


@pytest.mark.parametrize(("nom", "scene"), [(nom, nom) for nom in SCENES], indirect=["scene"], ids=list(SCENES))
def test_une_tache_rejouee_n_a_qu_un_effet(nom, scene):
    executer(nom, scene)
    assert effets(scene) == scene.attendus
    premier_etat = etat(scene)
    for _fois in range(2):
        executer(nom, scene)
    assert (effets(scene), etat(scene)) == (scene.attendus, premier_etat)


# The long ones: whoever waited for the row would fail after the seconds a page may wait.
LONGUES = {
    "indicateurs.tasks.figer_edition_demandee": "indicateurs_demandeedition",
    "indicateurs.tasks.figer_instantane": "indicateurs_instantane",
    "indicateurs.tasks.produire_export": "indicateurs_export",
}


@pytest.mark.parametrize(
    ("nom", "scene", "table"), [(nom, nom, t) for nom, t in LONGUES.items()], indirect=["scene"], ids=list(LONGUES)
)
def test_une_tache_longue_laisse_sa_ligne_a_celle_qui_la_tient(nom, scene, table, nom_de_la_base):
    (cle,) = scene.arguments.values()
    avant = effets(scene)
    with connexion_admin(nom_de_la_base) as autre, autre.transaction():
        autre.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR UPDATE", [cle])
        executer(nom, scene)
    assert effets(scene) == avant != scene.attendus
    executer(nom, scene)
    assert effets(scene) == scene.attendus


@pytest.mark.parametrize(("nom", "scene"), [(nom, nom) for nom in SCENES], indirect=["scene"], ids=list(SCENES))
def test_une_tache_jouee_deux_fois_a_la_fois_n_a_qu_un_effet(nom, scene):
    depart, pannes = threading.Barrier(2), []

    def courir() -> None:
        depart.wait()
        try:
            executer(nom, scene)
        except Exception as erreur:
            pannes.append(erreur)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=courir) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert not pannes
    assert effets(scene) == scene.attendus
