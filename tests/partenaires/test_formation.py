"""A formation run from request to opened groups: proven, verified, confirmed by a person, answered by partners."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, pas_possibles
from guichet.models import Avis, Journal
from inscriptions.placement.formation_verifier import verifier_formation
from partenaires import routines
from partenaires.actions import formation as actions
from partenaires.actions.ouverture import accepter_ouverture, demander_ouvertures, refuser_ouverture
from partenaires.models import ExecutionFormation, GroupePropose, Ouverture
from partenaires.queries.ouvertures import lignes_de
from partenaires.states import CYCLE_FORMATION, CYCLE_OUVERTURE, EtatFormation, EtatOuverture
from tests.connexion import connecter
from tests.factories.guichet import OrganisationFactory, UtilisateurFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, SessionCoursFactory
from tests.factories.partenaires import (
    BassinFactory,
    BesoinFactory,
    DeclarationFactory,
    OuvertureFactory,
    ProposeFactory,
    RessourceFactory,
)
from tests.partenaires.capacite import agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def conseiller() -> Acteur:
    return Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)


@pytest.fixture
def declaration():
    debut = timezone.localdate() + timedelta(days=20)
    session = SessionCoursFactory(code="FORME", debut=debut, fin=debut + timedelta(days=70))
    jour = timezone.localdate() + timedelta(days=5)
    return DeclarationFactory(
        deposee=True, session=session, decision_le=jour, organisation__courriel="partenaire@exemple.test"
    )


def proposer(declaration, **champs) -> GroupePropose:
    champs = {"capacite": 3, "minimum": 2} | champs
    groupe = {f"groupe__{nom}": valeur for nom, valeur in champs.items()}
    return ProposeFactory(declaration=declaration, decision_le=declaration.decision_le, **groupe)


def en_file(nombre: int, **champs) -> None:
    le = timezone.now() - timedelta(days=10)
    for rang in range(nombre):
        InscriptionFactory(complete_le=le + timedelta(minutes=rang), **champs)


def former(declaration, conseiller, **autres) -> ExecutionFormation:
    """Ask and compute: the test's broker is the test itself."""
    execution = actions.demander_formation(
        session=declaration.session, regions=["06"], acteur=conseiller, le=timezone.now(), **autres
    )
    routines.executer_formation(execution_id=str(execution.pk))
    execution.refresh_from_db()
    return execution


def confirmer(execution, conseiller) -> list[Ouverture]:
    actions.confirmer_formation(execution=execution, acteur=conseiller, le=timezone.now())
    routines.demander_les_ouvertures(execution_id=str(execution.pk))
    return list(execution.ouvertures.select_related("propose__groupe"))


@pytest.mark.parametrize(
    ("cycle", "modele", "etats"),
    [(CYCLE_FORMATION, ExecutionFormation, EtatFormation), (CYCLE_OUVERTURE, Ouverture, EtatOuverture)],
    ids=["formation", "ouverture"],
)
@pytest.mark.parametrize("role", Role)
def test_seuls_les_pas_du_cycle_sont_permis(role, cycle, modele, etats):
    for etat in etats:
        for pas in cycle.pas:
            permis = role in pas.roles and etat in pas.de
            assert (pas in pas_possibles(modele(etat=etat), Acteur(role=role))) is permis
            if not permis:
                with pytest.raises(TransitionRefusee):
                    franchir(modele(etat=etat), pas.nom, acteur=Acteur(role=role), motif="x")


def test_une_personne_enseignante_partagee_ne_donne_qu_un_des_deux_groupes(declaration, conseiller):
    prof = RessourceFactory(declaration=declaration)
    for _rang in range(2):
        BesoinFactory(propose=proposer(declaration), ressource=prof)
    en_file(6)
    execution = former(declaration, conseiller)
    assert (execution.etat, execution.nb_ouvertures, execution.nb_norme, execution.borne_norme) == ("proposee", 1, 3, 3)
    assert verifier_formation(execution.instance, execution.resultat) == []
    with portee(conseiller):
        ouvre, ferme = lignes_de(execution)
    assert ouvre.ouvre and "déjà pris" in ferme.raison


