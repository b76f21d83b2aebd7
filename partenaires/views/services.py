"""Services rendered outside the portal: the list, one line, a file looked at then confirmed, the keys of the API."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from partenaires import policies
from partenaires.actions import jetons as actions_jetons
from partenaires.actions import services as actions
from partenaires.fichier import FichierRefuse
from partenaires.formulaires.services import (
    FormulaireJeton,
    FormulaireLot,
    FormulaireRetrait,
    FormulaireService,
    erreurs_de,
)
from partenaires.models import LotServices, SourceService
from partenaires.queries.services import apercevoir, lignes_du_lot
from partenaires.services_lignes import ecrire_modele
from partenaires.states_ententes import ENGAGEANT, GESTION_ENTENTES, PREPARATION

LECTEURS = PREPARATION | GESTION_ENTENTES
PAR_PAGE = 50
DITS = {
    "ajout": gettext_lazy("Le service est inscrit."),
    "changement": gettext_lazy("Le service de cette référence est changé."),
    "inchangee": gettext_lazy("Ce service était déjà inscrit : rien n’a changé."),
}


def _exiger(acteur: Acteur, roles: Any = LECTEURS) -> None:
    if acteur.role not in roles:
        raise PermissionDenied


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """The lines that count, the latest files, and the keys of the organisation."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    _exiger(acteur)
    lignes = policies.services_visibles(acteur).filter(fini_le=None).select_related("organisation", "entente")
    lots = policies.lots_services_visibles(acteur).select_related("organisation")
    le = timezone.now()
    contexte = {
        "page_obj": Paginator(lignes.order_by("-date", "reference", "pk"), PAR_PAGE).get_page(request.GET.get("page")),
        "lots": [(lot, _annulable(lot, acteur, le)) for lot in lots.order_by("-recu_le")[:10]],
        "jetons": list(policies.jetons_visibles(acteur)) if acteur.role in ENGAGEANT else [],
        "gere_jetons": acteur.role in ENGAGEANT,
        "maintenant_le": le,
    }
    return render(request, "partenaires/services.html", contexte)


def _annulable(lot: LotServices, acteur: Acteur, le: Any) -> bool:
    sien = (lot.source == SourceService.ORGANISME) == (acteur.role in PREPARATION)
    return sien and lot.est_annulable(le=le)


def _qui(form: Any, acteur: Acteur) -> dict[str, Any]:
    """For whom and from which source."""
    if acteur.role in PREPARATION:
        return {"organisation_id": acteur.organisation_id, "source": SourceService.ORGANISME}
    return {"organisation_id": form.cleaned_data["organisation"].pk, "source": form.cleaned_data["source"]}


