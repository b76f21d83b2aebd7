"""The plan before the public: what was found, what was promised, where it stands; and its yearly report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.middleware.acces import page_publique
from guichet.middleware.pages_publiques import gardee
from indicateurs.documents_plan import rendre_rapport
from indicateurs.plan_lu import composer
from indicateurs.queries import plan as lecture
from indicateurs.views.communs import lecteur
from indicateurs.views.donnees_ouvertes import public
from partenaires.exercices import exercice_de
from partenaires.models import PlanAction

PREMIER_EXERCICE = 2017


@page_publique
@gardee
@require_safe
@public
def plan_public(request: HttpRequest) -> HttpResponse:
    """Progress by line; findings, the actions that answer them, their published figures."""
    plans = lecture.plans()
    voulu = request.GET.get("plan", "")
    plan = next((p for p in plans if p.code == voulu), None) or next(
        (p for p in plans if p.est_fourni), plans[0] if plans else None
    )
    contexte: dict[str, Any] = {"plans": plans, "plan": plan}
    if plan:
        contexte |= composer(plan, au=timezone.localdate())
    return render(request, "indicateurs/plan_public.html", contexte)


@require_safe
def plan_rapport_pdf(request: HttpRequest) -> HttpResponse:
    """The report of one fiscal year as tagged PDF; the present one without a choice."""
    lecteur(request)
    jour = timezone.localdate()
    annee = _exercice(request.GET.get("exercice", ""), jour)
    plan = get_object_or_404(PlanAction, code=request.GET["plan"]) if "plan" in request.GET else _premier()
    reponse = HttpResponse(rendre_rapport(plan, annee, le=timezone.now()), content_type="application/pdf")
    nom = _("rapport-%(plan)s-%(annee)d-%(suivante)d.pdf") % {
        "plan": plan.code,
        "annee": annee,
        "suivante": annee + 1,
    }
    reponse.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _exercice(texte: str, jour: date) -> int:
    """The fiscal year asked for, by the year it begins in; one to come has no report."""
    present = exercice_de(jour)
    annee = int(texte) if texte.isascii() and texte.isdigit() and len(texte) == len(str(present)) else present
    if not PREMIER_EXERCICE <= annee <= present:
        raise Http404
    return annee


def _premier() -> PlanAction:
    plans = lecture.plans()
    if not plans:
        raise Http404
    return next((p for p in plans if p.est_fourni), plans[0])
