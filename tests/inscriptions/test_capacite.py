"""Capacity goes up or down by decision; a raise opens seats for the next in line, no one seated is dropped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Motif
from inscriptions import routines
from inscriptions.actions.capacite import changer_capacite
from inscriptions.actions.cascade import ceder_les_places
from inscriptions.actions.places_libres import prendre_place_libre
from inscriptions.models import ChangementCapacite, Groupe, OffreDePlace, SiegeAjoute
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory, PlaceFactory

SYSTEME = Acteur.systeme()


def changer(groupe, capacite, acteur=None, motif="capacite_demande") -> ChangementCapacite:
    acteur = acteur or Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=groupe.organisation_id, libelle="G")
    with portee(acteur):
        return changer_capacite(
            groupe=groupe, capacite=capacite, motif=Motif.objects.get(pk=motif), acteur=acteur, le=timezone.now()
        )


def groupe_plein(**champs) -> Groupe:
    groupe = GroupeFactory(capacite=2, minimum=1, **champs)
    PlaceFactory(offre__groupe=groupe, offre__etat="acceptee", offre__repondue_le=timezone.now())
    groupe.refresh_from_db()
    OffreFactory(groupe=groupe)
    groupe.refresh_from_db()
    return groupe


@pytest.mark.django_db
class TestCapacite:
    def test_une_hausse_offre_chaque_siege_aux_suivantes_et_une_seule_fois(self):
        groupe = groupe_plein()
        attendent = [InscriptionFactory(complete_le=timezone.now() - timedelta(days=90 - n)) for n in range(3)]
        changer(groupe, 4)
        assert len(ceder_les_places(groupe_id=groupe.pk, le=timezone.now(), acteur=SYSTEME)) == 2
        assert ceder_les_places(groupe_id=groupe.pk, le=timezone.now(), acteur=SYSTEME) == []
        servies = set(SiegeAjoute.objects.values_list("offre__inscription", flat=True))
        assert servies == {i.pk for i in attendent[:2]}

    def test_la_routine_retrouve_une_hausse_dont_le_message_est_perdu(self):
        groupe = groupe_plein()
        attend = InscriptionFactory()
        changer(groupe, 3)
        assert routines.ceder_places() == 1
        assert OffreDePlace.objects.vives().get(inscription=attend).siege_ajoute.groupe == groupe

    def test_un_siege_ajoute_est_promis_a_qui_attend_depuis_plus_longtemps(self):
        debut = timezone.localdate() + timedelta(days=5)
        groupe = groupe_plein(session__debut=debut, session__fin=debut + timedelta(days=60))
        InscriptionFactory(complete_le=timezone.now() - timedelta(days=300))
        derniere = InscriptionFactory(complete_le=timezone.now() - timedelta(days=1))
        changer(groupe, 3)
        with pytest.raises(TransitionRefusee, match="depuis plus longtemps"):
            moi = Acteur(role=Role.PERSONNE, personne_id=derniere.personne_id)
            prendre_place_libre(inscription_id=derniere.pk, groupe_id=groupe.pk, acteur=moi, le=timezone.now())

    def test_une_baisse_ne_passe_pas_sous_les_places_prises_et_le_dit(self):
        groupe = groupe_plein()
        with pytest.raises(TransitionRefusee, match="2 places sont prises, dont 1 offre en attente de réponse"):
            changer(groupe, 1)
        groupe.refresh_from_db()
        assert (groupe.capacite, groupe.places_prises) == (2, 2)

    def test_une_baisse_retire_les_sieges_que_personne_n_a_encore(self):
        groupe = groupe_plein()
        changer(groupe, 5)
        changer(groupe, 3, motif="capacite_erreur")
        assert SiegeAjoute.objects.a_offrir().count() == 1

    def test_ni_sous_le_minimum_ni_dans_un_groupe_fini(self):
        with pytest.raises(TransitionRefusee, match="minimum"):
            changer(GroupeFactory(minimum=8, capacite=15), 5)
        with pytest.raises(TransitionRefusee, match="ne change plus"):
            changer(GroupeFactory(etat="termine"), 20)

    @pytest.mark.parametrize("role", [Role.ENSEIGNANT, Role.PERSONNE, Role.ANALYSTE])
    def test_seuls_l_organisation_et_le_conseil_la_changent(self, role):
        groupe = GroupeFactory()
        with pytest.raises(RoleInsuffisant):
            changer_capacite(
                groupe=groupe,
                capacite=20,
                motif=Motif.objects.get(pk="capacite_salle"),
                acteur=Acteur(role=role, organisation_id=groupe.organisation_id),
                le=timezone.now(),
            )

    def test_un_conseiller_d_une_autre_region_ne_la_change_pas(self):
        with pytest.raises(RoleInsuffisant):
            changer(GroupeFactory(), 20, Acteur(role=Role.CONSEILLER, regions=("03",)))


@pytest.mark.django_db
class TestEntreeTardive:
    def cours_commence(self, jours: int, **champs) -> Groupe:
        debut = timezone.localdate() - timedelta(days=jours)
        return GroupeFactory(
            etat="en_cours",
            session__debut=debut,
            session__fin=debut + timedelta(days=70),
            capacite=2,
            minimum=1,
            **champs,
        )

    def test_les_places_vides_d_un_cours_commence_vont_aux_suivantes(self):
        groupe = self.cours_commence(2)
        attendent = [InscriptionFactory() for _ in range(3)]
        assert routines.ceder_places() == 2
        offres = OffreDePlace.objects.vives().filter(groupe=groupe)
        assert {o.origine for o in offres} == {"tardive"}
        assert {o.inscription_id for o in offres} < {i.pk for i in attendent}

    def test_apres_la_limite_plus_personne_n_entre(self):
        self.cours_commence(20)
        InscriptionFactory()
        assert routines.ceder_places() == 0

    def test_un_groupe_annonce_garde_ses_places_pour_le_placement(self):
        GroupeFactory(capacite=2, minimum=1)
        InscriptionFactory()
        assert routines.ceder_places() == 0
