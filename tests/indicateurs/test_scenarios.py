"""Scenarios end to end: frozen without names, computed under a login that sees nothing alive, kept and archived."""

from __future__ import annotations

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, pas_possibles
from guichet.models import Personne
from indicateurs.actions import scenario as actions
from indicateurs.models import Instantane, ResultatScenario, Scenario
from indicateurs.role_scenario import LectureInterdite, sous_role_scenario
from indicateurs.scenarios.variante import PLACES, Changement, Parametres
from indicateurs.states import CYCLE_SCENARIO, SIMULATEURS, EtatScenario
from inscriptions.actions import calcul
from inscriptions.actions import execution as placements
from inscriptions.models import ExecutionPlacement, Inscription
from tests.base_de_donnees import connexion_proprietaire
from tests.connexion import connecter
from tests.factories.guichet import UtilisateurFactory
from tests.factories.indicateurs import InstantaneFactory, ScenarioFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, SessionCoursFactory

SYSTEME = Acteur.systeme()
DEUX_DE_PLUS = Parametres((Changement(PLACES, 2),), prix_heure=95.0)


def analyste() -> Acteur:
    return Acteur(role=Role.ANALYSTE, utilisateur_id=UtilisateurFactory().pk)


def une_file(nombre: int = 5):
    """A group of two seats and people who wait for it."""
    debut = timezone.localdate() + timedelta(days=40)
    session = SessionCoursFactory(code="ESSAI", debut=debut, fin=debut + timedelta(days=70))
    GroupeFactory(session=session, capacite=2, minimum=1)
    depuis = timezone.now() - timedelta(days=30)
    for rang in range(nombre):
        InscriptionFactory(complete_le=depuis + timedelta(days=rang), statut_id="resident_permanent")
    return session


def figer(session, acteur, execution: ExecutionPlacement | None = None) -> Instantane:
    le = timezone.now()
    demande = actions.demander_instantane(session=session, regions=["06"], acteur=acteur, le=le, execution=execution)
    actions.figer(instantane_id=demande.pk, le=le)
    return Instantane.objects.get(pk=demande.pk)


@pytest.mark.django_db
class TestInstantane:
    def test_il_ne_garde_ni_nom_ni_numero_ni_identifiant(self):
        instantane = figer(une_file(), analyste())
        texte = json.dumps(instantane.donnees)
        for inscription in Inscription.objects.select_related("personne"):
            personne: Personne = inscription.personne
            for trace in (inscription.pk, inscription.numero, personne.pk, personne.nom, personne.courriel):
                assert str(trace) not in texte
        assert (instantane.nb_personnes, instantane.nb_groupes, instantane.nb_places) == (5, 1, 2)
        assert instantane.version_ordre == 1

    def test_deux_instantanes_ne_se_recoupent_pas(self):
        session, acteur = une_file(), analyste()
        premiers, seconds = ({ligne[0] for ligne in figer(session, acteur).donnees["personnes"]} for _fois in range(2))
        assert len(premiers) == 5
        assert not premiers & seconds

    def test_un_second_passage_ne_change_rien(self):
        instantane = figer(une_file(), analyste())
        assert actions.figer(instantane_id=instantane.pk, le=timezone.now()) is False

    def test_un_placement_passe_se_refige_sur_ce_qu_il_a_vu(self):
        session = une_file()
        conseiller = Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)
        execution = placements.demander_placement(session=session, regions=["06"], acteur=conseiller, le=timezone.now())
        calcul.calculer(execution_id=execution.pk, le=timezone.now())
        execution.refresh_from_db()
        InscriptionFactory()
        instantane = figer(session, analyste(), execution)
        assert (instantane.nb_personnes, instantane.origine) == (5, "execution")

    def test_seuls_l_analyste_et_la_direction_figent(self):
        session = SessionCoursFactory()
        for role in set(Role) - SIMULATEURS:
            with pytest.raises(RoleInsuffisant):
                actions.demander_instantane(
                    session=session, regions=["06"], acteur=Acteur(role=role), le=timezone.now()
                )


