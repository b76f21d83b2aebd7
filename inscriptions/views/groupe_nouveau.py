"""The adviser announces a group."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from guichet.cycle import TransitionRefusee
from inscriptions.actions.groupe import creer_groupe
from inscriptions.formulaires.groupe_nouveau import FormulaireGroupe
from inscriptions.views.conseil import conseil_seulement


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def groupe_nouveau(request: HttpRequest) -> HttpResponse:
    """Show the form, or create the group with its meetings."""
    le = timezone.now()
    formulaire = FormulaireGroupe(request.POST if request.method == "POST" else None, au=timezone.localdate(le))
    if request.method == "POST" and formulaire.is_valid():
        try:
            groupe = creer_groupe(acteur=request.acteur, le=le, champs=formulaire.champs())  # type: ignore[attr-defined]
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        else:
            nombre = groupe.seances.count()
            texte = ngettext("%(n)d séance est prévue.", "%(n)d séances sont prévues.", nombre) % {"n": nombre}
            messages.success(request, _("Le groupe %(numero)s est annoncé.") % {"numero": groupe.numero} + " " + texte)
            return redirect("groupe", groupe.pk)
    return render(request, "inscriptions/groupe_nouveau.html", {"form": formulaire})
