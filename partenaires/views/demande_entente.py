"""An organisation writes its request: the steps, the documents, the recap that tells what is missing, the sending."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from guichet.referentiels.formats import formater_argent, formater_date
from guichet.referentiels.queries import choix_regions
from partenaires.actions import demande
from partenaires.actions.document_entente import deposer_document
from partenaires.formulaires.demande import (
    FormulaireDocument,
    FormulaireMontants,
    FormulaireProjet,
    FormulaireTerritoire,
)
from partenaires.models import Clientele, Entente
from partenaires.queries.contenu_entente import Contenu, contenu_entente
from partenaires.queries.demandes import cumul_de, liste_documents, manques
from partenaires.states_ententes import ENGAGEANT, PREPARATION
from partenaires.views.ententes_communs import contexte_entente, entente_ou_404, exiger

ETAPES: dict[str, tuple[Any, Any]] = {
    "projet": (gettext_lazy("Le projet"), gettext_lazy("Ce que vous proposez, en quelques phrases.")),
    "territoire": (
        gettext_lazy("Où, pour qui, quand"),
        gettext_lazy("Les régions, les personnes servies et les dates."),
    ),
    "activites": (
        gettext_lazy("Les activités"),
        gettext_lazy("Pour chaque activité : combien d’unités de service, à quel prix. Le volet fixe un prix maximal."),
    ),
    "budget": (
        gettext_lazy("Le budget et le montant"),
        gettext_lazy(
            "Tous les coûts du projet, puis ce que vous demandez et ce que d’autres organismes publics donnent."
        ),
    ),
    "livrables": (
        gettext_lazy("Les livrables"),
        gettext_lazy("Ce que vous remettrez, et quand. Sans rapport final, le ministère en ajoute un."),
    ),
    "versements": (
        gettext_lazy("Les versements"),
        gettext_lazy("Le calendrier que vous proposez. Laissez vide pour recevoir celui du ministère."),
    ),
    "documents": (gettext_lazy("Les documents"), gettext_lazy("Un fichier par document, en PDF ou en photo.")),
}
FORMULAIRES = {"projet": FormulaireProjet, "territoire": FormulaireTerritoire, "budget": FormulaireMontants}
NOMS = list(ETAPES)


@require_http_methods(["GET", "HEAD", "POST"])
def entente_demande(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """Check the answers, see what is missing, send."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger(acteur, PREPARATION)
    if not objet.est_modifiable:
        return redirect("entente", objet.pk)
    if request.method == "POST":
        try:
            demande.soumettre_demande(entente=objet, acteur=acteur, le=timezone.now())
            messages.success(request, _("Votre demande est soumise. Le ministère vérifie qu’elle est complète."))
            return redirect("entente", objet.pk)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
            return redirect("entente_demande", objet.pk)
    contexte = contexte_entente(request, objet, "entente", _("Demande")) | {
        "manques": manques(objet),
        "sections": _recapitulatif(objet),
        "peut_soumettre": acteur.role in ENGAGEANT,
        "url_retour": reverse("entente", args=[objet.pk]),
    }
    return render(request, "partenaires/entente_demande.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def entente_etape(request: HttpRequest, entente_id: uuid.UUID, etape: str) -> HttpResponse:
    """One step of the request."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = entente_ou_404(request, entente_id)
    exiger(acteur, PREPARATION)
    if not objet.est_modifiable:
        messages.error(request, _("La demande est soumise : elle ne se modifie plus."))
        return redirect("entente", objet.pk)
    if etape not in ETAPES:
        raise Http404
    form = _formulaire(request, objet, etape)
    if request.method == "POST":
        reponse = _recevoir(request, objet, etape, form)
        if reponse is not None:
            return reponse
    rang = NOMS.index(etape)
    titre, pourquoi = ETAPES[etape]
    contexte = contexte_entente(request, objet, "entente", _("Demande")) | {
        "etape": etape,
        "numero": rang + 1,
        "total": len(NOMS),
        "titre": titre,
        "pourquoi": pourquoi,
        "form": form,
        "contenu": contenu_entente(objet),
        "cumul": cumul_de(objet),
        "documents": liste_documents(objet) if etape == "documents" else [],
        "url_retour": reverse("entente_etape", args=[objet.pk, NOMS[rang - 1]]) if rang else _recap(objet),
        "url_recap": _recap(objet),
    }
    return render(
        request, f"partenaires/entente_etape_{'documents' if etape == 'documents' else 'saisie'}.html", contexte
    )


def _formulaire(request: HttpRequest, objet: Entente, etape: str) -> Any:
    if etape not in FORMULAIRES:
        return None
    donnees = request.POST if request.method == "POST" else None
    return FORMULAIRES[etape](donnees, entente=objet, acteur=request.acteur)  # type: ignore[attr-defined]


def _recevoir(request: HttpRequest, objet: Entente, etape: str, form: Any) -> HttpResponse | None:
    """Keep what was sent and go on; None to show the page again with its errors."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if etape == "documents" and "code" in request.POST:
        return _recevoir_document(request, objet, acteur)
    if form is not None:
        if not form.is_valid():
            return None
        champs = dict(form.cleaned_data)
        try:
            if neq := champs.pop("neq", ""):
                demande.inscrire_neq(entente=objet, acteur=acteur, neq=neq)
            demande.enregistrer_demande(entente=objet, acteur=acteur, champs=champs)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
            return None
    suite = NOMS.index(etape) + 1
    return redirect("entente_etape", objet.pk, NOMS[suite]) if suite < len(NOMS) else redirect(_recap(objet))


def _recevoir_document(request: HttpRequest, objet: Entente, acteur: Acteur) -> HttpResponse:
    exige = objet.volet.documents.filter(code=request.POST.get("code", "")).first()
    form = FormulaireDocument(request.POST, request.FILES)
    if exige is None:
        messages.error(request, _("Ce document n’est pas demandé pour ce volet."))
    elif not form.is_valid():
        messages.error(request, f"{exige.nom} : {form.errors['fichier'][0]}")
    else:
        try:
            deposer_document(
                entente=objet, exige=exige, fichier=form.cleaned_data["fichier"], acteur=acteur, le=timezone.now()
            )
            messages.success(request, _("« %(nom)s » est reçu. Le fichier est en vérification.") % {"nom": exige.nom})
        except ValidationError as refus:
            messages.error(request, f"{exige.nom} : {refus.messages[0]}")
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    return redirect("entente_etape", objet.pk, "documents")


def _recap(objet: Entente) -> str:
    return reverse("entente_demande", args=[objet.pk])


def _recapitulatif(objet: Entente) -> list[dict[str, Any]]:
    contenu = contenu_entente(objet)
    lignes = {
        "projet": [
            (_("Titre"), objet.titre),
            (_("Description"), objet.description),
            (_("NEQ"), objet.organisation.neq),
        ],
        "territoire": _du_territoire(objet),
        "activites": _des_activites(contenu),
        "budget": _du_budget(objet, contenu),
        "livrables": [(x.titre, formater_date(x.du_le)) for x in contenu.livrables],
        "versements": [
            (f"{_('Versement')} {v.numero}", f"{formater_argent(v.montant)} – {v.get_condition_display()}")
            for v in contenu.versements
        ],
        "documents": [(x.exige.nom, x.document.nom_origine if x.document else "") for x in liste_documents(objet)],
    }
    return [
        {"titre": ETAPES[nom][0], "lignes": lignes[nom], "url": reverse("entente_etape", args=[objet.pk, nom])}
        for nom in NOMS
    ]


def _du_territoire(objet: Entente) -> list[tuple[Any, Any]]:
    regions, clienteles = dict(choix_regions()), dict(Clientele.choices)
    return [
        (_("Régions"), ", ".join(regions.get(code, code) for code in objet.territoire)),
        (_("Clientèles"), ", ".join(str(clienteles.get(code, code)) for code in objet.clienteles)),
        (_("Dates"), f"{formater_date(objet.debut)} – {formater_date(objet.fin)}"),
    ]


def _des_activites(contenu: Contenu) -> list[tuple[Any, Any]]:
    return [(a.titre, formater_argent(a.montant)) for a in contenu.activites]


def _du_budget(objet: Entente, contenu: Contenu) -> list[tuple[Any, Any]]:
    return [
        *((ligne.poste, formater_argent(ligne.montant)) for ligne in contenu.budget),
        (_("Coût total"), formater_argent(contenu.total_budget)),
        (_("Montant demandé"), formater_argent(objet.montant_demande)),
        (_("Autres aides publiques"), formater_argent(objet.autres_aides)),
    ]
