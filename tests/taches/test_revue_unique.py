"""A mid-term review exists once: two workers, workers killed, a clock that beats twice, three days out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage, storages
from django.db import connections
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from guichet.models import Avis, EtatAvis, Journal
from partenaires.actions import revue as actions
from partenaires.models import Entente, Revue
from partenaires.routines_ententes import generer_revues
from tests.banc.processus import Banc, attendre, banc, file_reelle
from tests.base_de_donnees import connexion_proprietaire
from tests.taches.scenes_ententes import entente_en_cours

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
app.loader.import_default_modules()


def compter() -> tuple[int, int, int]:
    """Reviews, messages that announce one, steps of the journal that open one."""
    with portee(Acteur.systeme()):
        return (
            Revue.objects.count(),
            Avis.objects.filter(cle__startswith="entente:revue").count(),
            Journal.objects.filter(objet_type="entente", pas="ouvrir_revue").count(),
        )


def a_la_fois(faire: Callable[[], object]) -> list[Exception]:
    """Two workers begin at the same instant; what went wrong."""
    depart, pannes = threading.Barrier(2), []

    def courir() -> None:
        depart.wait()
        try:
            faire()
        except Exception as erreur:
            pannes.append(erreur)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=courir) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return pannes


@pytest.fixture
def entente(systeme) -> Entente:
    with systeme:
        return entente_en_cours()


def test_deux_ouvriers_a_la_fois_font_une_revue_et_un_message(entente):
    assert a_la_fois(generer_revues) == []
    assert compter() == (1, 1, 1)


def test_temoin_sans_la_prise_ni_la_contrainte_deux_ouvriers_en_font_deux(entente, monkeypatch, nom_de_la_base):
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE partenaires_revue DROP CONSTRAINT revue_unique")
    ensemble = threading.Barrier(2)

    def sans_prise(dus, pk):
        trouvee = dus.filter(pk=pk).first()
        ensemble.wait(timeout=60)
        return trouvee

    monkeypatch.setattr(actions, "prendre", sans_prise)
    assert a_la_fois(generer_revues) == []
    assert compter()[:2] == (2, 2)


def test_sans_la_prise_la_contrainte_seule_tient(entente, monkeypatch):
    ensemble = threading.Barrier(2)

    def sans_prise(dus, pk):
        trouvee = dus.filter(pk=pk).first()
        ensemble.wait(timeout=60)
        return trouvee

    monkeypatch.setattr(actions, "prendre", sans_prise)
    assert len(a_la_fois(generer_revues)) == 1
    assert compter() == (1, 1, 1)


def test_trois_jours_sans_ouvrier_se_rattrapent_avec_les_chiffres_du_jour_convenu(entente, systeme):
    with systeme:
        jour_dit = entente.revue_prevue_le
    depart = timezone.now()
    for heures in (72, 72, 96):
        with time_machine.travel(depart + timedelta(hours=heures), tick=False):
            generer_revues()
    assert compter() == (1, 1, 1)
    with systeme:
        revue = Revue.objects.get()
        assert (revue.prevue_le, revue.contenu["au"]) == (jour_dit, jour_dit.isoformat())
        assert timezone.localdate(revue.generee_le) == timezone.localdate(depart + timedelta(hours=72))


@pytest.fixture
def monte(nom_de_la_base, monkeypatch) -> Iterator[Banc]:
    with banc(nom_de_la_base) as monte, file_reelle(monte.valkey):
        monkeypatch.setitem(storages._storages, "prive", FileSystemStorage(location=monte.dossier / "prive"))
        yield monte


def test_des_ouvriers_tues_a_chaque_point_et_une_horloge_double_font_une_revue(monte, entente):
    points = ("revue.generee.avant_commit", "revue.generee.apres_commit", "tache.apres_commit", "tache.avant_commit")
    for point in points:
        monte.preparer_mort(point)
    monte.ouvrier()

    def battre() -> None:
        for _fois in range(2):
            generer_revues.delay()
            app.send_task("partenaires.routines_ententes.reprendre_revues", queue="documents")

    def tout_est_fait() -> bool:
        if monte.valkey.en_file() == 0 and (monte.morts_restantes() or not _document()):
            battre()
        return monte.morts_restantes() == 0 and compter()[0] == 1 and _document() and _envoye()

    battre()
    attendre(tout_est_fait, "une revue, son document et son message malgré quatre morts", delai=240)
    assert compter() == (1, 1, 1)
    assert len(list((monte.dossier / "prive" / "revues").glob("*.pdf"))) == 1


def _document() -> bool:
    with portee(Acteur.systeme()):
        return Revue.objects.exclude(chemin="").exists()


def _envoye() -> bool:
    with portee(Acteur.systeme()):
        return not Avis.objects.filter(cle__startswith="entente:revue").exclude(etat=EtatAvis.ENVOYE).exists()
