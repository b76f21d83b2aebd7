"""A partner refers a person it has met: nothing is shown before she agrees, and nobody jumps the line."""

from datetime import date, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis
from inscriptions import policies, routines
from inscriptions.actions import recommandation as actions
from inscriptions.actions.offre import PlaceNonOfferte
from inscriptions.actions.recommandation import Designation, proposer_personne
from inscriptions.models import OffreDePlace, Recommandation
from tests.factories.guichet import OrganisationFactory, PersonneFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory

CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseil")
NEE = date(1990, 5, 17)


def agent(groupe) -> Acteur:
    return Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=groupe.organisation_id, libelle="Agent")


def moi(recommandation) -> Acteur:
    return Acteur(role=Role.PERSONNE, personne_id=recommandation.personne_id)


def proposer(groupe, **designation) -> Recommandation:
    with portee(agent(groupe)):
        return proposer_personne(
            groupe=groupe,
            designation=Designation(**designation),
            motif_code="recommandation_rencontre",
            acteur=agent(groupe),
            le=timezone.now(),
        )


def attend(**champs):
    return InscriptionFactory(personne__date_naissance=NEE, personne__courriel="p@exemple.test", **champs)


def consentie(groupe=None, demande=None) -> Recommandation:
    demande = demande or attend()
    recommandation = proposer(groupe or GroupeFactory(), numero_dossier=demande.numero, naissance=NEE)
    return actions.consentir(recommandation=recommandation, acteur=moi(recommandation), le=timezone.now())


@pytest.mark.django_db
class TestDemandeDAccord:
    def test_la_personne_recoit_la_demande_et_le_partenaire_ne_voit_que_ce_qu_il_a_ecrit(self):
        demande = attend()
        recommandation = proposer(GroupeFactory(), numero_dossier=demande.numero, naissance=NEE)
        avis = Avis.objects.get(cle=f"recommandation:accord:{recommandation.pk}")
        assert avis.personne == demande.personne
        assert recommandation.designation == demande.numero

    def test_un_numero_inconnu_donne_la_meme_chose_au_partenaire(self):
        groupe = GroupeFactory()
        connue = proposer(groupe, numero_dossier=attend().numero, naissance=NEE)
        inconnue = proposer(groupe, numero_dossier="FR-26-999999", naissance=NEE)
        vus = [(r.etat, r.libelle_etat(Role.AGENT_PARTENAIRE), r.nom_consenti) for r in (connue, inconnue)]
        assert vus[0] == vus[1]
        assert inconnue.personne is None

    def test_une_autre_date_de_naissance_ne_trouve_personne(self):
        demande = attend()
        recommandation = proposer(GroupeFactory(), numero_dossier=demande.numero, naissance=date(1991, 1, 1))
        assert recommandation.personne is None
        assert not Avis.objects.exists()

    def test_proposer_deux_fois_est_refuse_sans_rien_dire_de_la_personne(self):
        groupe = GroupeFactory()
        proposer(groupe, numero_dossier="FR-26-999999", naissance=NEE)
        with pytest.raises(TransitionRefusee, match="déjà proposé"):
            proposer(groupe, numero_dossier="FR-26-999999", naissance=NEE)

    def test_un_compte_ne_propose_pas_sans_fin(self, settings):
        groupe = GroupeFactory()
        for rang in range(30):
            proposer(groupe, numero_dossier=f"FR-26-9{rang:05}", naissance=NEE)
        with pytest.raises(TransitionRefusee, match="demain"):
            proposer(groupe, numero_dossier="FR-26-800000", naissance=NEE)

    def test_une_invitation_ecrit_a_l_adresse_et_a_elle_seule(self):
        recommandation = proposer(GroupeFactory(), courriel="Nouvelle@exemple.test")
        avis = Avis.objects.get(cle=f"recommandation:invitation:{recommandation.pk}")
        assert (avis.destinataire, avis.personne) == ("nouvelle@exemple.test", None)

    @pytest.mark.parametrize("role", [Role.ENSEIGNANT, Role.CONSEILLER, Role.PERSONNE])
    def test_seule_l_organisation_propose_pour_ses_groupes(self, role):
        groupe = GroupeFactory()
        with pytest.raises(RoleInsuffisant):
            proposer_personne(
                groupe=groupe,
                designation=Designation(courriel="x@exemple.test"),
                motif_code="recommandation_rencontre",
                acteur=Acteur(role=role, organisation_id=groupe.organisation_id),
                le=timezone.now(),
            )

    def test_ni_pour_le_groupe_d_un_autre_ni_pour_un_groupe_fini(self):
        with pytest.raises(TransitionRefusee):
            proposer(GroupeFactory(etat="termine"), courriel="x@exemple.test")
        groupe, autre = GroupeFactory(), OrganisationFactory()
        with pytest.raises(RoleInsuffisant):
            proposer_personne(
                groupe=groupe,
                designation=Designation(courriel="x@exemple.test"),
                motif_code="recommandation_rencontre",
                acteur=Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=autre.pk),
                le=timezone.now(),
            )


