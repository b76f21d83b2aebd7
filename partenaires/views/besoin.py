"""Field needs: written by partners and regional staff, brought together, answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import cycle_de, libelle_etat, pas_offerts
from guichet.models import Organisation
from inscriptions.views.suites import formulaire_motif, tenter
from partenaires import policies
from partenaires.actions import besoin as actions
from partenaires.formulaires.besoin import FiltreBesoins, FormulaireBesoin, FormulaireReponseBesoin
from partenaires.models import BesoinTerrain
from partenaires.models.besoin import BesoinTerrainQuerySet
from partenaires.queries.besoins import membres, semblables
from partenaires.states_besoins import LECTURE_BESOINS, SAISIE_BESOINS, TRAITEMENT_BESOINS, EtatBesoin
from partenaires.views.communs import histoire_de

PAR_PAGE = 25
MOTIVES: dict[str, tuple[Callable[..., Any], Any]] = {
    "ecarter": (actions.ecarter_besoin, gettext_lazy("Ceux qui l’ont écrit lisent ce motif.")),
    "rouvrir": (actions.rouvrir_besoin, gettext_lazy("Le besoin est de nouveau pris en charge.")),
}


def besoin_ou_404(request: HttpRequest, besoin_id: uuid.UUID) -> BesoinTerrain:
    """A need this actor may know exists."""
    visibles = policies.besoins_visibles(request.acteur)  # type: ignore[attr-defined]
    lies = visibles.select_related("organisation", "region", "theme", "regroupement", "saisi_par")
    return get_object_or_404(lies, pk=besoin_id)


@require_safe
def besoins(request: HttpRequest) -> HttpResponse:
    """A partner's own needs, or those the ministry has to answer, the most urgent first."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in LECTURE_BESOINS:
        raise PermissionDenied
    etats = [(str(etat), libelle_etat(BesoinTerrain(etat=etat), acteur.role)) for etat in EtatBesoin]
    filtre = FiltreBesoins(request.GET, au=timezone.localdate(), etats=etats, siens=acteur.est_partenaire)
    lignes = _filtrer(policies.besoins_visibles(acteur), filtre, siens=acteur.est_partenaire)
    lignes = lignes.select_related("organisation", "region", "theme", "regroupement")
    contexte = {
        "page_obj": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "form": filtre,
        "peut_saisir": acteur.role in SAISIE_BESOINS,
        "est_partenaire": acteur.est_partenaire,
    }
    return render(request, "partenaires/besoins.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def besoin_saisir(request: HttpRequest) -> HttpResponse:
    """Write what was heard; the same sending, received twice, is kept once. A device that waited is told in JSON."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in SAISIE_BESOINS:
        raise PermissionDenied
    le = timezone.now()
    form = FormulaireBesoin(
        request.POST if request.method == "POST" else None, au=timezone.localdate(le), region=_region_de(acteur)
    )
    en_json = "application/json" in request.headers.get("Accept", "")
    if request.method == "POST" and form.is_valid():
        trouve, nouveau = actions.consigner_besoin(
            envoi=form.cleaned_data["envoi"], champs=form.champs(), acteur=acteur, le=le
        )
        if en_json:
            return JsonResponse({"numero": trouve.numero, "nouveau": nouveau}, status=201 if nouveau else 200)
        dit = _("Le besoin %(numero)s est reçu.") if nouveau else _("Le besoin %(numero)s était déjà reçu.")
        messages.success(request, dit % {"numero": trouve.numero})
        return redirect("besoins")
    if en_json and request.method == "POST":
        erreurs = {champ: [str(e) for e in liste] for champ, liste in form.errors.items()}
        return JsonResponse({"erreurs": erreurs}, status=422)
    contexte = {"form": form, "acteur": acteur, "proprietaire": f"{acteur.utilisateur_id}.{acteur.organisation_id}"}
    return render(request, "partenaires/besoin_saisir.html", contexte)


@require_safe
def besoin(request: HttpRequest, besoin_id: uuid.UUID) -> HttpResponse:
    """One need: what was heard, its like, what became of it."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouve = besoin_ou_404(request, besoin_id)
    traite = acteur.role in TRAITEMENT_BESOINS
    visibles = policies.besoins_visibles(acteur).select_related("organisation")
    with portee(Acteur.systeme()):
        evenements = histoire_de(trouve, debut=_("Reçu"))
        nombre = membres(trouve).count()
    if acteur.est_partenaire:
        evenements = [evenement | {"par": ""} for evenement in evenements]
    contexte = {
        "besoin": trouve,
        "pas": pas_offerts(trouve, acteur),
        "traite": traite,
        "nombre": nombre,
        "membres": [] if acteur.est_partenaire else list(_groupe(trouve, visibles)),
        "semblables": semblables(trouve, visibles, au=timezone.localdate()) if traite else [],
        "evenements": evenements,
        "est_partenaire": acteur.est_partenaire,
    }
    return render(request, "partenaires/besoin.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def besoin_pas(request: HttpRequest, besoin_id: uuid.UUID, pas: str) -> HttpResponse:
    """Bring together, take apart, take up, answer, set aside, take up again."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouve = besoin_ou_404(request, besoin_id)
    if acteur.role not in TRAITEMENT_BESOINS:
        raise PermissionDenied
    if pas == "repondre":
        return _repondre(request, trouve)
    if pas in MOTIVES:
        return _motiver(request, trouve, pas)
    gestes: dict[str, Callable[..., Any]] = {
        "prendre_en_charge": lambda **c: actions.prendre_besoin(besoin=trouve, **c),
        "separer": lambda **c: actions.separer_besoin(besoin=trouve, **c),
        "regrouper": lambda **c: actions.regrouper_besoins(
            besoin=trouve, avec=besoin_ou_404(request, _cle(request.POST.get("avec", ""))), **c
        ),
    }
    if pas not in gestes:
        raise Http404
    if request.method == "POST":
        tenter(request, gestes[pas], str(cycle_de(trouve)[pas].passe))
    return redirect("besoin", trouve.pk)


def _filtrer(visibles: BesoinTerrainQuerySet, filtre: FiltreBesoins, *, siens: bool) -> Any:
    etat = filtre.lu("etat")
    if etat in EtatBesoin.values:
        visibles = visibles.filter(etat=etat)
    elif etat != "tous" and not siens:
        visibles = visibles.ouverts()
    for nom in ("region", "theme"):
        if valeur := filtre.lu(nom):
            visibles = visibles.filter(**{nom: valeur})
    return visibles.order_by("-recu_le") if siens else visibles.order_by("recu_le", "numero")


def _region_de(acteur: Acteur) -> str:
    """The region chosen at first: the partner's, or the adviser's when she has one."""
    if acteur.organisation_id:
        return str(Organisation.objects.values_list("region", flat=True).get(pk=acteur.organisation_id))
    return acteur.regions[0] if len(acteur.regions) == 1 else ""


def _groupe(trouve: BesoinTerrain, visibles: BesoinTerrainQuerySet) -> Any:
    """The others of its group."""
    if not trouve.regroupement_id:
        return visibles.none()
    return visibles.filter(regroupement=trouve.regroupement_id).exclude(pk=trouve.pk).order_by("recu_le")


def _repondre(request: HttpRequest, trouve: BesoinTerrain) -> HttpResponse:
    form = FormulaireReponseBesoin(
        request.POST if request.method == "POST" else None, initial={"reponse": trouve.reponse}
    )
    if request.method == "POST" and form.is_valid():
        tenter(request, actions.repondre_besoin, _("La réponse est donnée."), besoin=trouve, **form.cleaned_data)
        return redirect("besoin", trouve.pk)
    return _formulaire(
        request,
        trouve,
        form,
        _("Répondre au besoin %(numero)s") % {"numero": trouve.numero},
        _("Tous les besoins du même groupe reçoivent cette réponse."),
        _("Répondre"),
    )


def _motiver(request: HttpRequest, trouve: BesoinTerrain, pas: str) -> HttpResponse:
    action, explication = MOTIVES[pas]
    form = formulaire_motif(request, f"besoin.{pas}")
    transition = cycle_de(trouve)[pas]
    if request.method == "POST" and form.is_valid():
        tenter(request, action, str(transition.passe), besoin=trouve, **form.cleaned_data)
        return redirect("besoin", trouve.pk)
    titre = f"{transition.libelle} : {trouve.numero}"
    return _formulaire(request, trouve, form, titre, explication, transition.libelle)


def _formulaire(
    request: HttpRequest, trouve: BesoinTerrain, form: Any, titre: str, explication: Any, libelle: Any
) -> HttpResponse:
    contexte = {"form": form, "titre": titre, "explication": explication, "libelle": libelle}
    return render(
        request, "inscriptions/pas_motif.html", contexte | {"url_retour": reverse("besoin", args=[trouve.pk])}
    )


def _cle(texte: str) -> uuid.UUID:
    try:
        return uuid.UUID(texte)
    except ValueError as erreur:
        raise Http404 from erreur
