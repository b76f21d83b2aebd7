"""The scenes of payments: what the clock makes due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from partenaires.models import Versement
from tests.factories.ententes import EntenteFactory, LivrableFactory, VersementFactory
from tests.taches.scene import Scene


def versements_dus() -> Scene:
    """Two instalments at signature, one whose day has come; a third waits for its account."""
    entente = EntenteFactory(signee=True, versements=False)
    livrable = LivrableFactory(entente=entente)
    demain = timezone.localdate() + timedelta(days=1)
    VersementFactory(entente=entente, numero=1, montant=Decimal("50000"))
    VersementFactory(entente=entente, numero=2, montant=Decimal("30000"), prevu_le=demain)
    VersementFactory(entente=entente, numero=3, montant=Decimal("20000"), condition="reddition", livrable=livrable)

    def effets() -> list[str]:
        return list(Versement.objects.order_by("numero").values_list("etat", flat=True))

    return Scene(effets, ["exigible", "planifie", "planifie"])


SCENES_VERSEMENTS: dict[str, Callable[[], Scene]] = {
    "partenaires.routines.rendre_versements_exigibles": versements_dus,
}
