"""Promises of the whole: one place sets a state, diagrams are current, files stay short, words stay ours."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from guichet.cycle.diagramme import page

RACINE = settings.RACINE
APPS = ("guichet", "inscriptions", "partenaires", "indicateurs")
LIGNES_MAX = 350


def suivis(*motifs: str) -> list[Path]:
    """The files git knows, by pattern."""
    sortie = subprocess.run(["git", "ls-files", *motifs], cwd=RACINE, capture_output=True, text=True, check=True)
    return [RACINE / nom for nom in sortie.stdout.split() if (RACINE / nom).exists()]


def code() -> list[Path]:
    return [f for f in suivis("*.py") if f.relative_to(RACINE).parts[0] in APPS and "migrations" not in f.parts]


def test_les_diagrammes_sont_ceux_des_tables():
    assert (RACINE / "docs" / "cycles.md").read_text("utf-8") == page(), "lancez ./portail manage dessiner_cycles"


def _assigne_etat(arbre: ast.AST) -> bool:
    for noeud in ast.walk(arbre):
        cibles = noeud.targets if isinstance(noeud, ast.Assign) else []
        if any(isinstance(c, ast.Attribute) and c.attr == "etat" for c in cibles):
            return True
    return False


def test_l_etat_ne_s_assigne_qu_en_un_endroit():
    auteurs = [f.relative_to(RACINE).as_posix() for f in code() if _assigne_etat(ast.parse(f.read_text("utf-8")))]
    assert auteurs == ["guichet/cycle/franchir.py"]


@pytest.mark.parametrize("source", ["objet.etat = 'x'", "a = b.etat = 'x'"])
def test_temoin_le_detecteur_voit_une_assignation(source):
    assert _assigne_etat(ast.parse(source))


def _suite_anonyme(arbre: ast.AST) -> bool:
    """Whether something without a name is left for after the commit: Django logs a failure by the function's name."""
    return any(
        isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr == "on_commit"
        and not isinstance(n.args[0], ast.Lambda | ast.Name | ast.Attribute)
        for n in ast.walk(arbre)
    )


def test_ce_qui_suit_un_commit_a_un_nom():
    assert [str(f) for f in code() if _suite_anonyme(ast.parse(f.read_text("utf-8")))] == []


def test_temoin_le_detecteur_voit_une_suite_sans_nom():
    assert _suite_anonyme(ast.parse("transaction.on_commit(partial(tache.delay), robust=True)"))


def test_aucun_fichier_ne_depasse_350_lignes():
    longs = {
        f.relative_to(RACINE).as_posix(): n
        for f in suivis("*.py", "*.css", "*.html", "portail")
        if "migrations" not in f.parts and (n := len(f.read_text("utf-8").splitlines())) > LIGNES_MAX
    }
    assert longs == {}


def test_les_gabarits_ne_comparent_pas_un_etat():
    motif = re.compile(r"{%\s*(?:el)?if[^%]*\.etat\s*(?:==|!=|in\b)")
    fautifs = [f.name for f in suivis("templates/*.html") if motif.search(f.read_text("utf-8"))]
    assert fautifs == []


def test_chaque_gabarit_se_compile():
    for fichier in suivis("templates/*.html", "templates/*.txt"):
        get_template(fichier.relative_to(RACINE / "templates").as_posix())


def test_aucun_signal_django():
    motif = re.compile(r"from django\.\S+ import .*\b(post_save|pre_save|receiver)\b")
    assert [f.name for f in code() if motif.search(f.read_text("utf-8"))] == []


def test_aucun_hote_d_index_de_paquets_dans_le_depot():
    motif = re.compile(r"(pypi|pythonhosted|npmjs|deb\.debian|registry\.)[a-z.]*\.(org|com|net)")
    fautifs = [
        f.relative_to(RACINE).as_posix()
        for f in suivis("*")
        if f.suffix not in {".png", ".woff2", ".ico"} and motif.search(f.read_text("utf-8", errors="ignore"))
    ]
    assert fautifs == []


def test_aucun_test_n_est_saute():
    motif = re.compile(r"pytest\.(mark\.)?(skip|xfail)|skipif|skipTest")
    assert [f.name for f in suivis("tests/*.py") if f.name != Path(__file__).name and motif.search(f.read_text())] == []


def test_chaque_feuille_de_style_est_lue_par_une_page():
    pages = "".join(f.read_text("utf-8") for f in suivis("templates/*"))
    assert [f.name for f in suivis("static/css/*.css") if f"css/{f.name}" not in pages] == []
