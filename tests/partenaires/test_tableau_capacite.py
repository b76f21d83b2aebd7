"""The board: need against seats, from roll-ups that equal a direct count; who sees what; a constant cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inscriptions.models import Groupe, Inscription, PrevisionDemande
from partenaires.actions.agregats import rafraichir_tableau
from partenaires.formulaires.tableau import CROISEMENTS
from partenaires.models import AgregatAttente, AgregatCapacite
from partenaires.queries.capacite import partager
from partenaires.queries.tableau import Filtre, lire_tableau
from tests.connexion import connecter
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, SessionCoursFactory
from tests.factories.partenaires import BassinFactory, DeclarationFactory, ProposeFactory
from tests.partenaires.capacite import JOUR, LE, brouillon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _le_23_novembre():
    with time_machine.travel(LE, tick=False):
        yield


def attendre(combien: int, *, region: str = "06", **champs) -> None:
    for _rang in range(combien):
        InscriptionFactory(personne=PersonneFactory(region_id=region), **champs)


def page(client, **filtres):
    return client.get(reverse("tableau_capacite"), filtres)


def total(**filtres):
    session = SessionCoursFactory()
    return lire_tableau(Filtre(session, **filtres), au=JOUR).total()


def test_le_besoin_et_les_places_se_rencontrent_case_par_case():
    attendre(30)
    attendre(4, niveau=7)
    propose = ProposeFactory(declaration=brouillon(deposee=True), groupe__capacite=18)
    GroupeFactory(session=propose.groupe.session, capacite=15, places_prises=5)
    ProposeFactory(declaration=brouillon())
    rafraichir_tableau(le=LE)
    bilan = total()
    assert (bilan.attente, bilan.declarees, bilan.annoncees, bilan.groupes) == (34, 18, 10, 1)
    # Two seats short at level 3, four at level 7: a seat of another level serves nobody.
    assert (bilan.besoin, bilan.capacite, bilan.manque) == (34, 28, 6)
    assert total(niveau=3).manque == 2 and total(region="03").besoin == 0
    assert total(creneau="soir").attente == 34 and total(formule="temps_complet").attente == 0


def test_les_agregats_egalent_le_compte_direct_apres_chaque_changement():
    propose = ProposeFactory(declaration=brouillon(deposee=True))
    for combien, region in ((3, "06"), (2, "03"), (4, "16")):
        attendre(combien, region=region)
        rafraichir_tableau(le=LE)
        lus = {a.region_id: a.personnes for a in AgregatAttente.objects.filter(personnes__gt=0)}
        directs: dict[str, int] = {}
        for inscription in Inscription.objects.en_attente():
            directs[inscription.region_id] = directs.get(inscription.region_id, 0) + 1
        assert lus == directs
    places = AgregatCapacite.objects.get()
    assert places.places_envisagees == Groupe.objects.get(pk=propose.groupe_id).capacite
    assert places.semaines_declarees == places.places_envisagees * 11


def test_une_case_qui_se_vide_tombe_a_zero():
    from guichet.acteurs import Acteur, Role
    from guichet.cycle import franchir

    attendre(1)
    rafraichir_tableau(le=LE)
    conseil = Acteur(role=Role.CONSEILLER)
    franchir(Inscription.objects.get().verrouillee(), "retirer", acteur=conseil, motif="x", le=LE)
    assert rafraichir_tableau(le=LE) == 1
    assert AgregatAttente.objects.get().personnes == 0 and total().besoin == 0


def test_sans_ligne_nouvelle_au_journal_rien_n_est_relu(django_assert_max_num_queries):
    attendre(2)
    rafraichir_tableau(le=LE)
    with django_assert_max_num_queries(7):
        assert rafraichir_tableau(le=LE + timedelta(minutes=1)) == 0


@pytest.mark.parametrize(
    ("places", "du", "au", "attendu"), [(18, 3, 3, [18]), (18, 1, 4, [5, 5, 4, 4]), (2, 1, 3, [1, 1, 0])]
)
def test_un_groupe_de_plusieurs_niveaux_partage_ses_places_entieres(places, du, au, attendu):
    assert [n for _niveau, n in partager(places, du, au)] == attendu


def test_un_bassin_compte_ses_groupes_restants_sur_ses_niveaux_et_ses_horaires():
    declaration = brouillon(deposee=True)
    bassin = BassinFactory(declaration=declaration, nombre=2, capacite=18)
    ProposeFactory(declaration=declaration, bassin=bassin, groupe__capacite=18)
    rafraichir_tableau(le=LE)
    bilan = total()
    assert bilan.declarees == 36 and bilan.groupes == 1
    assert sum(AgregatCapacite.objects.values_list("places_bassins", flat=True)) == 18


def test_les_arrivees_prevues_s_ajoutent_a_l_attente_avec_leur_intervalle():
    attendre(5)
    PrevisionDemande.objects.create(
        jour=JOUR,
        methode="demande-1",
        calculee_le=LE,
        semaines=52,
        arrivees=100,
        dispersion=1.5,
        erreurs=[[1, 0.01], [13, 0.02]],
        saison=[],
        cellules=[["06", 3, "temps_partiel", "soir", 5, 2.0, 0.05]],
    )
    rafraichir_tableau(le=LE)
    bilan = total()
    assert bilan.besoin == 5 + 14 and bilan.arrivees.bas < 14 < bilan.arrivees.haut
    assert total(unite="semaines").besoin == 19 * 11


@pytest.mark.parametrize("croiser", CROISEMENTS)
def test_chaque_croisement_totalise_comme_le_tableau(croiser):
    attendre(6)
    attendre(
        3, region="03", niveau=2, formules=["temps_complet"], disponibilites=["lun_am", "mar_am", "mer_am", "jeu_am"]
    )
    ProposeFactory(declaration=brouillon(deposee=True))
    rafraichir_tableau(le=LE)
    matrice = page(connecter("conseiller"), croiser=croiser).context["matrice"]
    assert sum(rangee.total.besoin for rangee in matrice.rangees) == matrice.total.besoin == 9
    assert sum(bilan.besoin for bilan in matrice.totaux) == 9
    assert sum(bilan.capacite for rangee in matrice.rangees for bilan in rangee.cases) == matrice.total.capacite


@pytest.mark.parametrize("role", ["conseiller", "analyste", "direction", "gestionnaire_ententes", "agent_partenaire"])
def test_le_ministere_et_les_partenaires_ouvrent_le_tableau(role):
    attendre(1)
    rafraichir_tableau(le=LE)
    SessionCoursFactory()
    assert page(connecter(role)).status_code == 200


@pytest.mark.parametrize("role", ["personne", "enseignant", "payeur", "administrateur"])
def test_les_autres_ne_l_ouvrent_pas(role):
    assert page(connecter(role)).status_code == 403


def test_un_partenaire_voit_ses_places_et_le_besoin_sans_les_places_des_autres():
    attendre(12)
    autre = ProposeFactory(declaration=brouillon(deposee=True), reference="AUTRE-1")
    mienne = ProposeFactory(declaration=brouillon(deposee=True), reference="MIENNE-1")
    rafraichir_tableau(le=LE)
    reponse = page(connecter("agent_partenaire", organisation=mienne.organisation), region="06")
    assert reponse.context["total"].attente in (10, 15)
    assert reponse.context["total"].declarees == mienne.groupe.capacite
    texte = reponse.content.decode()
    assert "MIENNE-1" in texte and autre.reference not in texte


def lu_par_un_partenaire(**filtres):
    declaration = brouillon(deposee=True)
    rafraichir_tableau(le=LE)
    return page(connecter("agent_partenaire", organisation=declaration.organisation), region="06", **filtres)


def test_un_petit_nombre_n_est_pas_dit_a_un_partenaire():
    attendre(3)
    reponse = lu_par_un_partenaire()
    assert reponse.context["total"].attente in (0, 5)
    assert "arrondies à 5 près" in reponse.content.decode()


def test_aucune_soustraction_ne_rend_un_petit_nombre_a_un_partenaire():
    for rang in range(12):
        attendre(1 + rang % 4)
        tableau = lu_par_un_partenaire().context["tableau"]
        for axes in ((), ("niveau",), ("creneau",), ("niveau", "formule"), ("niveau", "formule", "creneau")):
            assert {bilan.attente % 5 for bilan in tableau.par(*axes).values()} <= {0}


def test_temoin_le_compte_exact_se_verrait(monkeypatch):
    monkeypatch.setattr("partenaires.queries.tableau.arrondir", lambda nombre, cle: nombre)
    attendre(3)
    assert lu_par_un_partenaire().context["total"].attente % 5


def test_une_region_ouvre_ses_groupes_envisages_au_conseiller_pas_a_l_analyste():
    propose = ProposeFactory(declaration=brouillon(deposee=True), reference="VU-1")
    rafraichir_tableau(le=LE)
    assert "VU-1" in page(connecter("conseiller", regions=["03"]), region="06").content.decode()
    assert "VU-1" not in page(connecter("conseiller"), region="03").content.decode()
    assert page(connecter("analyste"), region="06").context["groupes"] is None
    assert propose.groupe.region_id == "06"


def test_des_filtres_insenses_ne_cassent_rien():
    SessionCoursFactory()
    reponse = page(connecter("analyste"), session="x", region="99", niveau="zz", unite="kilos", croiser="a-b")
    assert reponse.status_code == 200 and reponse.context["filtre"].region == ""


def test_sans_session_a_venir_le_tableau_le_dit():
    assert "Aucune session à venir" in page(connecter("analyste")).content.decode()


def test_dix_groupes_et_cent_personnes_coutent_les_requetes_d_un_seul():
    session = SessionCoursFactory()
    declaration = DeclarationFactory(deposee=True, session=session, decision_le=date(2026, 12, 14))
    client = connecter("conseiller")

    def cout() -> int:
        rafraichir_tableau(le=LE)
        page(client, region="06")
        with CaptureQueriesContext(connection) as requetes:
            page(client, region="06")
        return len(requetes)

    attendre(1)
    ProposeFactory(declaration=declaration)
    un = cout()
    attendre(20)
    for _rang in range(9):
        ProposeFactory(declaration=declaration)
    assert cout() == un
