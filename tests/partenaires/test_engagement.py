"""A signature opens the accounts to give, once, each with the day that was signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, franchir
from partenaires.actions import engagement
from partenaires.actions.engagement import materialiser
from partenaires.models import Reddition
from tests.factories.ententes import EntenteFactory, LivrableFactory, VersementFactory

pytestmark = pytest.mark.django_db
SYSTEME = Acteur.systeme()


def signee():
    """An entente just signed: two accounts, a document, and a deliverable taken out before."""
    entente = EntenteFactory(approuvee=True)
    finale = LivrableFactory(
        entente=entente, genre="reddition_finale", titre="Rapport final", du_le=entente.fin + timedelta(days=60)
    )
    periodique = LivrableFactory(entente=entente)
    LivrableFactory(entente=entente, genre="document", titre="États financiers")
    LivrableFactory(entente=entente, titre="Retirée", retire_le=timezone.now())
    VersementFactory(entente=entente)
    le = timezone.now()
    franchir(entente.verrouillee(), "signer", acteur=SYSTEME, le=le, signee_le=le)
    entente.refresh_from_db()
    return entente, periodique, finale


def test_une_reddition_par_livrable_a_rendre_dans_l_ordre_des_echeances():
    entente, periodique, finale = signee()
    faites = materialiser(entente=entente, acteur=SYSTEME, le=timezone.now())
    assert [(r.numero, r.livrable_id, r.genre, r.due_le) for r in faites] == [
        (1, periodique.pk, "reddition_periodique", periodique.du_le),
        (2, finale.pk, "reddition_finale", finale.du_le),
    ]
    assert [r.etat for r in Reddition.objects.all()] == ["a_produire", "a_produire"]


def test_une_seconde_fois_n_ouvre_rien():
    entente, *_livrables = signee()
    materialiser(entente=entente, acteur=SYSTEME, le=timezone.now())
    assert materialiser(entente=entente, acteur=SYSTEME, le=timezone.now()) == []
    assert Reddition.objects.count() == 2


def test_temoin_sans_regarder_ce_qui_existe_la_base_refuse_le_double(monkeypatch):
    entente, *_livrables = signee()
    materialiser(entente=entente, acteur=SYSTEME, le=timezone.now())
    monkeypatch.setattr(engagement, "_sans_reddition", lambda entente: entente.livrables.order_by("du_le"))
    with pytest.raises(IntegrityError):
        materialiser(entente=entente, acteur=SYSTEME, le=timezone.now())


def test_avant_la_signature_rien_n_est_du():
    entente = EntenteFactory(approuvee=True)
    LivrableFactory(entente=entente)
    with pytest.raises(TransitionRefusee, match="signée"):
        materialiser(entente=entente, acteur=SYSTEME, le=timezone.now())
