"""What the pages of concertation share: who reads, what is found, one form that does one thing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from partenaires import policies
from partenaires.models import ConsultationTable, EngagementConcertation, Rencontre, TableConcertation
from partenaires.queries import concertation as queries
from partenaires.states_concertation import LECTURE_CONCERTATION
from partenaires.views.communs import histoire_de


def lecteur(request: HttpRequest) -> Acteur:
    """The actor, one of those who read the pages of concertation."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in LECTURE_CONCERTATION:
        raise PermissionDenied
    return acteur


def animateur(request: HttpRequest, table: TableConcertation) -> Acteur:
    """The actor, who leads this table."""
    acteur = lecteur(request)
    if not policies.peut_animer(table, acteur):
        raise PermissionDenied
    return acteur


def table_ou_404(request: HttpRequest, table_id: uuid.UUID) -> TableConcertation:
    """A table this actor may know exists."""
    visibles = policies.tables_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("region", "fermeture_motif"), pk=table_id)


def rencontre_ou_404(request: HttpRequest, rencontre_id: uuid.UUID) -> Rencontre:
    """A meeting this actor may know exists."""
    visibles = policies.rencontres_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("table"), pk=rencontre_id)


def consultation_ou_404(request: HttpRequest, consultation_id: uuid.UUID) -> ConsultationTable:
    """A consultation this actor may know exists."""
    visibles = policies.consultations_table_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("table"), pk=consultation_id)


def engagement_ou_404(request: HttpRequest, engagement_id: uuid.UUID) -> EngagementConcertation:
    """A commitment this actor may know exists."""
    visibles = policies.engagements_visibles(request.acteur)  # type: ignore[attr-defined]
    liees = ("table", "organisation", "rencontre", "decision", "ligne_de_plan", "preuve_document", "abandon_motif")
    return get_object_or_404(visibles.select_related(*liees), pk=engagement_id)


def resume_de_concertation(acteur: Acteur) -> dict[str, Any]:
    """What a home page says of concertation: next meeting, answers and positions expected, commitments to keep; or
    nothing."""
    le = timezone.now()
    jour = timezone.localdate(le)
    consultations = policies.consultations_table_visibles(acteur).select_related("table")
    siens = policies.engagements_visibles(acteur).ouverts().filter(organisation=acteur.organisation_id)
    rencontres = policies.rencontres_visibles(acteur)
    resume = {
        "rencontre": rencontres.a_venir(au=le).select_related("table").first(),
        "convocations": list(queries.reponses_attendues(rencontres, acteur, au=le).select_related("table")),
        "attendues": list(queries.positions_attendues(consultations, acteur, au=jour)),
        "engagements": [(engagement, engagement.est_en_retard(au=jour)) for engagement in siens],
    }
    return resume if any(resume.values()) else {}


def saisir(
    request: HttpRequest,
    form: Form,
    faire: Callable[[], Any],
    *,
    titre: str,
    libelle: str,
    retour: str,
    reussi: str,
    explication: str = "",
    gabarit: str = "inscriptions/pas_motif.html",
    contexte: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form, one action: done, back to `retour`; refused, the sentence above what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            faire()
            messages.success(request, reussi)
            return redirect(retour)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
        except ValidationError as refus:
            form.add_error(next(iter(form.fields)), refus)
    dits = {"form": form, "titre": titre, "explication": explication, "libelle": libelle, "url_retour": retour}
    return render(request, gabarit, dits | (contexte or {}))


def donnees(request: HttpRequest) -> Any:
    """What was sent, None on a first visit."""
    return request.POST if request.method == "POST" else None


def franchir_pas(request: HttpRequest, actions: dict[str, Callable[[str], Any]], retour: str) -> HttpResponse:
    """Take the step the buttons sent, with its reason; the sentence of a refusal on the page it came from."""
    action = actions.get(request.POST.get("pas", ""))
    if action is None:
        raise PermissionDenied
    try:
        action(request.POST.get("motif", "").strip()[:1000])
        messages.success(request, _("C’est fait."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect(retour)


def etapes_et_fins(objet: Any, acteur: Acteur, anime: bool, sauf: str = "") -> dict[str, Any]:
    """The steps that go on, and those that end it with a reason; none for who does not lead the table."""
    offerts = [pas for pas in pas_offerts(objet, acteur) if pas.nom != sauf] if anime else []
    return {
        "etapes": [pas for pas in offerts if not pas.motif_requis],
        "fins": [pas for pas in offerts if pas.motif_requis],
    }


def histoire(objet: Rencontre | ConsultationTable | EngagementConcertation) -> list[dict[str, Any]]:
    """The history of an object, as the component draws it."""
    return histoire_de(objet, debut=_("Inscription"), lignes=queries.histoire(objet))
