"""A run cut into lots: the same bytes as in one piece, and nothing lost when a worker or the broker dies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guichet.acteurs import Acteur
from inscriptions import routines
from inscriptions.actions import calcul
from inscriptions.actions import execution as actions
from inscriptions.models import ExecutionPlacement, PartieExecution, SessionCours
from inscriptions.placement.archive import decomprimer
from inscriptions.queries.executions import marche
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, SessionCoursFactory

pytestmark = pytest.mark.django_db
NIVEAUX = (2, 3, 4, 5)


@pytest.fixture
def session() -> SessionCours:
    debut = timezone.localdate() + timedelta(days=40)
    return SessionCoursFactory(code="LOTS", debut=debut, fin=debut + timedelta(days=70))


@pytest.fixture
def une_execution(session):
    """Several runs of the same seed over four levels that share nothing: four components."""
    for niveau in NIVEAUX:
        GroupeFactory(session=session, niveau=niveau, capacite=2, minimum=1)
        for rang in range(3):
            InscriptionFactory(niveau=niveau, complete_le=timezone.now() - timedelta(days=50 + rang))

    def demander() -> ExecutionPlacement:
        execution = ExecutionPlacement(session=session, regions=["06"], demandee_le=timezone.now(), graine=7)
        return actions.ouvrir(execution, acteur=Acteur.systeme(), le=timezone.now())

    return demander


def en_lots(execution, monkeypatch, personnes: int) -> list:
    monkeypatch.setattr(calcul, "PERSONNES_PAR_LOT", personnes)
    return calcul.preparer(execution_id=execution.pk, le=timezone.now())


def octets(execution) -> bytes:
    execution.refresh_from_db()
    assert execution.etat == "proposee"
    return decomprimer(execution.dossier.resultat)


def test_en_lots_ou_en_entier_les_octets_sont_les_memes(une_execution, monkeypatch):
    entiere, coupee = une_execution(), une_execution()
    assert len(en_lots(entiere, monkeypatch, 1000)) == 1
    lots = en_lots(coupee, monkeypatch, 3)
    assert len(lots) == len(NIVEAUX)
    for lot in reversed(lots):
        calcul.resoudre_partie(partie_id=lot, le=timezone.now())
    for execution in (entiere, coupee):
        assert calcul.calculer(execution_id=execution.pk, le=timezone.now()) == "proposee"
    assert octets(entiere) == octets(coupee)


def test_seul_le_dernier_lot_acheve_le_calcul(une_execution, monkeypatch):
    execution = une_execution()
    premier, *autres = en_lots(execution, monkeypatch, 3)
    assert calcul.resoudre_partie(partie_id=premier, le=timezone.now()) is None
    assert calcul.achever(execution_id=execution.pk, le=timezone.now()) == "demandee"
    assert (marche(execution).faites, marche(execution).total) == (1, 4)
    finies = [calcul.resoudre_partie(partie_id=lot, le=timezone.now()) for lot in autres]
    assert finies == [None, None, execution.pk]


def test_apres_une_panne_la_reprise_ne_resout_que_ce_qui_reste(une_execution, monkeypatch):
    execution = une_execution()
    lots = en_lots(execution, monkeypatch, 3)
    calcul.resoudre_partie(partie_id=lots[0], le=timezone.now())
    avant = PartieExecution.objects.get(pk=lots[0]).resolue_le
    assert calcul.preparer(execution_id=execution.pk, le=timezone.now()) == lots[1:]
    ExecutionPlacement.objects.filter(pk=execution.pk).update(demandee_le=timezone.now() - timedelta(hours=1))
    assert routines.reprendre_placements() == 1
    execution.refresh_from_db()
    assert (execution.etat, execution.nb_placees) == ("proposee", 8)
    assert PartieExecution.objects.get(pk=lots[0]).resolue_le == avant


def test_ce_que_la_base_devient_apres_l_instantane_ne_change_rien(une_execution, monkeypatch):
    temoin, execution = une_execution(), une_execution()
    calcul.calculer(execution_id=temoin.pk, le=timezone.now())
    lots = en_lots(execution, monkeypatch, 3)
    InscriptionFactory(niveau=2, complete_le=timezone.now() - timedelta(days=400))
    for lot in lots:
        calcul.resoudre_partie(partie_id=lot, le=timezone.now())
    calcul.achever(execution_id=execution.pk, le=timezone.now())
    assert octets(execution) == octets(temoin)
