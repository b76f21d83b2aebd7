"""The yearly report of a plan, as tagged PDF: progress, steps of the year, published figures, what was improved."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from guichet.documents import polices, rendre_pdf
from indicateurs.models import Amelioration
from indicateurs.plan_lu import composer
from indicateurs.queries.effets import dernier_effet
from indicateurs.queries.plan import histoire, lignes_du_plan
from partenaires.exercices import bornes, libelle_exercice
from partenaires.models import PlanAction


def rendre_rapport(plan: PlanAction, exercice: int, *, le: datetime) -> bytes:
    """The PDF of one plan and one fiscal year, made at that moment."""
    return rendre_pdf(html_du_rapport(plan, exercice, le=le))


def html_du_rapport(plan: PlanAction, exercice: int, *, le: datetime) -> str:
    """The page that becomes the PDF."""
    return render_to_string("indicateurs/documents/plan.html", contexte_du_rapport(plan, exercice, le=le))


def contexte_du_rapport(plan: PlanAction, exercice: int, *, le: datetime) -> dict[str, Any]:
    """Everything the report shows; the year in progress stops today."""
    premier, dernier = bornes(exercice)
    du, apres = (
        timezone.make_aware(datetime.combine(jour, time.min)) for jour in (premier, dernier + timedelta(days=1))
    )
    lignes = lignes_du_plan(plan)
    par_id = {ligne.pk: ligne for ligne in lignes}
    conclues = Amelioration.objects.filter(conclue_le__gte=du, conclue_le__lt=apres).order_by("conclue_le")
    return composer(plan, au=min(dernier, timezone.localdate(le))) | {
        "plan": plan,
        "exercice": libelle_exercice(exercice),
        "du": premier,
        "au": dernier,
        "le": le,
        "pas": [(par_id[pas.objet_id], pas) for pas in reversed(histoire(lignes, du=du, au=apres))],
        "conclues": [(amelioration, dernier_effet(amelioration)) for amelioration in conclues],
        "polices": polices(),
    }
