"""A person's file as the adviser reads it, and the steps taken on it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.cycle import TransitionRefusee, cycle_de, pas_offerts, pas_possibles
from guichet.vieprivee.lectures import noter_lecture
from inscriptions import policies
from inscriptions.actions import dossier as actions
from inscriptions.actions.offre import retirer_offre
from inscriptions.formulaires.dossier import FormulairePas, FormulaireRecherche
from inscriptions.models import Inscription, OffreDePlace
from inscriptions.queries.admissibilite import decision_en_mots
from inscriptions.queries.dossiers import fiche_de, historique, rechercher
from inscriptions.queries.priorites import classe_de_la_demande
from inscriptions.states import EtatInscription
from inscriptions.views.conseil import conseil_seulement

PAR_PAGE = 25


@require_safe
@conseil_seulement
def dossiers(request: HttpRequest) -> HttpResponse:
    """Search the files of one's regions."""
    acteur = request.acteur  # type: ignore[attr-defined]
    formulaire = FormulaireRecherche(request.GET, regions=acteur.regions)
    criteres = formulaire.criteres()
    # A draft is the person's own until she sends it.
    visibles = policies.inscriptions_visibles(acteur).exclude(etat=EtatInscription.BROUILLON)
    trouves = rechercher(visibles, **criteres)
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"form": formulaire, "page_obj": page, "filtre": any(criteres.values())}
    return render(request, "inscriptions/dossiers.html", contexte)


@require_safe
@conseil_seulement
def dossier(request: HttpRequest, inscription_id: uuid.UUID) -> HttpResponse:
    """One file; opening it is written down, and the person can read that."""
    acteur, le = request.acteur, timezone.now()  # type: ignore[attr-defined]
    inscription = _trouver(request, inscription_id)
    noter_lecture(personne=inscription.personne, acteur=acteur, page="dossier", le=le)
    en_historique = request.GET.get("onglet") == "historique"
    offerts = pas_offerts(inscription, acteur)
    contexte = {
        "inscription": inscription,
        "personne": inscription.personne,
        "pas_directs": [pas for pas in offerts if not pas.motif_requis and pas.nom in actions.PAS],
        "pas_motives": [pas for pas in offerts if pas.motif_requis and pas.nom in actions.PAS],
        "peut_evaluer": any(pas.nom == "evaluer" for pas in pas_possibles(inscription, acteur)),
        "attente_jours": inscription.attente_jours(timezone.localdate(le)),
        "onglets": _onglets(inscription, en_historique),
        "en_historique": en_historique,
        "evenements": historique(inscription) if en_historique else [],
        "fiche": None if en_historique else fiche_de(inscription, au=timezone.localdate(le)),
        "decision": decision_en_mots(inscription.admissibilite),
        "priorite": classe_de_la_demande(inscription),
    }
    return render(request, "inscriptions/dossier.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def dossier_pas(request: HttpRequest, inscription_id: uuid.UUID, pas: str) -> HttpResponse:
    """Take a step of the life cycle; one that needs a reason has its own page."""
    inscription = _trouver(request, inscription_id)
    if pas not in actions.PAS:
        raise Http404
    transition, le = cycle_de(inscription)[pas], timezone.now()
    if not transition.motif_requis:
        if request.method == "POST":
            _prendre(request, inscription, pas)
        return redirect("dossier", inscription_id=inscription.pk)
    formulaire = FormulairePas(
        request.POST if request.method == "POST" else None, domaine=f"inscription.{pas}", au=timezone.localdate(le)
    )
    if request.method == "POST" and formulaire.is_valid():
        champs = formulaire.cleaned_data
        _prendre(request, inscription, pas, motif_code=champs["motif"], precision=champs["precision"])
        return redirect("dossier", inscription_id=inscription.pk)
    contexte = {
        "form": formulaire,
        "titre": transition.libelle,
        "sujet": f"{inscription.personne.nom_complet}, {inscription.numero}",
        "url_retour": reverse("dossier", args=[inscription.pk]),
    }
    return render(request, "inscriptions/dossier_pas.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def offre_retirer(request: HttpRequest, offre_id: uuid.UUID) -> HttpResponse:
    """Withdraw an open offer, with the reason the person will read."""
    visibles = policies.offres_visibles(request.acteur)  # type: ignore[attr-defined]
    offre: OffreDePlace = get_object_or_404(visibles.select_related("personne", "groupe"), pk=offre_id)
    le = timezone.now()
    formulaire = FormulairePas(
        request.POST if request.method == "POST" else None, domaine="offre.retirer", au=timezone.localdate(le)
    )
    if request.method == "POST" and formulaire.is_valid():
        champs = formulaire.cleaned_data
        try:
            retirer_offre(
                offre=offre,
                acteur=request.acteur,  # type: ignore[attr-defined]
                le=le,
                motif_code=champs["motif"],
                precision=champs["precision"],
            )
            messages.success(request, _("L’offre est retirée et la personne est prévenue."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("dossier", inscription_id=offre.inscription_id)
    contexte = {
        "form": formulaire,
        "titre": _("Retirer l’offre"),
        "sujet": f"{offre.personne.nom_complet}, {offre.groupe.numero}",
        "url_retour": reverse("dossier", args=[offre.inscription_id]),
    }
    return render(request, "inscriptions/dossier_pas.html", contexte)


def _trouver(request: HttpRequest, inscription_id: uuid.UUID) -> Inscription:
    visibles = policies.inscriptions_visibles(request.acteur).exclude(etat=EtatInscription.BROUILLON)  # type: ignore[attr-defined]
    return get_object_or_404(
        visibles.select_related("personne", "region", "statut", "categorie", "preuve"), pk=inscription_id
    )


def _prendre(request: HttpRequest, inscription: Inscription, pas: str, **champs: str) -> None:
    """Do it; what the life cycle refuses becomes a sentence."""
    try:
        actions.PAS[pas](
            inscription=inscription,
            acteur=request.acteur,  # type: ignore[attr-defined]
            le=timezone.now(),
            **champs,
        )
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, cycle_de(inscription)[pas].passe)


def _onglets(inscription: Inscription, en_historique: bool) -> list[dict[str, object]]:
    adresse = reverse("dossier", args=[inscription.pk])
    return [
        {"libelle": _("Dossier"), "url": adresse, "courant": not en_historique},
        {"libelle": _("Historique"), "url": f"{adresse}?onglet=historique", "courant": en_historique},
    ]
