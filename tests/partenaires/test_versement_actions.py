"""Instalments, from due to paid: what makes them due, who acts, what is refused in words."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import franchir
from partenaires.actions.versement import rendre_exigibles
from partenaires.models import Derogation, Entente, Versement
from tests.factories.ententes import (
    EntenteFactory,
    LivrableFactory,
    RedditionFactory,
    RevueFactory,
    VersementFactory,
)
from tests.factories.guichet import UtilisateurFactory

pytestmark = pytest.mark.django_db


def entente_en_cours(**champs) -> Entente:
    """Active since 90 days, 100,000 $ in three instalments: signature, account, review; all three days are past."""
    entente = EntenteFactory(active=True, versements=False, **champs)
    livrable = LivrableFactory(entente=entente)
    VersementFactory(entente=entente, numero=1, montant=Decimal("50000"))
    VersementFactory(entente=entente, numero=2, montant=Decimal("30000"), condition="reddition", livrable=livrable)
    VersementFactory(entente=entente, numero=3, montant=Decimal("20000"), condition="revue")
    return entente


def etats(entente: Entente) -> list[str]:
    return list(Versement.objects.filter(entente=entente).order_by("numero").values_list("etat", flat=True))


def minuit(jour) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time.min))


def test_seuls_les_versements_dont_la_condition_est_remplie_deviennent_exigibles():
    entente = entente_en_cours()
    le = timezone.now()
    assert rendre_exigibles(entente_id=entente.pk, le=le) == 1
    assert etats(entente) == ["exigible", "planifie", "planifie"]
    assert rendre_exigibles(entente_id=entente.pk, le=le) == 0
    livrable = entente.livrables.get()
    franchir(
        RedditionFactory(livrable=livrable, soumise=True),
        "accepter",
        acteur=Acteur(role=Role.GESTIONNAIRE_ENTENTES),
        acceptee_le=le,
    )
    assert rendre_exigibles(entente_id=entente.pk, le=le) == 1
    RevueFactory(entente=entente, etat="conclue", conclue_le=le, rencontre_le=entente.debut)
    assert rendre_exigibles(entente_id=entente.pk, le=le) == 1
    assert etats(entente) == ["exigible"] * 3


def test_un_versement_attend_sa_date_meme_si_la_condition_est_remplie():
    entente = EntenteFactory(active=True, versements=False)
    demain = timezone.localdate() + timedelta(days=1)
    VersementFactory(entente=entente, prevu_le=demain)
    assert rendre_exigibles(entente_id=entente.pk, le=timezone.now()) == 0
    assert rendre_exigibles(entente_id=entente.pk, le=timezone.now() + timedelta(days=1)) == 1


def test_une_nuit_manquee_ne_retarde_pas_la_date_ou_le_versement_est_devenu_exigible():
    entente = EntenteFactory(active=True, versements=False, signee_le=timezone.now() - timedelta(days=100))
    versement = VersementFactory(entente=entente)  # Due on the first day, 90 days ago.
    rendre_exigibles(entente_id=entente.pk, le=timezone.now())
    versement.refresh_from_db()
    assert versement.exigible_le == minuit(entente.debut)


def test_signe_apres_la_date_prevue_le_versement_est_exigible_a_la_signature():
    signee = timezone.now() - timedelta(days=3)
    entente = EntenteFactory(active=True, versements=False, signee_le=signee)
    versement = VersementFactory(entente=entente)
    rendre_exigibles(entente_id=entente.pk, le=timezone.now())
    versement.refresh_from_db()
    assert versement.exigible_le == signee


@pytest.mark.parametrize("etat", ["suspendue", "resiliee"])
def test_rien_ne_devient_exigible_d_une_entente_suspendue_ou_resiliee(etat):
    entente = EntenteFactory(active=True, etat=etat, versements=False)
    VersementFactory(entente=entente)
    assert rendre_exigibles(entente_id=entente.pk, le=timezone.now()) == 0


def test_une_derogation_accordee_rend_exigible_et_un_versement_retenu_le_reste():
    entente = entente_en_cours()
    un, deux, trois = entente.versements.order_by("numero")
    le = timezone.now()
    Derogation.objects.create(
        versement=deux,
        entente=entente,
        organisation=entente.organisation,
        motif="Trésorerie",
        demandee_le=le,
        demandee_par=UtilisateurFactory(),
        accordee_le=le,
        accordee_par=UtilisateurFactory(),
    )
    approbateur = Acteur(role=Role.APPROBATEUR)
    franchir(un, "retenir", acteur=approbateur, motif="Vérification")
    assert rendre_exigibles(entente_id=entente.pk, le=le) == 1
    assert etats(entente) == ["retenu", "exigible", "planifie"]
    assert trois.est_planifie
