"""Declarations of capacity: the list, one declaration, its head, its steps, the copy of the session before."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from guichet.models import Journal, Motif
from guichet.referentiels.formats import formater_date_heure
from inscriptions.formulaires.cours import FormulaireMotif
from inscriptions.models import SessionCours
from partenaires import policies
from partenaires.actions import declaration as actions
from partenaires.formulaires.declaration import FormulaireEntete
from partenaires.models import DeclarationCapacite
from partenaires.queries.contenu import contenu_de
from partenaires.queries.declarations import bilan, declarations_de_la_liste
from partenaires.queries.sessions import sessions_a_declarer
from partenaires.queries.verification import obstacles_au_depot
from partenaires.states import CYCLE_DECLARATION
from partenaires.views.communs import declaration_ou_404, etapes, exiger_gestion, exiger_lecture

DIRECTS = {"deposer": actions.deposer_declaration, "reprendre": actions.reprendre_declaration}


@require_GET
def declarations(request: HttpRequest) -> HttpResponse:
    """A partner's declarations and the sessions that wait for one; an adviser sees every partner's."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger_lecture(acteur)
    lignes = list(declarations_de_la_liste(policies.declarations_visibles(acteur)))
    faites = {ligne.session_id for ligne in lignes}
    attendues = sessions_a_declarer(au=timezone.localdate()) if acteur.est_partenaire else []
    contexte = {
        "declarations": lignes,
        "a_ouvrir": [session for session in attendues if session.pk not in faites],
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "partenaires/declarations.html", contexte)


@require_POST
def declaration_ouvrir(request: HttpRequest) -> HttpResponse:
    """Begin the declaration of a session."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger_gestion(acteur)
    session = get_object_or_404(SessionCours, pk=request.POST.get("session", ""))
    try:
        objet = actions.ouvrir_declaration(session=session, acteur=acteur, le=timezone.now())
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return redirect("declarations")
    return redirect("declaration_entete" if objet.heures_disponibles is None else "declaration", objet.pk)


@require_GET
def declaration(request: HttpRequest, declaration_id: uuid.UUID) -> HttpResponse:
    """Everything one declaration promises, and what is missing before it may be deposited."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = declaration_ou_404(request, declaration_id)
    exiger_lecture(acteur)
    contenu, aujourdhui = contenu_de(objet), timezone.localdate()
    gere = acteur.est_partenaire
    modifiable = gere and objet.est_modifiable
    contexte = {
        "declaration": objet,
        "contenu": contenu,
        "bilan": bilan(contenu.groupes, contenu.bassins),
        "modifiable": modifiable,
        "obstacles": obstacles_au_depot(objet, au=aujourdhui) if modifiable else [],
        "source": actions.source_de_copie(objet) if modifiable else None,
        "pas": pas_offerts(objet, acteur),
        "evenements": _histoire(objet),
        "fil": etapes(objet),
        "aujourdhui": aujourdhui,
    }
    return render(request, "partenaires/declaration.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def declaration_entete(request: HttpRequest, declaration_id: uuid.UUID) -> HttpResponse:
    """Hours of the session and last day to decide."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = declaration_ou_404(request, declaration_id)
    exiger_gestion(acteur)
    form = FormulaireEntete(
        request.POST if request.method == "POST" else None,
        declaration=objet,
        au=timezone.localdate(),
        initial={"heures_disponibles": objet.heures_disponibles, "decision_le": objet.decision_le},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.regler_declaration(declaration=objet, acteur=acteur, **form.cleaned_data)
            return redirect("declaration", objet.pk)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    contexte = {
        "form": form,
        "titre": _("Heures et date limite"),
        "url_retour": reverse("declaration", args=[objet.pk]),
        "declaration": objet,
    }
    return render(request, "partenaires/declaration_entete.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def declaration_pas(request: HttpRequest, declaration_id: uuid.UUID, pas: str) -> HttpResponse:
    """Deposit, take back, or withdraw with a reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = declaration_ou_404(request, declaration_id)
    exiger_gestion(acteur)
    le = timezone.now()
    if pas == "retirer":
        return _retirer(request, objet, acteur)
    if pas not in DIRECTS:
        raise Http404
    if request.method == "POST":
        try:
            DIRECTS[pas](declaration=objet, acteur=acteur, le=le)
            messages.success(request, _("C’est fait : %(pas)s.") % {"pas": CYCLE_DECLARATION[pas].passe})
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    return redirect("declaration", objet.pk)


@require_POST
def declaration_copier(request: HttpRequest, declaration_id: uuid.UUID) -> HttpResponse:
    """Bring in the declaration of the session before."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = declaration_ou_404(request, declaration_id)
    exiger_gestion(acteur)
    source = actions.source_de_copie(objet)
    if source is None:
        messages.error(request, _("Aucune session précédente n’a de déclaration."))
        return redirect("declaration", objet.pk)
    try:
        faits = actions.copier_declaration(source=source, cible=objet, acteur=acteur, le=timezone.now())
        texte = _("Copié de %(session)s : %(groupes)s groupes, %(bassins)s bassins, %(ressources)s ressources.")
        messages.success(request, texte % (faits | {"session": source.session.nom}))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("declaration", objet.pk)


def _retirer(request: HttpRequest, objet: DeclarationCapacite, acteur: Acteur) -> HttpResponse:
    le = timezone.now()
    retour = reverse("declaration", args=[objet.pk])
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None,
        domaine="declaration_capacite.retirer",
        au=timezone.localdate(le),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.retirer_declaration(declaration=objet, acteur=acteur, le=le, **form.cleaned_data)
            messages.success(request, _("La déclaration est retirée."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect(retour)
    contexte = {
        "form": form,
        "titre": _("Retirer la déclaration"),
        "explication": _("Ses groupes ne seront plus envisagés. Vous pourrez la reprendre et la déposer de nouveau."),
        "libelle": _("Retirer la déclaration"),
        "url_retour": retour,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _histoire(objet: DeclarationCapacite) -> list[dict[str, Any]]:
    lignes = list(Journal.objects.de_l_objet(objet).order_by("-id"))
    motifs = Motif.objects.in_bulk({ligne.motif_code for ligne in lignes if ligne.motif_code})
    return [
        {
            "le": formater_date_heure(timezone.localtime(ligne.le)),
            "titre": _("Commencée") if ligne.pas == "ouvrir" else CYCLE_DECLARATION[ligne.pas].passe,
            "detail": " – ".join(str(partie) for partie in (motifs.get(ligne.motif_code), ligne.motif) if partie),
            "par": ligne.acteur_libelle,
        }
        for ligne in lignes
    ]
