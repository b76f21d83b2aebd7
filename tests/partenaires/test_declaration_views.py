"""Declaring by page: open, set, add, change, take out, deposit, take back, withdraw, copy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guichet.models import Journal
from inscriptions.models import Groupe, Lieu
from partenaires.models import Bassin, BesoinRessource, DeclarationCapacite, GroupePropose, Ressource
from tests.connexion import connecter
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import SessionCoursFactory
from tests.factories.partenaires import (
    BassinFactory,
    BesoinFactory,
    DeclarationFactory,
    ProposeFactory,
    RessourceFactory,
)
from tests.partenaires.capacite import DECISION, LE, brouillon, client_de, saisie

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _le_23_novembre():
    with time_machine.travel(LE, tick=False):
        yield


def texte(reponse) -> str:
    return reponse.content.decode()


def ajouter(declaration, genre, donnees, client=None):
    client = client or client_de(declaration)
    return client.post(reverse("declaration_ajouter", args=[declaration.pk, genre]), donnees)


def test_declarer_du_premier_clic_au_depot():
    SessionCoursFactory()
    client = connecter("gestionnaire_partenaire")
    page = client.get(reverse("declarations"))
    assert "Hiver 2027" in texte(page)
    reponse = client.post(reverse("declaration_ouvrir"), {"session": "2027-H"})
    declaration = DeclarationCapacite.objects.get()
    assert reponse.url == reverse("declaration_entete", args=[declaration.pk])
    client.post(
        reponse.url,
        {"heures_disponibles": "900", "decision_le_jour": 14, "decision_le_mois": 12, "decision_le_annee": 2026},
    )
    ajouter(
        declaration,
        "ressource",
        {
            "reference": "ENS",
            "genre": "enseignant",
            "nom": "Équipe",
            "nombre": "2",
            "cellules": ["lun_soir", "mer_soir"],
        },
        client,
    )
    reponse = ajouter(declaration, "groupe", saisie(ressources=["ENS"]), client)
    assert reponse.status_code == 302, texte(reponse)
    page = client.get(reverse("declaration", args=[declaration.pk]))
    assert "Déposer la déclaration" in texte(page)
    client.post(reverse("declaration_pas", args=[declaration.pk, "deposer"]))
    declaration.refresh_from_db()
    assert declaration.etat == "deposee" and declaration.deposee_par is not None
    propose = GroupePropose.objects.get()
    assert propose.groupe.etat == "envisage" and propose.decision_le == DECISION
    assert BesoinRessource.objects.get().propose == propose


def test_ouvrir_deux_fois_donne_la_meme_declaration():
    SessionCoursFactory()
    client = connecter("agent_partenaire")
    for _fois in range(2):
        client.post(reverse("declaration_ouvrir"), {"session": "2027-H"})
    assert DeclarationCapacite.objects.count() == 1


def test_on_ne_declare_que_les_deux_prochaines_sessions():
    for rang in range(3):
        debut = date(2027, 1, 11) + timedelta(days=90 * rang)
        SessionCoursFactory(code=f"S{rang}", nom=f"Session {rang}", debut=debut, fin=debut + timedelta(days=70))
    client = connecter("agent_partenaire")
    page = client.get(reverse("declarations"))
    assert "Session 1" in texte(page) and "Session 2" not in texte(page)
    client.post(reverse("declaration_ouvrir"), {"session": "S2"})
    assert not DeclarationCapacite.objects.exists()


@pytest.mark.parametrize(
    ("autres", "champ"),
    [
        ({"niveau_max": "2"}, "niveau_max"),
        ({"minimum": "19"}, "minimum"),
        ({"mode": "en_classe"}, "lieu"),
        ({"debut_jour": 4}, "debut"),
        ({"decision_le_annee": "2025"}, "decision_le"),
        ({"decision_le_mois": 2, "decision_le_annee": 2027}, "decision_le"),
        ({"heures_par_semaine": "28"}, "heures_par_semaine"),
        ({"formule": "temps_complet"}, "heures_par_semaine"),
        ({"heures_par_semaine": "12"}, "horaire"),
        ({"reference": "=1+1"}, "reference"),
        ({"reference": ""}, "reference"),
        ({"horaire": None}, "horaire"),
        ({"ressources": ["INCONNUE"]}, "ressources"),
        ({"capacite": "0"}, "capacite"),
        ({"cout": "-1"}, "cout"),
    ],
)
def test_un_groupe_impossible_nomme_le_champ_et_n_enregistre_rien(autres, champ):
    declaration = brouillon()
    reponse = ajouter(declaration, "groupe", saisie(**autres))
    assert list(reponse.context["form"].errors) == [champ], reponse.context["form"].errors
    assert not Groupe.objects.exists()


def test_une_ressource_prise_trop_petite_ou_trop_peu_disponible_est_nommee():
    declaration = brouillon()
    RessourceFactory(declaration=declaration, reference="SOIR", nom="Soir", cellules=["lun_soir"], heures_max=4)
    RessourceFactory(
        declaration=declaration,
        reference="LOC",
        genre="local",
        nom="Local 1",
        cellules=["lun_soir", "mer_soir"],
        places=12,
    )
    erreurs = ajouter(declaration, "groupe", saisie(ressources=["SOIR", "LOC"])).context["form"].errors
    assert "« Soir » n’est pas libre : mercredi" in str(erreurs["ressources"])
    assert "au plus 4 h" in str(erreurs["ressources"])
    assert "« Local 1 » a 12 places" in str(erreurs["capacite"])


def test_un_groupe_ne_depasse_pas_les_heures_de_la_declaration():
    declaration = brouillon(heures_disponibles=60)
    erreurs = ajouter(declaration, "groupe", saisie()).context["form"].errors
    assert "demande 66 h, la déclaration en a 60" in str(erreurs["heures_par_semaine"])


def test_deux_references_pareilles_sont_refusees_mais_une_retiree_se_reprend():
    declaration = brouillon()
    ajouter(declaration, "groupe", saisie())
    assert "déjà utilisée" in str(ajouter(declaration, "groupe", saisie()).context["form"].errors)
    propose = GroupePropose.objects.get()
    client_de(declaration).post(reverse("groupe_envisage", args=[propose.pk]), {"retirer": "1"})
    propose.groupe.refresh_from_db()
    assert propose.groupe.etat == "annule"
    assert Journal.objects.de_l_objet(propose.groupe).latest("id").motif_code == "capacite_retiree"
    assert ajouter(declaration, "groupe", saisie()).status_code == 302


def test_changer_un_groupe_garde_ce_que_la_page_montrait():
    declaration = brouillon()
    lieu = Lieu.objects.get()
    ajouter(declaration, "groupe", saisie(mode="en_classe", lieu=str(lieu.pk), garde="on"))
    propose = GroupePropose.objects.get()
    client = client_de(declaration)
    page = client.get(reverse("groupe_envisage", args=[propose.pk]))
    initial = page.context["form"].initial
    assert (initial["lieu"], initial["horaire"], initial["garde"]) == (str(lieu.pk), ["lun_soir", "mer_soir"], True)
    client.post(reverse("groupe_envisage", args=[propose.pk]), saisie(niveau="4", capacite="20"))
    propose.groupe.refresh_from_db()
    assert (propose.groupe.niveau, propose.groupe.capacite, propose.groupe.lieu) == (4, 20, None)


def test_un_bassin_garde_ses_horaires_possibles():
    declaration = brouillon()
    donnees = saisie(reference="B-01", nombre="4", niveau="1", niveau_max="4", horaire_2=["mar_soir", "jeu_soir"])
    assert ajouter(declaration, "bassin", donnees).status_code == 302
    bassin = Bassin.objects.get()
    assert bassin.horaires == ["lun_soir mer_soir", "mar_soir jeu_soir"]
    page = client_de(declaration).get(reverse("bassin", args=[bassin.pk]))
    assert page.context["form"].initial["horaire_2"] == ["mar_soir", "jeu_soir"]
    assert "jusqu’à 4 groupes" in texte(client_de(declaration).get(reverse("declaration", args=[declaration.pk])))


def test_une_ressource_qui_sert_ne_se_retire_pas():
    besoin = BesoinFactory()
    client = client_de(besoin.declaration)
    client.post(reverse("ressource_envisagee", args=[besoin.ressource_id]), {"retirer": "1"})
    assert Ressource.objects.get().retiree_le is None
    client.post(reverse("groupe_envisage", args=[besoin.propose_id]), {"retirer": "1"})
    client.post(reverse("ressource_envisagee", args=[besoin.ressource_id]), {"retirer": "1"})
    assert Ressource.objects.get().retiree_le is not None


def test_on_ne_depose_pas_une_declaration_incomplete_ni_impossible():
    declaration = brouillon(heures_disponibles=None)
    client = client_de(declaration)
    client.post(reverse("declaration_pas", args=[declaration.pk, "deposer"]))
    besoin = BesoinFactory(propose=ProposeFactory(declaration=declaration, reference="G-9"))
    Ressource.objects.update(cellules=["dim_am"])
    page = texte(client.get(reverse("declaration", args=[declaration.pk])))
    assert "Heures disponibles : écrivez" in page and "G-9 : «" in page
    assert besoin.declaration.etat == "brouillon" and "Déposer la déclaration" not in page


def test_une_declaration_deposee_se_reprend_avant_de_changer():
    declaration = brouillon(deposee=True)
    BassinFactory(declaration=declaration)
    client = client_de(declaration)
    assert ajouter(declaration, "groupe", saisie(), client).url == reverse("declaration", args=[declaration.pk])
    assert not Groupe.objects.exists()
    client.post(reverse("declaration_pas", args=[declaration.pk, "reprendre"]))
    assert ajouter(declaration, "groupe", saisie(), client).status_code == 302
    assert Groupe.objects.count() == 1


def test_retirer_une_declaration_demande_un_motif_et_libere_ses_groupes():
    propose = ProposeFactory(declaration=brouillon(deposee=True))
    client = client_de(propose.declaration)
    adresse = reverse("declaration_pas", args=[propose.declaration_id, "retirer"])
    assert client.post(adresse, {}).context["form"].errors
    client.post(adresse, {"motif": "declaration_locaux"})
    propose.groupe.refresh_from_db()
    propose.declaration.refresh_from_db()
    assert (propose.declaration.etat, propose.groupe.etat) == ("retiree", "annule")


def test_un_groupe_retenu_se_decide_avant_de_retirer_la_declaration():
    propose = ProposeFactory(declaration=brouillon(deposee=True), retenu_le=LE)
    client = client_de(propose.declaration)
    adresse = reverse("declaration_pas", args=[propose.declaration_id, "retirer"])
    page = client.post(adresse, {"motif": "declaration_locaux"}, follow=True)
    assert "répondez-lui d’abord" in texte(page)
    propose.groupe.refresh_from_db()
    assert propose.groupe.etat == "envisage"


def test_copier_la_session_precedente_decale_les_dates_et_n_ajoute_rien_deux_fois():
    source = BesoinFactory().declaration
    BassinFactory(declaration=source)
    debut = date(2027, 4, 5)
    suivante = SessionCoursFactory(code="2027-P", nom="Printemps 2027", debut=debut, fin=date(2027, 6, 18))
    cible = DeclarationFactory(
        organisation=source.organisation, session=suivante, heures_disponibles=None, decision_le=None
    )
    client = client_de(cible)
    for _fois in range(2):
        client.post(reverse("declaration_copier", args=[cible.pk]))
    cible.refresh_from_db()
    assert cible.decision_le == source.decision_le + timedelta(days=84)
    copie = cible.groupes_proposes.get()
    assert copie.groupe.debut == debut and copie.groupe.session == suivante
    assert (cible.bassins.count(), cible.ressources.count(), copie.besoins.count()) == (1, 1, 1)


@pytest.mark.parametrize("role", ["enseignant", "personne", "analyste", "direction"])
def test_qui_n_engage_pas_le_partenaire_ne_declare_pas(role):
    client = connecter(role)
    assert client.get(reverse("declarations")).status_code == 403
    assert client.post(reverse("declaration_ouvrir"), {"session": "2027-H"}).status_code in (403, 404)


def test_un_conseiller_lit_sans_changer():
    declaration = BesoinFactory().declaration
    client = connecter("conseiller", regions=["03"])
    page = texte(client.get(reverse("declaration", args=[declaration.pk])))
    assert declaration.organisation.nom in page and "Ajouter un groupe" not in page
    assert client.post(reverse("declaration_pas", args=[declaration.pk, "deposer"])).status_code == 403


def test_dix_declarations_et_dix_groupes_coutent_les_requetes_d_un_seul():
    organisation = OrganisationFactory()
    declaration = DeclarationFactory(organisation=organisation, session=SessionCoursFactory())
    client = connecter("gestionnaire_partenaire", organisation=organisation)

    def couts() -> list[int]:
        mesures = []
        for adresse in (reverse("declarations"), reverse("declaration", args=[declaration.pk])):
            client.get(adresse)
            with CaptureQueriesContext(connection) as requetes:
                client.get(adresse)
            mesures.append(len(requetes))
        return mesures

    BesoinFactory(propose=ProposeFactory(declaration=declaration))
    un = couts()
    for rang in range(9):
        BesoinFactory(propose=ProposeFactory(declaration=declaration))
        DeclarationFactory(
            organisation=organisation, session=SessionCoursFactory(code=f"A{rang}", nom=f"Ancienne {rang}")
        )
    assert couts() == un
