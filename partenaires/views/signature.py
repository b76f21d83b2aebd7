"""The page where an entente, or an amendment, is signed; its file; the public check of a printed code."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import Portee, portee
from guichet.cycle import TransitionRefusee
from guichet.limites import cle_d_adresse, compter, est_depassee
from guichet.middleware.acces import page_publique
from guichet.referentiels.parametres import parametre
from inscriptions.models.resultat import normaliser_code
from partenaires import policies
from partenaires.actions import signature as actions
from partenaires.formulaires.ententes import FormulaireDelegation, FormulaireMotifLibre, FormulaireSignataires
from partenaires.models import Avenant, DocumentSigne, Entente
from partenaires.onglets import LECTEURS, onglets_de
from partenaires.queries import signature as lectures

PERIODE_S = 600


def entente_signature(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """Who signed an entente, who is next and by when; sign, delegate, prepare, take back."""
    return _page(request, entente_ou_404(request, entente_id))


def avenant_signature(request: HttpRequest, avenant_id: uuid.UUID) -> HttpResponse:
    """The same for an amendment."""
    return _page(request, avenant_ou_404(request, avenant_id))


def entente_pdf(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """The file to sign, or signed; back to the page while there is none."""
    return _fichier(entente_ou_404(request, entente_id))


def avenant_pdf(request: HttpRequest, avenant_id: uuid.UUID) -> HttpResponse:
    """The same for an amendment."""
    return _fichier(avenant_ou_404(request, avenant_id))


@page_publique
def document_verification(request: HttpRequest, code: str) -> HttpResponse:
    """What a printed code says: prepared, signed, taken back, or unknown. Wrong codes are counted, then refused."""
    maximum = int(parametre("verifications_attestation_maximum", au=timezone.localdate()))
    compteur = cle_d_adresse(request, "verification")
    if est_depassee(compteur, maximum):
        reponse = render(request, "inscriptions/verification_pause.html", status=429)
        reponse["Retry-After"] = str(PERIODE_S)
        return reponse
    normal = normaliser_code(code)
    with portee(Portee("verification", cle=normal)):
        document = DocumentSigne.objects.filter(code=normal).first() if normal else None
    if document is None:
        compter(compteur, secondes=PERIODE_S)
    statut = 200 if document else 404
    reponse = render(request, "partenaires/document_verification.html", {"document": document}, status=statut)
    reponse["X-Robots-Tag"] = "noindex"
    return reponse


def entente_ou_404(request: HttpRequest, entente_id: uuid.UUID) -> Entente:
    """An entente this actor may know exists, and whose file they read."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.ententes_visibles(acteur).select_related("organisation", "volet", "version__programme")
    entente = get_object_or_404(visibles, pk=entente_id)
    if acteur.role not in LECTEURS:
        raise PermissionDenied
    return entente


