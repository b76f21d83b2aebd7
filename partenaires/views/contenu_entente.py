"""The terms of an entente on one page, and the form of one row."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from partenaires.actions.contenu_entente import enregistrer_element, peut_ecrire, retirer_element_entente
from partenaires.actions.negociation import DISCUTENT
from partenaires.formulaires.contenu_entente import FORMULAIRES_TERMES
from partenaires.models import Entente
from partenaires.queries.contenu_entente import ELEMENTS, contenu_entente, element_de
from partenaires.queries.demandes import cumul_de
from partenaires.queries.negociation import obstacles_a_la_signature
from partenaires.states_ententes import GESTION_ENTENTES, PREPARATION
from partenaires.views.ententes_communs import contexte_entente, entente_ou_404, exiger, exiger_lecture_entente

TITRES = {
    "activite": (gettext_lazy("Ajouter une activité"), gettext_lazy("Modifier l’activité")),
    "indicateur": (gettext_lazy("Ajouter un indicateur"), gettext_lazy("Modifier l’indicateur")),
    "budget": (gettext_lazy("Ajouter une ligne au budget"), gettext_lazy("Modifier la ligne du budget")),
    "livrable": (gettext_lazy("Ajouter un livrable"), gettext_lazy("Modifier le livrable")),
    "versement": (gettext_lazy("Ajouter un versement"), gettext_lazy("Modifier le versement")),
    "clause": (gettext_lazy("Ajouter une clause"), gettext_lazy("Modifier la clause")),
}
# Where a row belongs in the steps of a request.
ETAPE_DU_GENRE = {"activite": "activites", "budget": "budget", "livrable": "livrables", "versement": "versements"}


@require_safe
def entente_contenu(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """Activities, indicators, budget, instalments, deliverables, clauses, with the comments on each."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger_lecture_entente(acteur)
    ouverts = Counter(objet.commentaires.ouverts().values_list("cible", flat=True))
    contexte = contexte_entente(request, objet, "entente_contenu", _("Termes")) | {
        "contenu": contenu_entente(objet),
        "cumul": cumul_de(objet),
        "ouverts": ouverts,
        "discute": acteur.role in DISCUTENT and not objet.est_engagee and not objet.est_finie,
        "ecrit": {genre: peut_ecrire(objet, acteur, genre) for genre in ELEMENTS},
        "obstacles": obstacles_a_la_signature(objet) if objet.est_a_negocier else [],
    }
    return render(request, "partenaires/entente_contenu.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def entente_ajouter(request: HttpRequest, entente_id: uuid.UUID, genre: str) -> HttpResponse:
    """A new row of the terms."""
    return _page(request, entente_ou_404(request, entente_id), genre, "")


@require_http_methods(["GET", "HEAD", "POST"])
def entente_element(request: HttpRequest, entente_id: uuid.UUID, genre: str, code: str) -> HttpResponse:
    """Change a row of the terms, or take it out."""
    return _page(request, entente_ou_404(request, entente_id), genre, code)


def _page(request: HttpRequest, objet: Entente, genre: str, code: str) -> HttpResponse:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger(acteur, PREPARATION | GESTION_ENTENTES)
    if not peut_ecrire(objet, acteur, genre):
        messages.error(request, _("Cette partie de l’entente ne se modifie pas maintenant."))
        return redirect("entente_contenu", objet.pk)
    element = element_de(objet, genre, code) if code and genre in ELEMENTS else None
    if genre not in ELEMENTS or (code and element is None):
        raise Http404
    retour = _retour(objet, genre)
    if request.method == "POST" and "retirer" in request.POST:
        try:
            retirer_element_entente(entente=objet, acteur=acteur, le=timezone.now(), genre=genre, code=code)
            messages.success(request, _("L’élément est retiré."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect(retour)
    form = FORMULAIRES_TERMES[genre](request.POST if request.method == "POST" else None, entente=objet, element=element)
    if request.method == "POST" and form.is_valid():
        try:
            enregistrer_element(
                entente=objet, acteur=acteur, le=timezone.now(), genre=genre, champs=form.champs(), code=code
            )
            messages.success(request, _("C’est enregistré."))
            return redirect(request.get_full_path() if "encore" in request.POST else retour)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    contexte: dict[str, Any] = {
        "form": form,
        "entente": objet,
        "titre": TITRES[genre][1 if code else 0],
        "nouveau": not code,
        "url_retour": retour,
    }
    return render(request, "partenaires/entente_element.html", contexte)


def _retour(objet: Entente, genre: str) -> str:
    if objet.est_modifiable:
        return reverse("entente_etape", args=[objet.pk, ETAPE_DU_GENRE[genre]])
    return f"{reverse('entente_contenu', args=[objet.pk])}#{genre}"