def test_sous_le_minimum_un_groupe_n_ouvre_pas_et_la_page_dit_pourquoi(declaration, conseiller):
    proposer(declaration, minimum=3)
    en_file(2)
    execution = former(declaration, conseiller)
    assert execution.nb_ouvertures == 0
    with portee(conseiller):
        assert "Il reste 2 personnes" in lignes_de(execution)[0].raison


def test_ceux_que_la_norme_ne_peut_plus_servir_passent_apres(declaration, conseiller):
    proposer(declaration, capacite=2)
    en_file(2)
    InscriptionFactory.create_batch(2, complete_le=timezone.now() - timedelta(days=400))
    execution = former(declaration, conseiller)
    assert (execution.nb_norme, execution.nb_personnes) == (2, 4)


def test_les_groupes_deja_annonces_prennent_leur_part_des_personnes(declaration, conseiller):
    GroupeFactory(session=declaration.session, capacite=4, minimum=2, debut=declaration.session.debut)
    proposer(declaration)
    en_file(4)
    assert former(declaration, conseiller).nb_ouvertures == 0


def test_un_groupe_annonce_ou_personne_n_attend_n_empeche_rien(declaration, conseiller):
    GroupeFactory(session=declaration.session, niveau=11, niveau_max=11, debut=declaration.session.debut)
    proposer(declaration)
    en_file(3)
    execution = former(declaration, conseiller)
    assert (execution.etat, execution.nb_ouvertures) == ("proposee", 1)


@pytest.mark.parametrize("etat", ["confirme", "en_cours"])
def test_un_groupe_complet_ou_commence_garde_son_enseignante(declaration, conseiller, etat):
    prof = RessourceFactory(declaration=declaration)
    BesoinFactory(propose=proposer(declaration, etat=etat, places_prises=3), ressource=prof)
    BesoinFactory(propose=proposer(declaration), ressource=prof)
    en_file(6)
    assert former(declaration, conseiller).nb_ouvertures == 0


def test_un_groupe_retenu_ailleurs_et_sans_reponse_garde_son_enseignante(declaration, conseiller):
    prof = RessourceFactory(declaration=declaration)
    retenu = proposer(declaration, region_id="03")
    BesoinFactory(propose=retenu, ressource=prof)
    BesoinFactory(propose=proposer(declaration), ressource=prof)
    en_file(6)
    assert former(declaration, conseiller).nb_ouvertures == 1
    GroupePropose.objects.filter(pk=retenu.pk).update(retenu_le=timezone.now())
    assert former(declaration, conseiller).nb_ouvertures == 0


def test_les_heures_d_un_groupe_retenu_ailleurs_ne_servent_pas_deux_fois(declaration, conseiller):
    retenu, ici = proposer(declaration, region_id="03"), proposer(declaration)
    heures = ici.groupe.heures_par_semaine * ici.semaines
    declaration.heures_disponibles = heures
    declaration.save()
    en_file(3)
    assert former(declaration, conseiller).nb_ouvertures == 1
    GroupePropose.objects.filter(pk=retenu.pk).update(retenu_le=timezone.now())
    assert former(declaration, conseiller).nb_ouvertures == 0


def test_rien_n_est_demande_avant_la_confirmation_puis_un_seul_message_par_partenaire(declaration, conseiller):
    for _rang in range(2):
        proposer(declaration)
    en_file(6)
    execution = former(declaration, conseiller)
    assert not Ouverture.objects.exists()
    ouvertures = confirmer(execution, conseiller)
    assert len(ouvertures) == 2 and all(o.propose.retenu_le for o in ouvertures)
    assert demander_ouvertures(execution_id=execution.pk, le=timezone.now()) == 0
    assert Avis.objects.filter(cle__startswith="ouvertures:").count() == 1


def test_un_bassin_donne_les_groupes_du_niveau_choisi(declaration, conseiller):
    BassinFactory(
        declaration=declaration, nombre=2, capacite=2, minimum=2, horaires=["lun_soir mer_soir"], region_id="06"
    )
    en_file(2, niveau=2)
    en_file(2, niveau=3)
    execution = former(declaration, conseiller)
    ouvertures = confirmer(execution, conseiller)
    assert sorted(o.propose.groupe.niveau for o in ouvertures) == [2, 3]
    assert routines.demander_les_ouvertures(execution_id=str(execution.pk)) == 0


