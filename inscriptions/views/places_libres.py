"""Seats left shortly before a class begins: the list that suits the person, and the button that takes one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from guichet.acteurs import ROLES_PERSONNE, Acteur
from guichet.bd.lectures import Lecture, lire
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from inscriptions import policies
from inscriptions.actions.places_libres import DemandeNotee, prendre_place_libre
from inscriptions.models import Groupe, Inscription
from inscriptions.models.inscription import InscriptionQuerySet
from inscriptions.queries.candidats import groupes_a_rejoindre
from inscriptions.queries.entree_tardive import entree_tardive

# Compiled once: a rush is thousands of these, and little else. The same request as the list shows: `first()`.
QUI_ATTEND = Lecture(
    policies, "inscriptions_visibles", lambda visibles: visibles.en_attente().order_by("pk").values_list("pk")[:1]
)


@require_safe
@never_cache
def places_libres(request: HttpRequest) -> HttpResponse:
    """The last-minute seats this person may take now."""
    inscription = _en_attente(request).first()
    groupes = _groupes(inscription) if inscription else []
    contexte = {"inscription": inscription, "groupes": groupes}
    return render(request, "inscriptions/places_libres.html", contexte)


@require_POST
def place_prendre(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    """Take one: the answer says clearly whether the seat is hers, or that her request is recorded."""
    acteur = _personne(request)
    (demandes,) = lire(acteur, QUI_ATTEND)
    if not demandes:
        messages.error(request, _("Vous n’attendez pas de place en ce moment."))
        return redirect("places_libres")
    try:
        prise = prendre_place_libre(
            inscription_id=demandes[0][0], groupe_id=groupe_id, acteur=acteur, le=timezone.now()
        )
    except TransitionRefusee as refus:
        messages.error(
            request, _("Vous n’avez pas eu cette place. %(raison)s Vous gardez votre rang.") % {"raison": refus.message}
        )
        return redirect("places_libres")
    if isinstance(prise, DemandeNotee):
        return redirect("place_demandee", demande_id=prise.id)
    messages.success(request, _("La place est à vous."))
    return redirect("offre", offre_id=prise.offre_id)


@require_safe
@never_cache
def place_demandee(request: HttpRequest, demande_id: uuid.UUID) -> HttpResponse:
    """Where a recorded request stands: its answer comes within seconds."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    demande = get_object_or_404(policies.demandes_de_place_visibles(acteur), pk=demande_id)
    if acteur.role not in ROLES_PERSONNE:
        raise PermissionDenied
    morceau = request.htmx and demande.est_ouverte  # type: ignore[attr-defined]
    reponse = render(
        request,
        "inscriptions/_place_demandee_attente.html" if morceau else "inscriptions/place_demandee.html",
        {"demande": demande},
    )
    if request.htmx and not demande.est_ouverte:  # type: ignore[attr-defined]
        reponse["HX-Refresh"] = "true"  # The answer is a whole page: its title and its button change too.
    return reponse


def _en_attente(request: HttpRequest) -> InscriptionQuerySet:
    """The person's request, while it waits for a seat."""
    return policies.inscriptions_visibles(_personne(request)).en_attente()


def _personne(request: HttpRequest) -> Acteur:
    """Who asks: a person, or someone acting for one."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in ROLES_PERSONNE:
        raise PermissionDenied
    return acteur


def _groupes(inscription: Inscription) -> list[Groupe]:
    """In the system's scope: a person sees a group only once it was offered to her."""
    with portee(Acteur.systeme()):
        rangs = {pk: rang for rang, pk in enumerate(groupes_a_rejoindre(inscription.pk, le=timezone.now()))}
        groupes = list(Groupe.objects.filter(pk__in=rangs).select_related("organisation", "lieu", "session"))
        for groupe in groupes:
            groupe.tardive = entree_tardive(groupe, le=timezone.now())  # type: ignore[attr-defined]
        return sorted(groupes, key=lambda groupe: rangs[groupe.pk])
