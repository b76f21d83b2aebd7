"""An offer, answered from its signed link or from the person's own space; reading it never acts."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guichet.acteurs import ROLES_PERSONNE, Acteur, Role
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from guichet.middleware.acces import page_publique
from inscriptions import policies
from inscriptions.actions.offre import accepter_offre, decliner_offre
from inscriptions.courriels_offres import offre_du_jeton
from inscriptions.formulaires.offre import FormulaireReponse
from inscriptions.models import OffreDePlace
from inscriptions.queries.entree_tardive import EntreeTardive, entree_tardive


@page_publique
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offre_signee(request: HttpRequest, jeton: str) -> HttpResponse:
    """The page of the link sent by e-mail or text message: no sign-in, the signature says whose offer it is."""
    offre_id = offre_du_jeton(jeton)
    if offre_id is None:
        return render(request, "inscriptions/offre_lien_invalide.html", status=404)
    with portee(Acteur.systeme()):
        offre = _charger(OffreDePlace.objects.all()).filter(pk=offre_id).first()
    if offre is None:
        return render(request, "inscriptions/offre_lien_invalide.html", status=404)
    acteur = Acteur(
        role=Role.PERSONNE,
        personne_id=offre.personne_id,
        requete_id=getattr(request, "requete_id", ""),
        libelle=_("Lien signé"),
    )
    with portee(acteur):
        return _repondre(request, offre, acteur, reverse("offre_signee", args=[jeton]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offre(request: HttpRequest, offre_id: uuid.UUID) -> HttpResponse:
    """The same page for the signed-in person; an adviser reads it without the form."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouvee = get_object_or_404(_charger(policies.offres_visibles(acteur)), pk=offre_id)
    if request.method == "POST" and acteur.role not in ROLES_PERSONNE:
        messages.error(request, _("Seule la personne répond à son offre."))
        return redirect("offre", offre_id=offre_id)
    return _repondre(request, trouvee, acteur, reverse("offre", args=[offre_id]))


def _charger(offres):
    return offres.select_related("groupe__lieu", "groupe__organisation", "inscription", "personne")


def _repondre(request: HttpRequest, offre: OffreDePlace, acteur: Acteur, adresse: str) -> HttpResponse:
    """Show the offer, or take the answer and show what it became."""
    le = timezone.now()
    formulaire = FormulaireReponse(request.POST if request.method == "POST" else None, au=timezone.localdate(le))
    if request.method == "POST":
        if formulaire.is_valid() and _agir(request, formulaire, offre, acteur):
            return redirect(adresse)
        offre.refresh_from_db()
    contexte = {
        "offre": offre,
        "groupe": offre.groupe,
        "form": formulaire,
        "peut_repondre": acteur.role in ROLES_PERSONNE and offre.est_a_repondre(le),
        "delai_passe": offre.est_echue(le),
        "adresse": adresse,
        "tardive": _tardive(offre, le),
    }
    statut = 422 if formulaire.is_bound and formulaire.errors else 200
    return render(request, "inscriptions/offre.html", contexte, status=statut)


def _tardive(offre: OffreDePlace, le: datetime) -> EntreeTardive | None:
    """What was missed of a class already begun: a person sees its meetings once she has the seat."""
    with portee(Acteur.systeme()):
        return entree_tardive(offre.groupe, le=le)


def _agir(request: HttpRequest, formulaire: FormulaireReponse, offre: OffreDePlace, acteur: Acteur) -> bool:
    """Record the answer; a refusal of the life cycle becomes a message."""
    reponse, le = formulaire.cleaned_data, timezone.now()
    try:
        if reponse["reponse"] == "accepter":
            accepter_offre(offre=offre, acteur=acteur, le=le)
            messages.success(request, _("Votre place est réservée."))
        else:
            decliner_offre(
                offre=offre,
                acteur=acteur,
                le=le,
                motif_code=reponse["motif"],
                precision=reponse["precision"],
            )
            messages.success(request, _("Votre refus est noté. Vous gardez votre rang."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return True
