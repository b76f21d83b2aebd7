"""« Où en est ma demande? »: every state says what happens, who acts, by when."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cycle import franchir
from guichet.models import Motif
from inscriptions.models import Inscription
from inscriptions.states import EtatInscription, EtatPlace
from inscriptions.suivi import REPONSES, Situation, parcours, situer
from tests.factories.guichet import PersonneFactory, UtilisateurFactory
from tests.factories.inscriptions import InscriptionFactory, OffreFactory, PlaceFactory
from tests.inscriptions.conftest import navigateur

JOUR = date(2026, 11, 23)
TOUT = {
    "reponse_le": date(2026, 12, 18),
    "a_completer_avant": date(2027, 1, 20),
    "evaluation_le": date(2026, 12, 10),
    "cours_vise_le": date(2027, 2, 1),
}


@pytest.mark.parametrize("etat", EtatInscription)
def test_chaque_etat_dit_ce_qui_se_passe_et_qui_agit(etat):
    maintenant = situer(Situation(etat, JOUR, **TOUT))
    assert maintenant.titre and maintenant.qui and maintenant.detail


@pytest.mark.parametrize("etat", [etat for etat in EtatInscription if etat != EtatInscription.EN_COURS])
def test_chaque_etat_sauf_un_cours_a_venir_dit_pour_quand(etat):
    assert situer(Situation(etat, JOUR, **TOUT)).quand


def test_aucun_etat_n_est_oublie():
    assert set(REPONSES) == set(EtatInscription)


@pytest.mark.parametrize("etat", EtatInscription)
@pytest.mark.parametrize("place", ["", *EtatPlace])
def test_les_phrases_restent_courtes(etat, place):
    fin = {"debut": JOUR, "fin": JOUR + timedelta(days=70)}
    maintenant = situer(Situation(etat, JOUR, place=place, niveau=3, **TOUT, **fin))
    for texte in (maintenant.titre, maintenant.detail, maintenant.quand):
        for phrase in re.split(r"[.!?] ", texte):
            assert len(phrase.split()) <= 15, phrase


def test_une_offre_ouverte_passe_avant_l_attente():
    avec = situer(Situation("en_attente", JOUR, offre_expire_le=datetime(2026, 11, 30, 17, tzinfo=UTC)))
    assert (str(avec.qui), avec.action) == ("Vous", "offre")
    assert "30" in avec.quand and "novembre" in avec.quand


def test_un_retard_de_notre_part_se_dit():
    assert "retard" in situer(Situation("deposee", JOUR, reponse_le=JOUR - timedelta(days=1))).quand


def test_l_explication_de_l_attente_est_montree():
    assert situer(Situation("en_attente", JOUR, attente="Aucun groupe le soir.")).detail == "Aucun groupe le soir."


def test_le_parcours_montre_une_seule_etape_en_cours():
    for etat in EtatInscription:
        etapes = parcours(etat)
        assert sum(etape["statut"] == "courant" for etape in etapes) <= 1
    assert all(etape["statut"] == "fait" for etape in parcours("terminee"))
    assert parcours("retiree") == []


@pytest.fixture
def personne(db):
    return PersonneFactory(utilisateur=UtilisateurFactory())


@pytest.mark.django_db
@pytest.mark.parametrize("etat", EtatInscription)
def test_la_page_s_ouvre_dans_chaque_etat(personne, etat):
    demande = InscriptionFactory(personne=personne, etat=etat)
    page = navigateur(personne.utilisateur).get(reverse("suivi"))
    assert page.status_code == 200
    attendu = situer(Situation(etat, JOUR, jamais_envoyee=demande.deposee_le is None)).titre
    assert f"<h2>{attendu}</h2>" in unescape(page.content.decode())


@pytest.mark.django_db
def test_la_page_mene_a_l_offre_puis_a_la_classe(personne):
    offre = OffreFactory(inscription=InscriptionFactory(personne=personne))
    page = navigateur(personne.utilisateur).get(reverse("suivi")).content.decode()
    assert reverse("offre", args=[offre.pk]) in page
    autre = PersonneFactory(utilisateur=UtilisateurFactory())
    place = PlaceFactory(
        offre__inscription=InscriptionFactory(personne=autre, en_cours=True),
        offre__etat="acceptee",
        offre__repondue_le=timezone.now(),
    )
    page = navigateur(autre.utilisateur).get(reverse("suivi")).content.decode()
    assert reverse("classe", args=[place.pk]) in page


@pytest.mark.django_db
def test_l_histoire_est_le_journal_dans_les_mots_de_la_personne(personne):
    demande = InscriptionFactory(personne=personne, deposee=True)
    code = Motif.objects.filter(domaine="inscription.retourner").first()
    conseil = Acteur(role="conseiller", libelle="Nom du conseiller")
    franchir(demande, "retourner", acteur=conseil, motif="Envoyez le verso.", motif_code=code.code)
    page = navigateur(personne.utilisateur).get(reverse("suivi")).content.decode()
    assert "Information demandée" in page
    assert "Envoyez le verso." in page
    assert "Par le ministère" in page and "Nom du conseiller" not in page


@pytest.mark.django_db
def test_une_personne_sans_demande_est_invitee_a_commencer(personne):
    page = navigateur(personne.utilisateur).get(reverse("suivi")).content.decode()
    assert reverse("inscription") in page


@pytest.mark.django_db
def test_dix_anciennes_demandes_coutent_les_requetes_d_une(personne, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    InscriptionFactory(personne=personne)
    InscriptionFactory(personne=personne, etat="retiree")
    appareil = navigateur(personne.utilisateur)
    appareil.get(reverse("suivi"))
    with CaptureQueriesContext(
        connection,
    ) as une:
        appareil.get(reverse("suivi"))
    for _n in range(9):
        InscriptionFactory(personne=personne, etat="retiree")
    with CaptureQueriesContext(connection) as dix:
        appareil.get(reverse("suivi"))
    assert len(dix) == len(une)


@pytest.mark.django_db
def test_retirer_demande_une_raison_puis_le_confirme(personne):
    demande = InscriptionFactory(personne=personne)
    appareil = navigateur(personne.utilisateur)
    sans_raison = appareil.post(reverse("suivi_retirer"), {})
    assert sans_raison.status_code == 200 and sans_raison.context["form"].errors["motif"]
    appareil.post(reverse("suivi_retirer"), {"motif": "demande_depart", "precision": ""})
    demande.refresh_from_db()
    assert demande.etat == "retiree"


@pytest.mark.django_db
def test_retirer_rend_le_siege_de_l_offre_ouverte(personne):
    offre = OffreFactory(inscription=InscriptionFactory(personne=personne))
    navigateur(personne.utilisateur).post(reverse("suivi_retirer"), {"motif": "demande_autre", "precision": ""})
    offre.refresh_from_db()
    offre.groupe.refresh_from_db()
    assert (offre.etat, offre.groupe.places_prises) == ("retiree", 0)


@pytest.mark.django_db
def test_reprendre_remet_la_demande_en_lecture_une_seule_fois(personne):
    demande = InscriptionFactory(personne=personne, etat="retiree")
    appareil = navigateur(personne.utilisateur)
    appareil.post(reverse("suivi_reprendre"))
    assert appareil.post(reverse("suivi_reprendre")).status_code == 302
    demande.refresh_from_db()
    assert (demande.etat, demande.complete_le) == ("deposee", None)
    assert Inscription.objects.count() == 1


@pytest.mark.django_db
def test_retirer_ne_se_fait_pas_par_une_simple_lecture(personne):
    InscriptionFactory(personne=personne)
    appareil = navigateur(personne.utilisateur)
    appareil.get(reverse("suivi_retirer"))
    assert appareil.get(reverse("suivi_reprendre")).status_code == 405
    assert Inscription.objects.get().etat == "en_attente"
