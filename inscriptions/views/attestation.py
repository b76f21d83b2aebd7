"""Attestations: download by who may see it, public verification by who holds the code, revocation."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Role
from guichet.cloison import Portee, portee
from guichet.cycle import TransitionRefusee
from guichet.limites import cle_d_adresse, compter, est_depassee
from guichet.middleware.acces import page_publique
from guichet.referentiels.parametres import parametre
from guichet.vieprivee.lectures import noter_lecture
from inscriptions import policies
from inscriptions.actions.attestation import revoquer_attestation
from inscriptions.formulaires.cours import FormulaireMotif, FormulaireVerification
from inscriptions.models.resultat import normaliser_code
from inscriptions.queries.attestation import resultat_verification

PERIODE_S = 600


def attestation_pdf(request: HttpRequest, attestation_id: uuid.UUID) -> HttpResponse:
    """The PDF, for the person, her partner and her advisers; a revoked one is gone."""
    acteur = request.acteur  # type: ignore[attr-defined]
    attestation = get_object_or_404(
        policies.attestations_visibles(acteur).telechargeables().select_related("personne"), pk=attestation_id
    )
    noter_lecture(personne=attestation.personne, acteur=acteur, page="attestation", le=timezone.now())
    fichier = storages["prive"].open(attestation.chemin)
    return FileResponse(fichier, as_attachment=True, filename=f"attestation-{attestation.code_lisible}.pdf")


def attestation_revoquer(request: HttpRequest, attestation_id: uuid.UUID) -> HttpResponse:
    """An adviser takes an attestation back and says why."""
    acteur = request.acteur  # type: ignore[attr-defined]
    attestation = get_object_or_404(policies.attestations_visibles(acteur), pk=attestation_id)
    if acteur.role is not Role.CONSEILLER:
        raise PermissionDenied
    maintenant = timezone.now()
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None,
        domaine="attestation.revoquer",
        au=timezone.localdate(maintenant),
        avec_precision=True,
    )
    if request.method == "POST" and form.is_valid():
        try:
            revoquer_attestation(
                attestation=attestation,
                acteur=acteur,
                motif=form.cleaned_data["motif"],
                precision=form.cleaned_data["precision"],
                le=maintenant,
            )
            messages.success(request, _("L’attestation est révoquée. La page publique de vérification le dit."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("groupe", attestation.place.groupe_id)
    return render(
        request,
        "inscriptions/pas_motif.html",
        {
            "form": form,
            "titre": _("Révoquer l’attestation de %(nom)s") % {"nom": attestation.contenu["nom"]},
            "explication": _("L’attestation ne sera plus téléchargeable. La page publique dira qu’elle est révoquée."),
            "libelle": _("Révoquer"),
            "url_retour": reverse("groupe", args=[attestation.place.groupe_id]),
        },
    )


@page_publique
def verification(request: HttpRequest) -> HttpResponse:
    """The form where anyone types the code printed on an attestation."""
    form = FormulaireVerification(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("verification_code", form.cleaned_data["code"])
    return render(request, "inscriptions/verification.html", {"form": form})


@page_publique
def verification_code(request: HttpRequest, code: str) -> HttpResponse:
    """What this code says: valid, revoked, or unknown. Wrong codes are counted, then refused for a while."""
    maximum = int(parametre("verifications_attestation_maximum", au=timezone.localdate()))
    compteur = cle_d_adresse(request, "verification")
    if est_depassee(compteur, maximum):
        reponse = render(request, "inscriptions/verification_pause.html", status=429)
        reponse["Retry-After"] = str(PERIODE_S)
        return reponse
    normal = normaliser_code(code)
    with portee(Portee("verification", cle=normal)):
        resultat = resultat_verification(policies.attestations_verifiables(normal))
    if resultat is None:
        compter(compteur, secondes=PERIODE_S)
    reponse = render(
        request, "inscriptions/verification_code.html", {"resultat": resultat}, status=200 if resultat else 404
    )
    reponse["X-Robots-Tag"] = "noindex"
    return reponse
