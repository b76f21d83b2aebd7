"""Results of a group: four skills by learner."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.cycle import TransitionRefusee
from guichet.referentiels.echelle import Competence
from guichet.referentiels.queries import edition_echelle
from inscriptions import policies
from inscriptions.actions.resultat import BilanResultats, enregistrer_resultats
from inscriptions.formulaires.cours import FormulaireResultats
from inscriptions.queries.classe import attestation_de
from inscriptions.queries.resultat import resultats_ouverts, resultats_saisissables_le
from inscriptions.states import EtatPlace


def resultats(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    """Enter levels for those who follow the class; those who finished are shown with their attestation."""
    acteur = request.acteur  # type: ignore[attr-defined]
    groupe = get_object_or_404(policies.groupes_visibles(acteur).select_related("organisation"), pk=groupe_id)
    if not acteur.est_partenaire:
        raise PermissionDenied
    maintenant = timezone.now()
    places = (
        policies.places_visibles(acteur)
        .filter(groupe=groupe)
        .select_related("personne", "attestation")
        .prefetch_related("resultats")
        .order_by("personne__nom", "personne__prenom", "pk")
    )
    en_cours = list(places.filter(etat=EtatPlace.COMMENCEE))
    form = FormulaireResultats(request.POST if request.method == "POST" else None, places=en_cours)
    if request.method == "POST" and form.is_valid():
        try:
            bilan = enregistrer_resultats(groupe=groupe, saisies=form.saisies(), acteur=acteur, le=maintenant)
            messages.success(request, _message(bilan))
            return redirect("resultats", groupe.pk)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    contexte = {
        "form": form,
        "groupe": groupe,
        "competences": Competence.choices,
        "edition": edition_echelle(au=groupe.fin),
        "lignes": [{"place": place, "champs": form.champs(place)} for place in en_cours],
        "finies": [
            {"place": place, "niveaux": _niveaux(place), "attestation": attestation_de(place)}
            for place in places.filter(etat=EtatPlace.TERMINEE)
        ],
        "ouverts": resultats_ouverts(groupe, au=timezone.localdate(maintenant)),
        "ouverts_le": resultats_saisissables_le(groupe),
    }
    return render(request, "inscriptions/resultats.html", contexte)


def _niveaux(place) -> list[int | str]:
    connus = {resultat.competence: resultat.niveau for resultat in place.resultats.all()}
    return [connus.get(str(competence), "") for competence in Competence]


def _message(bilan: BilanResultats) -> str:
    if bilan.termines:
        return ngettext(
            "Résultats enregistrés. %(n)d attestation est en préparation.",
            "Résultats enregistrés. %(n)d attestations sont en préparation.",
            bilan.termines,
        ) % {"n": bilan.termines}
    return _("Résultats enregistrés.") if bilan.modifies else _("Rien n’a changé.")
