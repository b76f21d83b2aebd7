"""Questions put to a table: one question, each member's position, what is done about it."""

from __future__ import annotations

import uuid
from collections import Counter

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partenaires import policies
from partenaires.actions import consultation_table as actions
from partenaires.actions.document_table import peut_deposer
from partenaires.formulaires.concertation import FormulairePosition, FormulaireQuestion, FormulaireTexte
from partenaires.models import ConsultationTable, GenrePosition
from partenaires.queries import concertation as queries
from partenaires.states_ententes import PREPARATION
from partenaires.views.concertation_communs import (
    animateur,
    consultation_ou_404,
    donnees,
    etapes_et_fins,
    franchir_pas,
    histoire,
    lecteur,
    saisir,
    table_ou_404,
)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_nouvelle(request: HttpRequest, table_id: uuid.UUID) -> HttpResponse:
    """Prepare a question."""
    table = table_ou_404(request, table_id)
    acteur, le = animateur(request, table), timezone.now()
    form = FormulaireQuestion(donnees(request), initial={"du": timezone.localdate(le)})
    return saisir(
        request,
        form,
        lambda: actions.preparer_consultation(table=table, acteur=acteur, le=le, **form.cleaned_data),
        titre=_("Préparer une consultation"),
        explication=_("Les membres la voient quand vous l’ouvrez. Ajoutez d’abord les documents."),
        libelle=_("Préparer la consultation"),
        retour=reverse("table_concertation", args=[table.pk]),
        reussi=_("La consultation est préparée."),
    )


@require_safe
def consultation_table(request: HttpRequest, consultation_id: uuid.UUID) -> HttpResponse:
    """One question: its context, its documents, each member's position, the follow-up."""
    posee = consultation_ou_404(request, consultation_id)
    acteur, jour = lecteur(request), timezone.localdate()
    anime = policies.peut_animer(posee.table, acteur)
    reponses = queries.reponses(posee, au=jour)
    comptes = Counter(reponse.position.position for reponse in reponses if reponse.position)
    sienne = next((r.position for r in reponses if r.mandat.organisation_id == acteur.organisation_id), None)
    contexte = {
        "consultation": posee,
        "anime": anime,
        **etapes_et_fins(posee, acteur, anime),
        "peut_clore": anime and bool(posee.ouverte_le) and not posee.est_finie,
        "reponses": reponses,
        "comptes": [(genre.label, comptes[genre.value]) for genre in GenrePosition],
        "sans_reponse": len(reponses) - comptes.total(),
        "sienne": sienne,
        "peut_repondre": acteur.role in PREPARATION and posee.recoit(au=jour),
        "documents": posee.documents.actifs(),
        "peut_deposer": peut_deposer(posee, acteur),
        "histoire": histoire(posee),
    }
    return render(request, "partenaires/concertation/consultation.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_position(request: HttpRequest, consultation_id: uuid.UUID) -> HttpResponse:
    """Give or change the position of one's organisation."""
    posee = consultation_ou_404(request, consultation_id)
    acteur = lecteur(request)
    if acteur.role not in PREPARATION:
        raise PermissionDenied
    sienne = posee.positions.filter(organisation=acteur.organisation_id).first()
    initial = {"position": sienne.position, "raisons": sienne.raisons} if sienne else {}
    form = FormulairePosition(donnees(request), initial=initial)
    return saisir(
        request,
        form,
        lambda: actions.donner_position(consultation=posee, acteur=acteur, le=timezone.now(), **form.cleaned_data),
        titre=posee.question,
        explication=_("Les membres de la table et le ministère lisent votre position et ses raisons."),
        libelle=_("Donner la position"),
        retour=_page(posee),
        reussi=_("La position de votre organisation est donnée."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_clore(request: HttpRequest, consultation_id: uuid.UUID) -> HttpResponse:
    """Close the question with what is done about it."""
    posee = consultation_ou_404(request, consultation_id)
    acteur = animateur(request, posee.table)
    form = FormulaireTexte(
        donnees(request),
        libelle=_("Suite donnée"),
        aide=_("Ce qui est retenu, ce qui ne l’est pas, et pourquoi. Les membres lisent ce texte."),
    )
    return saisir(
        request,
        form,
        lambda: actions.clore_consultation(
            consultation=posee, suite=form.cleaned_data["texte"], acteur=acteur, le=timezone.now()
        ),
        titre=_("Clore la consultation"),
        libelle=_("Clore avec cette suite"),
        retour=_page(posee),
        reussi=_("La consultation est close. Les membres sont avisés de la suite."),
    )


@require_POST
def consultation_pas(request: HttpRequest, consultation_id: uuid.UUID) -> HttpResponse:
    """Open it to the members, or take it back."""
    posee = consultation_ou_404(request, consultation_id)
    acteur, le = animateur(request, posee.table), timezone.now()
    return franchir_pas(
        request,
        {
            "ouvrir_aux_membres": lambda _motif: actions.ouvrir_consultation(consultation=posee, acteur=acteur, le=le),
            "annuler": lambda motif: actions.annuler_consultation(
                consultation=posee, acteur=acteur, le=le, motif=motif
            ),
        },
        _page(posee),
    )


def _page(posee: ConsultationTable) -> str:
    return reverse("consultation_table", args=[posee.pk])
