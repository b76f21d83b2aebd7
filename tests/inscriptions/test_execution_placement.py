"""A placement run from request to offers: verified, confirmed by a person, never oversold."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from inscriptions.actions import calcul, envoi
from inscriptions.actions import execution as actions
from inscriptions.actions.explication import expliquer_attente
from inscriptions.models import ExecutionPlacement, NonPlacement, OffreDePlace, SessionCours
from inscriptions.placement.archive import decomprimer
from inscriptions.placement.resoudre import conclure
from inscriptions.placement.verifier import verifier
from inscriptions.queries.executions import effets_sur_les_groupes
from inscriptions.queries.placement import instance_de
from tests.factories.guichet import UtilisateurFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory, SessionCoursFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionCours:
    debut = timezone.localdate() + timedelta(days=40)
    return SessionCoursFactory(code="ESSAI", debut=debut, fin=debut + timedelta(days=70))


@pytest.fixture
def conseiller() -> Acteur:
    return Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)


def en_file(nombre: int, **champs) -> list:
    """Waiting requests, the oldest first."""
    le = timezone.now() - timedelta(days=100)
    return [InscriptionFactory(complete_le=le + timedelta(days=rang), **champs) for rang in range(nombre)]


def executer(session, conseiller) -> ExecutionPlacement:
    """Ask and compute: the test's broker is the test itself."""
    execution = actions.demander_placement(session=session, regions=["06"], acteur=conseiller, le=timezone.now())
    calcul.calculer(execution_id=execution.pk, le=timezone.now())
    execution.refresh_from_db()
    return execution


def resultat(execution) -> dict:
    return json.loads(decomprimer(execution.dossier.resultat))


def confirmer(execution, conseiller) -> int:
    actions.confirmer_execution(execution=execution, acteur=conseiller, le=timezone.now())
    return envoi.envoyer_les_offres(execution_id=execution.pk, le=timezone.now())


def test_les_plus_anciennes_demandes_sont_placees(session, conseiller):
    GroupeFactory(session=session, capacite=2, minimum=1)
    file = en_file(4)
    execution = executer(session, conseiller)
    placees = {personne for personne, _groupe in resultat(execution)["placements"]}
    assert placees == {str(i.pk) for i in file[:2]}
    assert (execution.etat, execution.nb_personnes, execution.nb_placees) == ("proposee", 4, 2)
    assert verifier(decomprimer(execution.dossier.instance), resultat(execution)) == []


def test_rien_ne_part_avant_la_confirmation(session, conseiller):
    groupe = GroupeFactory(session=session, capacite=2, minimum=1)
    en_file(2)
    execution = executer(session, conseiller)
    assert not OffreDePlace.objects.exists()
    assert confirmer(execution, conseiller) == 2
    groupe.refresh_from_db()
    assert (OffreDePlace.objects.vives().filter(execution=execution).count(), groupe.places_prises) == (2, 2)


def test_envoyer_deux_fois_ne_fait_qu_une_offre_par_personne(session, conseiller):
    GroupeFactory(session=session, capacite=3, minimum=1)
    en_file(3)
    execution = executer(session, conseiller)
    confirmer(execution, conseiller)
    assert envoi.envoyer_les_offres(execution_id=execution.pk, le=timezone.now()) == 0
    assert OffreDePlace.objects.count() == 3


def test_calculer_deux_fois_garde_le_premier_resultat(session, conseiller):
    GroupeFactory(session=session, capacite=1, minimum=1)
    en_file(2)
    execution = executer(session, conseiller)
    assert calcul.calculer(execution_id=execution.pk, le=timezone.now()) == "proposee"
    assert NonPlacement.objects.filter(execution=execution).count() == 1


def test_un_resultat_corrompu_echoue_et_n_offre_rien(session, conseiller, monkeypatch):
    GroupeFactory(session=session, capacite=1, minimum=1)
    _premiere, seconde = en_file(2)

    def tricher(*tout):
        juste = conclure(*tout)
        return replace(juste, placements=tuple((str(seconde.pk), g) for _p, g in juste.placements))

    monkeypatch.setattr(calcul, "conclure", tricher)
    execution = executer(session, conseiller)
    assert execution.etat == "echouee"
    assert any("priorité" in manquement for manquement in execution.manquements)
    with pytest.raises(TransitionRefusee):
        confirmer(execution, conseiller)
    assert not OffreDePlace.objects.exists()
    assert not NonPlacement.objects.exists()


def test_ce_qui_a_change_depuis_est_signale_et_jamais_survendu(session, conseiller):
    groupe = GroupeFactory(session=session, capacite=2, minimum=1)
    premiere, seconde = en_file(2)
    execution = executer(session, conseiller)
    OffreFactory(groupe=groupe, inscription=InscriptionFactory())
    assert confirmer(execution, conseiller) == 1
    groupe.refresh_from_db()
    signale = NonPlacement.objects.get(execution=execution, contrainte="changement")
    assert groupe.places_prises == 2
    assert signale.inscription_id in (premiere.pk, seconde.pk)
    assert "complet" in signale.explication


