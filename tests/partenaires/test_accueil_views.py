"""The partner's home: what waits, oldest first; own rows only; a constant cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.connexion import connecter
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import GroupeFactory, SessionCoursFactory
from tests.inscriptions.classe import FIN, LUNDI, a, noter, une_classe

pytestmark = pytest.mark.django_db


def accueil(organisation, jour, role="agent_partenaire"):
    with time_machine.travel(a(jour), tick=False):
        return connecter(role, organisation=organisation).get(reverse("partenaire_accueil"))


def libelles(reponse):
    return [str(tache.libelle) for tache in reponse.context["taches"]]


def test_l_appel_du_jour_et_ceux_en_retard_attendent_le_plus_ancien_d_abord():
    classe = une_classe(etat="en_cours", commencees=True)
    reponse = accueil(classe.groupe.organisation, LUNDI + timedelta(days=7))
    assert libelles(reponse) == ["Faire l’appel"] * 3
    echeances = [tache.echeance for tache in reponse.context["taches"]]
    assert echeances == sorted(echeances)
    assert reponse.context["en_retard"] == 2


def test_une_seance_annulee_ou_appelee_n_attend_plus():
    classe = une_classe(etat="en_cours", commencees=True)
    premiere, deuxieme = classe.seances[:2]
    premiere.annulee_le, premiere.motif_annulation_id = a(LUNDI), "seance_meteo"
    premiere.save()
    deuxieme.appel_le = a(LUNDI)
    deuxieme.save()
    assert libelles(accueil(classe.groupe.organisation, LUNDI + timedelta(days=2))) == []


@pytest.mark.parametrize(
    ("etat", "jour", "attendu"),
    [
        ("annonce", LUNDI - timedelta(days=10), "Confirmer le groupe"),
        ("a_risque", LUNDI - timedelta(days=10), "Confirmer le groupe"),
        ("annonce", LUNDI - timedelta(days=60), None),
        ("confirme", LUNDI, "Commencer le groupe"),
        ("en_cours", FIN + timedelta(days=1), "Terminer le groupe"),
    ],
)
def test_un_groupe_attend_son_pas_quand_sa_date_vient(etat, jour, attendu):
    groupe = GroupeFactory(etat=etat)
    assert libelles(accueil(groupe.organisation, jour)) == ([attendu] if attendu else [])


def test_les_resultats_attendent_pres_de_la_fin_puis_plus_une_fois_entres():
    classe = une_classe(etat="termine", commencees=True, eleves=1)
    assert libelles(accueil(classe.groupe.organisation, FIN)) == ["Entrer les résultats"]
    from inscriptions.actions.resultat import finir_places

    noter(classe.place)
    finir_places(groupe=classe.groupe, acteur=classe.agent, le=a(FIN))
    assert libelles(accueil(classe.groupe.organisation, FIN)) == []


def test_rien_a_faire_le_dit_et_annonce_la_suite():
    reponse = accueil(OrganisationFactory(), LUNDI)
    assert "Rien à faire" in reponse.content.decode()


def test_un_partenaire_ne_voit_que_ses_propres_taches_et_chiffres():
    classe = une_classe(etat="en_cours", commencees=True)
    reponse = accueil(OrganisationFactory(), LUNDI + timedelta(days=7))
    assert libelles(reponse) == []
    assert reponse.context["chiffres"]["eleves"] == 0
    assert classe.groupe.numero not in reponse.content.decode()


def test_seul_un_partenaire_a_cet_accueil():
    assert connecter("conseiller").get(reverse("partenaire_accueil")).status_code == 403
    assert connecter("personne").get(reverse("partenaire_accueil")).status_code == 403


@pytest.mark.parametrize("adresse", ["partenaire_accueil", "groupes"])
def test_dix_groupes_coutent_les_requetes_d_un_seul(adresse):
    organisation = OrganisationFactory()
    session = SessionCoursFactory()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cout() -> int:
        with time_machine.travel(a(LUNDI), tick=False):
            client = connecter("agent_partenaire", organisation=organisation)
            client.get(reverse(adresse))
            with CaptureQueriesContext(connection) as requetes:
                client.get(reverse(adresse))
        return len(requetes)

    une_classe(etat="en_cours", commencees=True, organisation=organisation, session=session)
    un = cout()
    for _rang in range(9):
        une_classe(etat="en_cours", commencees=True, organisation=organisation, session=session)
    assert cout() == un
