"""Ententes: the list, a new request, the file of one entente, its steps that need a reason."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee, pas_offerts, verifier_pas
from guichet.identifiants import identifiant
from guichet.referentiels.formats import formater_argent, formater_date
from guichet.referentiels.queries import choix_regions
from inscriptions.formulaires.cours import FormulaireMotif
from partenaires import policies
from partenaires.actions import analyse, decision, demande
from partenaires.attentes import Partie
from partenaires.formulaires.demande import FormulaireHorsAppel
from partenaires.formulaires.portefeuille import FiltreEntentes
from partenaires.models import Clientele, Entente
from partenaires.onglets import LECTEURS
from partenaires.queries.attentes import echeance
from partenaires.queries.ententes import ligne, portefeuille, pour_la_liste, totaux
from partenaires.queries.negociation import obstacles_a_la_signature
from partenaires.queries.signature import document_en_cours, peut_signer, suivant
from partenaires.states_ententes import APPROBATION, CYCLE_ENTENTE, GESTION_ENTENTES, PREPARATION
from partenaires.views.communs import histoire_de
from partenaires.views.ententes_communs import contexte_entente, entente_ou_404, exiger

PAR_PAGE = 25
# What follows from each step that asks for its reason.
SUITES = {
    "demander_complement": gettext_lazy(
        "L’organisme lira votre motif, complétera sa demande et la soumettra de nouveau."
    ),
    "renvoyer": gettext_lazy("Le gestionnaire d’ententes lira votre motif et reprendra l’analyse."),
    "refuser": gettext_lazy("L’organisme lira votre motif. La demande reste lisible et ne change plus."),
    "retirer": gettext_lazy("La demande s’arrête ici. Elle reste lisible et ne change plus."),
    "suspendre": gettext_lazy("Rien ne devient exigible tant que la suspension n’est pas levée."),
    "resilier": gettext_lazy("L’entente prend fin. Le décompte final dira ce qui reste à payer ou à recouvrer."),
}


@require_safe
def ententes(request: HttpRequest) -> HttpResponse:
    """A partner's own ententes, the ministry's portfolio; who acts next and until when."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger(acteur, LECTEURS)
    au = timezone.localdate()
    filtre = FiltreEntentes(request.GET, du_ministere=not acteur.est_partenaire)
    requete = portefeuille(policies.ententes_visibles(acteur), filtre.valeurs(), au=au)
    sommes = totaux(requete, au=au)
    pages = Paginator(pour_la_liste(requete), PAR_PAGE)
    pages.count = sommes["nombre"]
    page = pages.get_page(request.GET.get("page"))
    contexte = {
        "filtre": filtre,
        "page_obj": page,
        "lignes": [ligne(entente, au=au) for entente in page],
        "totaux": sommes,
        "peut_ouvrir": acteur.role in GESTION_ENTENTES,
    }
    return render(request, "partenaires/ententes.html", contexte)