def test_accepter_annonce_le_groupe_et_refuser_le_retire_avec_son_motif(declaration, conseiller):
    for _rang in range(2):
        proposer(declaration)
    en_file(6)
    oui, non = confirmer(former(declaration, conseiller), conseiller)
    accepter_ouverture(ouverture=oui, acteur=agent(declaration), le=timezone.now())
    refuser_ouverture(
        ouverture=non, acteur=agent(declaration), le=timezone.now(), motif_code="ouverture_local", motif="Travaux"
    )
    etats = {p.pk: p.groupe.etat for p in GroupePropose.objects.select_related("groupe")}
    assert (etats[oui.propose_id], etats[non.propose_id]) == ("annonce", "annule")
    assert Journal.objects.filter(pas="refuser", motif_code="ouverture_local").count() == 1
    with pytest.raises(TransitionRefusee):
        accepter_ouverture(ouverture=oui, acteur=agent(declaration), le=timezone.now())


def test_une_autre_organisation_ne_repond_pas(declaration, conseiller):
    ouverture = OuvertureFactory()
    autre = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=OrganisationFactory().pk)
    with portee(autre):
        assert Ouverture.objects.count() == 0
    with pytest.raises(TransitionRefusee):
        accepter_ouverture(ouverture=ouverture, acteur=autre, le=timezone.now())


def test_les_decisions_sont_tenues_et_la_proposition_remplacee_est_mise_de_cote(declaration, conseiller):
    prof = RessourceFactory(declaration=declaration)
    proposes = [BesoinFactory(propose=proposer(declaration), ressource=prof).propose for _rang in range(2)]
    en_file(6)
    premiere = former(declaration, conseiller)
    ferme = next(p for p in proposes if f"g:{p.pk}" not in {o[0] for o in premiere.resultat["ouvertures"]})
    suivante = actions.changer_formation(
        execution=premiere, choix={f"g:{ferme.pk}": "garder"}, acteur=conseiller, le=timezone.now()
    )
    routines.executer_formation(execution_id=str(suivante.pk))
    suivante.refresh_from_db()
    premiere.refresh_from_db()
    assert [o[0] for o in suivante.resultat["ouvertures"]] == [f"g:{ferme.pk}"]
    assert premiere.etat == "rejetee" and suivante.precedente == premiere


def test_des_decisions_impossibles_echouent_et_le_disent(declaration, conseiller):
    prof = RessourceFactory(declaration=declaration)
    cles = [f"g:{BesoinFactory(propose=proposer(declaration), ressource=prof).propose_id}" for _rang in range(2)]
    en_file(6)
    execution = former(declaration, conseiller, decisions=dict.fromkeys(cles, "garder"))
    assert execution.etat == "echouee" and cles[0] in execution.manquements[0]


def test_un_resultat_qui_ne_passe_pas_la_verification_ne_demande_rien(declaration, conseiller, monkeypatch):
    proposer(declaration)
    en_file(3)
    monkeypatch.setattr("partenaires.actions.formation.verifier_formation", lambda *_: ["capacité : dépassée"])
    execution = former(declaration, conseiller)
    assert execution.etat == "echouee"
    with pytest.raises(TransitionRefusee):
        actions.confirmer_formation(execution=execution, acteur=conseiller, le=timezone.now())


def test_seul_le_conseil_forme_les_groupes_et_dans_ses_regions(declaration):
    for acteur in (agent(declaration), Acteur(role=Role.ANALYSTE)):
        with pytest.raises(RoleInsuffisant):
            former(declaration, acteur)
    with pytest.raises(TransitionRefusee):
        former(declaration, Acteur(role=Role.CONSEILLER, regions=("03",)))