def avenant_ou_404(request: HttpRequest, avenant_id: uuid.UUID) -> Avenant:
    """An amendment this actor may know exists, and reads."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.avenants_visibles(acteur).select_related(
        "entente__organisation", "entente__volet", "entente__version__programme", "propose_par", "approuve_par"
    )
    avenant = get_object_or_404(visibles, pk=avenant_id)
    if acteur.role not in LECTEURS:
        raise PermissionDenied
    return avenant


def _page(request: HttpRequest, objet: Entente | Avenant) -> HttpResponse:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    entente, document = lectures.entente_de(objet), lectures.document_en_cours(objet)
    au, lie = timezone.localdate(), ""
    formulaires = _formulaires(request, entente, document, acteur, au)
    if request.method == "POST":
        lie = request.POST.get("action", "")
        if _faire(request, objet, document, formulaires):
            return redirect(request.path)
    suivant = lectures.suivant(document) if document else None
    signable = objet.est_a_signer if isinstance(objet, Avenant) else objet.est_a_negocier
    contexte = {
        "objet": objet,
        "entente": entente,
        "avenant": objet if isinstance(objet, Avenant) else None,
        "document": document,
        "suivant": suivant,
        "signable": signable,
        "a_moi": bool(signable and suivant and lectures.peut_signer(suivant, acteur, au=au)),
        "est_gestion": acteur.role is Role.GESTIONNAIRE_ENTENTES,
        "peut_deleguer": bool(signable and "deleguer" in formulaires),
        "retires": DocumentSigne.objects.filter(
            entente=entente, avenant=objet if isinstance(objet, Avenant) else None, retire_le__isnull=False
        ),
        "action": lie,
        "onglets": onglets_de(entente, acteur, "avenants" if isinstance(objet, Avenant) else "entente_signature"),
        **{f"form_{nom}": form for nom, form in formulaires.items()},
    }
    return render(request, "partenaires/signature.html", contexte)


def _formulaires(request: HttpRequest, entente: Entente, document: Any, acteur: Acteur, au: Any) -> dict[str, Any]:
    """The forms this actor may send now, by action; the one sent keeps what was typed."""
    trouves: dict[str, Any] = {}

    def saisie(action: str) -> Any:
        return request.POST if request.POST.get("action") == action else None

    if acteur.role is Role.GESTIONNAIRE_ENTENTES:
        trouves["preparer"] = FormulaireSignataires(saisie("preparer"), entente=entente, au=au)
        trouves["retirer"] = FormulaireMotifLibre(saisie("retirer"))
    siens = [s for s in document.signataires.all() if s.utilisateur_id == acteur.utilisateur_id] if document else []
    if siens and not siens[0].a_signe:
        membres = lectures.adhesions_de(siens[0].partie, entente=entente, au=au, deleguees=True)
        membres = membres.exclude(utilisateur=acteur.utilisateur_id)
        trouves["deleguer"] = FormulaireDelegation(saisie("deleguer"), membres=membres, initial={"du": au})
    return trouves


def _faire(
    request: HttpRequest, objet: Entente | Avenant, document: DocumentSigne | None, formulaires: dict[str, Any]
) -> bool:
    """Do what was asked; false when the form must be shown again."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    action, le = request.POST.get("action", ""), timezone.now()
    form = formulaires.get(action)
    if action != "signer" and form is None:
        raise PermissionDenied
    if form is not None and not form.is_valid():
        return False
    lus = form.cleaned_data if form is not None else {}

    def preparer() -> str:
        actions.preparer_signature(objet=objet, appeles=form.appeles(), acteur=acteur, le=le)
        return _("Le document se prépare. Il apparaît ici dans quelques instants.")

    def signer() -> str:
        if request.POST.get("confirme") != "oui":
            raise TransitionRefusee(_("Cochez que vous avez lu le document."))
        signataire = document and lectures.suivant(document)
        if signataire is None or str(signataire.pk) != request.POST.get("signataire"):
            raise TransitionRefusee(_("Cette signature n’est plus attendue. Relisez la page."))
        actions.signer(signataire=signataire, acteur=acteur, le=le)
        return _("Votre signature est donnée.")

    def deleguer() -> str:
        signataire = next(s for s in document.signataires.all() if s.utilisateur_id == acteur.utilisateur_id)  # type: ignore[union-attr]
        actions.deleguer(
            signataire=signataire,
            delegue_id=int(lus["delegue"]),
            du=lus["du"],
            au=lus["au"],
            motif=lus["motif"],
            acteur=acteur,
            le=le,
        )
        return _("La délégation est notée.")

    def retirer() -> str:
        if document is None:
            raise TransitionRefusee(_("Il n’y a pas de document à retirer."))
        actions.retirer_document(document=document, motif=lus["motif"], acteur=acteur, le=le)
        return _("Le document est retiré. Vous pouvez en préparer un autre.")

    gestes: dict[str, Callable[[], str]] = {
        "preparer": preparer,
        "signer": signer,
        "deleguer": deleguer,
        "retirer": retirer,
    }
    try:
        messages.success(request, gestes[action]())
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return True


def _fichier(objet: Entente | Avenant) -> HttpResponse:
    document = lectures.document_en_cours(objet)
    if document is None or not document.est_produit:
        nom = "avenant_signature" if isinstance(objet, Avenant) else "entente_signature"
        return redirect(nom, objet.pk)
    nom = document.contexte["numero"] + (f"-avenant-{objet.numero}" if isinstance(objet, Avenant) else "")
    return FileResponse(storages["prive"].open(document.fichier), as_attachment=True, filename=f"{nom}.pdf")
