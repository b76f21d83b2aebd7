"""A payment file: its lines, its bytes, and the references that come back from the finance system."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from partenaires import policies
from partenaires.actions.lot import consigner_paiements
from partenaires.fichier import FichierRefuse
from partenaires.fichier_paiements import REFERENCE_MAX, lire_references
from partenaires.formulaires.versement import FormulaireRetour
from partenaires.models import LotPaiement
from partenaires.queries.journal import evenements_de
from partenaires.states_ententes import PAIEMENT


@require_http_methods(["GET", "POST"])
def lot_paiement(request: HttpRequest, lot_id: uuid.UUID) -> HttpResponse:
    """One payment file; the payer writes the references one by one, or sends the file that came back."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    lot = get_object_or_404(policies.lots_visibles(acteur).select_related("cree_par"), pk=lot_id)
    formulaire, saisies = FormulaireRetour(), {}
    if request.method == "POST":
        if acteur.role not in PAIEMENT:
            raise PermissionDenied
        formulaire, saisies, refus = _lire(request, lot)
        if refus:
            messages.error(request, refus)
        elif saisies:
            try:
                emis = consigner_paiements(lot=lot, references=saisies, acteur=acteur, le=timezone.now())
            except TransitionRefusee as erreur:
                messages.error(request, erreur.message)
            else:
                phrase = ngettext("%(n)d paiement consigné.", "%(n)d paiements consignés.", len(emis))
                messages.success(request, phrase % {"n": len(emis)})
                return redirect("lot_paiement", lot.pk)
    lignes = list(lot.versements.select_related("entente", "organisation").order_by("prevu_le", "numero"))
    contexte = {
        "lot": lot,
        "lignes": [(ligne, saisies.get(ligne.reference, "")) for ligne in lignes],
        "formulaire": formulaire,
        "peut_consigner": acteur.role in PAIEMENT and lot.est_a_consigner,
        "reference_max": REFERENCE_MAX,
        "evenements": evenements_de(lot, acteur),
    }
    return render(request, "partenaires/lot_paiement.html", contexte)


@require_GET
def lot_paiement_csv(request: HttpRequest, lot_id: uuid.UUID) -> HttpResponse:
    """The file, the same bytes each time."""
    lot = get_object_or_404(policies.lots_visibles(request.acteur), pk=lot_id)  # type: ignore[attr-defined]
    reponse = HttpResponse(lot.contenu.encode(), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{lot.numero}.csv"'
    return reponse


def _lire(request: HttpRequest, lot: LotPaiement) -> tuple[FormulaireRetour, dict[str, str], str]:
    """The form of the file, the references typed or read, and why they cannot be."""
    attendues = {v.reference for v in lot.versements.select_related("entente") if v.est_autorise}
    if request.POST.get("pas") == "fichier":
        formulaire = FormulaireRetour(request.POST, request.FILES)
        if not formulaire.is_valid():
            return formulaire, {}, ""
        try:
            return formulaire, lire_references(formulaire.cleaned_data["fichier"].read(), attendues=attendues), ""
        except FichierRefuse as refus:
            return formulaire, {}, str(refus)
    saisies = {ref: request.POST.get(f"ref-{ref}", "").strip() for ref in attendues}
    saisies = {ref: paiement for ref, paiement in saisies.items() if paiement}
    if not saisies:
        return FormulaireRetour(), {}, _("Écrivez au moins une référence de paiement.")
    if any(len(paiement) > REFERENCE_MAX for paiement in saisies.values()):
        return FormulaireRetour(), saisies, _("Une référence compte au plus 40 caractères.")
    return FormulaireRetour(), saisies, ""
