"""The ministry's side of a request: completeness, grid, recommendation, decision, documents."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from partenaires import policies
from partenaires.actions import analyse, decision
from partenaires.actions.document_entente import juger_document
from partenaires.formulaires.demande import FormulaireApprobation, FormulaireRecommandation
from partenaires.formulaires.grille import FormulaireGrille
from partenaires.models import Entente
from partenaires.onglets import LECTEURS
from partenaires.queries.contenu_entente import contenu_entente
from partenaires.queries.decision import plafond_delegue, score_de
from partenaires.queries.demandes import cumul_de, liste_documents, manques_a_l_analyse
from partenaires.refus import PHRASES, contrainte
from partenaires.states_ententes import APPROBATION, GESTION_ENTENTES, LECTURE_ENTENTES
from partenaires.views.ententes_communs import contexte_entente, entente_ou_404, exiger

EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


@require_http_methods(["GET", "HEAD", "POST"])
def entente_analyse(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """Completeness and documents, then the grid and the recommendation."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger(acteur, LECTURE_ENTENTES)
    ecrit = acteur.role in GESTION_ENTENTES
    if request.method == "POST":
        exiger(acteur, GESTION_ENTENTES)
    envoi = request.POST.get("envoi", "") if request.method == "POST" else ""
    criteres, notes = list(objet.volet.criteres.all()), list(objet.notes.all())
    grille = FormulaireGrille(request.POST if envoi == "grille" else None, criteres=criteres, notes=notes)
    avis = getattr(objet, "avis", None)
    plafond = min(objet.montant_demande, objet.volet.montant_maximum)
    reco = FormulaireRecommandation(
        request.POST if envoi == "recommander" else None,
        plafond=plafond,
        initial={"montant": avis.montant if avis else plafond, "texte": avis.texte if avis else ""},
    )
    if envoi and (reponse := _recevoir(request, objet, envoi, grille, reco)) is not None:
        return reponse
    contexte = contexte_entente(request, objet, "entente", _("Analyse")) | {
        "manques": manques_a_l_analyse(objet),
        "documents": liste_documents(objet),
        "contenu": contenu_entente(objet),
        "cumul": cumul_de(objet),
        "grille": grille,
        "reco": reco,
        "criteres": criteres,
        "avis": avis,
        "score": score_de(objet),
        "ecrit": ecrit,
        "pas": sorted(
            (pas for pas in pas_offerts(objet, acteur) if pas.nom in ("analyser", "demander_complement")),
            key=lambda pas: pas.nom,
        ),
    }
    return render(request, "partenaires/entente_analyse.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def entente_decision(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """Approve an amount, refuse, or send back."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger(acteur, APPROBATION)
    if not objet.est_a_decider:
        messages.error(request, _("Cette demande n’attend pas de décision."))
        return redirect("entente", objet.pk)
    form = FormulaireApprobation(
        request.POST if request.method == "POST" else None, initial={"montant": objet.montant_recommande}
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                decision.approuver(
                    entente=objet, montant=form.cleaned_data["montant"], acteur=acteur, le=timezone.now()
                )
            messages.success(request, _("L’entente est approuvée. Les deux parties s’entendent sur le texte."))
            return redirect("entente", objet.pk)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
        except IntegrityError as refus:
            form.add_error(None, _en_mots(refus))
    contexte = contexte_entente(request, objet, "entente", _("Décision")) | {
        "form": form,
        "avis": getattr(objet, "avis", None),
        "cumul": cumul_de(objet),
        "plafond": plafond_delegue(acteur.utilisateur_id, au=timezone.localdate()),
        "pas": pas_offerts(objet, acteur),
    }
    return render(request, "partenaires/entente_decision.html", contexte)


@require_safe
def entente_document(request: HttpRequest, document_id: uuid.UUID) -> FileResponse:
    """One document of a request, as an attachment, once it is known to be clean."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouve = get_object_or_404(policies.documents_entente_visibles(acteur), pk=document_id)
    if acteur.role not in LECTEURS or not trouve.est_sain:
        raise PermissionDenied
    try:
        fichier = storages["prive"].open(trouve.chemin)
    except FileNotFoundError as erreur:
        raise Http404 from erreur
    reponse = FileResponse(
        fichier,
        as_attachment=True,
        filename=f"{trouve.code}-{trouve.depose_le:%Y-%m-%d}{EXTENSIONS.get(trouve.type_mime, '')}",
        content_type=trouve.type_mime,
    )
    # Even if a browser showed it, nothing inside could run or reach the portal.
    reponse["Content-Security-Policy"] = "default-src 'none'; sandbox"
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Cache-Control"] = "no-store, private"
    return reponse


@require_POST
def entente_document_verdict(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Conform, or not and why."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    document = get_object_or_404(policies.documents_entente_visibles(acteur), pk=document_id)
    exiger(acteur, GESTION_ENTENTES)
    try:
        juger_document(
            document=document,
            conforme=request.POST.get("verdict") == "conforme",
            motif=request.POST.get("motif", "")[:300],
            acteur=acteur,
            le=timezone.now(),
        )
        messages.success(request, _("Le verdict est noté."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("entente_analyse", document.entente_id)


def _recevoir(request: HttpRequest, objet: Entente, envoi: str, grille: Any, reco: Any) -> HttpResponse | None:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    form = grille if envoi == "grille" else reco
    if not form.is_valid():
        return None
    try:
        if envoi == "grille":
            analyse.noter(entente=objet, notes=grille.notes(), acteur=acteur, le=timezone.now())
            messages.success(request, _("La grille est enregistrée."))
            return redirect("entente_analyse", objet.pk)
        analyse.recommander(entente=objet, acteur=acteur, le=timezone.now(), **reco.cleaned_data)
        messages.success(request, _("La demande est recommandée. Un approbateur décide."))
        return redirect("entente", objet.pk)
    except TransitionRefusee as refus:
        form.add_error(None, refus.message)
        return None


def _en_mots(refus: IntegrityError) -> str:
    """What the database refused, as a sentence."""
    if "entente_analyste_nest_pas_approbateur" in str(refus):
        return _("La personne qui a analysé la demande ne peut pas l’approuver.")
    if (phrase := PHRASES.get(contrainte(refus))) is not None:
        return str(phrase)
    return _("La décision n’est pas enregistrée : les montants ou les dates se contredisent.")
