"""Envelopes of programmes: engaged, paid, left, and where it is going."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import Acteur
from guichet.referentiels.queries import parametre
from partenaires.actions.enveloppe import fixer_enveloppe
from partenaires.exercices import exercice_de
from partenaires.figures_accueil import figure_enveloppe
from partenaires.formulaires.appel import FormulaireEnveloppe
from partenaires.models import Enveloppe, Programme
from partenaires.queries.enveloppes import SEUIL, Consommation, consommation, mois_par_mois, mouvements
from partenaires.states_ententes import GESTION_ENTENTES, LECTURE_ENTENTES


@require_GET
def enveloppes(request: HttpRequest) -> HttpResponse:
    """One programme's years; the one chosen as a chart and as figures."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in LECTURE_ENTENTES:
        raise PermissionDenied
    au = timezone.localdate()
    programmes = list(Programme.objects.order_by("nom"))
    programme = next((p for p in programmes if p.pk == request.GET.get("programme")), None)
    programme = programme or next(iter(programmes), None)
    lus = mouvements(programme, au=au) if programme else None
    annees = consommation(programme, au=au, lus=lus) if programme else []
    choisie = _choisie(annees, request.GET.get("exercice", ""), exercice_de(au))
    seuil = parametre(SEUIL, au=au)
    graphique = None
    if lus and choisie and choisie.enveloppe is not None:
        graphique = figure_enveloppe(choisie, mois_par_mois(lus, choisie.exercice, au=au))
    historique = Enveloppe.objects.filter(programme=programme, exercice=choisie.exercice) if choisie else []
    contexte = {
        "programmes": programmes,
        "programme": programme,
        "annees": [(annee, annee.est_en_alerte(seuil)) for annee in annees],
        "choisie": choisie,
        "alerte": choisie is not None and choisie.est_en_alerte(seuil),
        "seuil": seuil,
        "graphique": graphique,
        "historique": historique and historique.select_related("fixee_par").order_by("-debut_le"),
        "peut_fixer": acteur.role in GESTION_ENTENTES,
        "aujourdhui": au,
    }
    return render(request, "partenaires/enveloppes.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def enveloppe_fixer(request: HttpRequest) -> HttpResponse:
    """Set the envelope of a year, or change it from now on."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in GESTION_ENTENTES:
        raise PermissionDenied
    le = timezone.now()
    form = FormulaireEnveloppe(
        request.POST if request.method == "POST" else None,
        au=timezone.localdate(le),
        initial={nom: request.GET.get(nom, "") for nom in ("programme", "exercice")},
    )
    if request.method == "POST" and form.is_valid():
        enveloppe = fixer_enveloppe(**form.cleaned_data, acteur=acteur, le=le)
        messages.success(request, _("L’enveloppe est fixée."))
        adresse = reverse("enveloppes")
        return redirect(f"{adresse}?programme={enveloppe.programme_id}&exercice={enveloppe.exercice}")
    contexte = {"form": form, "titre": _("Fixer une enveloppe"), "url_retour": reverse("enveloppes")}
    return render(request, "partenaires/enveloppe_fixer.html", contexte)


def _choisie(annees: list[Consommation], demandee: str, actuelle: int) -> Consommation | None:
    """The year asked for, else the present one, else the last."""
    for voulue in (demandee, str(actuelle)):
        for annee in annees:
            if str(annee.exercice) == voulue:
                return annee
    return annees[-1] if annees else None
