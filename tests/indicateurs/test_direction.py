"""The direction's home: what is late is what the ententes say, in few queries, for the direction alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.mesure.definition import MESURES
from indicateurs.principes import PRINCIPES
from partenaires.a_faire import affaires_et_retards
from partenaires.models import Versement
from partenaires.queries import retards
from partenaires.queries.retards import attendus_du_ministere, plus_anciennes
from tests.factories.decomptes import DecompteFactory
from tests.factories.ententes import (
    ActionCorrectiveFactory,
    AnomalieFactory,
    EntenteFactory,
    RedditionFactory,
    RevueFactory,
    VersementFactory,
)
from tests.factories.indicateurs import AlerteFactory, cellule
from tests.factories.pilotage import AmeliorationFactory, LigneDePlanFactory

pytestmark = pytest.mark.django_db
DIRECTION = Acteur(role=Role.DIRECTION)


def monde(nombre: int = 1) -> None:
    """Late and timely things of each kind, on both sides."""
    le = timezone.now()
    for _fois in range(nombre):
        for age in (1, 200):
            depuis = {"etat_depuis": le - timedelta(days=age)}
            entente = EntenteFactory(active=True, versements=False)
            EntenteFactory(etat="soumise", **depuis)
            EntenteFactory(etat="a_completer", **depuis)
            RedditionFactory(livrable__entente=entente, etat="soumise", soumise_le=le, **depuis)
            VersementFactory(entente=entente, etat="exigible", exigible_le=le, **depuis)
            revue = RevueFactory(entente=entente, etat="commentee_partenaire", **depuis)
            DecompteFactory(**depuis)
            jour = timezone.localdate() - timedelta(days=age)
            ActionCorrectiveFactory(revue=revue, responsable="ministere", echeance=jour + timedelta(days=2))
            ActionCorrectiveFactory(revue=revue, responsable="partenaire", echeance=jour + timedelta(days=2))
            AnomalieFactory(reddition=RedditionFactory(), contestee_le=le - timedelta(days=age), contestation="Non.")


def test_les_retards_sont_ceux_des_ententes_comptes_une_a_une():
    monde()
    jour = timezone.localdate()
    comptes = {a.code: a for a in attendus_du_ministere(au=jour)}
    lents = [a for a in affaires_et_retards(DIRECTION, au=jour)[1] if a.partie.est_du_ministere]
    assert sum(a.en_retard for a in comptes.values()) == len(lents) > 4
    assert {code: (a.attendent, a.en_retard) for code, a in comptes.items()} == {
        "paiements": (2, 1),
        "decisions": (2, 1),
        "redditions": (2, 1),
        "revues": (2, 1),
        "decomptes": (2, 1),
        "signatures": (0, 0),
        "mesures": (2, 1),
        "contestations": (2, 1),
    }


def test_temoin_un_delai_oublie_se_verrait(monkeypatch):
    monde()
    jour = timezone.localdate()
    monkeypatch.setattr(retards, "en_retard", lambda cycle, *, au: retards.Q(pk__in=[]))
    lents = [a for a in affaires_et_retards(DIRECTION, au=jour)[1] if a.partie.est_du_ministere]
    assert sum(a.en_retard for a in attendus_du_ministere(au=jour)) < len(lents)


def test_les_plus_anciennes_d_abord():
    monde(2)
    attentes = plus_anciennes(au=timezone.localdate(), nombre=5)
    assert [a.depuis for a in attentes] == sorted(a.depuis for a in attentes) and len(attentes) == 5
    assert all(a.est_en_retard(timezone.localdate()) for a in attentes)


def test_chaque_principe_a_trois_indicateurs_du_registre_aucun_deux_fois():
    codes = [code for principe in PRINCIPES for code in principe.mesures]
    assert len(PRINCIPES) == 5 and len(codes) == len(set(codes)) == 15
    assert set(codes) <= set(MESURES)


def test_l_accueil_dit_les_principes_les_retards_et_ce_qui_attend_une_decision(client_role, monkeypatch):
    monkeypatch.setitem(MESURES, "engagements_tenus", replace(MESURES["engagements_tenus"], manque="Rien encore."))
    monde()
    cellule("versements_a_temps", 30, 100)
    AlerteFactory(role="direction", code="versements_a_temps")
    hier = timezone.localdate() - timedelta(days=1)
    AmeliorationFactory(en_place=True, effet_attendu_le=hier, titre="Un avis plus tôt")
    LigneDePlanFactory(echeance_le=hier, titre="Payer à temps")
    direction = client_role("direction")
    assert direction.get(reverse("espace")).url == reverse("direction_accueil")
    page = direction.get(reverse("direction_accueil")).content.decode()
    for mots in ("Connaître les besoins", "Pas encore mesuré", "30,0", "Un avis plus tôt", "Payer à temps", "1 alerte"):
        assert mots in page
    assert f'href="{reverse("versement", args=[Versement.objects.order_by("etat_depuis")[0].pk])}"' in page


@pytest.mark.parametrize("role", ["analyste", "gestionnaire_ententes", "administrateur", "conseiller"])
def test_l_accueil_est_a_la_direction(client_role, role):
    assert client_role(role).get(reverse("direction_accueil")).status_code == 403


def test_dix_fois_plus_de_retards_coutent_les_memes_requetes(client_role, django_assert_max_num_queries):
    monde()
    direction = client_role("direction")
    # The figures are kept some minutes; what is late is counted each time.
    direction.get(reverse("direction_accueil"))
    monde(4)
    with django_assert_max_num_queries(32):
        direction.get(reverse("direction_accueil"))
