"""What taking a seat reads: the rows of one person and of one group, on tables never analysed too."""

from __future__ import annotations

import pytest
from django.db import connection, connections
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from inscriptions.actions import sieges
from inscriptions.actions.sieges import Attribution, tenir_sieges
from inscriptions.actions.sieges_sql import ETAT_DE_L_OFFRE, NOM, SQL, UNE_A_UNE
from inscriptions.models import OffreDePlace
from inscriptions.models.choix import OrigineOffre
from tests.base_de_donnees import cloner, connexion_proprietaire
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory

pytestmark = pytest.mark.django_db
# What this transaction read so far in an index.
LUES = "SELECT pg_stat_get_xact_tuples_returned(%s::regclass)"


@pytest.fixture
def autre_fonction(nom_de_la_base, monkeypatch):
    """Has the same call run another text of the function, and drops it afterwards."""
    monkeypatch.setattr(sieges, "TENIR", sieges.TENIR.replace(NOM, f"{NOM}_autre"))
    with connexion_proprietaire(nom_de_la_base) as base:
        yield lambda texte: base.execute(texte.replace(NOM, f"{NOM}_autre"))
        base.execute(f"DROP FUNCTION {NOM}_autre")


def lues(index: str, lot: list[Attribution], **options: bool) -> int:
    """Entries read in an index while a batch asks for its seats."""
    with connection.cursor() as curseur:
        curseur.execute(LUES, [index])
        (avant,) = curseur.fetchone()
        tenir_sieges(lot, le=timezone.now(), origine=OrigineOffre.DIRECTE, **options)
        curseur.execute(LUES, [index])
        return curseur.fetchone()[0] - avant


def redemander(offres: list[OffreDePlace]) -> list[Attribution]:
    """The same persons ask again for the same groups."""
    return [Attribution(offre.inscription_id, offre.groupe_id, Acteur.systeme()) for offre in offres]


def choisir_apres(offres: int) -> list[Attribution]:
    """A person chooses a group nobody was offered yet, while so many offers of others stand."""
    for _rang in range(offres):
        OffreFactory()
    demande = InscriptionFactory()
    moi = Acteur(role=Role.PERSONNE, personne_id=demande.personne_id)
    return [Attribution(demande.pk, GroupeFactory().pk, moi, acceptee=True)]


def test_la_prise_de_places_ne_parcourt_aucune_table_meme_jamais_analysee():
    with connection.cursor() as curseur:
        curseur.execute("SELECT proconfig FROM pg_proc WHERE proname = 'inscriptions_tenir_sieges'")
        assert "enable_seqscan=off" in curseur.fetchone()[0]


def test_l_offre_vive_d_une_personne_ne_se_cherche_pas_parmi_toutes():
    assert lues("offre_echeance", redemander([OffreFactory() for _rang in range(5)])) == 0


def test_temoin_la_condition_ordinaire_lirait_toutes_les_offres_vives(autre_fonction):
    autre_fonction(SQL.replace(ETAT_DE_L_OFFRE, "o.etat"))
    assert lues("offre_echeance", redemander([OffreFactory() for _rang in range(5)])) > 0


@pytest.fixture
def analysees_tot(transactional_db, modele_de_base, nom_de_la_base, systeme):
    """Tables analysed while they held one offer, as those of a portal that just started: every order looks free."""
    connections.close_all()
    cloner(modele_de_base, nom_de_la_base)
    with systeme:
        OffreFactory()
    with connexion_proprietaire(nom_de_la_base) as base:
        base.execute("ANALYZE inscriptions_offredeplace, inscriptions_place, inscriptions_siegeajoute")


def test_les_places_rendues_d_un_groupe_ne_se_cherchent_pas_parmi_toutes_les_offres(analysees_tot, systeme):
    with systeme:
        assert lues("inscriptions_offredeplace_pkey", choisir_apres(5), choisies=True) == 0


def test_temoin_rapprochees_toutes_les_offres_seraient_lues(analysees_tot, systeme, autre_fonction):
    autre_fonction(SQL.replace(f"{UNE_A_UNE}))", "))"))
    with systeme:
        assert lues("inscriptions_offredeplace_pkey", choisir_apres(5), choisies=True) >= 5
