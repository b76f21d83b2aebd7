"""The groups an organisation's system reads: its own, without anyone's name, whichever barrier is left."""

from __future__ import annotations

import pytest

from tests.api import appeler, jeton_de
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import GroupeFactory
from tests.test_acces import lever_la_cloison, lever_les_policies

CHAMPS = {
    "numero", "etat", "session", "region", "lieu", "niveau", "niveau_max", "filiere", "formule", "mode", "horaire",
    "heures_par_semaine", "debut", "fin", "capacite", "minimum", "places_prises", "places_libres",
}  # fmt: skip


@pytest.mark.django_db
class TestLecture:
    def test_un_groupe_dit_ses_niveaux_ses_dates_et_ses_places_et_personne(self):
        groupe = GroupeFactory(niveau=3, niveau_max=4, capacite=15, places_prises=12)
        lu = appeler(jeton_de(groupe.organisation), "groupes_api").json()
        assert (lu["nombre"], lu["suivante"], lu["precedente"]) == (1, None, None)
        assert set(lu["resultats"][0]) == CHAMPS
        attendu = {"numero": groupe.numero, "niveau": 3, "niveau_max": 4, "formule": "temps_partiel", "lieu": None}
        attendu |= {"capacite": 15, "places_prises": 12, "places_libres": 3, "debut": groupe.debut.isoformat()}
        assert attendu.items() <= lu["resultats"][0].items()

    def test_les_pages_se_suivent_sans_trou_ni_double(self):
        organisation = OrganisationFactory()
        numeros = {groupe.numero for groupe in GroupeFactory.create_batch(5, organisation=organisation)}
        secret, lus, page = jeton_de(organisation), [], 1
        while page:
            lu = appeler(secret, "groupes_api", taille="2", page=str(page)).json()
            lus += [groupe["numero"] for groupe in lu["resultats"]]
            page = page + 1 if lu["suivante"] else 0
        assert len(lus) == 5 and set(lus) == numeros
        au_dela = appeler(secret, "groupes_api", page="9")
        assert (au_dela.status_code, au_dela.json()) == (404, {"message": "Rien à cette adresse."})

    def test_un_etat_se_choisit_et_un_mot_inconnu_se_dit(self):
        organisation = OrganisationFactory()
        GroupeFactory(organisation=organisation)
        confirme = GroupeFactory(organisation=organisation, etat="confirme")
        secret = jeton_de(organisation)
        lus = appeler(secret, "groupes_api", etat="confirme").json()["resultats"]
        assert [groupe["numero"] for groupe in lus] == [confirme.numero]
        refus = appeler(secret, "groupes_api", etat="ouvert")
        assert refus.status_code == 400 and "annonce" in refus.json()["message"]

    def test_dix_groupes_coutent_les_requetes_d_un(self, django_assert_max_num_queries):
        organisation = OrganisationFactory()
        secret = jeton_de(organisation)
        GroupeFactory.create_batch(10, organisation=organisation)
        with django_assert_max_num_queries(14):
            assert appeler(secret, "groupes_api").json()["nombre"] == 10


@pytest.mark.django_db(transaction=True)
class TestBarrieres:
    """As the access matrix: two barriers, each enough alone; with neither, the list leaks, or this proves nothing."""

    @pytest.fixture
    def jeton_etranger(self, systeme):
        with systeme:
            GroupeFactory(numero="G-ETRANGER")
            return jeton_de(OrganisationFactory())

    def lus(self, jeton: str) -> list[str]:
        reponse = appeler(jeton, "groupes_api")
        assert reponse.status_code == 200
        return [groupe["numero"] for groupe in reponse.json()["resultats"]]

    def test_avec_les_deux_barrieres(self, jeton_etranger):
        assert self.lus(jeton_etranger) == []

    def test_la_cloison_seule_tient(self, jeton_etranger, monkeypatch):
        lever_les_policies(monkeypatch)
        assert self.lus(jeton_etranger) == []

    def test_les_policies_seules_tiennent(self, jeton_etranger, nom_de_la_base):
        lever_la_cloison(nom_de_la_base)
        assert self.lus(jeton_etranger) == []

    def test_temoin_sans_barriere_le_groupe_etranger_se_lit(self, jeton_etranger, monkeypatch, nom_de_la_base):
        lever_les_policies(monkeypatch)
        lever_la_cloison(nom_de_la_base)
        assert self.lus(jeton_etranger) == ["G-ETRANGER"]

    def test_l_ecriture_est_signee_du_systeme_et_la_portee_finit_avec_l_appel(self, jeton_etranger):
        assert self.lus(jeton_etranger) == []
        from django.db import connection

        with connection.cursor() as curseur:
            curseur.execute("SELECT coalesce(current_setting('portail.organisation', true), '')")
            assert curseur.fetchone() == ("",)
