"""« Où en est ma demande? », and what the person can do about it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.acteurs import ROLES_PERSONNE
from guichet.coquille import page
from guichet.cycle import TransitionRefusee, pas_offerts
from guichet.gabarits import par_langue, rendre
from guichet.templatetags import composants
from inscriptions.actions import inscription as actions
from inscriptions.etapes import ETAPES, REDACTION
from inscriptions.formulaires.retrait import FormulaireRetrait
from inscriptions.lectures import lire_ma_demande
from inscriptions.models import Inscription
from inscriptions.queries.admissibilite import decision_en_mots
from inscriptions.queries.prevision_attente import attente_dite
from inscriptions.queries.priorites import classe_de_la_demande
from inscriptions.queries.suivi import histoire, suivi_de
from inscriptions.states import EtatInscription as E
from inscriptions.suivi import parcours, situer
from inscriptions.views.inscription import demande_de

# Once a decision is taken by a person, the automatic one is only history.
DECISION_MONTREE = (E.DEPOSEE, E.A_COMPLETER, E.NON_ADMISSIBLE)


@par_langue
def parcours_montre(etat: str) -> SafeString:
    """The stages of the path, the same for everyone in that state; nothing once the path is left."""
    etapes = parcours(etat)
    return composants.parcours(etapes) if etapes else SafeString("")


@par_langue
def corrections_offertes(etat: str) -> SafeString:
    """The answers that may still be changed in that state, as links."""
    if etat in REDACTION:
        return SafeString("")
    return rendre("inscriptions/suivi_corrections.jinja", {"etapes": [e for e in ETAPES if e.est_ouverte(etat)]})


@require_safe
def suivi(request: HttpRequest) -> HttpResponse:
    """What happens now, who acts, by when; then the history."""
    acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in ROLES_PERSONNE:
        raise PermissionDenied
    lue = lire_ma_demande(acteur)
    if lue is None:
        return render(request, "inscriptions/suivi_vide.html")
    demande, etat_present = lue.demande, suivi_de(lue.faits, maintenant=timezone.now())
    contexte = {
        "demande": demande,
        "maintenant_": situer(etat_present.situation),
        "suivi": etat_present,
        "parcours_": parcours_montre(demande.etat),
        "evenements": histoire(lue.faits),
        "pas": {pas.nom: pas for pas in pas_offerts(demande, acteur)},
        "decision": decision_en_mots(demande.admissibilite) if demande.etat in DECISION_MONTREE else {},
        "prevision": attente_dite(lue.prevision, jour=timezone.localdate())
        if demande.est_en_attente and etat_present.offre is None
        else None,
        "priorite": classe_de_la_demande(demande) if demande.est_en_attente else {},
        "avant_envoi": False,
        "corrections": corrections_offertes(demande.etat),
        "pieces": lue.pieces,
        "anciennes": lue.anciennes,
        "recommandations": lue.recommandations,
    }
    return page(request, "inscriptions/suivi.jinja", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: HttpRequest) -> HttpResponse:
    """Withdraw the request, with a reason; the page says what it changes before."""
    demande = _demande_ou_404(request)
    jour = timezone.localdate()
    formulaire = FormulaireRetrait(request.POST if request.method == "POST" else None, au=jour)
    if request.method != "POST" or not formulaire.is_valid():
        return render(request, "inscriptions/suivi_retirer.html", {"form": formulaire, "demande": demande})
    try:
        actions.retirer_inscription(
            inscription=demande,
            acteur=request.acteur,  # type: ignore[attr-defined]
            motif_code=formulaire.cleaned_data["motif"],
            precision=formulaire.cleaned_data["precision"],
            le=timezone.now(),
        )
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, _("Votre demande est retirée."))
    return redirect("suivi")


@require_POST
def reprendre(request: HttpRequest) -> HttpResponse:
    """Take up an ended request again."""
    demande = _demande_ou_404(request)
    try:
        actions.reprendre_inscription(inscription=demande, acteur=request.acteur, le=timezone.now())  # type: ignore[attr-defined]
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, _("Votre demande est reprise."))
    return redirect("suivi")


def _demande_ou_404(request: HttpRequest) -> Inscription:
    """The person's request; what the table refuses, the action says."""
    demande = demande_de(request)
    if demande is None:
        raise Http404
    return demande
