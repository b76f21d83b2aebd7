"""Pages of the dispatch order: the public page says what is in force, management writes and publishes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inscriptions.actions.priorites import appliquer_regles_dues, reclasser_la_file
from inscriptions.models import RegleDePriorite
from inscriptions.queries.priorites import regle_en_vigueur
from tests.factories.inscriptions import InscriptionFactory, RegleFactory

pytestmark = pytest.mark.django_db


def texte(reponse) -> str:
    assert reponse.status_code == 200
    return reponse.content.decode()


def saisie(**champs) -> dict[str, object]:
    """The page of a draft with two classes before the last, sent as a browser does."""
    return {
        "nom": "Parents d’abord",
        "pourquoi": "Directive d’essai",
        "certitude": "synthetique",
        "autres": "Les autres",
        "classe-TOTAL_FORMS": "3",
        "classe-INITIAL_FORMS": "0",
        "classe-0-rang": "2",
        "classe-0-libelle": "Asile",
        "classe-0-criteres": ["demandeur_asile"],
        "classe-0-tous": "False",
        "classe-1-rang": "1",
        "classe-1-libelle": "Parents débutants",
        "classe-1-criteres": ["debutant", "jeunes_enfants"],
        "classe-1-tous": "True",
        "classe-2-tous": "False",
    } | champs


@pytest.fixture
def direction(client_role):
    return client_role("direction")


def rediger(direction) -> RegleDePriorite:
    direction.post(reverse("repartition"))
    return RegleDePriorite.objects.get(etat="brouillon")


def test_la_page_publique_dit_l_ordre_en_vigueur_et_son_exemple(client):
    page = texte(client.get(reverse("comment_places_attribuees")))
    for classe in regle_en_vigueur().ordre:
        assert classe.libelle in page
    assert "Celui-ci est un exemple" in page
    assert "Nour a la première place" in page
    assert "jours ouvrables" in page
    assert "Ce qui change" not in page


def test_la_page_publique_annonce_la_version_qui_vient(client):
    RegleFactory(annoncee=True)
    page = texte(client.get(reverse("comment_places_attribuees")))
    assert "Ce qui change le" in page
    assert "Vous demandez l’asile" in page


def test_la_page_publique_suit_la_version_appliquee(client):
    RegleFactory(
        annoncee=True,
        en_vigueur_le=timezone.localdate(),
        certitude="verifie",
        classes=[{"rang": 1, "libelle": "Tout le monde", "criteres": [], "tous": False}],
    )
    appliquer_regles_dues(le=timezone.now())
    page = texte(client.get(reverse("comment_places_attribuees")))
    assert "Les trois sont dans la même classe" in page
    assert "Celui-ci est un exemple" not in page
    assert "Ce qui change" not in page


def test_la_direction_ecrit_une_version_et_voit_son_effet_avant_de_publier(direction):
    InscriptionFactory(statut_id="demandeur_asile", niveau=2, enfants_a_garder=2)
    InscriptionFactory(statut_id="demandeur_asile", niveau=7)
    reclasser_la_file(le=timezone.now())
    regle = rediger(direction)
    suite = direction.post(reverse("repartition_modifier", args=[regle.pk]), saisie())
    assert suite.url == reverse("repartition_version", args=[regle.pk])
    regle.refresh_from_db()
    assert [(c.rang, c.libelle, c.tous) for c in regle.ordre] == [
        (1, "Parents débutants", True),
        (2, "Asile", False),
        (3, "Les autres", False),
    ]
    reponse = direction.get(suite.url)
    assert [(e.nombre, e.montent) for e in reponse.context["apres"]] == [(1, 1), (1, 1), (0, 0)]
    assert "2 personnes attendent" in texte(reponse)


def test_une_version_mal_remplie_revient_avec_ses_messages(direction):
    regle = rediger(direction)
    adresse = reverse("repartition_modifier", args=[regle.pk])
    page = texte(direction.post(adresse, saisie(**{"classe-0-libelle": "", "pourquoi": ""})))
    assert "Donnez un nom à cette classe" in page
    assert "Écrivez pourquoi cette version" in page
    page = texte(direction.post(adresse, saisie(**{"classe-0-criteres": []})))
    assert "Choisissez au moins un critère" in page
    page = texte(direction.post(adresse, saisie(autres="Asile")))
    assert "Deux classes portent le même nom" in page


def test_publier_demande_un_jour_a_venir(direction):
    regle = rediger(direction)
    direction.post(reverse("repartition_modifier", args=[regle.pk]), saisie())
    adresse = reverse("repartition_version", args=[regle.pk])
    hier, demain = (timezone.localdate() + timedelta(days=n) for n in (-1, 1))
    page = texte(direction.post(adresse, {"pas": "publier"} | jour(hier)))
    assert "aujourd’hui ou un jour plus tard" in page
    direction.post(adresse, {"pas": "publier"} | jour(demain))
    regle.refresh_from_db()
    assert (regle.etat, regle.en_vigueur_le) == ("publiee", demain)
    assert direction.get(reverse("repartition_modifier", args=[regle.pk])).url == adresse


def jour(quand) -> dict[str, int]:
    return {"date_effet_jour": quand.day, "date_effet_mois": quand.month, "date_effet_annee": quand.year}


def test_annuler_demande_un_motif(direction):
    regle = rediger(direction)
    adresse = reverse("repartition_version", args=[regle.pk])
    assert "Indiquez le motif" in texte(direction.post(adresse, {"pas": "annuler", "motif": ""}, follow=True))
    direction.post(adresse, {"pas": "annuler", "motif": "Erreur"})
    regle.refresh_from_db()
    assert regle.etat == "annulee"
    assert "Erreur" in texte(direction.get(adresse))


@pytest.mark.parametrize("role", ["analyste", "conseiller"])
def test_le_ministere_lit_les_versions_sans_les_ecrire(client_role, role):
    client, regle = client_role(role), RegleFactory()
    page = texte(client.get(reverse("repartition")))
    assert "Écrire une nouvelle version" not in page
    page = texte(client.get(reverse("repartition_version", args=[regle.pk])))
    assert "Publier" not in page
    assert client.post(reverse("repartition")).status_code == 403
    assert client.post(reverse("repartition_version", args=[regle.pk]), {"pas": "publier"}).status_code == 403
    assert client.get(reverse("repartition_modifier", args=[regle.pk])).status_code == 403


def test_un_partenaire_n_entre_pas(client_role):
    assert client_role("agent_partenaire").get(reverse("repartition")).status_code == 403


def test_le_dossier_dit_la_classe_et_sa_raison(client_role):
    inscription = InscriptionFactory(statut_id="demandeur_asile", personne__region_id="06")
    reclasser_la_file(le=timezone.now())
    page = texte(client_role("conseiller", regions=["06"]).get(reverse("dossier", args=[inscription.pk])))
    assert "3. Protection et asile" in page
    assert "Demande d’asile en cours" in page


def test_la_personne_lit_sa_classe_et_pourquoi(client_role):
    inscription = InscriptionFactory(statut_id="demandeur_asile")
    reclasser_la_file(le=timezone.now())
    page = texte(client_role("personne", personne=inscription.personne).get(reverse("suivi")))
    assert "Classe 3 sur 5" in page
    assert "vous demandez l’asile" in page
