"""What the clock does to ententes and calls: begin, end the period, close the call; each sees the row as it is now."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cycle import franchir
from partenaires.courriels_ententes import annoncer_debut, annoncer_fin
from partenaires.models import AppelProjets, Entente

M = TypeVar("M", Entente, AppelProjets)


def activer_entente(*, entente_id: uuid.UUID, le: datetime) -> bool:
    """Begin a signed entente whose first day has come; False when there is nothing to do, or someone holds the row."""
    entente = prendre(Entente.objects.a_activer(au=_jour(le)), entente_id)
    if entente is None:
        return False
    franchir(entente, "activer", acteur=Acteur.systeme(), le=le)
    annoncer_debut(entente, le=le)
    return True


def attendre_rapport_final(*, entente_id: uuid.UUID, le: datetime) -> bool:
    """End the period of an entente whose last day is past; False when there is nothing to do."""
    entente = prendre(Entente.objects.terminees(au=_jour(le)), entente_id)
    if entente is None:
        return False
    franchir(entente, "attendre_rapport_final", acteur=Acteur.systeme(), le=le)
    annoncer_fin(entente, le=le)
    return True


def clore_appel(*, appel_id: uuid.UUID, le: datetime) -> bool:
    """Close a call whose last day is past; False when there is nothing to do."""
    appel = prendre(AppelProjets.objects.a_clore(au=_jour(le)), appel_id)
    if appel is None:
        return False
    franchir(appel, "clore", acteur=Acteur.systeme(), le=le)
    return True


def prendre(dus: QuerySet[M], pk: uuid.UUID) -> M | None:
    """The row, locked, if it is still due and nobody holds it."""
    # A dated condition on another table would lock that table too: the key alone is looked up again.
    libre = dus.model._default_manager.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    return libre if libre is not None and dus.filter(pk=pk).exists() else None


def _jour(le: datetime) -> date:
    return timezone.localdate(le)


def identifiants(objets: QuerySet[Any], lot: int = 500) -> list[uuid.UUID]:
    """The first rows of a work list."""
    return list(objets.values_list("pk", flat=True)[:lot])
