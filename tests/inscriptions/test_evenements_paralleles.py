"""Accept, decline, expire, change capacity, leave: two hundred at a time on twenty groups, and nothing is broken."""

import time

import pytest
from django.db import connection

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions import routines
from inscriptions.actions import cascade, sieges_sql
from tests.banc.gardes import sans_garde
from tests.base_de_donnees import connexion_admin
from tests.inscriptions.evenements import (
    GROUPES,
    HORLOGE,
    PROMESSE,
    Bilan,
    Deroulement,
    derouler,
    faire_le_bilan,
    monde,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
SYSTEME = Acteur.systeme()


@pytest.fixture
def messages_perdus(monkeypatch):
    """The broker takes nothing: only the clock's routines remain."""
    monkeypatch.setattr(routines.ceder_place, "apply_async", lambda *_a, **_c: None)


def jouer(graine: int, horloge=None, sur: int = GROUPES) -> tuple[Deroulement, Bilan]:
    with portee(SYSTEME):
        groupes = monde()[:sur]
    passe = derouler(groupes, graine=graine, horloge=horloge)
    connection.close()
    with portee(SYSTEME):
        return passe, faire_le_bilan()


def hesiter(monkeypatch) -> None:
    """Leave time between the search of a person and the claim of the seat: what the guards are for."""
    trouver = cascade.candidats

    def lentement(*args, **champs):
        trouves = trouver(*args, **champs)
        time.sleep(0.05)
        return trouves

    monkeypatch.setattr(cascade, "candidats", lentement)


def sans_engagement() -> str:
    """The function that takes seats, blind to what the person already holds and to who else is asking."""
    texte = sieges_sql.SQL
    for garde in (
        "WHEN d.etat <> 'en_attente' OR d.region_id IS NULL THEN 'plus_en_attente'",
        "WHEN vive.est THEN 'offre_vive'",
        "PERFORM 1 FROM inscriptions_inscription i WHERE i.id = ANY(v_inscriptions) ORDER BY i.id FOR NO KEY UPDATE;",
    ):
        assert garde in texte
        texte = texte.replace(garde, "")
    return texte


def verifier(passe: Deroulement, bilan: Bilan) -> None:
    assert passe.pannes == []
    assert sum(passe.faits.values()) + sum(passe.refus.values()) == 200
    assert (passe.survendus, passe.doubles, bilan.comptes_faux) == (set(), set(), [])
    assert (bilan.oubliees, bilan.tardives, bilan.messages_en_trop) == ([], [], [])
    assert bilan.invariants == []
    assert bilan.cedees > 20


def test_deux_cents_evenements_a_la_fois_ne_brisent_rien():
    verifier(*jouer(20261123))


def test_sans_aucun_message_l_horloge_seule_redonne_chaque_place_en_cinq_minutes(messages_perdus):
    assert max(HORLOGE.values()) < PROMESSE.total_seconds()
    verifier(*jouer(7))


class TestTemoins:
    """The same events on builds broken on purpose: the proof must see each."""

    def test_sans_horloge_ni_message_des_places_restent_vides(self, messages_perdus):
        _passe, bilan = jouer(7, horloge={routines.expirer_offres: 60.0})
        assert bilan.oubliees

    def test_une_horloge_trop_lente_se_voit(self, messages_perdus):
        _passe, bilan = jouer(7, horloge={routines.expirer_offres: 60.0, routines.ceder_places: 570.0})
        assert bilan.tardives

    def test_sans_la_garde_des_sieges_un_groupe_est_survendu(self, nom_de_la_base, monkeypatch):
        hesiter(monkeypatch)
        with connexion_admin(nom_de_la_base) as administrateur:
            administrateur.execute(sans_garde())
            administrateur.execute("ALTER TABLE inscriptions_groupe DROP CONSTRAINT groupe_jamais_survendu")
        passe, _bilan = jouer(11, sur=2)
        assert passe.survendus

    def test_sans_les_gardes_d_engagement_une_personne_tient_deux_offres(self, nom_de_la_base, monkeypatch):
        with connexion_admin(nom_de_la_base) as administrateur:
            administrateur.execute(sans_engagement())
            administrateur.execute("DROP INDEX offre_une_vive")
            for table in ("inscriptions_offredeplace", "inscriptions_place"):
                administrateur.execute(f"ALTER TABLE {table} DISABLE TRIGGER un_seul_engagement")
                administrateur.execute(f"ALTER TABLE {table} DISABLE TRIGGER un_seul_engagement_du_lot")
        hesiter(monkeypatch)
        passe, _bilan = jouer(11, sur=2)
        assert passe.doubles
