"""A partner may say it cannot receive a placed person; an adviser decides, the person keeps her rank."""

import pytest
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis
from inscriptions import policies
from inscriptions.actions import refus_accueil as actions
from inscriptions.actions.cascade import ceder_les_places
from inscriptions.actions.place import abandonner_place, rendre_place
from inscriptions.models import Groupe, Inscription, OffreDePlace, RefusAccueil
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, PlaceFactory

CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseil")


def gestionnaire(place) -> Acteur:
    return Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=place.organisation_id)


def soumettre(place, **champs) -> RefusAccueil:
    with portee(gestionnaire(place)):
        return actions.soumettre_refus(
            place=place, acteur=gestionnaire(place), le=timezone.now(), **{"motif_code": "accueil_niveau"} | champs
        )


@pytest.mark.django_db
class TestRefus:
    def test_la_personne_garde_sa_place_jusqu_a_la_decision(self):
        place = PlaceFactory()
        soumettre(place)
        place.refresh_from_db()
        assert place.etat == "confirmee"
        assert not Avis.objects.exists()

    def test_un_second_refus_attend_la_decision_du_premier(self):
        place = PlaceFactory()
        soumettre(place)
        with pytest.raises(TransitionRefusee, match="déjà à l’étude"):
            soumettre(place)

    def test_le_motif_vient_de_la_liste(self):
        with pytest.raises(TransitionRefusee):
            soumettre(PlaceFactory(), motif_code="abandon_emploi")

    def test_ni_un_autre_partenaire_ni_un_enseignant(self):
        place = PlaceFactory()
        for acteur in (
            Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=OrganisationFactory().pk),
            Acteur(role=Role.ENSEIGNANT, organisation_id=place.organisation_id),
        ):
            with pytest.raises(RoleInsuffisant):
                actions.soumettre_refus(place=place, motif_code="accueil_niveau", acteur=acteur, le=timezone.now())

    def test_maintenir_ne_touche_pas_a_la_place(self):
        place = PlaceFactory()
        refus = actions.maintenir_la_place(
            refus=soumettre(place), motif_code="accueil_non_fonde", acteur=CONSEIL, le=timezone.now()
        )
        place.refresh_from_db()
        assert (refus.etat, place.etat) == ("ecarte", "confirmee")

    def test_admettre_remet_en_attente_avec_le_meme_rang_et_le_dit_avec_respect(self):
        place = PlaceFactory()
        rang = place.inscription.complete_le
        with portee(CONSEIL):
            actions.admettre_le_refus(refus=soumettre(place), acteur=CONSEIL, le=timezone.now())
        inscription = Inscription.objects.get(pk=place.inscription_id)
        assert (inscription.etat, inscription.complete_le) == ("en_attente", rang)
        assert Groupe.objects.get(pk=place.groupe_id).places_prises == 0
        message = Avis.objects.get(cle=f"changement-de-groupe:{place.pk}").corps
        assert "Vous n’avez rien fait de mal" in message
        assert "refus" not in message.lower()

    def test_la_place_retiree_va_a_une_autre_personne(self):
        place = PlaceFactory(offre__groupe=GroupeFactory(capacite=1, minimum=1))
        actions.admettre_le_refus(refus=soumettre(place), acteur=CONSEIL, le=timezone.now())
        suivante = InscriptionFactory()
        ceder_les_places(groupe_id=place.groupe_id, le=timezone.now(), acteur=Acteur.systeme())
        assert OffreDePlace.objects.vives().get(groupe=place.groupe_id).inscription == suivante

    def test_un_refus_n_a_plus_d_objet_quand_la_personne_part(self):
        place = PlaceFactory(commencee=True)
        refus = soumettre(place)
        moi = Acteur(role=Role.PERSONNE, personne_id=place.personne_id)
        abandonner_place(place=place, acteur=moi, le=timezone.now(), motif_code="abandon_emploi")
        refus.refresh_from_db()
        assert refus.etat == "caduc"
        with pytest.raises(TransitionRefusee):
            actions.admettre_le_refus(refus=refus, acteur=CONSEIL, le=timezone.now())

    def test_la_personne_ne_lit_pas_les_mots_du_partenaire(self):
        place = PlaceFactory()
        soumettre(place, precision="Conflit avec une autre élève.")
        assert not policies.refus_visibles(Acteur(role=Role.PERSONNE, personne_id=place.personne_id)).exists()


@pytest.mark.django_db
def test_rendre_sa_place_avant_le_cours_remet_en_attente_et_libere_le_siege():
    place = PlaceFactory()
    moi = Acteur(role=Role.PERSONNE, personne_id=place.personne_id)
    with portee(moi):
        rendre_place(place=place, acteur=moi, le=timezone.now(), motif_code="rendue_horaire")
    assert Inscription.objects.get(pk=place.inscription_id).etat == "en_attente"
    suivante = InscriptionFactory()
    ceder_les_places(groupe_id=place.groupe_id, le=timezone.now(), acteur=Acteur.systeme())
    assert OffreDePlace.objects.vives().get(groupe=place.groupe_id).inscription == suivante