@pytest.mark.parametrize("pas", CYCLE_SCENARIO.pas, ids=lambda pas: pas.nom)
@pytest.mark.parametrize("etat", EtatScenario)
@pytest.mark.parametrize("role", Role)
@pytest.mark.django_db
def test_un_scenario_ne_prend_que_les_pas_de_son_cycle(role, etat, pas):
    permis = role in pas.roles and etat in pas.de
    scenario = Scenario(etat=etat)
    assert (pas in pas_possibles(scenario, Acteur(role=role))) is permis
    if not permis:
        with pytest.raises(TransitionRefusee):
            franchir(scenario, pas.nom, acteur=Acteur(role=role), motif="x", le=timezone.now())


@pytest.fixture
def demande(systeme) -> Scenario:
    """A committed scenario, not answered yet."""
    with systeme:
        instantane = figer(une_file(), analyste())
        return ScenarioFactory(instantane=instantane, parametres=DEUX_DE_PLUS.en_donnees())


@pytest.mark.django_db(transaction=True)
class TestCalcul:
    def test_deux_places_de_plus_font_deux_personnes_de_plus(self, demande, systeme):
        etapes: list[str] = []
        etat = actions.calculer(scenario_id=demande.pk, le=timezone.now(), avancement=etapes.append)
        assert etat == "calcule"
        resultat = ResultatScenario.objects.get(pk=demande.pk).resultat
        assert [resultat[cote]["total"]["placees"] for cote in ("base", "variante")] == [2, 4]
        assert [resultat[cote]["envie"] for cote in ("base", "variante")] == [0, 0]
        assert etapes[-1] == "Comparaison"

    def test_un_second_calcul_trouve_la_reponse(self, demande):
        actions.calculer(scenario_id=demande.pk, le=timezone.now())
        premier = ResultatScenario.objects.get(pk=demande.pk).calcule_le
        assert actions.calculer(scenario_id=demande.pk, le=timezone.now()) == "calcule"
        assert ResultatScenario.objects.get(pk=demande.pk).calcule_le == premier

    def test_un_calcul_mort_apres_le_resultat_se_conclut_au_suivant(self, demande):
        actions._resoudre(demande.pk, timezone.now(), lambda _texte: None)
        assert actions.calculer(scenario_id=demande.pk, le=timezone.now()) == "calcule"

    def test_un_changement_impossible_echoue_avec_ses_mots(self, demande, systeme):
        with systeme:
            Scenario.objects.filter(pk=demande.pk).update(
                parametres=Parametres((Changement(PLACES, 1, region="10"),)).en_donnees()
            )
        assert actions.calculer(scenario_id=demande.pk, le=timezone.now()) == "echoue"
        page = connecter("analyste").get(reverse("scenario", args=[demande.pk])).content.decode()
        assert "Aucun groupe figé ne répond à ce changement" in page