def test_une_demande_restee_sans_reponse_s_eteint_avec_son_groupe(declaration, conseiller):
    proposer(declaration)
    en_file(3)
    (ouverture,) = confirmer(former(declaration, conseiller), conseiller)
    with portee(Acteur.systeme()):
        franchir(
            ouverture.propose.groupe,
            "abandonner",
            acteur=Acteur.systeme(),
            motif_code="capacite_sans_reponse",
        )
    assert routines.reprendre_formations() == 1
    assert routines.reprendre_formations() == 0
    ouverture.refresh_from_db()
    assert ouverture.etat == "caduque"


def test_les_pages_du_conseil_du_calcul_a_la_confirmation(declaration, client_role):
    proposer(declaration)
    en_file(3)
    conseil = client_role("conseiller", regions=[])
    conseil.post(reverse("formations"), {"session": declaration.session.pk, "regions": ["06"]})
    execution = ExecutionFormation.objects.get()
    adresse = reverse("formation", args=[execution.pk])
    assert "calcul" in conseil.get(adresse).content.decode()
    routines.executer_formation(execution_id=str(execution.pk))
    assert conseil.get(adresse, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    for vue in ("ouvrent", "fermes", "inconnue"):
        assert "Vérifié par un second programme" in conseil.get(adresse, {"vue": vue}).content.decode()
    cle = f"g:{GroupePropose.objects.get().pk}"
    conseil.post(adresse, {"pas": "changer", f"decision-{cle}": "ecarter", f"avant-{cle}": ""})
    suivante = ExecutionFormation.objects.exclude(pk=execution.pk).get()
    routines.executer_formation(execution_id=str(suivante.pk))
    adresse = reverse("formation", args=[suivante.pk])
    assert "Effet de vos décisions" in conseil.get(adresse).content.decode()
    assert "Vous l’avez écarté" in conseil.get(adresse, {"vue": "fermes"}).content.decode()
    conseil.post(adresse, {"pas": "confirmer"})
    suivante.refresh_from_db()
    assert suivante.etat == "confirmee"
    assert conseil.get(reverse("formations")).status_code == 200


def test_la_page_montre_les_regions_sur_la_carte_quand_il_y_en_a_plusieurs(declaration, client_role):
    for region in ("06", "06", "13"):
        proposer(declaration, region_id=region)
        en_file(3, region_id=region)
    conseil = client_role("conseiller", regions=[])
    conseil.post(reverse("formations"), {"session": declaration.session.pk, "regions": ["06", "13"]})
    execution = ExecutionFormation.objects.get()
    routines.executer_formation(execution_id=str(execution.pk))
    page = conseil.get(reverse("formation", args=[execution.pk])).content.decode()
    assert "3 groupes ouvrent, dont 2 dans une seule région : Montréal." in page
    assert "graphique-tuiles" in page and "<td" in page
    conseil.post(reverse("formations"), {"session": declaration.session.pk, "regions": ["13"]})
    seule = ExecutionFormation.objects.exclude(pk=execution.pk).get()
    routines.executer_formation(execution_id=str(seule.pk))
    assert "graphique-tuiles" not in conseil.get(reverse("formation", args=[seule.pk])).content.decode()


def test_la_page_du_partenaire_ouvre_et_refuse(declaration):
    oui, non = (OuvertureFactory(propose=proposer(declaration, debut=declaration.session.debut)) for _rang in range(2))
    GroupePropose.objects.update(retenu_le=timezone.now())
    client = connecter("gestionnaire_partenaire", organisation=declaration.organisation)
    page = client.get(reverse("ouvertures")).content.decode()
    assert "2 réponses attendues" in page, page[page.index("<main") :][:2500]
    client.post(reverse("ouverture_repondre", args=[oui.pk]), {"pas": "accepter"})
    client.post(reverse("ouverture_repondre", args=[non.pk]), {"pas": "refuser"})
    assert Ouverture.objects.get(pk=non.pk).etat == "a_repondre"
    client.post(reverse("ouverture_repondre", args=[non.pk]), {"pas": "refuser", "motif": "ouverture_budget"})
    assert [Ouverture.objects.get(pk=o.pk).etat for o in (oui, non)] == ["acceptee", "refusee"]
    assert client.post(reverse("ouverture_repondre", args=[uuid.uuid4()]), {"pas": "accepter"}).status_code == 404
