"""Mid-term reviews: the work list, one review, its steps, its document, its corrective actions."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_possibles
from guichet.models import Journal
from partenaires import policies
from partenaires.actions import revue as actions
from partenaires.figures_revue import figure_des_activites
from partenaires.formulaires.revue import (
    FormulaireCloture,
    FormulaireCommentaire,
    FormulaireConclusion,
    FormulaireRencontre,
    FormulairesMesures,
)
from partenaires.models import ActionCorrective, Revue
from partenaires.onglets import LECTEURS, onglets_de
from partenaires.queries.revues import echeance_de, mesures_en_liste, revues_de_la_liste
from partenaires.revue_lecture import lire
from partenaires.states_ententes import CYCLE_REVUE, GESTION_ENTENTES

PAR_PAGE = 25
LIGNES_DE_MESURES = 3
PAS = ("commenter", "rencontrer", "conclure")


@require_GET
def revues(request: HttpRequest) -> HttpResponse:
    """What waits in reviews and corrective actions: a partner's own, or every partner's for the ministry."""
    acteur, jour = _lecteur(request), timezone.localdate()
    lignes = revues_de_la_liste(policies.revues_visibles(acteur), jour=jour)
    mesures = mesures_en_liste(policies.mesures_correctives_visibles(acteur), jour=jour)
    contexte = {
        "page_obj": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "a_faire": sum(ligne.avant_le is not None for ligne in lignes),
        "en_retard": sum(ligne.retard for ligne in lignes) + sum(ligne["retard"] for ligne in mesures),
        "mesures": mesures,
    }
    return render(request, "partenaires/revues.html", contexte)


@require_GET
def revue(request: HttpRequest, revue_id: uuid.UUID) -> HttpResponse:
    """One review: what it says, who acts next, its steps."""
    acteur, jour = request.acteur, timezone.localdate()  # type: ignore[attr-defined]
    trouvee = _trouver(request, revue_id)
    _lecteur(request)
    lue = lire(trouvee.contenu)
    avant = echeance_de(trouvee, jour)
    contexte = {
        "revue": trouvee,
        "entente": trouvee.entente,
        "lue": lue,
        "graphique": figure_des_activites(lue),
        "avant_le": avant,
        "retard": bool(avant and avant < jour),
        "pas": [pas for pas in pas_possibles(trouvee, acteur) if pas.nom in PAS],
        "mesures": [
            {
                "mesure": m,
                "retard": _en_retard(m, jour),
                "close": bool(m.faite_le or m.abandonnee_le),
                "peut": actions.peut_clore(m, acteur),
            }
            for m in trouvee.actions.all()
        ],
        "onglets": onglets_de(trouvee.entente, acteur, "entente_revues"),
        "histoire": _histoire(trouvee),
        # Into the register of improvement, which the ministry alone reads.
        "peut_consigner": acteur.est_ministere,
    }
    return render(request, "partenaires/revue.html", contexte)


@require_GET
def entente_revues(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """The reviews and corrective actions of one entente."""
    acteur, jour = request.acteur, timezone.localdate()  # type: ignore[attr-defined]
    entente = get_object_or_404(policies.ententes_visibles(acteur).select_related("organisation"), pk=entente_id)
    _lecteur(request)
    visibles = policies.mesures_correctives_visibles(acteur).filter(entente=entente)
    contexte = {
        "entente": entente,
        "lignes": revues_de_la_liste(policies.revues_visibles(acteur).filter(entente=entente), jour=jour),
        "mesures": mesures_en_liste(visibles, jour=jour),
        "onglets": onglets_de(entente, acteur, "entente_revues"),
    }
    return render(request, "partenaires/entente_revues.html", contexte)


@require_http_methods(["GET", "POST"])
def revue_pas(request: HttpRequest, revue_id: uuid.UUID, pas: str) -> HttpResponse:
    """The form of one step: comments, meeting, conclusion."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouvee = _trouver(request, revue_id)
    if pas not in PAS:
        raise Http404
    if acteur.role not in CYCLE_REVUE[pas].roles:
        raise PermissionDenied
    donnees = request.POST if request.method == "POST" else None
    formulaire = {
        "commenter": FormulaireCommentaire,
        "rencontrer": FormulaireRencontre,
        "conclure": FormulaireConclusion,
    }[pas](donnees)
    mesures = _mesures(donnees, trouvee) if pas == "conclure" else None
    if donnees is not None and formulaire.is_valid() and (mesures is None or mesures.is_valid()):
        try:
            _faire(pas, trouvee, acteur, formulaire.cleaned_data, mesures)
            messages.success(request, str(CYCLE_REVUE[pas].passe) + ".")
            return redirect("revue", trouvee.pk)
        except TransitionRefusee as refus:
            formulaire.add_error(None, refus.message)
    contexte = {"revue": trouvee, "form": formulaire, "mesures": mesures, "pas": CYCLE_REVUE[pas]}
    return render(request, "partenaires/revue_pas.html", contexte)


