"""What the views of referrals, refusals and re-placement share: an action tried, its refusal said in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from guichet.cycle import TransitionRefusee
from inscriptions.formulaires.cours import FormulaireMotif
from inscriptions.states_suites import ORGANISATION


def reserver_a_l_organisation(request: HttpRequest) -> None:
    """Agents and managers of a partner enter; a teacher, as any other role, is told it may not."""
    if request.acteur.role not in ORGANISATION:  # type: ignore[attr-defined]
        raise PermissionDenied


def tenter(request: HttpRequest, action: Callable[..., Any], succes: str, **champs: Any) -> Any:
    """Do it as this actor, now; return what it gives, None after saying why it was refused."""
    try:
        resultat = action(acteur=request.acteur, le=timezone.now(), **champs)  # type: ignore[attr-defined]
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return None
    messages.success(request, succes)
    return resultat


def formulaire_motif(request: HttpRequest, domaine: str) -> FormulaireMotif:
    """The coded reasons of a step, as they were sent or blank."""
    donnees = request.POST if request.method == "POST" else None
    return FormulaireMotif(donnees, domaine=domaine, au=timezone.localdate())
