"""After sign-in: each role's own home, and the switcher between memberships."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guichet.acteurs import ROLES_PARTENAIRE, ROLES_PERSONNE, Role
from guichet.comptes.session import choisir_adhesion


def espace(request: HttpRequest) -> HttpResponse:
    """Go to the first page of the actor's role."""
    role = request.acteur.role  # type: ignore[attr-defined]
    if role in ROLES_PERSONNE:
        return redirect("suivi")
    if role in ROLES_PARTENAIRE:
        return redirect("partenaire_accueil")
    if role is Role.CONSEILLER:
        return redirect("file_de_travail")
    if role in (Role.GESTIONNAIRE_ENTENTES, Role.APPROBATEUR, Role.PAYEUR):
        return redirect("portefeuille")
    if role is Role.DIRECTION:
        return redirect("direction_accueil")
    return redirect("tableau_de_bord")


@require_POST
def changer_adhesion(request: HttpRequest) -> HttpResponse:
    """Act under another of one's memberships; the page says which one is current."""
    valeur = request.POST.get("adhesion", "")
    try:
        choix = uuid.UUID(valeur) if valeur else None
    except ValueError as erreur:
        raise Http404 from erreur
    if not choisir_adhesion(request, choix):
        raise Http404
    messages.success(request, _("Vous agissez maintenant sous ce rôle."))
    return redirect("espace")
