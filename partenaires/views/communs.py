"""What the partner's views share."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext

from guichet.acteurs import Acteur, Role
from guichet.cycle import cycle_de
from guichet.models import Journal, Motif
from guichet.referentiels.formats import formater_date_heure
from partenaires import policies
from partenaires.models import DeclarationCapacite
from partenaires.states import GESTION
from partenaires.states_ententes import LECTURE_ENTENTES, PREPARATION


def declaration_ou_404(request: HttpRequest, declaration_id: uuid.UUID) -> DeclarationCapacite:
    """A declaration this actor may know exists."""
    visibles = policies.declarations_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("session", "organisation"), pk=declaration_id)


def exiger_gestion(acteur: Acteur) -> None:
    """Agents and managers of a partner; every other role is told it may not."""
    if acteur.role not in GESTION:
        raise PermissionDenied


def exiger_lecture(acteur: Acteur) -> None:
    """Those who commit a partner, and the ministry's advisers."""
    if acteur.role not in GESTION and acteur.role is not Role.CONSEILLER:
        raise PermissionDenied


def etapes(declaration: DeclarationCapacite, *suite: Any) -> list[dict[str, Any]]:
    """The breadcrumbs that lead to a page of a declaration."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    return [
        {"libelle": _("Capacité"), "url": reverse("declarations")},
        {"libelle": declaration.session.nom, "url": reverse("declaration", args=[declaration.pk])},
        *({"libelle": libelle} for libelle in suite),
    ]


def exiger_lecture_des_programmes(acteur: Acteur) -> None:
    """Those who work on ententes, and those who commit a partner."""
    if acteur.role not in LECTURE_ENTENTES | PREPARATION:
        raise PermissionDenied


def histoire_de(objet: Any, *, debut: str = "", lignes: Sequence[Journal] | None = None) -> list[dict[str, Any]]:
    """The journal of an object in the words of its cycle, newest first; `debut` says how it began.

    `lignes` are its rows when they were read under another scope than the reader's.
    """
    if lignes is None:
        lignes = list(Journal.objects.de_l_objet(objet).order_by("-id"))
    motifs = Motif.objects.in_bulk({ligne.motif_code for ligne in lignes if ligne.motif_code})
    return [
        {
            "le": formater_date_heure(timezone.localtime(ligne.le)),
            "titre": debut or gettext("Commencée") if ligne.pas == "ouvrir" else cycle_de(objet)[ligne.pas].passe,
            "detail": " – ".join(str(partie) for partie in (motifs.get(ligne.motif_code), ligne.motif) if partie),
            "par": ligne.acteur_libelle,
        }
        for ligne in lignes
    ]
