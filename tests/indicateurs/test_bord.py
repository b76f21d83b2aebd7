"""One choice, one address: filters, chips, the map's measure, curves, the document; few queries whatever is chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guichet.formulaires import ChoixEcrits, Liste
from guichet.mesure.definition import MESURES
from indicateurs.bord import composer
from indicateurs.documents import rendre_tableau
from indicateurs.ecriture import sur_un_an
from indicateurs.filtre import AXES, Filtre
from indicateurs.formulaires_bord import CARTES, COMPARAISONS, FiltreBord
from indicateurs.queries import bord, comptage, valeurs
from indicateurs.queries.programmes import AUCUNE
from tests import pdf_ua
from tests.factories.ententes import EntenteFactory, VoletFactory
from tests.factories.guichet import OrganisationFactory
from tests.indicateurs.test_tableau import attendre, compter

pytestmark = pytest.mark.django_db
AUJOURDHUI = timezone.localdate()
TOUT = {
    "periode": "6",
    "region": "06",
    "niveau": "3",
    "sexe": "f",
    "age": "25-34",
    "scolarite": "0-8",
    "arrivee": str(AUJOURDHUI.year),
    "formule": "temps_partiel",
    "type_organisme": "cegep",
}


def formulaire(**choix: str) -> FiltreBord:
    return FiltreBord({"periode": "12"} | choix, jour=AUJOURDHUI)


def test_chaque_axe_du_filtre_a_son_champ():
    assert set(AXES) <= set(formulaire().fields)
    filtre = formulaire(**TOUT).filtre()
    assert filtre.choisis() == {axe: valeur for axe, valeur in TOUT.items() if axe in AXES} | {"niveau": 3}


def test_l_adresse_se_relit_et_ne_depend_pas_de_l_ordre():
    adresse = formulaire(**TOUT, carte="abandon", inconnu="1").requete()
    relu = formulaire(**dict(reversed([un.split("=") for un in adresse.split("&")])))
    assert relu.requete() == adresse
    assert relu.filtre() == formulaire(**TOUT).filtre()


def test_chaque_puce_retire_son_choix_et_garde_les_autres():
    puces = formulaire(region="06", sexe="f", carte="delai_debut").puces()
    assert [(puce["nom"], puce["valeur"]) for puce in puces] == [("Région", "Montréal"), ("Sexe", "Féminin")]
    assert puces[0]["sans"] == "periode=12&carte=delai_debut&sexe=f"


def test_une_periode_a_l_envers_est_dite_et_gardee(client_role):
    page = client_role("analyste").get(reverse("tableau_de_bord"), {"du": "2026-05-01", "au": "2026-04-01"})
    texte = page.content.decode()
    assert "La fin suit le début" in texte
    assert 'value="2026-04-01"' in texte


def test_des_dates_coupent_la_periode():
    choisi = formulaire(du="2026-01-10", au="2026-03-05")
    assert (choisi.filtre().du, choisi.filtre().au) == (date(2026, 1, 10), date(2026, 3, 5))
    assert formulaire(du="2999-01-01").filtre().au == AUJOURDHUI


@pytest.mark.parametrize(
    ("code", "valeur", "avant", "mots"),
    [
        ("demandes", 120, 100, "20 % de plus"),
        ("demandes", 100, 100, "Comme un an avant"),
        ("abandon", "0.2", "0.25", "5,0 points de moins"),
        ("delai_debut", 40, 41, "1 jour de moins"),
        ("debuts", 5, None, "Pas de donnée"),
    ],
)
def test_la_difference_sur_un_an_se_dit_en_mots(code, valeur, avant, mots):
    lu = sur_un_an(MESURES[code], Decimal(valeur), None if avant is None else Decimal(avant))
    assert mots in lu.replace("\u00a0", " ")


@pytest.mark.parametrize("carte", CARTES)
@pytest.mark.parametrize("comparer", ["", "region"])
def test_chaque_carte_et_chaque_comparaison_se_dessinent(carte, comparer):
    compter("debut", 4, delai=61)
    compter("abandon", 1)
    compter("fin", 3)
    attendre(30, 9)
    figures = composer(formulaire(carte=carte, comparer=comparer), lien=lambda code: f"?region={code}")["figures"]
    attendu = {"attente": "9", "debuts": "4", "abandon": "25", "delai_debut": "61", "debuts_dans_la_norme": "–"}
    montreal = dict(figures.carte.rangees())["Montréal"][0]
    assert montreal.startswith(attendu[carte])
    assert 'href="?region=06"' in figures.carte.svg
    assert len(figures.survie.entetes) == 9


def test_l_entonnoir_compte_les_pas_et_les_pertes():
    compter("demande", 10)
    compter("offre", 6)
    compter("offre_declinee", 2)
    rangees = dict(composer(formulaire())["figures"].entonnoir.rangees())
    assert rangees["Demandes reçues"][0] == "10"
    assert rangees["Offres de place"] == ["6", "60,0\u00a0%", "Offres refusées : 2"]


FAITS = """
demande 9, offre 7, debut 4 61, debut 3 20, premier_cours_ouvrables 5 30, premier_cours_ouvrables 2 90,
classe_fermee 1, place_perdue 6, replacee 2 12, transferee 1 45, abandon 3, fin 8
"""


@pytest.mark.parametrize("choix", [{}, {"region": "06"}, {"niveau": "3"}])
def test_chaque_chiffre_de_la_page_est_celui_de_sa_definition_lue_seule(choix):
    for jour, fois in ((AUJOURDHUI, 2), (AUJOURDHUI - timedelta(days=380), 1)):
        for fait in FAITS.split(","):
            code, nb, *delai = fait.split()
            compter(code, int(nb) * fois, jour=jour, delai=int(delai[0]) if delai else None)
    filtre = formulaire(**choix).filtre()
    chiffres = {chiffre.mesure.code: chiffre for chiffre in bord.lire(filtre, comparer="", au=AUJOURDHUI).chiffres}
    for mesure in bord.rapportes():
        lus = [valeurs.valeur(mesure, quand).valeur for quand in (filtre, filtre.un_an_avant())]
        assert [chiffres[mesure.code].valeur, chiffres[mesure.code].avant] == lus, mesure.code
        assert lus[0] is not None, mesure.code


def test_les_mois_par_region_sont_les_memes_agreges_ou_lus_un_a_un():
    mois = (AUJOURDHUI.replace(day=1) - timedelta(days=1)).replace(day=1)
    compter("debut", 5, jour=mois)
    compter("debut", 2, jour=mois, region="03")
    filtre = Filtre(mois, AUJOURDHUI)
    agreges = comptage.par_region_et_mois("debut", filtre)
    assert (agreges["06"][mois], agreges["03"][mois]) == (5, 2)
    lus = comptage.par_region_et_mois("debut", replace(filtre, niveau=3, organisation="", age="", sexe="f"))
    assert lus == {}


@pytest.mark.parametrize("choix", [{}, {"region": "06"}, {"sexe": "f", "comparer": "region", "carte": "abandon"}])
def test_la_page_lit_peu_quel_que_soit_le_choix(client_role, django_assert_max_num_queries, choix):
    client = client_role("analyste")
    client.get(reverse("tableau_de_bord"), choix)
    with django_assert_max_num_queries(24):
        client.get(reverse("tableau_de_bord"), choix)


def test_plusieurs_comptes_en_une_lecture_disent_ce_que_disent_les_memes_un_a_un(django_assert_num_queries):
    compter("debut", 4, delai=61)
    compter("demande", 3, region="03", niveau=4)
    filtre = formulaire().filtre()
    demandes = [
        comptage.Demande(("debut", "demande"), choix, par, delais)
        for choix in (filtre, replace(filtre, region="06"), filtre.un_an_avant())
        for par, delais in (("", True), ("region", False), ("niveau", False))
    ]
    un_a_un = [comptage.compter(d.evenements, d.filtre, par=d.par, delais=d.delais) for d in demandes]
    with django_assert_num_queries(1):
        ensemble = comptage.compter_ensemble(demandes)
    assert ensemble == un_a_un and any(ensemble)


def test_la_liste_ne_choisit_que_la_valeur_entiere_et_echappe():
    liste = Liste(choices=[("", "Tous"), ("a", "A"), ("ab", "<b>"), ('"x', "X")])
    html = liste.render("axe", "ab")
    assert html.count(" selected") == 1 and '<option value="ab" selected>&lt;b&gt;</option>' in html
    assert liste.render("axe", '"x').count(" selected") == 1
    assert '<option value="" selected>' in liste.render("axe", None)


def test_des_choix_ecrits_d_avance_se_dessinent_et_se_verifient_comme_les_autres():
    paires = [("", "Tous"), ("a", "Un <b>"), ("b", "Deux")]
    listes = [Liste(choices=choix).render("axe", "b") for choix in (paires, ChoixEcrits(paires))]
    assert listes[0] == listes[1]
    champ = forms.ChoiceField(choices=ChoixEcrits(paires), required=False, widget=Liste)
    assert champ.clean("a") == "a"
    with pytest.raises(ValidationError):
        champ.clean("c")


def test_un_programme_garde_les_organismes_qu_il_finance(client_role, systeme):
    with systeme:
        financee, autre, troisieme = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
        volet = VoletFactory()
        for organisation in (financee, troisieme):
            EntenteFactory(organisation=organisation, volet=volet, active=True)
        EntenteFactory(organisation=autre, volet=volet)
        for organisation, nombre in ((financee, 4), (autre, 9), (troisieme, 2)):
            compter("debut", nombre, organisation=str(organisation.pk))
        code = volet.version.programme_id
    choisi = formulaire(programme=code)
    filtre = choisi.filtre()
    assert set(filtre.organisation.split(",")) == {str(financee.pk), str(troisieme.pk)}
    # Along this axis alone from the roll-ups, with another one from the facts.
    for choix in (filtre, replace(filtre, sexe="")), (replace(filtre, niveau=3, region="06"),):
        assert {comptage.compter(["debut"], un).get("", {})["debut"].total() for un in choix} == {6}
    assert comptage.compter(["debut"], replace(filtre, organisation=AUCUNE)) == {}
    assert choisi.puces()[0]["nom"] == "Programme" and f"programme={code}" in choisi.requete()
    page = client_role("analyste").get(reverse("tableau_de_bord"), {"programme": code}).content.decode()
    assert "organismes d’un programme" in page
    assert client_role("analyste").get(reverse("tableau_de_bord"), {"programme": "inconnu"}).status_code == 200


def test_le_document_est_un_pdf_ua_qui_dit_son_choix_et_sa_date():
    compter("demande", 3)
    attendre(30, 9)
    octets = rendre_tableau(formulaire(region="06"), le=timezone.now())
    assert octets.startswith(b"%PDF-1.7")
    assert pdf_ua.defauts(octets) == []


def test_les_comparaisons_sont_des_axes():
    assert set(COMPARAISONS) - {""} <= set(AXES)
