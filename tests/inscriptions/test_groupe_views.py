"""The partner's pages: list, group, roll call, results; what each refuses and keeps."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inscriptions.models import Groupe, Place, Presence, Resultat, Seance
from tests.connexion import connecter
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import GroupeFactory
from tests.inscriptions.classe import FIN, LUNDI, a, place_confirmee, une_classe

pytestmark = pytest.mark.django_db
HOSTILES = ["<script>alert(1)</script>", "x" * 5000, "\x00", "-1", "13", "4.5", "٣", "1e9", "present'--"]


@pytest.fixture
def classe():
    with time_machine.travel(a(LUNDI), tick=False):
        yield une_classe(etat="confirme")


@pytest.fixture
def agente(classe):
    return connecter("agent_partenaire", organisation=classe.groupe.organisation)


def appel(classe):
    return reverse("appel", args=[classe.seances[0].pk])


def champ(place):
    return f"p_{place.pk.hex}"


def test_un_autre_partenaire_recoit_partout_la_page_d_un_objet_absent(classe):
    intrus = connecter("gestionnaire_partenaire", organisation=OrganisationFactory())
    cibles = {
        "groupe": [classe.groupe.pk],
        "resultats": [classe.groupe.pk],
        "groupe_pas": [classe.groupe.pk, "confirmer"],
        "place_pas": [classe.places[0].pk, "abandonner"],
        "appel": [classe.seances[0].pk],
        "seance_annuler": [classe.seances[0].pk],
    }
    for nom, arguments in cibles.items():
        absents = [uuid.uuid4(), *arguments[1:]]
        for methode in (intrus.get, intrus.post):
            vu, absent = methode(reverse(nom, args=arguments)), methode(reverse(nom, args=absents))
            assert (vu.status_code, vu.content) == (404, absent.content), nom


def test_l_appel_se_fait_d_un_formulaire_et_deux_fois_sans_effet(classe, agente):
    donnees = {champ(classe.places[0]): "present", champ(classe.places[1]): "non_excuse"}
    assert agente.post(appel(classe), donnees).status_code == 302
    avant = list(Presence.objects.order_by("pk").values())
    reponse = agente.post(appel(classe), donnees, follow=True)
    assert "Rien n" in reponse.content.decode()
    assert list(Presence.objects.order_by("pk").values()) == avant


def test_tous_les_autres_presents_complete_l_appel_et_garde_les_absences_annoncees(classe, agente):
    from guichet.models import Motif
    from inscriptions.models import AbsenceDeclaree

    annoncee, libre = classe.places[0], classe.places[1]
    AbsenceDeclaree.objects.create(
        seance=classe.seances[0],
        place=annoncee,
        personne=annoncee.personne,
        organisation_id=annoncee.organisation_id,
        region_id=annoncee.region_id,
        motif=Motif.objects.get(code="absence_maladie"),
        declaree_le=a(LUNDI),
    )
    troisieme = place_confirmee(classe.groupe)
    agente.post(appel(classe), {"completer": "1", champ(troisieme): "retard"})
    codes = dict(Presence.objects.values_list("place_id", "code"))
    assert codes == {annoncee.pk: "excuse", libre.pk: "present", troisieme.pk: "retard"}


@pytest.mark.parametrize("valeur", HOSTILES)
def test_un_code_de_presence_inconnu_est_refuse_sans_rien_ecrire(classe, agente, valeur):
    donnees = {champ(classe.places[0]): valeur, champ(classe.places[1]): "present"}
    reponse = agente.post(appel(classe), donnees)
    assert reponse.status_code == 200
    assert champ(classe.places[0]) in reponse.context["form"].errors
    assert not Presence.objects.exists()
    assert b"<script>alert(1)" not in reponse.content


def test_une_correction_verrouillee_sans_motif_garde_ce_qui_est_coche(classe, agente):
    with time_machine.travel(a(LUNDI + timedelta(days=9)), tick=False):
        client = connecter("agent_partenaire", organisation=classe.groupe.organisation)
        reponse = client.post(appel(classe), {champ(classe.places[0]): "present"})
        page = reponse.content.decode()
        assert reponse.context["form"].errors["motif_correction"]
        assert "verrouillé" in page
        assert page.count(" checked") == 1
        donnees = {champ(classe.places[0]): "present", "motif_correction": "Oubli"}
        assert client.post(appel(classe), donnees).status_code == 302
    assert Presence.objects.get().motif_correction == "Oubli"


def test_l_enseignante_lit_un_appel_verrouille_sans_pouvoir_le_changer(classe):
    with time_machine.travel(a(LUNDI + timedelta(days=9)), tick=False):
        client = connecter("enseignant", organisation=classe.groupe.organisation)
        page = client.get(appel(classe)).content.decode()
    assert " disabled" in page
    assert "Enregistrer l’appel" not in page


def test_vingt_eleves_coutent_les_requetes_d_un_seul():
    def cout(eleves: int) -> int:
        classe = une_classe(etat="en_cours", commencees=True, eleves=eleves, capacite=30)
        client = connecter("agent_partenaire", organisation=classe.groupe.organisation)
        adresses = [appel(classe), reverse("groupe", args=[classe.groupe.pk])]
        adresses.append(reverse("resultats", args=[classe.groupe.pk]))
        for adresse in adresses:  # What a process remembers of the reference data.
            client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            for adresse in adresses:
                assert client.get(adresse).status_code == 200
        return len(requetes)

    with time_machine.travel(a(FIN), tick=False):
        assert cout(10) == cout(1)


def test_les_resultats_se_saisissent_et_une_case_vide_ne_change_rien():
    with time_machine.travel(a(FIN), tick=False):
        classe = une_classe(etat="en_cours", commencees=True, eleves=1)
        client = connecter("enseignant", organisation=classe.groupe.organisation)
        adresse, nom = reverse("resultats", args=[classe.groupe.pk]), f"n_{classe.places[0].pk.hex}"
        client.post(adresse, {f"{nom}_CO": "4", f"{nom}_PO": "3"})
        client.post(adresse, {f"{nom}_CO": "", f"{nom}_CE": "4"})
        assert Resultat.objects.count() == 3
        client.post(adresse, {f"{nom}_PE": "0"})
        assert "En préparation" in client.get(adresse).content.decode()
    assert Place.objects.get().etat == "terminee"


@pytest.mark.parametrize("valeur", HOSTILES[:-1])
def test_un_niveau_absurde_est_refuse_a_cote_de_sa_case(valeur):
    with time_machine.travel(a(FIN), tick=False):
        classe = une_classe(etat="en_cours", commencees=True, eleves=1)
        client = connecter("agent_partenaire", organisation=classe.groupe.organisation)
        nom = f"n_{classe.places[0].pk.hex}_CO"
        reponse = client.post(reverse("resultats", args=[classe.groupe.pk]), {nom: valeur})
        if valeur == "٣":  # A digit is a digit in any script.
            assert Resultat.objects.get().niveau == 3
            return
        assert reponse.status_code == 200
        assert reponse.context["form"].errors[nom]
        assert not Resultat.objects.exists()


@pytest.mark.parametrize("filtre", ["etat", "session", "niveau", "q", "page", "region"])
@pytest.mark.parametrize("valeur", HOSTILES)
def test_un_filtre_absurde_ne_filtre_rien_et_ne_casse_rien(classe, agente, filtre, valeur):
    reponse = agente.get(reverse("groupes"), {filtre: valeur})
    assert reponse.status_code == 200
    assert b"<script>alert(1)" not in reponse.content


def test_les_filtres_de_la_liste_se_combinent_et_restent_dans_l_adresse(classe, agente):
    autre = GroupeFactory(organisation=classe.groupe.organisation, etat="annonce", niveau=7)
    reponse = agente.get(reverse("groupes"), {"etat": "annonce", "niveau": "7"})
    assert [g.pk for g in reponse.context["page_obj"]] == [autre.pk]


def test_un_conseiller_voit_tous_les_groupes_et_arrete_ceux_de_sa_region_avec_un_motif(classe):
    place_confirmee(classe.groupe, region_id="03")
    adresse = reverse("groupe_pas", args=[classe.groupe.pk, "annuler"])
    ailleurs = connecter("conseiller", regions=["01"])
    assert classe.groupe.numero in ailleurs.get(reverse("groupes")).content.decode()
    assert ailleurs.post(adresse, {"motif": "groupe_effectif"}).status_code == 302
    assert Groupe.objects.get().etat == "confirme"
    conseiller = connecter("conseiller", regions=["06"])
    assert conseiller.get(adresse).status_code == 200
    assert Groupe.objects.get().etat == "confirme"
    assert conseiller.post(adresse, {}).context["form"].errors["motif"]
    assert conseiller.post(adresse, {"motif": "groupe_effectif"}).status_code == 302
    assert Groupe.objects.get().etat == "annule"
    assert {place.etat for place in Place.objects.all()} == {"groupe_ferme"}


def test_une_personne_ne_voit_pas_la_page_du_partenaire(classe):
    eleve = connecter("personne", personne=classe.places[0].personne)
    assert eleve.get(reverse("groupe", args=[classe.groupe.pk])).status_code == 403
    assert eleve.get(reverse("groupes")).status_code == 403


def test_un_pas_refuse_devient_un_message(classe, agente):
    reponse = agente.post(reverse("groupe_pas", args=[classe.groupe.pk, "annuler"]), {"motif": "groupe_effectif"})
    assert reponse.status_code == 302
    assert Groupe.objects.get().etat == "confirme"
    assert agente.get(reverse("groupe_pas", args=[classe.groupe.pk, "inventer"])).status_code == 404


def test_annuler_une_seance_demande_son_motif(classe, agente):
    adresse = reverse("seance_annuler", args=[classe.seances[3].pk])
    assert agente.post(adresse, {"motif": "x"}).context["form"].errors["motif"]
    agente.post(adresse, {"motif": "seance_meteo"})
    assert Seance.objects.get(pk=classe.seances[3].pk).annulee_le


@pytest.mark.parametrize("vue", ["eleves", "seances", "historique", "<script>"])
def test_chaque_onglet_du_groupe_s_ouvre(classe, agente, vue):
    assert agente.get(reverse("groupe", args=[classe.groupe.pk]), {"vue": vue}).status_code == 200
