"""The judge accepts every right result, refuses every spoiled one, and owes nothing to the solver."""

import ast
from copy import deepcopy
from pathlib import Path

import pytest

from inscriptions.placement import verifier as juge
from inscriptions.placement.verifier_tables import tables
from tests.inscriptions.placement.corruptions import CORRUPTIONS, JUSTE, MONDE, SEUL_A_LE_VOIR, corrompu, en_fichier
from tests.inscriptions.placement.petits_mondes import melanger, petit_monde, resultat_de

CONTROLES = {controle.__name__: controle for controle in juge.CONTROLES}


def test_le_resultat_juste_est_accepte():
    assert juge.verifier(MONDE, JUSTE) == []


def test_il_y_a_plus_de_trente_corruptions():
    assert len(CORRUPTIONS) >= 30


@pytest.mark.parametrize("nom", CORRUPTIONS)
def test_un_resultat_corrompu_est_refuse(nom):
    resultat = corrompu(nom)
    assert en_fichier(resultat) != en_fichier(JUSTE)
    assert juge.verifier(MONDE, resultat)


@pytest.mark.parametrize(("controle", "nom"), SEUL_A_LE_VOIR.items())
def test_temoin_un_verificateur_prive_d_un_controle_laisse_passer_sa_corruption(controle, nom, monkeypatch):
    resultat = corrompu(nom)
    assert list(CONTROLES[controle](juge.Dossier(tables(MONDE), resultat)))
    monkeypatch.setattr(juge, "CONTROLES", [c for c in juge.CONTROLES if c.__name__ != controle])
    assert juge.verifier(MONDE, resultat) == []


def test_chaque_controle_a_son_temoin():
    assert SEUL_A_LE_VOIR.keys() == CONTROLES.keys()


@pytest.mark.parametrize("graine", range(40))
def test_le_verificateur_ne_depend_pas_de_l_ordre_des_lignes(graine):
    monde = petit_monde(graine, personnes=30, groupes=10)
    assert juge.verifier(melanger(monde, graine), resultat_de(monde)) == []


@pytest.mark.parametrize("graine", range(40))
def test_aucun_placement_d_une_personne_de_moins_n_est_accepte(graine):
    monde = petit_monde(graine, personnes=12, groupes=6)
    resultat = resultat_de(monde)
    for i in range(len(resultat["placements"])):
        ampute = deepcopy(resultat)
        del ampute["placements"][i]
        assert juge.verifier(monde, ampute)


def test_le_verificateur_ne_modifie_pas_ce_qu_il_lit():
    monde, resultat = deepcopy(MONDE), deepcopy(JUSTE)
    juge.verifier(monde, resultat)
    assert (monde, resultat) == (MONDE, JUSTE)


@pytest.mark.parametrize("module", ["verifier", "verifier_format", "verifier_lecture", "verifier_tables"])
def test_le_verificateur_ne_partage_aucun_code_avec_le_calcul(module):
    permis = {"json", "re", "collections", "collections.abc", "dataclasses", "functools", "hashlib", "itertools"}
    permis |= {"operator", "typing", "numpy", "numpy.typing"}
    permis |= {f"inscriptions.placement.verifier_{suite}" for suite in ("format", "lecture", "tables")}
    assert _imports(module) <= permis


def test_le_moteur_n_importe_ni_django_ni_le_guichet():
    dossier = Path(juge.__file__).parent
    for fichier in dossier.glob("*.py"):
        for nom in _imports(fichier.stem):
            assert nom.split(".")[0] not in {"django", "guichet"}
            assert not nom.startswith("inscriptions.") or nom.startswith("inscriptions.placement")


def _imports(module: str) -> set[str]:
    """The modules imported by a file of the engine."""
    arbre = ast.parse((Path(juge.__file__).parent / f"{module}.py").read_text())
    noms = {n.module for n in ast.walk(arbre) if isinstance(n, ast.ImportFrom)}
    return noms | {alias.name for n in ast.walk(arbre) if isinstance(n, ast.Import) for alias in n.names}
