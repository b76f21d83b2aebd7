"""« Proposer cette personne »: the partner's form and list, the person's answer, the adviser's decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import ROLES_PERSONNE, Acteur, Role
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee, cycle_de, pas_offerts
from guichet.middleware.acces import page_publique
from inscriptions import policies
from inscriptions.actions import recommandation as actions
from inscriptions.courriels_suites import recommandation_du_jeton
from inscriptions.formulaires.suites import FormulaireRecommandation, FormulaireReponseRecommandation
from inscriptions.models import Groupe, Recommandation
from inscriptions.queries.candidats import est_a_servir
from inscriptions.views.suites import formulaire_motif, reserver_a_l_organisation, tenter

PAR_PAGE = 25
PAS: dict[str, Callable[..., Any]] = {
    "offrir": actions.offrir_la_place,
    "noter_preference": actions.noter_preference,
    "ecarter": actions.ecarter,
    "retirer": actions.retirer_recommandation,
}


@require_http_methods(["GET", "HEAD", "POST"])
def recommander(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    """Name a person for a group; the answer is the same whether or not she is known."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    groupe = get_object_or_404(policies.groupes_visibles(acteur).select_related("organisation"), pk=groupe_id)
    reserver_a_l_organisation(request)
    form = FormulaireRecommandation(request.POST if request.method == "POST" else None, au=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        succes = _("Si cette personne existe, elle reçoit un message. Vous verrez son nom quand elle dira oui.")
        faite = tenter(
            request,
            actions.proposer_personne,
            succes,
            groupe=groupe,
            designation=form.designation(),
            motif_code=form.cleaned_data["motif"].code,
        )
        if faite:
            return redirect("recommandations")
    return render(request, "inscriptions/recommander.html", {"form": form, "groupe": groupe})


@require_safe
def recommandations(request: HttpRequest) -> HttpResponse:
    """The partner's own, or those the adviser may treat."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.recommandations_visibles(acteur)
    if not (acteur.est_partenaire or acteur.role is Role.CONSEILLER):
        raise PermissionDenied
    lignes = visibles.select_related("groupe__organisation", "motif").order_by("-demandee_le", "pk")
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "inscriptions/recommandations.html", {"page_obj": page, "acteur": acteur})


@require_http_methods(["GET", "HEAD", "POST"])
def recommandation(request: HttpRequest, recommandation_id: uuid.UUID) -> HttpResponse:
    """One referral: to the person her answer, to the partner its state, to the adviser what may be done."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouvee = _trouver(acteur, recommandation_id)
    if acteur.role in ROLES_PERSONNE:
        return _repondre(request, trouvee, acteur, reverse("recommandation", args=[trouvee.pk]))
    if request.method == "POST":
        return redirect("recommandation", trouvee.pk)
    contexte = {
        "recommandation": trouvee,
        "groupe": trouvee.groupe,
        "acteur": acteur,
        "pas": [pas for pas in pas_offerts(trouvee, acteur) if pas.nom in PAS],
        "possible": _est_possible(trouvee) if acteur.role is Role.CONSEILLER else None,
    }
    return render(request, "inscriptions/recommandation.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def recommandation_pas(request: HttpRequest, recommandation_id: uuid.UUID, pas: str) -> HttpResponse:
    """Offer, note, set aside or take back; setting aside asks for its reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouvee = _trouver(acteur, recommandation_id)
    if acteur.role in ROLES_PERSONNE:
        raise PermissionDenied
    if pas not in PAS:
        raise Http404
    transition, retour = cycle_de(trouvee)[pas], redirect("recommandation", trouvee.pk)
    if not transition.motif_requis:
        if request.method == "POST":
            tenter(request, PAS[pas], str(transition.passe), recommandation=trouvee)
        return retour
    form = formulaire_motif(request, f"recommandation.{pas}")
    if request.method == "POST" and form.is_valid():
        champs = {"motif_code": form.cleaned_data["motif"].code, "precision": form.cleaned_data["precision"]}
        tenter(request, PAS[pas], str(transition.passe), recommandation=trouvee, **champs)
        return retour
    contexte = {
        "form": form,
        "titre": f"{transition.libelle} : {trouvee.designation}",
        "explication": _("La personne garde son rang. Elle reçoit un message."),
        "libelle": transition.libelle,
        "url_retour": retour.url,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@page_publique
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recommandation_signee(request: HttpRequest, jeton: str) -> HttpResponse:
    """The page of the link sent to the person: no sign-in, the signature says whose answer it is."""
    with portee(Acteur.systeme()):
        trouvee = (
            Recommandation.objects.select_related("groupe__organisation", "groupe__lieu", "inscription")
            .filter(pk=recommandation_du_jeton(jeton))
            .first()
        )
    if trouvee is None:
        return render(request, "inscriptions/offre_lien_invalide.html", status=404)
    acteur = Acteur(
        role=Role.PERSONNE,
        personne_id=trouvee.personne_id,
        requete_id=getattr(request, "requete_id", ""),
        libelle=_("Lien signé"),
    )
    return _repondre(request, trouvee, acteur, reverse("recommandation_signee", args=[jeton]))


def _repondre(request: HttpRequest, trouvee: Recommandation, acteur: Acteur, adresse: str) -> HttpResponse:
    """Show what is asked, or take the answer and show what it became."""
    le = timezone.now()
    form = FormulaireReponseRecommandation(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        oui = form.cleaned_data["reponse"] == "oui"
        action = actions.consentir if oui else actions.refuser_recommandation
        try:
            action(recommandation=trouvee, acteur=acteur, le=le)
            messages.success(request, _("Votre accord est noté.") if oui else _("C’est noté : vous avez dit non."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect(adresse)
    contexte = {
        "recommandation": trouvee,
        "groupe": trouvee.groupe,
        "organisation": trouvee.groupe.organisation,
        "form": form,
        "adresse": adresse,
        "peut_consentir": trouvee.est_a_repondre(le),
        "delai_passe": trouvee.expire_le <= le,
    }
    statut = 422 if form.is_bound and form.errors else 200
    return render(request, "inscriptions/recommandation_reponse.html", contexte, status=statut)


def _trouver(acteur: Acteur, recommandation_id: uuid.UUID) -> Recommandation:
    visibles = policies.recommandations_visibles(acteur).select_related("motif", "inscription")
    trouvee = get_object_or_404(visibles, pk=recommandation_id)
    with portee(Acteur.systeme()):
        # A person sees a group once it was offered to her: this one is named by who refers her.
        trouvee.groupe = Groupe.objects.select_related("organisation", "lieu", "session").get(pk=trouvee.groupe_id)
    return trouvee


def _est_possible(trouvee: Recommandation) -> bool:
    """Whether a seat can be offered without passing over anyone."""
    if trouvee.inscription_id is None:
        return False
    with portee(Acteur.systeme()):
        return est_a_servir(trouvee.inscription_id, trouvee.groupe, le=timezone.now())