@require_http_methods(["GET", "HEAD", "POST"])
def service_ajouter(request: HttpRequest) -> HttpResponse:
    """One line, judged as a file's lines are; faults stay beside what was typed."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    _exiger(acteur)
    form = FormulaireService(
        request.POST if request.method == "POST" else None,
        ententes=policies.ententes_visibles(acteur).engagees().order_by("numero"),
        au_ministere=acteur.role in GESTION_ENTENTES,
    )
    if request.method == "POST" and form.is_valid():
        try:
            effets = actions.inscrire([(1, form.cellules())], acteur=acteur, le=timezone.now(), **_qui(form, acteur))
            dits = {"ajout": _("Le service est inscrit."), "changement": _("Le service de cette référence est changé.")}
            messages.success(
                request, dits.get(next(iter(effets)), _("Ce service était déjà inscrit : rien n’a changé."))
            )
            return redirect("services")
        except actions.ServicesRefuses as refus:
            form.dire(erreurs_de(refus.examens))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    contexte = {"form": form, "titre": _("Inscrire un service"), "url_retour": reverse("services")}
    return render(request, "partenaires/service_ajouter.html", contexte)


@require_GET
def services_modele(request: HttpRequest) -> HttpResponse:
    """A file to begin with."""
    _exiger(request.acteur)  # type: ignore[attr-defined]
    reponse = HttpResponse(ecrire_modele(), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="modele-services.csv"'
    return reponse


@require_http_methods(["GET", "HEAD", "POST"])
def services_importer(request: HttpRequest) -> HttpResponse:
    """Receive the file; nothing is kept of one that cannot be read."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    _exiger(acteur)
    recus = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormulaireLot(*recus, au_ministere=acteur.role in GESTION_ENTENTES)
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            lot = actions.recevoir_lot(
                nom=fichier.name, octets=fichier.read(), acteur=acteur, le=timezone.now(), **_qui(form, acteur)
            )
            return redirect("services_lot", lot.pk)
        except FichierRefuse as refus:
            form.add_error("fichier", refus.message)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    contexte = {"form": form, "url_retour": reverse("services")}
    return render(request, "partenaires/services_importer.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def services_lot(request: HttpRequest, lot_id: uuid.UUID) -> HttpResponse:
    """What the file would change, or what to mend; one confirmation writes all of it or nothing."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    lot = get_object_or_404(policies.lots_services_visibles(acteur).select_related("organisation"), pk=lot_id)
    _exiger(acteur)
    le = timezone.now()
    if request.method == "POST":
        try:
            fait = actions.confirmer_lot(lot=lot, acteur=acteur, le=le)
            messages.success(request, _dire(fait))
            return redirect("services_lot", lot.pk)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    apercu = None
    if lot.est_en_apercu and not lot.est_en_cours:
        apercu = apercevoir(lignes_du_lot(lot), organisation_id=lot.organisation_id, source=lot.source, le=le)
    contexte = {
        "lot": lot,
        "apercu": apercu,
        "erreurs": erreurs_de(apercu.fautives) if apercu else [],
        "annulable": _annulable(lot, acteur, le),
    }
    return render(request, "partenaires/services_lot.html", contexte)


@require_POST
def services_lot_annuler(request: HttpRequest, lot_id: uuid.UUID) -> HttpResponse:
    """Undo the whole file."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    lot = get_object_or_404(policies.lots_services_visibles(acteur), pk=lot_id)
    _exiger(acteur)
    try:
        actions.annuler_lot(lot=lot, acteur=acteur, le=timezone.now())
        messages.success(request, _("Le fichier est annulé : ses lignes ne comptent plus."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("services_lot", lot.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def service_retirer(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """Take one line out, with its reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    service = get_object_or_404(policies.services_visibles(acteur), pk=service_id)
    _exiger(acteur)
    form = FormulaireRetrait(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retirer_service(service=service, acteur=acteur, le=timezone.now(), motif=form.cleaned_data["motif"])
            messages.success(request, _("La ligne est retirée."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("services")
    contexte = {
        "form": form,
        "titre": _("Retirer le service %(reference)s") % {"reference": service.reference},
        "explication": _("La ligne reste dans l’histoire et ne compte plus."),
        "libelle": _("Retirer la ligne"),
        "url_retour": reverse("services"),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def services_jeton(request: HttpRequest) -> HttpResponse:
    """A new key for the organisation's own system, its secret shown this once."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    _exiger(acteur, ENGAGEANT)
    form = FormulaireJeton(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        _jeton, secret = actions_jetons.creer_jeton(nom=form.cleaned_data["nom"], acteur=acteur, le=timezone.now())
    contexte = {"form": form, "secret": secret, "url_retour": reverse("services")}
    return render(request, "partenaires/services_jeton.html", contexte)


@require_POST
def services_jeton_revoquer(request: HttpRequest, jeton_id: uuid.UUID) -> HttpResponse:
    """End a key."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    jeton = get_object_or_404(policies.jetons_visibles(acteur), pk=jeton_id)
    _exiger(acteur, ENGAGEANT)
    actions_jetons.revoquer_jeton(jeton=jeton, acteur=acteur, le=timezone.now())
    messages.success(request, _("Le jeton ne sert plus."))
    return redirect("services")


def _dire(lot: LotServices) -> str:
    if lot.est_en_cours:
        return _("Le fichier s’enregistre en arrière-plan. Vous pouvez quitter cette page.")
    nombre = lot.nb_ajouts + lot.nb_changements
    if not nombre:
        return _("Rien n’a changé : tout était déjà inscrit.")
    return ngettext("%(n)d ligne inscrite.", "%(n)d lignes inscrites.", nombre) % {"n": nombre}
