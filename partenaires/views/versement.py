"""The instalments of an entente, one instalment, and what the ministry has to authorise and to issue."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee, pas_possibles
from partenaires import policies
from partenaires.actions import derogation as derogations
from partenaires.actions import versement as actions
from partenaires.actions.lot import preparer_lot
from partenaires.formulaires.versement import FormulaireChoix, FormulaireMotif, FormulaireReference
from partenaires.models import LotPaiement, Versement
from partenaires.onglets import LECTEURS, onglets_de
from partenaires.queries.delais import agir_avant
from partenaires.queries.journal import evenements_de
from partenaires.queries.versements import a_traiter, avec_moments, ce_qui_manque, remplie_le, totaux
from partenaires.states_ententes import APPROBATION, GESTION_ENTENTES, LECTURE_ENTENTES, PAIEMENT

PAR_PAGE = 50
AVEC_MOTIF = ("retenir", "liberer", "demander_derogation", "refuser_derogation")


def exiger_lecteur(acteur: Acteur) -> None:
    """Those who read an entente's file: the ministry's own, the partner's manager and agents."""
    if acteur.role not in LECTEURS:
        raise PermissionDenied


@require_GET
def versements(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """The calendar of an entente: each instalment, its condition, what is missing, who acts and by when."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.ententes_visibles(acteur).select_related("organisation", "decompte")
    entente = get_object_or_404(visibles, pk=entente_id)
    exiger_lecteur(acteur)
    lus = entente.versements.select_related("livrable", "entente").order_by("prevu_le", "numero")
    lignes = list(avec_moments(lus))
    contexte = {
        "entente": entente,
        "onglets": onglets_de(entente, acteur, "versements"),
        "lignes": [_ligne(versement) for versement in lignes],
        "totaux": totaux(lignes, convenu=entente.montant_convenu),
    }
    return render(request, "partenaires/versements.html", contexte)


@require_http_methods(["GET", "POST"])
def versement(request: HttpRequest, versement_id: uuid.UUID) -> HttpResponse:
    """One instalment with its history; its steps are posted here."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.versements_visibles(acteur).select_related("entente__organisation", "livrable", "lot")
    objet = get_object_or_404(avec_moments(visibles), pk=versement_id)
    exiger_lecteur(acteur)
    pas = request.POST.get("pas", "")
    saisies: dict[str, Any] = {nom: FormulaireMotif(auto_id=f"id_{nom}_%s") for nom in AVEC_MOTIF}
    saisies["emettre"] = FormulaireReference()
    if request.method == "POST":
        if pas not in ETAPES:
            raise PermissionDenied
        formulaire = saisies[pas] = _formulaire(pas, request)
        if formulaire.is_valid():
            try:
                ETAPES[pas](objet, acteur, formulaire.cleaned_data)
                messages.success(request, SUITES[pas]())
                return redirect("versement", objet.pk)
            except TransitionRefusee as refus:
                messages.error(request, refus.message)
    return render(request, "partenaires/versement.html", _contexte(objet, acteur, pas, saisies))


def _formulaire(pas: str, request: HttpRequest) -> Any:
    if pas == "emettre":
        return FormulaireReference(request.POST)
    if pas in AVEC_MOTIF:
        return FormulaireMotif(request.POST, auto_id=f"id_{pas}_%s")
    return _SansSaisie()


class _SansSaisie:
    """A step that asks for nothing."""

    cleaned_data: dict[str, Any] = {}

    def is_valid(self) -> bool:
        return True


def _derogation(objet: Versement) -> Any:
    return get_object_or_404(objet.derogations, accordee_le__isnull=True, refusee_le__isnull=True)


ETAPES: dict[str, Any] = {
    "autoriser": lambda v, a, _d: actions.autoriser_versement(versement=v, acteur=a, le=timezone.now()),
    "retenir": lambda v, a, d: actions.retenir_versement(versement=v, acteur=a, le=timezone.now(), motif=d["motif"]),
    "liberer": lambda v, a, d: actions.liberer_versement(versement=v, acteur=a, le=timezone.now(), motif=d["motif"]),
    "emettre": lambda v, a, d: actions.emettre_versement(
        versement=v, acteur=a, le=timezone.now(), reference=d["reference"]
    ),
    "demander_derogation": lambda v, a, d: derogations.demander_derogation(
        versement=v, acteur=a, le=timezone.now(), motif=d["motif"]
    ),
    "accorder_derogation": lambda v, a, _d: derogations.accorder_derogation(
        derogation=_derogation(v), acteur=a, le=timezone.now()
    ),
    "refuser_derogation": lambda v, a, d: derogations.refuser_derogation(
        derogation=_derogation(v), acteur=a, le=timezone.now(), motif=d["motif"]
    ),
}
SUITES: dict[str, Any] = {
    "autoriser": lambda: _("Le versement est autorisé. Le payeur peut l’émettre."),
    "retenir": lambda: _("Le versement est retenu."),
    "liberer": lambda: _("Le versement est libéré."),
    "emettre": lambda: _("Le paiement est consigné."),
    "demander_derogation": lambda: _("La dérogation est demandée. Une autre personne en décide."),
    "accorder_derogation": lambda: _("La dérogation est accordée."),
    "refuser_derogation": lambda: _("La dérogation est refusée."),
}


def _ligne(objet: Any) -> dict[str, Any]:
    return {
        "v": objet,
        "manque": ce_qui_manque(objet),
        "remplie_le": remplie_le(objet),
        "avant": agir_avant(objet),
        "attente": objet.attente,
    }


def _contexte(objet: Versement, acteur: Acteur, pas: str, saisies: dict[str, Any]) -> dict[str, Any]:
    demandes = list(objet.derogations.select_related("demandee_par", "accordee_par"))
    ouverte = next((d for d in demandes if not d.accordee_le and not d.refusee_le), None)
    active = ouverte or next((d for d in demandes if d.accordee_le), None)
    possibles = {un_pas.nom: un_pas for un_pas in pas_possibles(objet, acteur)}
    peut_demander = acteur.role in GESTION_ENTENTES and not active and not objet.est_recouvrement
    manque = ce_qui_manque(objet)
    return {
        "versement": objet,
        "entente": objet.entente,
        "onglets": onglets_de(objet.entente, acteur, "versements"),
        "ligne": _ligne(objet),
        "derogations": demandes,
        "a_decider": ouverte is not None,
        "ouverte": ouverte if acteur.role in APPROBATION else None,
        "autoriser": possibles.get("autoriser"),
        "emettre": possibles.get("emettre"),
        "motives": [
            (possibles[nom], saisies[nom]) for nom in ("liberer", "retenir") if nom in possibles and not objet.lot_id
        ],
        "peut_demander": peut_demander and manque and (objet.est_planifie or objet.est_retenu),
        "evenements": evenements_de(objet, acteur),
        "du_ministere": acteur.role in LECTURE_ENTENTES,
        "pas_tente": pas,
        "saisies": saisies,
    }


@require_http_methods(["GET", "POST"])
def versements_a_traiter(request: HttpRequest) -> HttpResponse:
    """What the ministry has to authorise and to pay, oldest due first; the payer makes a payment file of many."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in LECTURE_ENTENTES:
        raise PermissionDenied
    if request.method == "POST":
        return _preparer(request, acteur)
    vue = request.GET.get("vue") or ("emettre" if acteur.role in PAIEMENT else "autoriser")
    vue = vue if vue in ("autoriser", "emettre") else "autoriser"
    return render(request, "partenaires/versements_a_traiter.html", _travail(request, acteur, vue))


def _travail(request: HttpRequest, acteur: Acteur, vue: str, formulaire: Any = None) -> dict[str, Any]:
    listes = {nom: a_traiter(policies.versements_visibles(acteur), nom) for nom in ("autoriser", "emettre")}
    page = Paginator(listes[vue], PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [_ligne(objet) for objet in page]
    aujourdhui = timezone.localdate()
    onglets = [
        {"libelle": libelle, "url": f"?vue={nom}", "courant": vue == nom, "nombre": listes[nom].count()}
        for nom, libelle in (("autoriser", _("À autoriser")), ("emettre", _("À émettre")))
    ]
    return {
        "vue": vue,
        "onglets": onglets,
        "page_obj": page,
        "lignes": lignes,
        "en_retard": sum(1 for ligne in lignes if ligne["avant"] and ligne["avant"] < aujourdhui),
        "peut_choisir": vue == "emettre" and acteur.role is Role.PAYEUR,
        "lots": policies.lots_visibles(acteur).select_related("cree_par")[:10],
        "formulaire": formulaire,
        "aujourdhui": aujourdhui,
    }


def _preparer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Preview the payment file, then make it."""
    if acteur.role not in PAIEMENT:
        raise PermissionDenied
    a_emettre = a_traiter(policies.versements_visibles(acteur), "emettre")
    formulaire = FormulaireChoix(request.POST, possibles=[v.pk for v in a_emettre])
    if not formulaire.is_valid():
        return render(
            request, "partenaires/versements_a_traiter.html", _travail(request, acteur, "emettre", formulaire)
        )
    choisis = [uuid.UUID(pk) for pk in formulaire.cleaned_data["versements"]]
    if request.POST.get("pas") == "confirmer":
        try:
            lot: LotPaiement = preparer_lot(versements=choisis, acteur=acteur, le=timezone.now())
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        else:
            messages.success(
                request, _("Le lot %(numero)s est prêt : téléchargez son fichier.") % {"numero": lot.numero}
            )
            return redirect("lot_paiement", lot.pk)
    lignes = [v for v in a_emettre if v.pk in set(choisis)]
    contexte = {"lignes": lignes, "total": sum(v.montant for v in lignes)}
    return render(request, "partenaires/lot_apercu.html", contexte)
