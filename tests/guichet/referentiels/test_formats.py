"""Québec formats: what people type is read, what they read is well written."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.referentiels.formats import (
    FormatInvalide,
    formater_argent,
    formater_date,
    formater_date_heure,
    formater_heure,
    formater_nombre,
    formater_pourcent,
    formater_telephone,
    normaliser_code_postal,
    normaliser_neq,
    normaliser_telephone,
)

LETTRES = "ABCEGHJKLMNPRSTVWXYZ"
CODE_POSTAL = st.builds(
    "{}{}{} {}{}{}".format,
    st.sampled_from("GHJ"),
    st.integers(0, 9),
    st.sampled_from(LETTRES),
    st.integers(0, 9),
    st.sampled_from(LETTRES),
    st.integers(0, 9),
)


@pytest.mark.parametrize("tape", ["g1r4p5", "G1R 4P5", " g1r-4p5 ", "G1R\u00a04P5", "G1R‑4P5"])
def test_un_code_postal_se_lit_quelle_que_soit_la_saisie(tape):
    assert normaliser_code_postal(tape) == "G1R 4P5"


@pytest.mark.parametrize(
    "tape", ["", "G1R", "G1R 4P", "D1R 4P5", "G1O 4P5", "G1R 4P55", "1GR 4P5", "G١R 4P5", "x" * 5000]
)
def test_un_code_postal_mal_forme_est_refuse_avec_un_exemple(tape):
    with pytest.raises(FormatInvalide, match="G1R 4P5"):
        normaliser_code_postal(tape)


def test_un_code_postal_hors_quebec_est_refuse_sauf_si_on_l_accepte():
    with pytest.raises(FormatInvalide, match="n’est pas au Québec"):
        normaliser_code_postal("K1A 0A9")
    assert normaliser_code_postal("K1A 0A9", du_quebec=False) == "K1A 0A9"


@given(CODE_POSTAL)
def test_normaliser_un_code_postal_deux_fois_ne_change_rien(code):
    assert normaliser_code_postal(normaliser_code_postal(code.lower().replace(" ", ""))) == code


@given(st.text(max_size=80))
def test_aucun_texte_ne_fait_tomber_les_lecteurs_de_formats(texte):
    for normaliser in (normaliser_code_postal, normaliser_neq, normaliser_telephone):
        try:
            assert normaliser(texte)
        except FormatInvalide as refus:
            assert str(refus.message).endswith((".", "+."))


@pytest.mark.parametrize("prefixe", ["11", "22", "33", "88"])
def test_un_neq_garde_dix_chiffres(prefixe):
    assert normaliser_neq(f"{prefixe}44 555-666") == f"{prefixe}44555666"


@pytest.mark.parametrize(
    ("tape", "conseil"), [("114455566", "10 chiffres"), ("1244555666", "11, 22, 33 ou 88"), ("A" * 10, "10")]
)
def test_un_neq_fautif_est_refuse_avec_un_conseil(tape, conseil):
    with pytest.raises(FormatInvalide, match=conseil):
        normaliser_neq(tape)


@pytest.mark.parametrize("tape", ["514 864-9191", "(514) 864-9191", "5148649191", "+1 514.864.9191", "1-514-864-9191"])
def test_un_telephone_se_lit_quelle_que_soit_la_saisie(tape):
    assert normaliser_telephone(tape) == "+15148649191"


@pytest.mark.parametrize("poste", ["poste 12", "ext. 12", "x12", "#12", ", poste 12"])
def test_un_poste_est_garde_avec_le_numero(poste):
    assert formater_telephone(normaliser_telephone(f"514 864-9191 {poste}")) == "514\u00a0864-9191, poste\u00a012"


@pytest.mark.parametrize("tape", ["", "12", "abc", "000 000-0000", "514 864-9191 poste abc", "5" * 300])
def test_un_telephone_fautif_est_refuse_avec_un_exemple(tape):
    with pytest.raises(FormatInvalide, match="514 864-9191"):
        normaliser_telephone(tape)


@pytest.mark.parametrize(
    ("stocke", "affiche"),
    [
        ("+15148649191", "514 864-9191"),
        ("+18003611234", "1 800 361-1234"),
        ("+33123456789", "+33 1 23 45 67 89"),
        ("illisible", "illisible"),
    ],
)
def test_un_telephone_s_affiche_comme_on_l_ecrit(stocke, affiche):
    assert formater_telephone(stocke) == affiche.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("rendu", "attendu"),
    [
        (formater_argent(Decimal("1234.5")), "1 234,50 $"),
        (formater_argent(0), "0,00 $"),
        (formater_nombre(1234567.5), "1 234 567,5"),
        (formater_nombre(12, 0), "12"),
        (formater_nombre(2, 1), "2,0"),
        (formater_pourcent(0.857), "85,7 %"),
        (formater_pourcent(Decimal("0.8"), 0), "80 %"),
        (formater_date(date(2026, 6, 3)), "3 juin 2026"),
        (formater_date(date(2026, 6, 1)), "1er juin 2026"),
        (formater_date(date(2026, 8, 11)), "11 août 2026"),
        (formater_heure(time(13, 5)), "13 h 05"),
        (formater_heure(time(9, 0)), "9 h"),
        (formater_date_heure(datetime(2026, 6, 3, 13, 5)), "3 juin 2026 à 13 h 05"),
        (formater_date_heure(datetime(2026, 6, 4, 2, 5, tzinfo=UTC)), "3 juin 2026 à 22 h 05"),
    ],
)
def test_nombres_et_dates_suivent_l_usage_du_quebec(rendu, attendu):
    assert rendu.replace("\u00a0", " ") == attendu


def test_un_montant_ne_se_coupe_pas_en_fin_de_ligne():
    assert " " not in formater_argent(Decimal("1234.5")) + formater_pourcent(0.5) + formater_date(date(2026, 6, 3))
