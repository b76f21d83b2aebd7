"""The clock of business days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.referentiels.feries import feries_de
from guichet.referentiels.jours_ouvrables import (
    ajouter_jours_ouvrables,
    echeance,
    est_ouvrable,
    jours_ecoules,
    jours_ouvrables_entre,
    prochain_jour_ouvrable,
)

FERIES = frozenset(ferie.date for annee in range(2024, 2031) for ferie in feries_de(annee))
JOURS = st.dates(date(2024, 2, 1), date(2029, 6, 30))
SUSPENSIONS = st.lists(st.tuples(JOURS, st.integers(0, 60)).map(lambda s: (s[0], s[0] + timedelta(s[1]))), max_size=4)


@pytest.mark.parametrize(
    ("jour", "nom"),
    [
        (date(2026, 6, 24), "Fête nationale"),
        (date(2026, 5, 18), "Journée nationale des patriotes"),
        (date(2026, 4, 3), "Vendredi saint"),
        (date(2026, 12, 25), "Noël"),
        (date(2026, 1, 1), "Jour de l’an"),
    ],
)
def test_les_jours_feries_publics_du_quebec(jour, nom):
    ferie = next(f for f in feries_de(jour.year) if f.date == jour)
    assert (ferie.nom, ferie.public) == (nom, True)


@pytest.mark.parametrize("annee", range(2024, 2031))
def test_les_patriotes_tombent_le_lundi_avant_le_25_mai(annee):
    (jour,) = [f.date for f in feries_de(annee) if "patriotes" in f.nom]
    assert jour.weekday() == 0
    assert date(annee, 5, 18) <= jour < date(annee, 5, 25)


def test_le_lundi_de_paques_n_est_ferie_que_pour_l_administration():
    assert [f.public for f in feries_de(2026) if f.date == date(2026, 4, 6)] == [False]


def test_la_fete_nationale_arrete_le_compte():
    assert ajouter_jours_ouvrables(date(2026, 6, 23), 1, FERIES) == date(2026, 6, 25)
    assert jours_ouvrables_entre(date(2026, 6, 23), date(2026, 6, 25), FERIES) == 1
    assert prochain_jour_ouvrable(date(2026, 6, 24), FERIES) == date(2026, 6, 25)


def test_cinquante_jours_ouvrables_du_premier_juin_2026():
    # 24 June and 1 July are off: 52 weekdays later.
    assert ajouter_jours_ouvrables(date(2026, 6, 1), 50, FERIES) == date(2026, 8, 12)


@given(JOURS, st.integers(1, 250))
def test_ajouter_puis_compter_retrouve_le_nombre(depart, nombre):
    fin = ajouter_jours_ouvrables(depart, nombre, FERIES)
    assert est_ouvrable(fin, FERIES)
    assert jours_ouvrables_entre(depart, fin, FERIES) == nombre
    assert jours_ouvrables_entre(fin, depart, FERIES) == -nombre


@given(JOURS, JOURS)
def test_compter_egale_regarder_chaque_jour(debut, fin):
    debut, fin = sorted((debut, fin))
    un_par_un = sum(est_ouvrable(debut + timedelta(i), FERIES) for i in range(1, (fin - debut).days + 1))
    assert jours_ouvrables_entre(debut, fin, FERIES) == un_par_un


@given(JOURS, st.integers(1, 90), SUSPENSIONS)
def test_l_echeance_est_le_jour_ou_le_delai_est_ecoule(depart, nombre, suspensions):
    fin = echeance(depart, nombre, FERIES, suspensions)
    assert jours_ecoules(depart, fin, FERIES, suspensions) == nombre
    assert jours_ecoules(depart, fin - timedelta(1), FERIES, suspensions) == nombre - 1


def test_le_delai_s_arrete_pendant_qu_on_attend_la_personne():
    lundi = date(2026, 9, 14)
    suspendu = [(date(2026, 9, 16), date(2026, 9, 23))]
    # Tuesday and Wednesday count; the answer comes the next Wednesday; Thursday, Friday and Monday count.
    assert echeance(lundi, 5, FERIES, suspendu) == date(2026, 9, 28)


def test_une_suspension_ouverte_laisse_le_delai_sans_echeance():
    assert echeance(date(2026, 9, 14), 5, FERIES, [(date(2026, 9, 16), None)]) is None
    assert jours_ecoules(date(2026, 9, 14), date(2026, 12, 1), FERIES, [(date(2026, 9, 16), None)]) == 2


def test_deux_suspensions_qui_se_chevauchent_ne_comptent_qu_une_fois():
    semaine = (date(2026, 9, 14), date(2026, 9, 18))
    assert jours_ecoules(date(2026, 9, 11), date(2026, 9, 25), FERIES, [semaine, semaine]) == 6
