"""Reads compiled once: the same rows as the querysets they come from, for whoever asks, behind both barriers."""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guichet.acteurs import Acteur, Role
from guichet.bd.lectures import Lecture, LectureInvariable, lire
from guichet.cloison import portee
from inscriptions import policies
from inscriptions.lectures import lire_ma_demande
from inscriptions.models import Inscription
from tests.connexion import connecter
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import InscriptionFactory

pytestmark = pytest.mark.django_db
NUMEROS = Lecture(policies, "inscriptions_visibles", lambda visibles: visibles.order_by("numero").values_list("numero"))


def acteur_de(inscription: Inscription) -> Acteur:
    return Acteur(role=Role.PERSONNE, personne_id=inscription.personne_id)


def numeros(acteur: Acteur) -> list[str]:
    return [numero for (numero,) in lire(acteur, NUMEROS)[0]]


def test_une_lecture_donne_a_chacun_ses_lignes():
    une, autre = InscriptionFactory(), InscriptionFactory()
    assert [numeros(acteur_de(i)) for i in (une, autre, une)] == [[une.numero], [autre.numero], [une.numero]]


@pytest.mark.parametrize("acteur", [Acteur(role=Role.CONSEILLER), Acteur(role=Role.CONSEILLER, regions=("03",))])
def test_une_lecture_suit_la_policy_du_role(acteur):
    InscriptionFactory(personne=PersonneFactory(region_id="03"))
    InscriptionFactory(personne=PersonneFactory(region_id="06"))
    attendus = policies.inscriptions_visibles(acteur).order_by("numero").values_list("numero", flat=True)
    assert numeros(acteur) == list(attendus)


def test_une_policy_qui_ne_montre_rien_ne_demande_rien():
    with CaptureQueriesContext(connection) as requetes:
        assert numeros(Acteur(role=Role.ANALYSTE)) == []
    assert len(requetes) == 0


def test_la_cloison_seule_tient_une_lecture_sans_policy(monkeypatch):
    une, autre = InscriptionFactory(), InscriptionFactory()
    monkeypatch.setattr(policies, "inscriptions_visibles", lambda acteur: Inscription.objects.all())
    with portee(acteur_de(une)):
        assert numeros(acteur_de(une)) == [une.numero]
    # The control: with neither barrier, everything shows.
    assert set(numeros(acteur_de(une))) == {une.numero, autre.numero}


def test_la_policy_seule_tient_la_page_de_la_personne():
    une, autre = InscriptionFactory(), InscriptionFactory()
    # The body of a test sees the whole province: only the policies choose here.
    lue = lire_ma_demande(acteur_de(une))
    assert (lue.demande.numero, lue.anciennes) == (une.numero, [])
    assert lire_ma_demande(replace(acteur_de(autre), personne_id=uuid.uuid4())) is None


def test_une_valeur_ecrite_dans_la_requete_est_refusee():
    dans_le_texte = Lecture(
        policies,
        "inscriptions_visibles",
        lambda visibles, **_: visibles.extra(where=["numero <> '%s'" % _["au"]]).values_list("numero"),  # noqa: UP031
    )
    with pytest.raises(LectureInvariable):
        lire(Acteur(role=Role.CONSEILLER), dans_le_texte, au=12)


def test_la_page_de_la_personne_coute_quatre_echanges():
    inscription = InscriptionFactory()
    client = connecter("personne", personne=inscription.personne)
    client.get(reverse("suivi"))
    with CaptureQueriesContext(connection) as requetes:
        client.get(reverse("suivi"))
    # Session, account, savepoint, scope, the page itself, scope given back, savepoint: the test's own transaction
    # stands around, so that a request here restores what it found.
    assert len([r for r in requetes.captured_queries if "SAVEPOINT" not in r["sql"]]) <= 5


@pytest.mark.django_db(transaction=True)
def test_une_page_qui_ne_lit_qu_une_fois_clot_sa_transaction_sans_quitter_sa_portee():
    with portee(Acteur.systeme()):
        une, _autre = InscriptionFactory(), InscriptionFactory()
    with portee(acteur_de(une)):
        assert lire(acteur_de(une), NUMEROS, seule=True) == [[(une.numero,)]]
        assert connection.connection.info.transaction_status.name == "IDLE"
        # What is asked later all the same is asked in a transaction, and in scope.
        assert list(Inscription.objects.values_list("numero", flat=True)) == [une.numero]
        assert connection.connection.info.transaction_status.name == "INTRANS"
    assert connection.connection.info.transaction_status.name == "IDLE"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("autour", ["ordre", "bloc", "suite"])
def test_une_lecture_seule_ne_clot_que_ce_qu_elle_ouvre(autour):
    with portee(Acteur.systeme()):
        inscription = InscriptionFactory()
    acteur = acteur_de(inscription)
    with portee(acteur):
        if autour == "ordre":
            Inscription.objects.filter(pk=inscription.pk).exists()
        if autour == "suite":
            transaction.on_commit(lambda: None)
        with transaction.atomic() if autour == "bloc" else contextlib.nullcontext():
            lire(acteur, NUMEROS, seule=True)
            assert connection.connection.info.transaction_status.name == "INTRANS"
