"""Demand read from the journal, kept each night, asked for by pages."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inscriptions.actions.prevision_demande import prevoir_demande
from inscriptions.horaires import CELLULES, creneau
from inscriptions.models import PrevisionDemande
from inscriptions.queries.arrivees import arrivees_par_semaine, en_attente_par_cellule
from inscriptions.queries.demande_prevue import demande_prevue
from tests.factories.inscriptions import InscriptionFactory

FUSEAU = ZoneInfo("America/Toronto")
LE = datetime(2026, 11, 23, 2, tzinfo=FUSEAU)
JOUR = LE.date()
SOIR = {"niveau": 3, "formules": ["temps_partiel"], "disponibilites": ["lun_soir", "mer_soir"]}


def arrivee(jours: int, **champs):
    le = LE - timedelta(days=jours)
    return InscriptionFactory(etat_depuis=le, en_attente_le=le, **(SOIR | champs))


@pytest.mark.django_db
def test_les_arrivees_se_comptent_par_semaine_entiere():
    for jours in (1, 7, 8, 22):
        arrivee(jours)
    assert arrivees_par_semaine(au=JOUR, semaines=10) == {("06", 3, "temps_partiel", "soir"): [1, 0, 1, 2]}


@pytest.mark.django_db
def test_une_arrivee_du_jour_ou_trop_ancienne_ne_compte_pas():
    arrivee(0)
    arrivee(71)
    assert arrivees_par_semaine(au=JOUR, semaines=10) == {}


@given(st.sets(st.sampled_from(CELLULES), min_size=1))
def test_le_creneau_suit_la_plus_grande_part_cochee(cellules):
    assert creneau(cellules) in {"jour", "soir", "fin_de_semaine"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cellules",
    [
        ["lun_soir", "mer_soir"],
        ["lun_am", "mar_am", "mer_am", "lun_soir"],
        ["lun_am", "mar_am", "lun_soir"],
        ["sam_am", "sam_soir", "lun_am"],
        ["sam_am", "lun_soir"],
        [],
    ],
)
def test_le_creneau_est_le_meme_en_sql(cellules):
    arrivee(1, disponibilites=cellules)
    assert [cle[3] for cle in en_attente_par_cellule()] == [creneau(cellules)]


@pytest.mark.django_db
def test_la_demande_prevue_reunit_attente_et_arrivees():
    for jours in range(1, 57):
        arrivee(jours)
    prevoir_demande(jour=JOUR, le=LE)
    demande = demande_prevue(au=JOUR, horizon=JOUR + timedelta(weeks=8))
    (cellule,) = demande
    assert (cellule.region, cellule.niveau, cellule.formule, cellule.creneau) == ("06", 3, "temps_partiel", "soir")
    assert cellule.en_attente == 56
    assert cellule.arrivees.moyenne == pytest.approx(56, rel=0.05)
    assert 56 < cellule.bas < cellule.milieu < cellule.haut
    assert demande.total().milieu == demande.regrouper(["region"])[("06",)].milieu == cellule.milieu


@pytest.mark.django_db
def test_la_derniere_nuit_est_lue_en_une_requete(django_assert_num_queries):
    arrivee(3)
    for recul in (1, 0):
        prevoir_demande(jour=JOUR - timedelta(days=recul), le=LE)
    with django_assert_num_queries(1):
        demande = demande_prevue(au=JOUR, horizon=JOUR + timedelta(weeks=8))
    assert demande.jour == JOUR


@pytest.mark.django_db
def test_avant_la_premiere_nuit_rien_n_est_prevu():
    assert demande_prevue(au=JOUR, horizon=JOUR) is None


@pytest.mark.django_db
def test_une_seconde_lecture_du_meme_jour_ne_fait_rien():
    assert prevoir_demande(jour=JOUR, le=LE) is not None
    assert prevoir_demande(jour=JOUR, le=LE) is None
    assert PrevisionDemande.objects.count() == 1
