"""One element of a declaration: a resource, a pool, a provisional group; added, changed, taken out."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from partenaires import policies
from partenaires.actions.contenu import retirer_element
from partenaires.actions.importation import ARGUMENT, ENREGISTRER
from partenaires.formulaires.elements import FORMULAIRES, HORAIRES
from partenaires.models import Bassin, DeclarationCapacite, GroupePropose, Ressource
from partenaires.queries.contenu import contexte_de, references_des_besoins
from partenaires.views.communs import declaration_ou_404, exiger_gestion

TITRES = {
    "ressource": (gettext_lazy("Ajouter une ressource"), gettext_lazy("Ressource %(ref)s")),
    "bassin": (gettext_lazy("Ajouter un bassin"), gettext_lazy("Bassin %(ref)s")),
    "groupe": (gettext_lazy("Ajouter un groupe envisagé"), gettext_lazy("Groupe envisagé %(ref)s")),
}
EXPLICATIONS = {
    "ressource": gettext_lazy("Une personne qui enseigne ou un local, que plusieurs groupes se partagent."),
    "bassin": gettext_lazy(
        "Des groupes semblables, sans dire encore lesquels : le besoin décidera du niveau et de l’horaire."
    ),
    "groupe": gettext_lazy(
        "Un groupe que vous pourriez ouvrir. Il devient certain si le ministère le retient et si vous l’acceptez."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def declaration_ajouter(request: HttpRequest, declaration_id: uuid.UUID, genre: str) -> HttpResponse:
    """A new element of a draft."""
    objet = declaration_ou_404(request, declaration_id)
    exiger_gestion(request.acteur)  # type: ignore[attr-defined]
    if genre not in FORMULAIRES:
        raise Http404
    return _page(request, objet, genre, None)


@require_http_methods(["GET", "HEAD", "POST"])
def ressource_envisagee(request: HttpRequest, ressource_id: uuid.UUID) -> HttpResponse:
    """Change a resource or take it out."""
    visibles = policies.ressources_visibles(request.acteur).actives()  # type: ignore[attr-defined]
    return _modifier(
        request, get_object_or_404(visibles.select_related("declaration__session"), pk=ressource_id), "ressource"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bassin(request: HttpRequest, bassin_id: uuid.UUID) -> HttpResponse:
    """Change a pool or take it out."""
    visibles = policies.bassins_visibles(request.acteur).actifs()  # type: ignore[attr-defined]
    return _modifier(
        request, get_object_or_404(visibles.select_related("declaration__session"), pk=bassin_id), "bassin"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def groupe_envisage(request: HttpRequest, propose_id: uuid.UUID) -> HttpResponse:
    """Change a provisional group or take it out."""
    visibles = policies.propositions_visibles(request.acteur).filter(retire_le__isnull=True)  # type: ignore[attr-defined]
    objet = get_object_or_404(visibles.select_related("declaration__session", "groupe__lieu"), pk=propose_id)
    return _modifier(request, objet, "groupe")


def _modifier(request: HttpRequest, element: Ressource | Bassin | GroupePropose, genre: str) -> HttpResponse:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger_gestion(acteur)
    declaration = element.declaration
    if request.method == "POST" and "retirer" in request.POST:
        try:
            retirer_element(declaration=declaration, acteur=acteur, le=timezone.now(), element=element)
            messages.success(request, _("« %(ref)s » est retiré.") % {"ref": element.reference})
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("declaration", declaration.pk)
    return _page(request, declaration, genre, element)


def _page(request: HttpRequest, declaration: DeclarationCapacite, genre: str, element: Any) -> HttpResponse:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    le = timezone.now()
    retour = reverse("declaration", args=[declaration.pk])
    if not declaration.est_modifiable:
        messages.error(request, _("Reprenez la déclaration pour la modifier."))
        return redirect(retour)
    form = FORMULAIRES[genre](
        request.POST if request.method == "POST" else None,
        contexte=contexte_de(declaration, au=timezone.localdate(le)),
        ancienne=element.reference if element else "",
        initial=_initial(element) if element else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            ENREGISTRER[genre](
                declaration=declaration, acteur=acteur, le=le, champs=form.champs(), **{ARGUMENT[genre]: element}
            )
            messages.success(request, _("« %(ref)s » est enregistré.") % {"ref": form.cleaned_data["reference"]})
            return redirect(request.get_full_path() if "encore" in request.POST else retour)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    nouveau, existant = TITRES[genre]
    contexte = {
        "form": form,
        "genre": genre,
        "element": element,
        "declaration": declaration,
        "titre": existant % {"ref": element.reference} if element else nouveau,
        "explication": EXPLICATIONS[genre],
        "url_retour": retour,
    }
    return render(request, "partenaires/element.html", contexte)


def _initial(element: Any) -> dict[str, Any]:
    """What the form shows of an element already there."""
    if isinstance(element, Ressource):
        return {nom: getattr(element, nom) for nom in FORMULAIRES["ressource"].base_fields}
    groupe = element.groupe if isinstance(element, GroupePropose) else element
    valeurs = {
        nom: getattr(groupe if hasattr(groupe, nom) else element, nom, None)
        for nom in FORMULAIRES["bassin"].base_fields
        if nom not in (*HORAIRES, "ressources", "lieu", "reference")
    }
    horaires = element.semaines_types if isinstance(element, Bassin) else [groupe.horaire]
    return valeurs | {
        "reference": element.reference,
        "cout": element.cout,
        "decision_le": element.decision_le,
        "lieu": str(groupe.lieu_id or ""),
        "ressources": references_des_besoins(element),
        "niveau_max": groupe.niveau_max if groupe.niveau_max != groupe.niveau else "",
        **dict(zip(HORAIRES, horaires, strict=False)),
    }