@require_POST
def entente_demander(request: HttpRequest) -> HttpResponse:
    """Answer an open call: the request in progress, or a new one."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger(acteur, PREPARATION)
    appel = get_object_or_404(policies.appels_visibles(acteur), pk=identifiant(request.POST.get("appel", "")))
    try:
        objet = demande.ouvrir_demande(appel=appel, acteur=acteur, le=timezone.now())
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return redirect("ententes")
    return redirect("entente_demande", objet.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def entente_ouvrir(request: HttpRequest) -> HttpResponse:
    """A request outside a call, begun by the ministry for an organisation."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger(acteur, GESTION_ENTENTES)
    form = FormulaireHorsAppel(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            objet = demande.ouvrir_hors_appel(acteur=acteur, le=timezone.now(), **form.cleaned_data)
            messages.success(request, _("La demande est ouverte : l’organisme la remplit."))
            return redirect("entente", objet.pk)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    contexte = {
        "form": form,
        "titre": _("Demande hors appel"),
        "explication": _(
            "Vous ouvrez la demande, l’organisme la remplit et la soumet. L’analyse suit, comme pour un appel."
        ),
        "libelle": _("Ouvrir la demande"),
        "url_retour": reverse("ententes"),
    }
    return render(request, "partenaires/entente_formulaire.html", contexte)


@require_safe
def entente(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """One entente: its state, who acts next and until when, facts, history."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger(acteur, LECTEURS | {Role.CONSEILLER})
    au = timezone.localdate()
    # One of several signatures is no step of its own: what is left is said here.
    contexte = contexte_entente(request, objet, "entente") | {
        "attente": objet.attente,
        "fini": objet.attente.qui is Partie.PERSONNE,
        "echeance": echeance(objet, au=au),
        "aujourdhui": au,
        "prochaine": _prochaine(objet, acteur, au),
        "pas": [pas for pas in pas_offerts(objet, acteur) if pas.nom != "analyser"],
        "faits": _faits(objet),
        "evenements": histoire_de(objet, debut=_("Demande commencée")),
        "obstacles": obstacles_a_la_signature(objet) if objet.est_a_negocier else [],
    }
    return render(request, "partenaires/entente.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def entente_pas(request: HttpRequest, entente_id: uuid.UUID, pas: str) -> HttpResponse:
    """Take a step that has no page of its own: most of them ask why."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger(acteur, LECTEURS)
    if pas in SUITES:
        return _avec_motif(request, objet, pas, acteur)
    if request.method == "POST":
        _faire(request, objet, pas, acteur, timezone.now())
    return redirect("entente_analyse" if pas == "analyser" else "entente", objet.pk)


def _avec_motif(request: HttpRequest, objet: Entente, pas: str, acteur: Acteur) -> HttpResponse:
    """Ask for one of the step's reasons, then take it."""
    le, etape = timezone.now(), CYCLE_ENTENTE[pas]
    try:
        verifier_pas(objet, etape, acteur, motif=pas)
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return redirect("entente", objet.pk)
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None, domaine=f"entente.{pas}", au=timezone.localdate(le)
    )
    if request.method == "POST" and form.is_valid():
        _faire(request, objet, pas, acteur, le, **form.cleaned_data)
        return redirect("entente", objet.pk)
    contexte = {
        "form": form,
        "titre": f"{etape.libelle} : {objet.titre}",
        "explication": SUITES[pas],
        "libelle": etape.libelle,
        "url_retour": reverse("entente", args=[objet.pk]),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _faire(request: HttpRequest, objet: Entente, pas: str, acteur: Acteur, le: datetime, **motif: Any) -> None:
    try:
        if pas == "analyser":
            analyse.commencer_analyse(entente=objet, acteur=acteur, le=le)
        else:
            decision.faire_pas_entente(entente=objet, pas=pas, acteur=acteur, le=le, **motif)
        messages.success(request, _("C’est fait : %(pas)s.") % {"pas": str(CYCLE_ENTENTE[pas].passe).lower()})
    except TransitionRefusee as refus:
        messages.error(request, refus.message)


def _prochaine(objet: Entente, acteur: Acteur, au: date) -> tuple[str, Any] | None:
    """The page where this actor does what is expected now, and the words of its button."""
    lien = None
    if acteur.role in PREPARATION and objet.est_modifiable:
        lien = ("entente_demande", _("Remplir la demande"))
    elif acteur.role in GESTION_ENTENTES and objet.est_a_examiner:
        lien = ("entente_analyse", _("Vérifier et analyser"))
    elif acteur.role in APPROBATION and objet.est_a_decider:
        lien = ("entente_decision", _("Décider"))
    elif objet.est_a_negocier:
        lien = _vers_la_signature(objet, acteur, au)
    return (reverse(lien[0], args=[objet.pk]), lien[1]) if lien else None


def _vers_la_signature(objet: Entente, acteur: Acteur, au: date) -> tuple[str, Any] | None:
    """Discuss until nothing is open, freeze the words, then sign, each in turn."""
    document = document_en_cours(objet)
    signataire = suivant(document) if document else None
    if signataire and peut_signer(signataire, acteur, au=au):
        return ("entente_signature", _("Lire et signer"))
    if acteur.role in GESTION_ENTENTES and document:
        return ("entente_signature", _("Suivre la signature"))
    if acteur.role in GESTION_ENTENTES and not obstacles_a_la_signature(objet):
        return ("entente_signature", _("Préparer la signature"))
    return ("entente_negociation", _("Discuter le texte")) if acteur.role in PREPARATION | GESTION_ENTENTES else None


def _faits(objet: Entente) -> list[tuple[Any, Any]]:
    regions, clienteles = dict(choix_regions()), dict(Clientele.choices)
    lignes: list[tuple[Any, Any]] = [
        (_("Organisme"), objet.organisation.nom),
        (_("NEQ"), objet.organisation.neq),
        (_("Programme"), f"{objet.version} – {objet.volet}"),
        (_("Appel"), objet.appel or _("Hors appel")),
        (_("Territoire"), ", ".join(regions.get(code, code) for code in objet.territoire)),
        (_("Clientèles"), ", ".join(str(clienteles.get(code, code)) for code in objet.clienteles)),
        (_("Période"), f"{formater_date(objet.debut)} – {formater_date(objet.fin)}"),
        (_("Revue de mi-parcours"), formater_date(objet.revue_prevue_le) if objet.revue_prevue_le else ""),
        (_("Montant demandé"), formater_argent(objet.montant_demande)),
    ]
    if objet.montant_convenu is not None:
        lignes.append((_("Montant convenu"), formater_argent(objet.montant_convenu)))
    if objet.gestionnaire:
        lignes.append((_("Gestionnaire au ministère"), objet.gestionnaire))
    return lignes
