"""Negotiation: comments opened, answered and resolved by either party, wordings proposed, versions compared."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from partenaires import policies
from partenaires.actions import negociation as actions
from partenaires.formulaires.contenu_entente import FormulaireClause
from partenaires.formulaires.portefeuille import FormulaireCommentaire, FormulaireReponse
from partenaires.models import Entente, VersionEntente
from partenaires.queries.contenu_entente import contenu_entente
from partenaires.queries.negociation import GENERAL, cibles, obstacles_a_la_signature
from partenaires.queries.versions_entente import differences
from partenaires.states_ententes import GESTION_ENTENTES
from partenaires.views.ententes_communs import contexte_entente, entente_ou_404, exiger, exiger_lecture_entente


@require_http_methods(["GET", "HEAD", "POST"])
def entente_negociation(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """The comments, open ones first, and a form to open another."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger_lecture_entente(acteur)
    sujets = cibles(contenu_entente(objet))
    mots = dict(sujets)
    demande = request.GET.get("cible", "")
    form = FormulaireCommentaire(
        request.POST if request.method == "POST" else None,
        cibles=sujets,
        initial={"cible": demande if demande in mots else GENERAL},
    )
    if request.method == "POST":
        exiger(acteur, actions.DISCUTENT)
        if not _se_discute(objet):
            messages.error(request, _("L’entente ne se discute plus : ses termes changent par avenant."))
            return redirect("entente_negociation", objet.pk)
        if form.is_valid():
            try:
                actions.ouvrir_commentaire(entente=objet, acteur=acteur, le=timezone.now(), **form.cleaned_data)
                messages.success(request, _("Le commentaire est ouvert. L’autre partie le voit."))
                return redirect("entente_negociation", objet.pk)
            except TransitionRefusee as refus:
                form.add_error(None, refus.message)
    tous = list(objet.commentaires.filter(parent__isnull=True).prefetch_related("reponses"))
    for commentaire in tous:
        commentaire.sujet = mots.get(commentaire.cible, _("Élément retiré depuis"))
    contexte = contexte_entente(request, objet, "entente_negociation", _("Négociation")) | {
        "form": form,
        "ouverts": [commentaire for commentaire in tous if commentaire.est_ouvert],
        "regles": [commentaire for commentaire in reversed(tous) if not commentaire.est_ouvert],
        "discute": acteur.role in actions.DISCUTENT and _se_discute(objet),
        "obstacles": obstacles_a_la_signature(objet) if objet.est_a_negocier else [],
        "a_des_versions": objet.versions_proposees.exists(),
    }
    return render(request, "partenaires/entente_negociation.html", contexte)


@require_POST
def entente_commentaire(request: HttpRequest, commentaire_id: uuid.UUID) -> HttpResponse:
    """Answer a comment, or resolve it."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.commentaires_visibles(acteur).select_related("entente")
    commentaire = get_object_or_404(visibles, pk=commentaire_id)
    exiger(acteur, actions.DISCUTENT)
    le = timezone.now()
    try:
        if "resoudre" in request.POST:
            actions.resoudre(commentaire=commentaire, acteur=acteur, le=le)
            messages.success(request, _("Le commentaire est réglé."))
        else:
            form = FormulaireReponse(request.POST)
            if not form.is_valid():
                messages.error(request, form.errors["texte"][0])
            else:
                actions.repondre(commentaire=commentaire, acteur=acteur, texte=form.cleaned_data["texte"], le=le)
                messages.success(request, _("La réponse est notée."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("entente_negociation", commentaire.entente_id)


@require_http_methods(["GET", "HEAD", "POST"])
def entente_rediger(request: HttpRequest, entente_id: uuid.UUID, code: str) -> HttpResponse:
    """Propose another wording of a clause: a version the other party reads beside the present one."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger(acteur, actions.DISCUTENT)
    clause = objet.clauses.actifs().filter(code=code).first()
    if not objet.est_a_negocier or clause is None:
        messages.error(request, _("Cette clause ne se discute pas maintenant."))
        return redirect("entente_contenu", objet.pk)
    form = FormulaireClause(request.POST if request.method == "POST" else None, entente=objet, element=clause)
    if request.method == "POST" and form.is_valid():
        try:
            actions.proposer_redaction(entente=objet, acteur=acteur, code=code, le=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Votre rédaction est proposée. L’autre partie voit ce qui change."))
            return redirect("entente_versions", objet.pk)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    contexte: dict[str, Any] = {
        "form": form,
        "titre": _("Proposer une autre rédaction"),
        "explication": _("Le texte convenu ne change pas tant que le ministère n’a pas retenu votre rédaction."),
        "libelle": _("Proposer cette rédaction"),
        "url_retour": reverse("entente_contenu", args=[objet.pk]),
    }
    return render(request, "partenaires/entente_formulaire.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def entente_versions(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """The numbered versions, what differs between any two, and the wording to keep."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger_lecture_entente(acteur)
    versions = list(objet.versions_proposees.all())
    if request.method == "POST":
        exiger(acteur, GESTION_ENTENTES)
        return _retenir(request, objet, versions)
    avant, apres = _choisies(request, versions)
    clauses, chiffres = differences(avant.contenu, apres.contenu) if avant and apres else ([], [])
    contexte = contexte_entente(request, objet, "entente_versions", _("Versions")) | {
        "versions": versions,
        "avant": avant,
        "apres": apres,
        "clauses": clauses,
        "chiffres": chiffres,
        "peut_retenir": acteur.role in GESTION_ENTENTES and objet.est_a_negocier,
    }
    return render(request, "partenaires/entente_versions.html", contexte)


def _se_discute(objet: Entente) -> bool:
    return not objet.est_engagee and not objet.est_finie


def _choisies(
    request: HttpRequest, versions: list[VersionEntente]
) -> tuple[VersionEntente | None, VersionEntente | None]:
    """The two versions of the address; by default the last and the one before it."""
    par_numero = {str(version.numero): version for version in versions}
    dernieres = [None, *versions][-1]
    precedente = versions[-2] if len(versions) > 1 else None
    return (
        par_numero.get(request.GET.get("de", "")) or precedente,
        par_numero.get(request.GET.get("a", "")) or dernieres,
    )


def _retenir(request: HttpRequest, objet: Entente, versions: list[VersionEntente]) -> HttpResponse:
    numero = request.POST.get("retenir", "")
    version = next((version for version in versions if str(version.numero) == numero), None)
    try:
        if version is None:
            messages.error(request, _("Cette version n’existe pas."))
        else:
            actions.retenir_version(version=version, acteur=request.acteur, le=timezone.now())  # type: ignore[attr-defined]
            messages.success(request, _("La version %(n)s est retenue.") % {"n": numero})
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("entente_versions", objet.pk)