def test_chaque_personne_non_placee_sait_pourquoi(session, conseiller):
    GroupeFactory(session=session, capacite=1, minimum=1)
    GroupeFactory(session=session, horaire=["sam_am"], capacite=5, minimum=1)
    _servie, apres = en_file(2)
    sans_cours = InscriptionFactory(niveau=9)
    execution = executer(session, conseiller)
    raisons = {n.inscription_id: n for n in execution.non_placements.all()}
    assert set(raisons) == {apres.pk, sans_cours.pk}
    assert raisons[apres.pk].contrainte == "places"
    assert "niveau 9" in raisons[sans_cours.pk].explication
    assert raisons[apres.pk].changement == ""
    expliquee = expliquer_attente(inscription=apres, le=timezone.now(), publiee=False)
    assert "samedi, avant-midi" in expliquee.changement


def test_un_groupe_deja_refuse_n_est_pas_propose_de_nouveau(session, conseiller):
    groupe = GroupeFactory(session=session, capacite=2, minimum=1)
    GroupeFactory(session=session, capacite=2, minimum=1)
    (inscription,) = en_file(1)
    OffreFactory(groupe=groupe, inscription=inscription, etat="declinee", repondue_le=timezone.now())
    execution = executer(session, conseiller)
    ((_personne, choisi),) = resultat(execution)["placements"]
    assert choisi != str(groupe.pk)


def test_une_personne_qui_a_trop_refuse_attend_un_appel(session, conseiller):
    GroupeFactory(session=session, capacite=2, minimum=1)
    (inscription,) = en_file(1)
    for _rang in range(3):
        OffreFactory(inscription=inscription, etat="declinee", repondue_le=timezone.now())
    assert executer(session, conseiller).nb_personnes == 0


def test_une_personne_d_une_autre_region_n_est_pas_dans_le_calcul(session, conseiller):
    GroupeFactory(session=session)
    InscriptionFactory(personne__region_id="03")
    assert executer(session, conseiller).nb_personnes == 0


def test_l_instance_ne_depend_pas_de_l_ordre_des_lignes(session):
    for niveau in (2, 3):
        GroupeFactory(session=session, niveau=niveau)
        en_file(3, niveau=niveau)
    une, autre = (
        instance_de(session=session, regions=regions, le=timezone.now(), graine=5).instance.empreinte()
        for regions in (["06", "13"], ["13", "06"])
    )
    assert une == autre


def test_personnes_semblables_font_une_classe_et_groupes_semblables_un_type(session):
    GroupeFactory.create_batch(3, session=session)
    en_file(10)
    instance = instance_de(session=session, regions=["06"], le=timezone.now(), graine=0).instance
    assert (len(instance.classes.ids), len(instance.types), len(instance.personnes.ids)) == (1, 1, 10)


def test_un_groupe_sous_son_minimum_est_montre(session, conseiller):
    GroupeFactory(session=session, minimum=8)
    en_file(2)
    (effet,) = effets_sur_les_groupes(executer(session, conseiller))
    assert (effet.placees, effet.prises_apres, effet.sous_minimum) == (2, 2, True)


def test_rejeter_demande_un_motif_et_n_offre_rien(session, conseiller):
    GroupeFactory(session=session)
    en_file(1)
    execution = executer(session, conseiller)
    with pytest.raises(TransitionRefusee):
        actions.rejeter_execution(execution=execution, acteur=conseiller, le=timezone.now(), motif="")
    actions.rejeter_execution(execution=execution, acteur=conseiller, le=timezone.now(), motif="Groupes à ajouter")
    assert envoi.envoyer_les_offres(execution_id=execution.pk, le=timezone.now()) == 0


def test_un_conseiller_ne_lance_que_dans_ses_regions(session):
    limite = Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk, regions=("06",))
    with pytest.raises(TransitionRefusee, match="vos régions"):
        actions.demander_placement(session=session, regions=["03"], acteur=limite, le=timezone.now())


def test_un_conseiller_de_region_lance_et_ecarte_dans_sa_seule_portee(session):
    regional = Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk, regions=("06",))
    with portee(regional):
        execution = actions.demander_placement(session=session, regions=["06"], acteur=regional, le=timezone.now())
    calcul.calculer(execution_id=execution.pk, le=timezone.now())
    with portee(regional):
        actions.rejeter_execution(execution=execution, acteur=regional, le=timezone.now(), motif="Groupes à ajouter")
    execution.refresh_from_db()
    assert execution.etat == "rejetee"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CONSEILLER}))
def test_seul_un_conseiller_lance_un_placement(role, session):
    with pytest.raises(RoleInsuffisant):
        actions.demander_placement(session=session, regions=["06"], acteur=Acteur(role=role), le=timezone.now())


def test_le_resultat_garde_est_celui_qui_a_ete_verifie(session, conseiller):
    GroupeFactory(session=session)
    en_file(2)
    execution = executer(session, conseiller)
    assert resultat(execution)["empreinte"] == execution.empreinte
    assert json.loads(decomprimer(execution.dossier.instance))["graine"] == execution.graine