@pytest.mark.django_db(transaction=True)
class TestRole:
    def test_il_n_ecrit_dans_aucune_table_vivante_et_ne_lit_que_les_siennes(self, db):
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT relname, has_table_privilege('portail_scenario', oid, 'SELECT'),"
                " has_table_privilege('portail_scenario', oid, 'INSERT'),"
                " has_any_column_privilege('portail_scenario', oid, 'UPDATE'),"
                " has_table_privilege('portail_scenario', oid, 'DELETE, TRUNCATE')"
                " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
            )
            lignes = curseur.fetchall()
        des_scenarios = {"indicateurs_instantane", "indicateurs_scenario", "indicateurs_resultatscenario"}
        assert {nom for nom, lit, *_ in lignes if lit} == des_scenarios
        assert {nom for nom, _lit, insere, *_ in lignes if insere} == {"indicateurs_resultatscenario"}
        assert not [nom for nom, _lit, _insere, change, efface in lignes if change or efface]

    def test_aucun_nom_de_personne_ne_se_lit_meme_avec_la_portee_de_la_province(self, demande):
        with sous_role_scenario() as role:
            role.execute("SELECT set_config('portail.portee', 'province', false)")
            for requete in (
                "SELECT nom FROM guichet_personne",
                "SELECT contexte FROM guichet_journal",
                "SELECT numero FROM inscriptions_inscription",
                "UPDATE inscriptions_groupe SET capacite = 99",
                "UPDATE indicateurs_instantane SET donnees = '{}'",
                "DELETE FROM indicateurs_resultatscenario",
                "SET ROLE portail_ouvrier",
                "CREATE TABLE cachette (nom text)",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    role.execute(requete)

    def test_temoin_un_droit_de_trop_laisserait_lire_les_noms(self, demande, nom_de_la_base):
        """Control: with one grant too many the same statement answers; the proof above is not green by accident."""
        with connexion_proprietaire(nom_de_la_base) as proprietaire:
            # The policy on persons reads seats: both tables.
            proprietaire.execute("GRANT SELECT ON guichet_personne, inscriptions_place TO portail_scenario")
        with sous_role_scenario() as role:
            role.execute("SELECT set_config('portail.portee', 'province', false)")
            assert len(role.execute("SELECT nom FROM guichet_personne").fetchall()) == 5

    def test_pendant_le_calcul_la_connexion_vivante_refuse_tout(self, demande):
        with sous_role_scenario(), pytest.raises(LectureInterdite):
            Personne.objects.count()
        with portee(SYSTEME):
            assert Personne.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_de_la_file_figee_a_la_comparaison_par_les_pages(systeme):
    with systeme:
        session = une_file()
    client = connecter("analyste")
    client.post(reverse("scenarios"), {"session": session.pk, "region": "", "execution": ""})
    instantane = Instantane.objects.get()
    assert instantane.est_pret, "La tâche se fait sur place dans les essais."
    poses = {
        "instantane": instantane.pk,
        "minimum": "",
        "version": "",
        "norme": "",
        "changement-TOTAL_FORMS": "1",
        "changement-INITIAL_FORMS": "0",
        "changement-0-action": "places",
    }
    adresse = reverse("scenario_nouveau")
    for rang, valeur in enumerate(("1", "2")):
        suite = client.post(adresse, poses | {"nom": f"Essai {rang}", "changement-0-valeur": valeur})
        assert suite.status_code == 302, suite.content.decode()
    premier, second = Scenario.objects.order_by("nom")
    for vue in ("region", "niveau", "famille", "formule", "classe", "inconnue"):
        page = client.get(reverse("scenario", args=[second.pk]), {"vue": vue}).content.decode()
        assert "<strong>2</strong> personnes gagnent une place" in page
    page = client.get(reverse("scenarios_comparer"), {"a": premier.pk, "b": second.pk}).content.decode()
    assert "Essai 0" in page
    assert "prudence" not in page
    copie = client.get(adresse, {"de": second.pk}).content.decode()
    assert "Essai 1 (copie)" in copie
    client.post(reverse("scenario", args=[second.pk]), {"pas": "archiver", "motif": "Question réglée"})
    second.refresh_from_db()
    assert second.etat == "archive"
    assert "Essai 1" in client.get(reverse("scenarios")).content.decode()


@pytest.mark.django_db
class TestPages:
    def test_un_scenario_sans_changement_est_refuse(self):
        client, instantane = connecter("analyste"), figer(une_file(), analyste())
        page = client.post(
            reverse("scenario_nouveau"),
            {
                "nom": "Rien",
                "instantane": instantane.pk,
                "changement-TOTAL_FORMS": "0",
                "changement-INITIAL_FORMS": "0",
            },
        ).content.decode()
        assert "Changez au moins une chose" in page

    def test_un_changement_mal_ecrit_revient_avec_son_message(self):
        client, instantane = connecter("analyste"), figer(une_file(), analyste())
        base = {"nom": "x", "instantane": instantane.pk, "changement-TOTAL_FORMS": "1", "changement-INITIAL_FORMS": "0"}
        for champs, message in (
            ({"changement-0-action": "ouvrir", "changement-0-valeur": "0"}, "entre 1 et 100"),
            (
                {"changement-0-action": "fermer", "changement-0-region": "10"},
                "Aucun groupe de la file figée ne répond à ce choix",
            ),
        ):
            assert message in client.post(reverse("scenario_nouveau"), base | champs).content.decode()

    def test_la_page_en_calcul_dit_ou_elle_en_est(self):
        scenario = ScenarioFactory(instantane=InstantaneFactory(fige_le=timezone.now()))
        page = connecter("direction").get(reverse("scenario", args=[scenario.pk])).content.decode()
        assert "Le calcul attend son tour" in page

    @pytest.mark.parametrize("role", ["conseiller", "administrateur", "agent_partenaire", "personne"])
    def test_les_autres_n_entrent_pas(self, role):
        client = connecter(role)
        for nom in ("scenarios", "scenario_nouveau", "scenarios_comparer"):
            assert client.get(reverse(nom)).status_code == 403
