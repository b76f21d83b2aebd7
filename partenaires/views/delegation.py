"""The register of delegated powers: who may approve how much, and until when."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from guichet.referentiels.formats import formater_argent
from inscriptions.formulaires.cours import FormulaireMotif
from partenaires import policies
from partenaires.actions.delegation import accorder_delegation, terminer_delegation
from partenaires.formulaires.delegation import FormulaireDelegation
from partenaires.queries.delegations import approbateurs, registre
from partenaires.states_ententes import DELEGATION, LECTURE_ENTENTES
from partenaires.views.ententes_communs import exiger


@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """The delegations in force, to come and over."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger(acteur, LECTURE_ENTENTES)
    contexte = registre(policies.delegations_visibles(acteur), au=timezone.localdate()) | {
        "peut_deleguer": acteur.role in DELEGATION
    }
    return render(request, "partenaires/delegations.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def delegation_accorder(request: HttpRequest) -> HttpResponse:
    """Grant one."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger(acteur, DELEGATION)
    le = timezone.now()
    au = timezone.localdate(le)
    personnes = approbateurs(au=au).exclude(pk=acteur.utilisateur_id)
    form = FormulaireDelegation(
        request.POST if request.method == "POST" else None, au=au, personnes=personnes, initial={"valide_du": au}
    )
    if request.method == "POST" and form.is_valid():
        try:
            accordee = accorder_delegation(**form.cleaned_data, acteur=acteur, le=le)
            messages.success(request, _("%(qui)s a maintenant une délégation.") % {"qui": accordee.utilisateur})
            return redirect("delegations")
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    contexte = {
        "form": form,
        "titre": _("Accorder une délégation"),
        "explication": _("Une délégation ne se modifie pas : pour la changer, terminez-la et accordez-en une autre."),
        "libelle": _("Accorder la délégation"),
        "url_retour": reverse("delegations"),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def delegation_terminer(request: HttpRequest, delegation_id: uuid.UUID) -> HttpResponse:
    """End one, with its reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.delegations_visibles(acteur).select_related("utilisateur")
    delegation = get_object_or_404(visibles, pk=delegation_id)
    exiger(acteur, DELEGATION)
    le = timezone.now()
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None, domaine="delegation.terminer", au=timezone.localdate(le)
    )
    if request.method == "POST" and form.is_valid():
        try:
            terminer_delegation(delegation=delegation, acteur=acteur, le=le, **form.cleaned_data)
            messages.success(request, _("La délégation est terminée."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("delegations")
    contexte = {
        "form": form,
        "titre": _("Terminer la délégation de %(qui)s") % {"qui": delegation.utilisateur},
        "explication": _(
            "Dès aujourd’hui, cette personne n’approuve plus rien avec cette délégation, qui va jusqu’à %(montant)s. "
            "Ce qu’elle a déjà approuvé reste approuvé."
        )
        % {"montant": formater_argent(delegation.montant_max)},
        "libelle": _("Terminer la délégation"),
        "url_retour": reverse("delegations"),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)
