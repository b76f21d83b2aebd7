"""Files of closed groups: how far each is, and each person until something comes of her."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import pas_offerts
from guichet.vieprivee.lectures import noter_lecture
from inscriptions import policies
from inscriptions.actions import replacement as actions
from inscriptions.formulaires.suites import FormulaireContact
from inscriptions.models import Groupe, OffreDePlace, Replacement
from inscriptions.queries.replacement import (
    avec_progression,
    les_plus_pressants,
    places_reprises,
    progression,
    propositions,
)
from inscriptions.views.conseil import conseil_seulement
from inscriptions.views.suites import formulaire_motif, tenter

PAR_PAGE = 25


@require_safe
@conseil_seulement
def replacements(request: HttpRequest) -> HttpResponse:
    """The files, the open ones first, the nearest promise at the top."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.dossiers_replacement_visibles(acteur)
    if acteur.regions:
        visibles = visibles.filter(region__in=acteur.regions)
    with portee(Acteur.systeme()):
        # Numbers of people, whatever their region: the file is the group's.
        lignes = avec_progression(visibles).select_related("groupe__organisation", "region")
        page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
        page.object_list = list(page.object_list)
    jour = timezone.localdate()
    for dossier in page.object_list:
        dossier.retard = dossier.est_en_retard(jour)
    return render(request, "inscriptions/replacements.html", {"page_obj": page})


@require_safe
def replacement_dossier(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """One file: the bar, the people of the actor's regions, the others counted."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.dossiers_replacement_visibles(acteur).select_related("groupe__organisation", "region")
    dossier = get_object_or_404(visibles, pk=dossier_id)
    if not (acteur.est_partenaire or acteur.role is Role.CONSEILLER):
        raise PermissionDenied
    with portee(Acteur.systeme()):
        avancement = progression(dossier)
    suivis: list[Replacement] = []
    if acteur.role is Role.CONSEILLER:
        siens = policies.replacements_visibles(acteur).filter(dossier=dossier)
        suivis = les_plus_pressants(places_reprises(siens))
    contexte = {
        "dossier": dossier,
        "groupe": dossier.groupe,
        "avancement": avancement,
        "suivis": suivis,
        "ailleurs": avancement.total - len(suivis),
        "en_retard": dossier.est_en_retard(timezone.localdate()),
        "peut_clore": not avancement.restent and any(p.nom == "clore" for p in pas_offerts(dossier, acteur)),
        "conseil": acteur.role is Role.CONSEILLER,
    }
    return render(request, "inscriptions/replacement_dossier.html", contexte)


@require_POST
def replacement_clore(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """End a file in which everyone has an outcome."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    dossier = get_object_or_404(policies.dossiers_replacement_visibles(acteur), pk=dossier_id)
    if acteur.role is not Role.CONSEILLER:
        raise PermissionDenied
    tenter(request, actions.clore_replacement, _("Le dossier est clos."), dossier=dossier)
    return redirect("replacement_dossier", dossier.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def replacement(request: HttpRequest, replacement_id: uuid.UUID) -> HttpResponse:
    """One person: groups that suit her, attempts to reach her; POST keeps an attempt."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    suivi = _trouver(acteur, replacement_id)
    le = timezone.now()
    form = FormulaireContact(request.POST if request.method == "POST" else None, au=timezone.localdate(le))
    if request.method == "POST" and form.is_valid():
        champs = {"motif_code": form.cleaned_data["motif"].code, "note": form.cleaned_data["precision"]}
        tenter(request, actions.noter_contact, _("La tentative est notée."), replacement=suivi, **champs)
        return redirect("replacement", suivi.pk)
    noter_lecture(personne=suivi.personne, acteur=acteur, page="replacement", le=le)
    return render(request, "inscriptions/replacement.html", _contexte(suivi, le) | {"form": form})


@require_POST
@conseil_seulement
def replacement_offrir(request: HttpRequest, replacement_id: uuid.UUID) -> HttpResponse:
    """Offer a seat of the group chosen among those that suit."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    suivi = _trouver(acteur, replacement_id)
    groupe = _groupe_choisi(request, acteur)
    if groupe is None:
        messages.error(request, _("Choisissez un groupe de la liste."))
        return redirect("replacement", suivi.pk)
    tenter(
        request,
        actions.offrir_une_place,
        _("La place est proposée. La personne reçoit un message."),
        replacement=suivi,
        groupe=groupe,
    )
    return redirect("replacement", suivi.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def replacement_depart(request: HttpRequest, replacement_id: uuid.UUID) -> HttpResponse:
    """The person asks for no other class: why."""
    suivi = _trouver(request.acteur, replacement_id)  # type: ignore[attr-defined]
    form = formulaire_motif(request, "replacement.constater_depart")
    if request.method == "POST" and form.is_valid():
        champs = {"motif_code": form.cleaned_data["motif"].code, "precision": form.cleaned_data["precision"]}
        tenter(request, actions.constater_depart, _("Le départ est noté."), replacement=suivi, **champs)
        return redirect("replacement_dossier", suivi.dossier_id)
    contexte = {
        "form": form,
        "titre": _("Noter le départ de %(nom)s") % {"nom": suivi.personne.nom_complet},
        "explication": _("Sa ligne du dossier de replacement se termine. Sa demande ne change pas."),
        "libelle": _("Noter le départ"),
        "url_retour": reverse("replacement", args=[suivi.pk]),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _groupe_choisi(request: HttpRequest, acteur: Acteur) -> Groupe | None:
    """The group named in the form, None when it is no group."""
    try:
        return policies.groupes_visibles(acteur).filter(pk=uuid.UUID(request.POST.get("groupe", ""))).first()
    except ValueError:
        return None


def _contexte(suivi: Replacement, le: Any) -> dict[str, Any]:
    with portee(Acteur.systeme()):
        trouvees = propositions(suivi.inscription_id, le=le) if suivi.est_a_replacer else []
    offre = OffreDePlace.objects.vives().filter(inscription=suivi.inscription_id).select_related("groupe").first()
    return {
        "suivi": suivi,
        "personne": suivi.personne,
        "propositions": [] if offre else trouvees,
        "offre": offre,
        "tentatives": suivi.tentatives.select_related("motif"),
        "en_retard": suivi.est_a_replacer and suivi.dossier.est_en_retard(timezone.localdate(le)),
    }


def _trouver(acteur: Acteur, replacement_id: uuid.UUID) -> Replacement:
    visibles = policies.replacements_visibles(acteur).select_related(
        "personne", "inscription", "dossier__groupe__organisation", "nouvelle_place__groupe__organisation"
    )
    return get_object_or_404(visibles, pk=replacement_id)
