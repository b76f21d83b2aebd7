"""Costs, delays, conformity and what ententes keep equal a slow count, row by row, on small random worlds."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from guichet.mesure.definition import MESURES, Genre, Mesure
from indicateurs.actions import agreger as agregation
from indicateurs.actions.agreger import agreger
from indicateurs.filtre import Filtre
from indicateurs.queries.valeurs import valeur
from indicateurs.sources import formes
from tests.indicateurs.compte_lent import LENTS, Cas
from tests.indicateurs.compte_lent_ententes import LENTS_ENTENTES
from tests.indicateurs.petit_monde_ententes import MondeEntentes
from tests.indicateurs.test_valeurs_agregats import LE, TOUT, codes_de

pytestmark = pytest.mark.django_db


def lente(mesure: Mesure, cas: list[Cas]) -> Fraction | None:
    """The figure of these cases: a sum, a ratio, or the middle one."""
    if mesure.genre is Genre.DELAI:
        valeurs = sorted(c.haut for c in cas)
        return valeurs[(len(valeurs) - 1) // 2] if valeurs else None
    haut, bas = sum((c.haut for c in cas), Fraction(0)), sum((c.bas for c in cas), Fraction(0))
    if mesure.genre is Genre.COMPTE:
        return haut
    return haut / bas if bas else None


def verifier_un_monde(graine: int, filtres: int = 2) -> set[str]:
    """Build a world, sum it, and compare every figure over random choices; return the codes that had a value."""
    MondeEntentes(graine)
    agreger(le=LE)
    hasard, trouvees = random.Random(graine), set()
    for code, compter in LENTS_ENTENTES.items():
        mesure, tous = MESURES[code], [c for c in compter() if c.jour <= TOUT.au]
        for filtre in (TOUT, *(_tirer(hasard, mesure, tous) for _fois in range(filtres))):
            choisis = filtre.choisis()
            retenus = [c for c in tous if filtre.du <= c.jour <= filtre.au and _retient(c, choisis)]
            lue, voulue = valeur(mesure, filtre).valeur, lente(mesure, retenus)
            if mesure.genre is Genre.COMPTE:  # Nothing and zero are the same number of hours.
                lue, voulue = lue or None, voulue or None
            assert (lue is None) == (voulue is None), (graine, code, filtre, lue, voulue)
            if lue is not None and voulue is not None:
                ecart = abs(Fraction(lue) - voulue)
                assert ecart < Fraction(1, 10000) * max(1, abs(voulue)), (graine, code, filtre, lue, voulue)
                trouvees.add(code)
    return trouvees


def _codes(cas: Cas) -> dict[str, object]:
    return cas.objet.codes() if hasattr(cas.objet, "codes") else codes_de(cas)


def _retient(cas: Cas, choisis: dict[str, object]) -> bool:
    codes = _codes(cas)
    return all(codes.get(axe) == voulu for axe, voulu in choisis.items())


def _tirer(hasard: random.Random, mesure: Mesure, cas: list[Cas]) -> Filtre:
    periode = replace(TOUT, du=date(hasard.choice((2025, 2026)), hasard.randrange(1, 13), 1))
    filtre = periode if hasard.random() < 0.5 and periode.du < TOUT.au else TOUT
    connus = _codes(hasard.choice(cas)) if cas else {}
    axe = hasard.choice(sorted(a for a in connus if a in mesure.dimensions and connus[a]) or [""])
    return replace(filtre, **{axe: connus[axe]}) if axe else filtre


def test_chaque_chiffre_des_ententes_egale_un_compte_lent():
    trouvees = verifier_un_monde(1) | verifier_un_monde(2)
    assert len(trouvees) >= len(LENTS_ENTENTES) - 2, set(LENTS_ENTENTES) - trouvees


def test_temoin_des_versements_d_autres_services_dans_le_cout_se_verraient(monkeypatch):
    avant, apres = "('seance_groupe', 'heure_apprenant')", "('seance_groupe', 'rencontre_individuelle')"
    fausses = [replace(s, sql=s.sql.replace(avant, apres)) for s in formes.SOURCES]
    assert fausses != formes.SOURCES
    monkeypatch.setattr(agregation, "SOURCES", fausses)
    with pytest.raises(AssertionError, match="cout_heure"):
        for graine in range(1, 5):
            verifier_un_monde(graine, filtres=0)


def test_chaque_indicateur_du_jour_a_son_compte_lent():
    du_jour = {mesure.code for mesure in MESURES.values() if mesure.calcul == "agregats"}
    assert du_jour == set(LENTS) | set(LENTS_ENTENTES)
