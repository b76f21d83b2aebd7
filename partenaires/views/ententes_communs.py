"""What the views of ententes share: find one, check the role, breadcrumbs and tabs."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from partenaires import policies
from partenaires.models import Entente
from partenaires.onglets import LECTEURS, onglets_de

LIEES = ("organisation", "volet", "version__programme", "appel", "gestionnaire")


def entente_ou_404(request: HttpRequest, entente_id: uuid.UUID) -> Entente:
    """An entente this actor may know exists."""
    visibles = policies.ententes_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related(*LIEES), pk=entente_id)


def exiger(acteur: Acteur, roles: Any) -> None:
    """Only these roles; every other one is told it may not."""
    if acteur.role not in roles:
        raise PermissionDenied


def exiger_lecture_entente(acteur: Acteur) -> None:
    """Those who read the file of an entente."""
    exiger(acteur, LECTEURS)


def contexte_entente(request: HttpRequest, entente: Entente, courant: str, *suite: Any) -> dict[str, Any]:
    """What every page of the file shows: the entente, its tabs, the way back."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    etapes: list[dict[str, Any]] = [{"libelle": _("Ententes"), "url": reverse("ententes")}]
    if courant != "entente" or suite:
        etapes.append({"libelle": entente.numero, "url": reverse("entente", args=[entente.pk])})
        etapes += [{"libelle": libelle} for libelle in suite]
    else:
        etapes.append({"libelle": entente.numero})
    return {"entente": entente, "onglets": onglets_de(entente, acteur, courant), "etapes": etapes}
