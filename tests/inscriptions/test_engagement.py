"""One engagement a person: a statement that adds many rows is refused for one of them, as it would be alone."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.models import Inscription, OffreDePlace, Place
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def offre_pour(demande: Inscription) -> OffreDePlace:
    """An open offer, not written yet."""
    return OffreFactory.build(
        inscription=demande, personne=demande.personne, region_id=demande.region_id, groupe=GroupeFactory()
    )


def inserer(*offres: OffreDePlace) -> None:
    """One statement for all of them."""
    with transaction.atomic():
        OffreDePlace.objects.bulk_create(offres)


def test_un_lot_d_offres_est_refuse_en_entier_si_une_seule_personne_a_une_place():
    libre, placee = InscriptionFactory(), PlaceFactory().inscription
    with pytest.raises(IntegrityError, match="offre vive pour une demande qui a une place"):
        inserer(offre_pour(libre), offre_pour(placee))
    assert not OffreDePlace.objects.filter(etat="proposee").exists()
    inserer(offre_pour(libre))


def test_une_place_est_refusee_a_qui_une_offre_est_ouverte():
    offre = OffreFactory()
    place = PlaceFactory.build(
        offre=offre, inscription=offre.inscription, personne=offre.personne, region_id=offre.region_id,
        groupe=offre.groupe, organisation=offre.organisation,
    )  # fmt: skip
    with (
        pytest.raises(IntegrityError, match="place active pour une demande qui a une offre vive"),
        transaction.atomic(),
    ):
        Place.objects.bulk_create([place])


@pytest.mark.parametrize("modele", [OffreDePlace, Place])
def test_une_ligne_qui_change_de_demande_garde_sa_propre_garde(modele):
    offre, place = OffreFactory(), PlaceFactory()
    ligne, vers = (offre, place.inscription) if modele is OffreDePlace else (place, offre.inscription)
    with pytest.raises(IntegrityError, match="pour une demande qui a"), transaction.atomic():
        modele.objects.filter(pk=ligne.pk).update(inscription=vers)


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_la_garde_du_lot_l_offre_et_la_place_coexistent(nom_de_la_base):
    with portee(Acteur.systeme()):
        placee = PlaceFactory().inscription
    with connexion_proprietaire(nom_de_la_base) as base:
        base.execute("ALTER TABLE inscriptions_offredeplace DISABLE TRIGGER un_seul_engagement_du_lot")
        try:
            with portee(Acteur.systeme()):
                inserer(offre_pour(placee))
        finally:
            base.execute("ALTER TABLE inscriptions_offredeplace ENABLE TRIGGER un_seul_engagement_du_lot")
    with portee(Acteur.systeme()):
        assert OffreDePlace.objects.filter(inscription=placee, etat="proposee").exists()
