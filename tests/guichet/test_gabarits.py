"""Skeletons, forms and components render alone, without inline style or script, and speak to assistive tools."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from guichet.demo.composants import ERREURS, GABARITS, FormulaireDeMontre, composants, gabarit
from guichet.formulaires import ChampDate, ChampDisponibilites, ChampPreferences
from guichet.tons import ICONE_DU_TON, TON_DE_L_ETAT

SQUELETTES = sorted(
    chemin.stem
    for chemin in (Path(settings.TEMPLATES[0]["DIRS"][0]) / "gabarits").glob("*.html")
    if chemin.stem not in {"document", "erreur"}
)
ERREURS_HTTP = ("400", "403", "403_csrf", "404", "500", "503")


class _Lecteur(HTMLParser):
    """Collects what the assertions ask about."""

    def __init__(self, texte: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.cibles: list[str] = []
        self.balises: list[str] = []
        self.attributs: set[str] = set()
        self.feed(texte)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        valeurs = {nom: valeur or "" for nom, valeur in attrs}
        self.balises.append(tag)
        self.attributs |= set(valeurs)
        if "id" in valeurs:
            self.ids.append(valeurs["id"])
        self.cibles += valeurs.get("aria-describedby", "").split() + valeurs.get("aria-labelledby", "").split()
        self.cibles += [valeurs["for"]] if valeurs.get("for") else []


def _verifier(page: str) -> _Lecteur:
    lu = _Lecteur(page)
    assert "INDÉFINIE" not in page
    assert "style" not in lu.balises
    # A script comes from a static file, or is data.
    assert all(re.search(r"\ssrc=|application/json", ouverture) for ouverture in re.findall(r"<script[^>]*>", page))
    assert "style" not in lu.attributs and not any(nom.startswith("on") for nom in lu.attributs)
    assert len(lu.ids) == len(set(lu.ids))
    assert set(lu.cibles) <= set(lu.ids)
    return lu


@pytest.mark.parametrize("nom", SQUELETTES)
def test_chaque_squelette_se_rend_vide(nom: str) -> None:
    lu = _verifier(render_to_string(f"gabarits/{nom}.html", {}, request=RequestFactory().get("/")))
    assert lu.balises.count("main") == 1 and lu.balises.count("h1") == 1


@pytest.mark.parametrize("nom", [nom for nom in GABARITS if nom != "document"])
def test_chaque_squelette_se_rend_plein(nom: str) -> None:
    page = gabarit(RequestFactory().get("/"), nom).content.decode()
    _verifier(page)


def test_la_page_des_composants_les_montre_tous() -> None:
    page = composants(RequestFactory().get("/")).content.decode()
    _verifier(page)


@pytest.mark.parametrize("nom", ERREURS_HTTP)
def test_une_page_d_erreur_se_rend_sans_requete_ni_base(nom: str) -> None:
    _verifier(render_to_string(f"{nom}.html"))


@pytest.mark.django_db
@pytest.mark.parametrize("nom", ["account_login", "account_signup", "account_request_login_code"])
def test_les_pages_de_connexion_ont_le_gabarit_du_portail(client, nom: str) -> None:
    lu = _verifier(client.get(reverse(nom), headers={"accept-language": "fr-CA"}).content.decode())
    assert lu.balises.count("main") == 1 and lu.balises.count("h1") == 1


@pytest.mark.django_db
def test_une_connexion_refusee_garde_le_courriel_et_dit_l_erreur(client) -> None:
    page = client.post(reverse("account_login"), {"login": "a@", "password": ""}).content.decode()
    _verifier(page)
    assert "resume-erreurs" in page and 'value="a@"' in page


def test_la_langue_et_le_sens_de_lecture_sont_declares() -> None:
    requete = RequestFactory().get("/")
    assert '<html lang="fr-ca" dir="ltr">' in render_to_string("base.html", {}, request=requete)


def test_le_resume_des_erreurs_mene_a_chaque_champ_et_prend_le_focus() -> None:
    page = str(FormulaireDeMontre(ERREURS))
    lu = _verifier(page)
    assert re.search(r'class="resume-erreurs" role="alert" tabindex="-1" autofocus', page)
    ancres = re.findall(r'<a href="#([^"]+)"', page)
    assert len(ancres) == 7
    assert set(ancres) <= set(lu.ids)


def test_un_champ_en_erreur_le_dit_a_cote_de_lui() -> None:
    page = str(FormulaireDeMontre(ERREURS)["nom"].as_field_group())
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_nom_helptext id_nom_error"' in page
    assert 'id="id_nom_error"' in page and 'id="id_nom_helptext"' in page


def test_un_formulaire_valide_n_a_pas_de_resume() -> None:
    assert "resume-erreurs" not in str(FormulaireDeMontre())


class _FormulaireDate(forms.Form):
    jour = ChampDate(label="Jour")
    fin = ChampDate(label="Fin", required=False)


@pytest.mark.parametrize(
    ("saisi", "message"),
    [
        ({}, "Indiquez le jour, le mois et l’année."),
        ({"jour_jour": "3", "jour_annee": "2026"}, "Indiquez le jour, le mois et l’année, en chiffres."),
        ({"jour_jour": "3", "jour_mois": "juin", "jour_annee": "2026"}, "en chiffres."),
        ({"jour_jour": "3", "jour_mois": "6", "jour_annee": "26"}, "en chiffres."),
        ({"jour_jour": "31", "jour_mois": "2", "jour_annee": "2026"}, "Cette date n’existe pas."),
        ({"jour_jour": "9" * 500, "jour_mois": "²", "jour_annee": "2026"}, "en chiffres."),
        ({"jour_jour": "1", "jour_mois": "1", "jour_annee": "0000"}, "Cette date n’existe pas."),
    ],
)
def test_une_date_impossible_dit_comment_la_corriger_et_garde_la_saisie(saisi: dict, message: str) -> None:
    formulaire = _FormulaireDate(saisi)
    assert message in formulaire.errors["jour"][0]
    if saisi.get("jour_jour") == "31":
        assert 'value="31"' in str(formulaire["jour"]) and 'value="2026"' in str(formulaire["jour"])


def test_une_date_en_trois_champs_se_lit() -> None:
    formulaire = _FormulaireDate({"jour_jour": " 3", "jour_mois": "06", "jour_annee": "2026"})
    assert formulaire.is_valid()
    assert formulaire.cleaned_data["jour"].isoformat() == "2026-06-03"
    assert formulaire.cleaned_data["fin"] is None


class _FormulaireMoments(forms.Form):
    moments = ChampDisponibilites(label="Moments")


def test_les_disponibilites_sortent_dans_l_ordre_de_la_semaine() -> None:
    formulaire = _FormulaireMoments({"moments": ["dim_soir", "lun_am", "mer_pm"]})
    assert formulaire.is_valid()
    assert formulaire.cleaned_data["moments"] == ["lun_am", "mer_pm", "dim_soir"]


def test_une_disponibilite_inconnue_est_refusee() -> None:
    assert not _FormulaireMoments({"moments": ["lun_nuit"]}).is_valid()


def test_la_grille_a_21_cases_nommees_et_garde_ce_qui_est_coche() -> None:
    page = str(_FormulaireMoments(initial={"moments": ["mar_soir"]}))
    assert page.count('type="checkbox"') == 21
    assert re.search(r'value="mar_soir" checked', page)
    assert "Mardi, Soir" in page


class _FormulairePreferences(forms.Form):
    choix = ChampPreferences(label="Choix", choices=[("a", "A"), ("b", "B"), ("c", "C")])


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ({"choix_0": "b", "choix_1": "a"}, ["b", "a"]),
        ({"choix_1": "c"}, ["c"]),
        ({"choix_0": "a", "choix_1": "a"}, "deux fois"),
        ({"choix_0": "z"}, "pas offert"),
        ({}, "au moins un choix"),
    ],
)
def test_les_preferences_sont_un_ordre_sans_trou_ni_repetition(saisi: dict, attendu: list | str) -> None:
    formulaire = _FormulairePreferences(saisi)
    if isinstance(attendu, list):
        assert formulaire.is_valid() and formulaire.cleaned_data["choix"] == attendu
    else:
        assert attendu in formulaire.errors["choix"][0]


def test_les_boutons_de_pas_sont_des_formulaires_post_qui_demandent_le_motif() -> None:
    page = gabarit(RequestFactory().get("/"), "fiche").content.decode()
    assert 'name="pas" value="completer"' in page and 'name="pas" value="demander"' in page
    assert page.count('name="motif"') == 1
    assert page.count('name="csrfmiddlewaretoken"') >= 2


def test_la_pagination_garde_les_filtres() -> None:
    requete = RequestFactory().get("/", {"region": "06", "page": "2"})
    contexte = Context({"request": requete, "p": Paginator(range(200), 20).page(2)})
    page = Template("{% load composants %}{% pagination p %}").render(contexte)
    assert "?region=06&amp;page=3" in page and 'aria-current="page"' in page


def test_chaque_ton_a_son_icone() -> None:
    assert set(TON_DE_L_ETAT.values()) <= set(ICONE_DU_TON)
