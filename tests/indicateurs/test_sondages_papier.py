"""The paper form: every kind of question, branching as instructions, tagged, in each language of the version."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import franchir
from indicateurs.actions.sondage import publier_version
from indicateurs.documents_questionnaire import html_du_questionnaire
from indicateurs.models import Question
from indicateurs.sondages.papier import questionnaire
from tests import pdf_ua
from tests.factories.sondages import OUI_NON, CampagneSondageFactory, VagueSondageFactory, VersionSondageFactory, poser

pytestmark = pytest.mark.django_db
ACCORD = [
    {"code": "non", "fr": "Pas d’accord", "en": "Disagree", "es": "En desacuerdo", "ar": "لا أوافق"},
    {"code": "oui", "fr": "D’accord", "en": "Agree", "es": "De acuerdo", "ar": "أوافق"},
]
HORAIRE = [{"code": "h", "fr": "L’horaire me convient.", "en": "The schedule suits me.", "ar": "التوقيت يناسبني."}]
GENRES = {"multiple": {"choix": ACCORD}, "matrice": {"choix": ACCORD, "enonces": HORAIRE}}


def toutes_sortes(langues: list[str]):
    """A frozen version with one question of each kind, the third to the fifth for those who say yes."""
    version = VersionSondageFactory(langues=langues, titres={"fr": "Votre avis", "en": "Your view", "ar": "رأيك"})
    poser(version, "note", "echelle", fr="Votre note?", obligatoire=True)
    poser(version, "aide", "unique", fr="De l’aide?", choix=OUI_NON)
    for genre in ("multiple", "matrice", "nombre"):
        poser(version, genre, genre, fr=f"{genre}?", si_code="aide", si_valeurs=["oui"], **GENRES.get(genre, {}))
    for genre in ("date", "texte_court"):
        poser(version, genre, genre, fr=f"{genre}?")
    poser(version, "fin", "texte_long", fr="Fin?", si_code="note", si_valeurs=["0", "1"])
    for question in version.questions_posees():
        question.textes |= {langue: f"{langue} {question.code}" for langue in langues if langue != "fr"}
        question.save()
    return publier_version(version=version, acteur=Acteur(role=Role.ANALYSTE), le=timezone.now())


def test_les_branchements_deviennent_des_consignes():
    dites = questionnaire(toutes_sortes(["fr"]).questions_posees(), "fr")
    assert [q.renvois for q in dites[:3]] == [[], ["Si « Non », passez à la question 6."], []]
    condition = "Répondez seulement si vous avez répondu « Oui » à la question 2."
    assert [q.condition for q in dites[2:6]] == [condition] * 3 + [""]
    assert dites[7].condition == "Répondez seulement si vous avez répondu « 0 » ou « 1 » à la question 1."


def test_une_question_qui_depend_d_une_question_sautee_est_sautee_et_la_fin_se_dit():
    version = VersionSondageFactory(langues=["fr"])
    poser(version, "a", "unique", fr="A?", choix=OUI_NON)
    poser(version, "b", "unique", fr="B?", choix=OUI_NON, si_code="a", si_valeurs=["oui"])
    poser(version, "c", "texte_court", fr="C?", si_code="b", si_valeurs=["oui"])
    dites = questionnaire(version.questions_posees(), "fr")
    assert [q.renvois for q in dites] == [["Si « Non », vous avez terminé."], ["Si « Non », vous avez terminé."], []]


@pytest.mark.parametrize("langue", ["fr", "en", "es", "ar"])
def test_chaque_langue_a_son_pdf_balise_et_ses_mots(client_role, langue):
    version = toutes_sortes(["fr", "en", "es", "ar"])
    reponse = client_role("analyste").get(reverse("sondage_papier", args=[version.pk, langue]))
    assert (reponse.headers["Content-Type"], pdf_ua.defauts(reponse.content)) == ("application/pdf", [])
    with pikepdf.open(io.BytesIO(reponse.content)) as pdf:
        assert str(pdf.Root.Lang).split("-")[0] == langue
    html = html_du_questionnaire(version, langue=langue)
    page = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    assert (f"{langue} matrice" in page) == (langue != "fr")
    francais = ("Votre code", "Répondez seulement", "passez à la question", "Pour rendre", "Plusieurs", "(facultatif)")
    assert [mot for mot in francais if mot in page] == (list(francais) if langue == "fr" else [])
    assert page.count('class="lettre"') == 16 + 8 + 4  # The code, a date, a number.


def test_la_feuille_d_une_vague_dit_son_dernier_jour_et_ce_que_devient_le_code(client_role):
    version = toutes_sortes(["fr"])
    vague = VagueSondageFactory(campagne=CampagneSondageFactory(version=version))
    assert "n’est pas gardé avec vos réponses" in html_du_questionnaire(version, langue="fr", vague=vague)
    liee = VagueSondageFactory(campagne=CampagneSondageFactory(version=version, mode="lie"))
    page = html_du_questionnaire(version, langue="fr", vague=liee)
    assert "jointes à votre dossier" in page and "Dernier jour" in page
    client = client_role("analyste")
    url = reverse("vague_sondage_papier", args=[vague.pk, "fr"])
    assert url in client.get(reverse("vague_sondage", args=[vague.pk])).content.decode()
    assert client.get(url).content.startswith(b"%PDF")
    fiche = client.get(reverse("sondage_version", args=[version.pk])).content.decode()
    assert reverse("sondage_papier", args=[version.pk, "fr"]) in fiche
    assert client.get(reverse("sondage_papier", args=[version.pk, "en"])).status_code == 404


def test_le_conseil_imprime_la_feuille_d_une_vague_ouverte_seulement(client_role):
    vague = VagueSondageFactory(campagne=CampagneSondageFactory(version=toutes_sortes(["fr"])))
    client, url = client_role("conseiller", regions=["06"]), reverse("vague_sondage_papier", args=[vague.pk, "fr"])
    assert url in client.get(reverse("sondage_saisie")).content.decode()
    assert client.get(url).status_code == 200
    franchir(vague, "fermer", acteur=Acteur.systeme())
    assert client.get(url).status_code == 404
    assert url not in client.get(reverse("sondage_saisie")).content.decode()
    assert client_role("analyste").get(url).status_code == 200
    assert client_role("payeur").get(url).status_code == 404


def test_une_question_hostile_reste_du_texte(client_role):
    version = VersionSondageFactory(langues=["fr"])
    poser(version, "a", "texte_court", fr="<img src='file:///etc/passwd'><b>{{ 7|add:7 }}")
    page = html_du_questionnaire(version, langue="fr")
    assert "&lt;img" in page and "{{ 7|add:7 }}" in page
    assert Question.objects.count() == 1
    assert client_role("analyste").get(reverse("sondage_papier", args=[version.pk, "fr"])).status_code == 200
