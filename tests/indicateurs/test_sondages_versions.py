"""A campaign moves to a newer frozen version: what changes is read first, what was read is what is accepted."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Journal
from indicateurs.actions import sondage
from indicateurs.actions.campagne_sondage import changer_de_version
from indicateurs.models import Question
from indicateurs.sondages.differences import comparer
from tests.factories.sondages import OUI_NON, CampagneSondageFactory, VagueSondageFactory, poser, version_posable

pytestmark = pytest.mark.django_db
QUI = Acteur(role=Role.ANALYSTE)


@pytest.fixture
def campagne():
    """Active, with an open wave; a second version added, took out, reworded and kept questions."""
    return VagueSondageFactory(campagne=CampagneSondageFactory()).campagne


def suivante(campagne, *, figer: bool = True):
    version = sondage.nouvelle_version(version=campagne.version, acteur=QUI, le=timezone.now())
    if figer:
        Question.objects.filter(version=version, code="mots").update(retiree_le=timezone.now())
        Question.objects.filter(version=version, code="satisfaction").update(
            textes={"fr": "Quelle note globale donnez-vous?", "en": "What is your mark?"}
        )
        poser(version, "bruit", "unique", fr="Y avait-il du bruit?", en="Was it noisy?", choix=OUI_NON)
        sondage.publier_version(version=version, acteur=QUI, le=timezone.now())
    version.refresh_from_db()
    return version


def page_de(client, campagne) -> str:
    return client.get(reverse("campagne_sondage_version", args=[campagne.pk])).content.decode()


def test_la_page_dit_ce_qui_est_ajoute_retire_reformule_et_garde(client_role, campagne):
    version, client = suivante(campagne), client_role("analyste")
    ecart = comparer(campagne.version, version)
    assert ecart.nombres == {"ajoutees": 1, "retirees": 1, "reformulees": 1, "gardees": 2}
    assert not ecart.autour and not ecart.ordre_change
    page = page_de(client, campagne)
    for dit in (
        "1 question ajoutée",
        "1 question retirée",
        "1 question reformulée",
        "2 questions gardées telles quelles",
        "bruit – Y avait-il du bruit?",
        "La vague 1, ouverte, garde la version 1",
    ):
        assert dit in page, dit
    # The word added is marked, not the whole question.
    assert re.search(r"</span>globale\s*<span", page)
    fiche = client.get(reverse("campagne_sondage", args=[campagne.pk])).content.decode()
    assert "Passer à la version 2" in fiche


def test_confirmer_change_les_prochaines_vagues_et_pas_celle_qui_est_ouverte(client_role, campagne):
    version, client, depuis = suivante(campagne), client_role("direction"), campagne.etat_depuis
    url = reverse("campagne_sondage_version", args=[campagne.pk])
    reponse = client.post(url, {"version": str(version.pk)}, follow=True)
    assert "posent les questions de la version 2" in reponse.content.decode()
    campagne.refresh_from_db()
    assert (campagne.version_id, campagne.vagues.get().version.numero) == (version.pk, 1)
    # Who did it, when and from what to what is kept; the campaign stays in the state it was in, since the same day.
    ligne = Journal.objects.get(objet_type="campagne_sondage", objet_id=campagne.pk, pas="changer_version_en_cours")
    assert (ligne.contexte, ligne.acteur_role) == ({"de": 1, "vers": 2}, "direction")
    assert campagne.etat == "active" and campagne.etat_depuis == depuis
    page = page_de(client, campagne)
    assert "Aucune version plus récente" in page and "Passer à la version" not in page
    # A second click, or a page left open: refused in words, nothing moves.
    encore = client.post(url, {"version": str(version.pk)}, follow=True).content.decode()
    assert "Choisissez la version figée la plus récente" in encore


@pytest.mark.parametrize("forge", ["", "x", "00000000-0000-4000-8000-000000000000", "autre"])
def test_une_version_forgee_est_refusee_et_dite(client_role, campagne, forge):
    suivante(campagne)
    autre = str(version_posable().pk)
    envoi = {"version": autre if forge == "autre" else forge}
    reponse = client_role("analyste").post(reverse("campagne_sondage_version", args=[campagne.pk]), envoi, follow=True)
    assert "Cette version n’est pas de ce sondage." in reponse.content.decode()
    avant = campagne.version_id
    campagne.refresh_from_db()
    assert campagne.version_id == avant


def test_ce_qui_a_ete_lu_est_ce_qui_est_accepte(client_role, campagne):
    lue = suivante(campagne)
    derniere = sondage.nouvelle_version(version=lue, acteur=QUI, le=timezone.now())
    sondage.publier_version(version=derniere, acteur=QUI, le=timezone.now())
    url = reverse("campagne_sondage_version", args=[campagne.pk])
    page = client_role("analyste").post(url, {"version": str(lue.pk)}, follow=True).content.decode()
    assert "Choisissez la version figée la plus récente" in page and "Passer à la version 3" in page


def test_ni_un_brouillon_ni_une_campagne_finie_ni_un_autre_role(client_role, campagne):
    brouillon = suivante(campagne, figer=False)
    with pytest.raises(TransitionRefusee):
        changer_de_version(campagne=campagne, version=brouillon, acteur=QUI, le=timezone.now())
    assert "Aucune version plus récente" in page_de(client_role("analyste"), campagne)
    sondage.publier_version(version=brouillon, acteur=QUI, le=timezone.now())
    brouillon.refresh_from_db()
    with pytest.raises(RoleInsuffisant):
        changer_de_version(campagne=campagne, version=brouillon, acteur=Acteur(role=Role.CONSEILLER), le=timezone.now())
    finie = CampagneSondageFactory(version=campagne.version, etat="terminee", prochaine_le=None)
    with pytest.raises(TransitionRefusee, match="finie"):
        changer_de_version(campagne=finie, version=brouillon, acteur=QUI, le=timezone.now())


def test_un_choix_qui_change_de_code_et_l_ordre_se_voient(campagne):
    version = suivante(campagne, figer=False)
    Question.objects.filter(version=version, code="aide").update(
        choix=[OUI_NON[0], {"code": "jamais", "fr": "Non", "en": "No"}], rang=9
    )
    ecart = comparer(campagne.version, version)
    assert ecart.ordre_change
    change = next(chapitre for chapitre in ecart.questions if chapitre.titre.startswith("aide"))
    assert {difference.libelle for difference in change.differences} == {"Choix – Français", "Choix – English"}
