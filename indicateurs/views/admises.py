"""Admitted persons: found by name or key; what an agent learned about one, written and withdrawn."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee
from guichet.referentiels.formats import formater_date
from indicateurs import policies
from indicateurs.actions.issue import coder_issue, retirer_issue
from indicateurs.actions.tentative import noter_tentative, retirer_tentative
from indicateurs.figures_cohortes import mois_annee
from indicateurs.formulaires_admissions import FormulaireIssue, FormulaireRetraitIssue, RechercheAdmises
from indicateurs.formulaires_jamais_jointes import FormulaireTentativeAdmission
from indicateurs.models import IssueAdmission, TentativeAdmission

PAR_PAGE = 25


def _exiger(request: HttpRequest) -> Acteur:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role is not Role.CONSEILLER:
        raise PermissionDenied
    return acteur


@require_GET
def admises(request: HttpRequest) -> HttpResponse:
    """The lines that count, the newest admissions first; `q` searches a name or a key."""
    acteur = _exiger(request)
    form = RechercheAdmises(request.GET)
    lignes = policies.admises_visibles(acteur).select_related("cohorte", "region")
    if mot := form.mot:
        lignes = lignes.filter(Q(nom__icontains=mot) | Q(prenom__icontains=mot) | Q(cle=mot))
    page = Paginator(lignes.order_by("-cohorte__mois", "nom", "prenom", "pk"), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "indicateurs/admises.html", {"form": form, "page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
def admise(request: HttpRequest, admise_id: uuid.UUID) -> HttpResponse:
    """One admitted person: what was received, what was tried, what is known since."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.admises_visibles(acteur).select_related("cohorte", "region", "pays", "langue", "categorie")
    une = get_object_or_404(visibles, pk=admise_id)
    _exiger(request)
    issues = list(IssueAdmission.objects.filter(cle=une.cle).select_related("par", "retire_par"))
    tentatives = list(TentativeAdmission.objects.filter(cle=une.cle).select_related("motif"))
    retrait, essai, le = request.POST.get("retirer", ""), "tentative" in request.POST, timezone.now()
    form = FormulaireIssue(request.POST if request.method == "POST" and not (retrait or essai) else None)
    form_retrait = FormulaireRetraitIssue(request.POST if retrait else None, prefix="retrait")
    form_essai = FormulaireTentativeAdmission(request.POST if essai else None, au=timezone.localdate(le))
    try:
        fait = ""
        if retrait and form_retrait.is_valid():
            fait = _retirer(retrait, issues, tentatives, motif=form_retrait.cleaned_data["motif"], acteur=acteur, le=le)
        elif form_essai.is_bound and form_essai.is_valid():
            noter_tentative(admise=une, acteur=acteur, le=le, **form_essai.champs())
            fait = _("La tentative est notée.")
        elif form.is_bound and form.is_valid():
            coder_issue(admise=une, acteur=acteur, le=le, **form.cleaned_data)
            fait = _("L’issue est notée.")
        if fait:
            messages.success(request, fait)
            return redirect("admise", une.pk)
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    contexte = {
        "admise": une,
        "faits": _faits(une),
        "issues": issues,
        "form": form,
        "form_retrait": form_retrait,
        "form_essai": form_essai,
        "tentatives": tentatives,
        "retirables": [
            *((t.pk, t.motif.libelle) for t in tentatives if t.retire_le is None),
            *((i.pk, i.get_issue_display()) for i in issues if i.retire_le is None),
        ],
    }
    return render(request, "indicateurs/admise.html", contexte)


def _retirer(cle: str, issues: list[IssueAdmission], tentatives: list[TentativeAdmission], **suite: Any) -> str:
    """Take back the row of this key; return what to say."""
    for tentative in tentatives:
        if str(tentative.pk) == cle:
            retirer_tentative(tentative=tentative, **suite)
            return _("La tentative est retirée : elle ne compte plus.")
    for issue in issues:
        if str(issue.pk) == cle:
            retirer_issue(issue=issue, **suite)
            return _("L’issue est retirée : elle ne compte plus.")
    raise TransitionRefusee(_("Cette ligne n’existe plus."))


def _faits(une) -> list[tuple[str, str]]:
    return [
        (_("Admission"), f"{mois_annee(une.cohorte.mois)}, {une.cohorte.get_population_display()}"),
        (_("Naissance"), formater_date(une.date_naissance) if une.date_naissance else "–"),
        (_("Pays de naissance"), une.pays.nom if une.pays else "–"),
        (_("Langue maternelle"), une.langue.nom if une.langue else "–"),
        (_("Catégorie d’immigration"), une.categorie.libelle if une.categorie else "–"),
        (_("Région"), une.region.nom if une.region else "–"),
        (_("Français"), une.get_francais_display()),
        (_("Clé de la source"), une.cle),
    ]