@require_GET
def revue_pdf(request: HttpRequest, revue_id: uuid.UUID) -> HttpResponse:
    """The document of a review, once made."""
    trouvee = _trouver(request, revue_id)
    _lecteur(request)
    if not trouvee.chemin:
        messages.info(request, _("Le document est en préparation. Il sera ici dans quelques minutes."))
        return redirect("revue", trouvee.pk)
    nom = f"revue-{trouvee.entente.numero}-{trouvee.prevue_le.isoformat()}.pdf"
    return FileResponse(storages["prive"].open(trouvee.chemin), as_attachment=True, filename=nom)


@require_http_methods(["GET", "POST"])
def mesure_corrective(request: HttpRequest, mesure_id: uuid.UUID) -> HttpResponse:
    """One corrective action: done with a proof, or given up with a reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.mesures_correctives_visibles(acteur).select_related("revue", "entente", "organisation")
    mesure: ActionCorrective = get_object_or_404(visibles, pk=mesure_id)
    _lecteur(request)
    peut, jour = actions.peut_clore(mesure, acteur), timezone.localdate()
    if request.method == "POST" and not peut:
        raise PermissionDenied
    formulaire = FormulaireCloture(
        request.POST if request.method == "POST" else None, peut_abandonner=acteur.role in GESTION_ENTENTES
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            _clore(mesure, acteur, **formulaire.cleaned_data)
            messages.success(request, _("La mesure est close."))
            return redirect("revue", mesure.revue_id)
        except TransitionRefusee as refus:
            formulaire.add_error(None, refus.message)
    contexte = {
        "mesure": mesure,
        "form": formulaire,
        "retard": _en_retard(mesure, jour),
        "peut": peut and not (mesure.faite_le or mesure.abandonnee_le),
    }
    return render(request, "partenaires/mesure_corrective.html", contexte)


def _lecteur(request: HttpRequest) -> Acteur:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in LECTEURS:
        raise PermissionDenied
    return acteur


def _trouver(request: HttpRequest, revue_id: uuid.UUID) -> Revue:
    visibles = policies.revues_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("entente__organisation", "organisation"), pk=revue_id)


def _en_retard(mesure: ActionCorrective, jour: Any) -> bool:
    return not mesure.faite_le and not mesure.abandonnee_le and mesure.echeance < jour


def _mesures(donnees: Any, trouvee: Revue) -> Any:
    """The lines of actions, what the review proposes written in the first ones."""
    proposees = [
        {"description": p["texte"][:300], "responsable": p["responsable"]}
        for p in trouvee.contenu.get("propositions", [])
    ]
    vides = [{"responsable": "partenaire"}] * max(LIGNES_DE_MESURES - len(proposees), 1)
    return FormulairesMesures(donnees, initial=(proposees + vides)[:12], prefix="mesures")


def _faire(pas: str, trouvee: Revue, acteur: Acteur, champs: dict[str, Any], mesures: Any) -> None:
    le = timezone.now()
    if pas == "commenter":
        actions.commenter_revue(revue=trouvee, acteur=acteur, le=le, commentaire=champs["commentaire"])
    elif pas == "rencontrer":
        actions.consigner_rencontre(
            revue=trouvee, acteur=acteur, le=le, jour=champs["rencontre_le"], compte_rendu=champs["compte_rendu"]
        )
    else:
        convenues = [m for m in (formulaire.mesure() for formulaire in mesures) if m]
        actions.conclure_revue(revue=trouvee, acteur=acteur, le=le, conclusion=champs["conclusion"], mesures=convenues)


def _clore(mesure: ActionCorrective, acteur: Acteur, *, suite: str, texte: str) -> None:
    le = timezone.now()
    if suite == "faite":
        actions.faire_mesure(mesure=mesure, acteur=acteur, le=le, preuve=texte)
    else:
        actions.abandonner_mesure(mesure=mesure, acteur=acteur, le=le, motif=texte)


def _histoire(trouvee: Revue) -> list[dict[str, Any]]:
    lignes = Journal.objects.de_l_objet(trouvee)
    titres = {pas.nom: pas.passe for pas in CYCLE_REVUE.pas} | {"ouvrir": _("Générée par le portail")}
    return [
        {"le": ligne.le, "titre": titres.get(ligne.pas, ligne.pas), "par": ligne.acteur_libelle}
        for ligne in reversed(lignes)
    ]


def adresse_de(trouvee: Revue) -> str:
    """The page of a review."""
    return reverse("revue", args=[trouvee.pk])
