"""The learner's class: where and when, who to call, absences, results, what comes next."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from guichet.acteurs import ROLES_PERSONNE, Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from inscriptions import policies
from inscriptions.actions.depart import quitter_place
from inscriptions.actions.parcours import demander_niveau_suivant
from inscriptions.actions.presence import declarer_absence
from inscriptions.calendrier import calendrier_de
from inscriptions.courriels import lien
from inscriptions.formulaires.cours import FormulaireAbsence, FormulaireMotif
from inscriptions.models import Place
from inscriptions.queries.classe import page_de_classe, seances_a_venir

# « Sans nouvelles de la personne » is no reason the person herself gives.
DIT_PAR_L_ECOLE = "abandon_inconnu"
_QUITTER = {
    "titre": gettext_lazy("Quitter ce cours"),
    "explication": gettext_lazy(
        "Votre place ira à une autre personne. Vous pourrez reprendre votre demande plus tard."
    ),
    "libelle": gettext_lazy("Quitter le cours"),
}
# The words of leaving, by the step it takes.
MOTS = {
    "": _QUITTER,
    "abandonner": _QUITTER,
    "rendre": {
        "titre": gettext_lazy("Rendre ma place"),
        "explication": gettext_lazy(
            "Votre place ira à une autre personne. Vous attendez de nouveau, avec le même rang."
        ),
        "libelle": gettext_lazy("Rendre ma place"),
    },
}
FAITS = {
    "": gettext_lazy("C’est noté : vous avez quitté ce cours."),
    "abandonner": gettext_lazy("C’est noté : vous avez quitté ce cours."),
    "rendre": gettext_lazy("C’est noté. Vous attendez de nouveau une place, avec le même rang."),
}


def classe(request: HttpRequest, place_id: uuid.UUID) -> HttpResponse:
    """Everything about one class, the next meeting first."""
    acteur = request.acteur  # type: ignore[attr-defined]
    place = _place(acteur, place_id)
    contexte = page_de_classe(place, policies.seances_visibles(acteur), au=timezone.localdate())
    contexte["peut_quitter"] = _depart(place, acteur)
    contexte["peut_continuer"] = contexte["niveau_suivant"] is not None and any(
        pas.nom == "poursuivre" for pas in pas_offerts(place.inscription, acteur)
    )
    return render(request, "inscriptions/classe.html", contexte)


def classe_ics(request: HttpRequest, place_id: uuid.UUID) -> HttpResponse:
    """The meetings as a calendar file."""
    acteur = request.acteur  # type: ignore[attr-defined]
    place = _place(acteur, place_id)
    seances = policies.seances_visibles(acteur).filter(groupe=place.groupe_id).order_by("date", "heure_debut")
    contenu = calendrier_de(place.groupe, seances, le=timezone.now(), lien=lien("classe", place.pk))
    reponse = HttpResponse(contenu, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="cours-{place.groupe.numero}.ics"'
    return reponse


def absence_declarer(request: HttpRequest, place_id: uuid.UUID) -> HttpResponse:
    """Say that one will not come: which meeting, and why."""
    acteur = request.acteur  # type: ignore[attr-defined]
    place = _place(acteur, place_id)
    maintenant = timezone.now()
    aujourdhui = timezone.localdate(maintenant)
    seances = seances_a_venir(place, policies.seances_visibles(acteur), au=aujourdhui)
    form = FormulaireAbsence(request.POST if request.method == "POST" else None, seances=seances, au=aujourdhui)
    if request.method == "POST" and form.is_valid():
        try:
            declarer_absence(place=place, acteur=acteur, le=maintenant, **form.cleaned_data)
            messages.success(request, _("C’est noté. Votre enseignante ou votre enseignant le voit."))
            return redirect("classe", place.pk)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    contexte = {"form": form, "url_retour": reverse("classe", args=[place.pk]), "a_des_seances": seances.exists()}
    return render(request, "inscriptions/absence.html", contexte)


def place_quitter(request: HttpRequest, place_id: uuid.UUID) -> HttpResponse:
    """Leave the class: the reason, then it is done."""
    acteur = request.acteur  # type: ignore[attr-defined]
    place = _place(acteur, place_id)
    maintenant = timezone.now()
    depart = _depart(place, acteur)
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None,
        domaine=f"place.{depart or 'abandonner'}",
        au=timezone.localdate(maintenant),
        sauf=DIT_PAR_L_ECOLE,
    )
    if request.method == "POST" and form.is_valid():
        try:
            quitter_place(place=place, pas=depart or "abandonner", acteur=acteur, le=maintenant, **form.cleaned_data)
            messages.success(request, FAITS[depart])
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("classe", place.pk)
    contexte = {
        "form": form,
        **MOTS[depart],
        "url_retour": reverse("classe", args=[place.pk]),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_POST
def niveau_suivant(request: HttpRequest, place_id: uuid.UUID) -> HttpResponse:
    """Ask for the next level."""
    acteur = request.acteur  # type: ignore[attr-defined]
    place = _place(acteur, place_id)
    try:
        demander_niveau_suivant(inscription=place.inscription, acteur=acteur, le=timezone.now())
        messages.success(request, _("C’est fait. Nous cherchons un groupe du niveau suivant pour vous."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return redirect("classe", place.pk)
    return redirect("suivi")


def _depart(place: Place, acteur: Acteur) -> str:
    """How the person may leave: give back a seat not used yet, or give the class up; nothing once it is over."""
    pas = {pas.nom for pas in pas_offerts(place, acteur)}
    return next((nom for nom in ("rendre", "abandonner") if nom in pas), "")


def _place(acteur: Acteur, place_id: uuid.UUID) -> Place:
    """The person's own seat; staff have the group's page."""
    place = get_object_or_404(
        policies.places_visibles(acteur).select_related(
            "groupe__lieu", "groupe__organisation", "groupe__session", "inscription", "personne", "attestation"
        ),
        pk=place_id,
    )
    if acteur.role not in ROLES_PERSONNE:
        raise PermissionDenied
    return place
