"""Commitments of concertation: taken, begun, kept with their evidence, given up with a reason; documents of a table."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from inscriptions.formulaires.cours import FormulaireMotif
from partenaires import policies
from partenaires.actions import engagement_concertation as actions
from partenaires.actions.document_table import deposer_document_table, peut_deposer, retirer_document_table
from partenaires.formulaires.concertation import FormulaireFichier
from partenaires.formulaires.engagement_concertation import FormulaireEngagement, FormulairePreuve
from partenaires.models import DecisionRencontre, EngagementConcertation, TableConcertation
from partenaires.origines import origine
from partenaires.queries import concertation as queries
from partenaires.views.concertation_communs import (
    animateur,
    consultation_ou_404,
    donnees,
    engagement_ou_404,
    franchir_pas,
    histoire,
    lecteur,
    rencontre_ou_404,
    saisir,
    table_ou_404,
)

PORTEURS: dict[str, tuple[Any, str]] = {
    "rencontre": (rencontre_ou_404, "rencontre"),
    "consultation": (consultation_ou_404, "consultation_table"),
    "engagement": (engagement_ou_404, "engagement"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def engagement_nouveau(request: HttpRequest, table_id: uuid.UUID) -> HttpResponse:
    """Write down a promise made at the table."""
    table = table_ou_404(request, table_id)
    acteur = animateur(request, table)
    return saisir_engagement(
        request,
        table,
        acteur,
        initial={"decision": request.GET.get("decision", "")},
        retour=reverse("table_concertation", args=[table.pk]),
    )


def saisir_engagement(
    request: HttpRequest,
    table: TableConcertation,
    acteur: Acteur,
    *,
    initial: dict[str, Any],
    retour: str,
    **origine: str,
) -> HttpResponse:
    """The form of a promise at a table this actor leads, filled with what it comes from."""
    le = timezone.now()
    decisions = DecisionRencontre.objects.filter(table=table, rencontre__in=policies.rencontres_visibles(acteur))
    ententes = policies.ententes_visibles(acteur)
    if table.region_id:
        ententes = ententes.filter(organisation__region=table.region_id)
    form = FormulaireEngagement(
        donnees(request),
        membres=queries.membres_de(table, au=timezone.localdate(le)),
        ententes=ententes,
        decisions=decisions.order_by("-rencontre__debut", "rang"),
        initial=initial,
    )
    return saisir(
        request,
        form,
        lambda: actions.prendre_engagement(table=table, acteur=acteur, le=le, **form.champs(), **origine),
        titre=_("Inscrire un engagement"),
        explication=_(
            "Une promesse ne se réécrit pas. Elle finit tenue, avec sa preuve, ou abandonnée, avec son motif."
        ),
        libelle=_("Inscrire l’engagement"),
        retour=retour,
        reussi=_("L’engagement est inscrit."),
    )


@require_safe
def engagement(request: HttpRequest, engagement_id: uuid.UUID) -> HttpResponse:
    """One promise: who answers for it, by when, bound to what, and what became of it."""
    pris = engagement_ou_404(request, engagement_id)
    acteur, jour = lecteur(request), timezone.localdate()
    repond = policies.repond_de(pris, acteur)
    visibles = policies.engagements_visibles(acteur).select_related("table")
    contexte = {
        "engagement": pris,
        "suite_de": visibles.filter(pk=pris.suite_de_id).first() if pris.suite_de_id else None,
        "reprise": visibles.filter(suite_de=pris).first() if pris.abandonne_le else None,
        "retard": pris.est_en_retard(au=jour),
        "mesure": (mesure := queries.mesure_de(pris)),
        "preuve_chiffre": queries.ecrire_chiffre(mesure, pris.preuve_valeur),
        "entente": policies.ententes_visibles(acteur).filter(pk=pris.entente_id).first() if pris.entente_id else None,
        "pas": pas_offerts(pris, acteur) if repond else [],
        "peut_tenir": repond and pris.est_ouvert,
        "peut_abandonner": policies.peut_animer(pris.table, acteur) and pris.est_ouvert,
        "documents": pris.documents.actifs(),
        "peut_deposer": peut_deposer(pris, acteur),
        "histoire": histoire(pris),
        "origine": origine(pris.origine_genre, pris.origine_cle, acteur),
        "lit_les_promesses": acteur.est_ministere,
    }
    return render(request, "partenaires/concertation/engagement.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def engagement_tenir(request: HttpRequest, engagement_id: uuid.UUID) -> HttpResponse:
    """Show that it was kept."""
    pris = engagement_ou_404(request, engagement_id)
    acteur = lecteur(request)
    if not policies.repond_de(pris, acteur):
        raise PermissionDenied
    form = FormulairePreuve(donnees(request), engagement=pris)
    return saisir(
        request,
        form,
        lambda: actions.tenir_engagement(
            engagement=pris, preuve=actions.Preuve(**form.cleaned_data), acteur=acteur, le=timezone.now()
        ),
        titre=_("Montrer que l’engagement est tenu"),
        explication=pris.titre,
        libelle=_("Clore comme tenu"),
        retour=_page(pris),
        reussi=_("L’engagement est tenu."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def engagement_abandonner(request: HttpRequest, engagement_id: uuid.UUID) -> HttpResponse:
    """Give it up, with a coded reason."""
    pris = engagement_ou_404(request, engagement_id)
    acteur, le = animateur(request, pris.table), timezone.now()
    form = FormulaireMotif(donnees(request), domaine="engagement_concertation.abandonner", au=timezone.localdate(le))
    return saisir(
        request,
        form,
        lambda: actions.abandonner_engagement(engagement=pris, acteur=acteur, le=le, **form.cleaned_data),
        titre=_("Abandonner l’engagement"),
        explication=pris.titre,
        libelle=_("Abandonner l’engagement"),
        retour=_page(pris),
        reussi=_("L’engagement est abandonné. Son motif est inscrit."),
    )


@require_POST
def engagement_pas(request: HttpRequest, engagement_id: uuid.UUID) -> HttpResponse:
    """Begin it."""
    pris = engagement_ou_404(request, engagement_id)
    acteur = lecteur(request)
    if not policies.repond_de(pris, acteur):
        raise PermissionDenied
    debut = {
        "commencer": lambda _motif: actions.commencer_engagement(engagement=pris, acteur=acteur, le=timezone.now())
    }
    return franchir_pas(request, debut, _page(pris))


@require_http_methods(["GET", "HEAD", "POST"])
def table_document_deposer(request: HttpRequest, genre: str, objet_id: uuid.UUID) -> HttpResponse:
    """Add a document to a meeting, a consultation or a commitment."""
    if genre not in PORTEURS:
        raise Http404
    trouver, route = PORTEURS[genre]
    objet = trouver(request, objet_id)
    acteur = lecteur(request)
    if not peut_deposer(objet, acteur):
        raise PermissionDenied
    form = FormulaireFichier(donnees(request), request.FILES or None)
    return saisir(
        request,
        form,
        lambda: deposer_document_table(
            objet=objet, fichier=form.cleaned_data["fichier"], acteur=acteur, le=timezone.now()
        ),
        titre=_("Ajouter un document"),
        explication=str(objet),
        libelle=_("Envoyer le document"),
        retour=reverse(route, args=[objet.pk]),
        reussi=_("Le document est reçu. Il s’ouvrira dès qu’il sera vérifié."),
    )


@require_safe
def table_document(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """A document, once its check says it may be opened."""
    visibles = policies.documents_table_visibles(request.acteur)  # type: ignore[attr-defined]
    document = get_object_or_404(visibles, pk=document_id)
    lecteur(request)
    if not document.est_sain:
        raise PermissionDenied
    return FileResponse(
        storages["prive"].open(document.chemin),
        as_attachment=True,
        filename=document.nom_origine,
        content_type=document.type_mime,
    )


@require_POST
def table_document_retirer(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Take a document out."""
    visibles = policies.documents_table_visibles(request.acteur)  # type: ignore[attr-defined]
    liees = ("rencontre__table", "consultation__table", "engagement__table", "engagement__organisation")
    document = get_object_or_404(visibles.select_related(*liees), pk=document_id)
    acteur = lecteur(request)
    objet: Any = document.rencontre or document.consultation or document.engagement
    if not peut_deposer(objet, acteur):
        raise PermissionDenied
    try:
        retirer_document_table(document=document, acteur=acteur, le=timezone.now())
        messages.success(request, _("Le document est retiré."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    route = "rencontre" if document.rencontre else "consultation_table" if document.consultation else "engagement"
    return redirect(route, objet.pk)


def _page(pris: EngagementConcertation) -> str:
    return reverse("engagement", args=[pris.pk])
