"""A group that closes opens a file: each person is followed until placed, transferred, or gone with a reason."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir
from guichet.models import Avis, Motif
from inscriptions import routines
from inscriptions.actions import replacement as actions
from inscriptions.actions.deroulement import faire_pas_groupe
from inscriptions.actions.inscription import retirer_inscription
from inscriptions.actions.offre import PlaceNonOfferte, accepter_offre, proposer_place
from inscriptions.models import DossierReplacement, Inscription, Replacement
from inscriptions.queries.replacement import progression, propositions
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, PlaceFactory

CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseil")


def moi(objet) -> Acteur:
    return Acteur(role=Role.PERSONNE, personne_id=objet.personne_id)


def fermer(*, personnes: int = 3, acteur: Acteur = CONSEIL, **champs) -> DossierReplacement:
    """A running class of so many people, closed."""
    groupe = GroupeFactory(etat="en_cours", **champs)
    for _rang in range(personnes):
        PlaceFactory(offre__groupe=groupe, commencee=True)
        groupe.refresh_from_db()
    motif = Motif.objects.get(pk="groupe_ferme_enseignant")
    with portee(acteur):
        faire_pas_groupe(groupe=groupe, pas="fermer", acteur=acteur, le=timezone.now(), motif=motif)
    return DossierReplacement.objects.get(groupe=groupe)


def suivis(dossier) -> list[Replacement]:
    return list(dossier.replacements.order_by("place__cree_le"))


def relire(suivi) -> Replacement:
    return Replacement.objects.get(pk=suivi.pk)


def nouvelle_place(suivi, **champs):
    """The person accepts a seat elsewhere."""
    offre = proposer_place(
        inscription=Inscription.objects.get(pk=suivi.inscription_id),
        groupe=GroupeFactory(),
        acteur=CONSEIL,
        le=timezone.now(),
        **champs,
    )
    return accepter_offre(offre=offre, acteur=moi(offre), le=timezone.now())


@pytest.mark.django_db
class TestOuverture:
    def test_fermer_ouvre_un_dossier_avec_une_ligne_par_personne(self):
        dossier = fermer(personnes=3)
        assert [s.etat for s in suivis(dossier)] == ["a_replacer"] * 3
        assert dossier.echeance == timezone.localdate() + timedelta(days=30)

    def test_annuler_un_groupe_qui_a_des_places_aussi(self):
        place = PlaceFactory()
        faire_pas_groupe(
            groupe=place.groupe,
            pas="annuler",
            acteur=CONSEIL,
            le=timezone.now(),
            motif=Motif.objects.get(pk="groupe_effectif"),
        )
        assert DossierReplacement.objects.get().replacements.get().place == place

    def test_un_groupe_vide_n_ouvre_rien(self):
        faire_pas_groupe(
            groupe=GroupeFactory(),
            pas="annuler",
            acteur=CONSEIL,
            le=timezone.now(),
            motif=Motif.objects.get(pk="groupe_effectif"),
        )
        assert not DossierReplacement.objects.exists()

    def test_chacun_est_prevenu_une_fois_et_garde_son_rang(self):
        dossier = fermer(personnes=2)
        for suivi in suivis(dossier):
            assert Avis.objects.filter(cle=f"remise-en-attente:{suivi.place_id}").count() == 1
            assert (suivi.inscription.etat, suivi.inscription.complete_le.date()) == (
                "en_attente",
                suivi.inscription.deposee_le.date() + timedelta(days=10),
            )

    def test_les_personnes_d_une_autre_region_sont_suivies_aussi(self):
        dossier = fermer(personnes=1, acteur=Acteur(role=Role.CONSEILLER, regions=("06",)))
        assert dossier.replacements.count() == 1


@pytest.mark.django_db
class TestSuite:
    def test_une_nouvelle_place_est_constatee_par_l_horloge_une_seule_fois(self):
        suivi = suivis(fermer(personnes=1))[0]
        place = nouvelle_place(suivi)
        assert (routines.suivre_replacements(), routines.suivre_replacements()) == (1, 0)
        assert (relire(suivi).etat, relire(suivi).nouvelle_place) == ("placee", place)

    def test_une_place_offerte_depuis_le_dossier_est_un_transfert(self):
        suivi = suivis(fermer(personnes=1))[0]
        groupe = GroupeFactory()
        with portee(CONSEIL):
            offre = actions.offrir_une_place(replacement=suivi, groupe=groupe, acteur=CONSEIL, le=timezone.now())
        accepter_offre(offre=offre, acteur=moi(offre), le=timezone.now())
        routines.suivre_replacements()
        assert relire(suivi).etat == "transferee"

    def test_une_demande_retiree_est_un_depart_motive(self):
        suivi = suivis(fermer(personnes=1))[0]
        retirer_inscription(
            inscription=suivi.inscription, acteur=moi(suivi), motif_code="demande_depart", le=timezone.now()
        )
        routines.suivre_replacements()
        assert relire(suivi).etat == "partie"

    def test_une_offre_sans_reponse_n_est_pas_une_suite(self):
        suivi = suivis(fermer(personnes=1))[0]
        proposer_place(inscription=suivi.inscription, groupe=GroupeFactory(), acteur=CONSEIL, le=timezone.now())
        assert routines.suivre_replacements() == 0
        assert relire(suivi).est_a_replacer

    def test_le_dossier_ne_fait_passer_devant_personne(self):
        suivi = suivis(fermer(personnes=1))[0]
        InscriptionFactory(complete_le=timezone.now() - timedelta(days=300), classe_priorite=1)
        groupe = GroupeFactory(capacite=1, minimum=1)
        (proposition,) = propositions(suivi.inscription_id, le=timezone.now())
        assert (proposition.groupe, proposition.avant, proposition.est_possible) == (groupe, 1, False)
        with pytest.raises(PlaceNonOfferte, match="depuis plus longtemps"):
            actions.offrir_une_place(replacement=suivi, groupe=groupe, acteur=CONSEIL, le=timezone.now())

    def test_les_propositions_et_l_ordre_disent_la_meme_chose(self):
        suivi = suivis(fermer(personnes=1))[0]
        for jours in (10, 20, 200):
            InscriptionFactory(complete_le=timezone.now() - timedelta(days=jours), classe_priorite=1)
        GroupeFactory(capacite=2, minimum=1, niveau=2, niveau_max=4)
        GroupeFactory(niveau=9)
        (proposition,) = propositions(suivi.inscription_id, le=timezone.now())
        assert (proposition.avant, proposition.est_possible) == (1, True)

    def test_une_tentative_de_contact_se_note(self):
        suivi = suivis(fermer(personnes=1))[0]
        tentative = actions.noter_contact(
            replacement=suivi, motif_code="contact_message", note="Rappeler lundi", acteur=CONSEIL, le=timezone.now()
        )
        assert (tentative.personne_id, tentative.par_libelle) == (suivi.personne_id, "Conseil")

    def test_un_depart_demande_un_motif_de_la_liste(self):
        suivi = suivis(fermer(personnes=1))[0]
        with pytest.raises(TransitionRefusee):
            actions.constater_depart(replacement=suivi, motif_code="abandon_emploi", acteur=CONSEIL, le=timezone.now())
        actions.constater_depart(
            replacement=suivi, motif_code="replacement_autre_cours", acteur=CONSEIL, le=timezone.now()
        )
        assert relire(suivi).etat == "partie"

    @pytest.mark.parametrize("role", [Role.AGENT_PARTENAIRE, Role.PERSONNE, Role.ANALYSTE])
    def test_seul_le_conseil_suit_un_dossier(self, role):
        suivi = suivis(fermer(personnes=1))[0]
        with pytest.raises(RoleInsuffisant):
            actions.offrir_une_place(
                replacement=suivi, groupe=GroupeFactory(), acteur=Acteur(role=role), le=timezone.now()
            )


@pytest.mark.django_db
class TestCloture:
    def test_le_dossier_ne_se_clot_qu_avec_une_suite_pour_chacun(self):
        dossier = fermer(personnes=2)
        premier, second = suivis(dossier)
        actions.constater_depart(
            replacement=premier, motif_code="replacement_emploi", acteur=CONSEIL, le=timezone.now()
        )
        with pytest.raises(TransitionRefusee, match="reste 1"):
            actions.clore_replacement(dossier=dossier, acteur=CONSEIL, le=timezone.now())
        nouvelle_place(second)
        routines.suivre_replacements()
        actions.clore_replacement(dossier=dossier, acteur=CONSEIL, le=timezone.now())
        faite = progression(dossier)
        assert (faite.total, faite.placees, faite.parties, faite.restent) == (2, 1, 1, 0)

    def test_la_base_refuse_de_clore_un_dossier_inacheve(self):
        dossier = fermer(personnes=1)
        with pytest.raises(IntegrityError, match="sans suite"), transaction.atomic():
            franchir(dossier, "clore", acteur=CONSEIL, le=timezone.now(), clos_le=timezone.now())

    def test_un_dossier_passe_sa_promesse_apres_trente_jours(self):
        dossier = fermer(personnes=1)
        assert not dossier.est_en_retard(timezone.localdate())
        with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
            assert dossier.est_en_retard(timezone.localdate())

    def test_changer_de_region_suit_dans_le_dossier(self):
        suivi = suivis(fermer(personnes=1))[0]
        actions.noter_contact(
            replacement=suivi, motif_code="contact_jointe", note="", acteur=CONSEIL, le=timezone.now()
        )
        Inscription.objects.filter(pk=suivi.inscription_id).update(region="03")
        connection.check_constraints()
        assert (relire(suivi).region_id, relire(suivi).tentatives.get().region_id) == ("03", "03")


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_la_garde_de_la_base_un_dossier_inacheve_se_clot(systeme, nom_de_la_base):
    with systeme:
        dossier = fermer(personnes=1)
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE inscriptions_dossierreplacement DISABLE TRIGGER suites_connues")
    with systeme:
        franchir(dossier, "clore", acteur=CONSEIL, le=timezone.now(), clos_le=timezone.now())