@pytest.mark.django_db
class TestAccord:
    def test_le_conseil_ne_voit_rien_avant_l_accord(self):
        demande = attend()
        recommandation = proposer(GroupeFactory(), numero_dossier=demande.numero, naissance=NEE)
        assert not policies.recommandations_visibles(CONSEIL).exists()
        actions.consentir(recommandation=recommandation, acteur=moi(recommandation), le=timezone.now())
        assert policies.recommandations_visibles(CONSEIL).get().nom_consenti == demande.personne.nom_complet

    def test_refuser_ou_retirer_son_accord_efface_le_nom(self):
        recommandation = consentie()
        assert recommandation.nom_consenti
        actions.refuser_recommandation(recommandation=recommandation, acteur=moi(recommandation), le=timezone.now())
        recommandation.refresh_from_db()
        assert (recommandation.nom_consenti, recommandation.libelle_etat(Role.AGENT_PARTENAIRE)) == ("", "Non retenue")

    def test_passe_le_delai_on_ne_consent_plus_et_l_horloge_expire_une_fois(self):
        recommandation = proposer(GroupeFactory(), numero_dossier=attend().numero, naissance=NEE)
        with time_machine.travel(recommandation.expire_le + timedelta(minutes=1), tick=False):
            with pytest.raises(TransitionRefusee, match="délai"):
                actions.consentir(recommandation=recommandation, acteur=moi(recommandation), le=timezone.now())
            assert (routines.suivre_recommandations(), routines.suivre_recommandations()) == (1, 0)

    def test_la_personne_invitee_est_reconnue_quand_son_adresse_est_prouvee(self):
        recommandation = proposer(GroupeFactory(), courriel="nouvelle@exemple.test")
        anonyme = Acteur(role=Role.PERSONNE)
        recommandation = actions.consentir(recommandation=recommandation, acteur=anonyme, le=timezone.now())
        assert recommandation.personne is None
        demande = InscriptionFactory(personne=PersonneFactory(avec_compte=True))
        adresse = EmailAddress.objects.create(
            user=demande.personne.utilisateur, email="nouvelle@exemple.test", verified=False
        )
        assert routines.suivre_recommandations() == 0
        EmailAddress.objects.filter(pk=adresse.pk).update(verified=True)
        assert routines.suivre_recommandations() == 1
        recommandation.refresh_from_db()
        assert (recommandation.inscription, recommandation.personne) == (demande, demande.personne)


@pytest.mark.django_db
class TestDecision:
    def test_une_place_que_personne_n_attend_avant_est_offerte(self):
        recommandation = consentie()
        offre = actions.offrir_la_place(recommandation=recommandation, acteur=CONSEIL, le=timezone.now())
        recommandation.refresh_from_db()
        assert (recommandation.etat, offre.origine, offre.inscription) == (
            "offerte",
            "recommandee",
            recommandation.inscription,
        )

    def test_une_recommandation_ne_fait_passer_devant_personne(self):
        groupe = GroupeFactory(capacite=1, minimum=1)
        InscriptionFactory(complete_le=timezone.now() - timedelta(days=300))
        recommandation = consentie(groupe)
        with pytest.raises(PlaceNonOfferte, match="avant cette personne"):
            actions.offrir_la_place(recommandation=recommandation, acteur=CONSEIL, le=timezone.now())
        assert not OffreDePlace.objects.exists()

    def test_une_preference_revient_quand_son_tour_vient(self):
        groupe = GroupeFactory(capacite=1, minimum=1)
        ancienne = InscriptionFactory(complete_le=timezone.now() - timedelta(days=300))
        recommandation = consentie(groupe)
        actions.noter_preference(recommandation=recommandation, acteur=CONSEIL, le=timezone.now())
        assert routines.suivre_recommandations() == 0
        ancienne.niveau = 9
        ancienne.save(update_fields=["niveau"])
        assert (routines.suivre_recommandations(), routines.suivre_recommandations()) == (1, 0)
        recommandation.refresh_from_db()
        assert recommandation.etat == "consentie"

    def test_ecarter_demande_un_motif_et_previent_la_personne(self):
        recommandation = consentie()
        actions.ecarter(
            recommandation=recommandation,
            motif_code="recommandation_groupe_complet",
            acteur=CONSEIL,
            le=timezone.now(),
        )
        assert Avis.objects.filter(cle=f"recommandation:suite:{recommandation.pk}:ecartee").count() == 1

    def test_sans_demande_rien_n_est_offert(self):
        recommandation = proposer(GroupeFactory(), courriel="nouvelle@exemple.test")
        recommandation = actions.consentir(
            recommandation=recommandation, acteur=Acteur(role=Role.PERSONNE), le=timezone.now()
        )
        with pytest.raises(TransitionRefusee, match="pas encore"):
            actions.offrir_la_place(recommandation=recommandation, acteur=CONSEIL, le=timezone.now())

    def test_un_groupe_commence_depuis_longtemps_met_fin_aux_recommandations(self):
        recommandation = consentie()
        with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
            assert routines.suivre_recommandations() == 1
        recommandation.refresh_from_db()
        assert recommandation.etat == "expiree"
