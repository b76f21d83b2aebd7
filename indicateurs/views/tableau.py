"""The analyst's dashboard: questions answered by live figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guichet.mesure.definition import MESURES
from indicateurs.figures import figures_du_tableau
from indicateurs.filtre import Filtre
from indicateurs.formulaires import FiltreForm
from indicateurs.policies import peut_lire_indicateurs
from indicateurs.queries import fraicheur, tableau

# The promise of indicator 14: re-placement within thirty days.
JOURS_DE_REPLACEMENT = 30


def tableau_de_bord(request: HttpRequest) -> HttpResponse:
    """Registrations, waits, offers, starts and abandonment of a period, by region and level."""
    if not peut_lire_indicateurs(request.acteur):  # type: ignore[attr-defined]
        raise PermissionDenied
    aujourdhui = timezone.localdate()
    formulaire = FiltreForm({"periode": "12"} | request.GET.dict())
    filtre = formulaire.filtre(au=aujourdhui)
    return render(request, "indicateurs/tableau_de_bord.html", _contexte(formulaire, filtre, aujourdhui))


def _contexte(formulaire: FiltreForm, filtre: Filtre, aujourdhui: date) -> dict[str, Any]:
    """Every figure of the page: five queries for the totals, four for the cuts."""
    comptes, avant = tableau.comptes(filtre), tableau.comptes(filtre.un_an_avant())
    attente = tableau.attente_actuelle(filtre, au=aujourdhui)
    delais = tableau.delais_debut(filtre)
    finis = comptes["abandon"] + comptes["fin"]
    finis_avant = avant["abandon"] + avant["fin"]
    return {
        "formulaire": formulaire,
        "filtre": filtre,
        "comptes": comptes,
        "avant": avant,
        "servies": comptes["debut"] - comptes["classe_fermee"],
        "servies_avant": avant["debut"] - avant["classe_fermee"],
        "taux_replacement": tableau.replacees(filtre, jours=JOURS_DE_REPLACEMENT) / comptes["place_perdue"]
        if comptes["place_perdue"]
        else None,
        "attente": attente,
        "delais": delais,
        "taux_abandon": comptes["abandon"] / finis if finis else None,
        "taux_abandon_avant": avant["abandon"] / finis_avant if finis_avant else None,
        "figures": figures_du_tableau(filtre, au=aujourdhui),
        "mesures": MESURES,
        "fraicheur": fraicheur.derniere_lecture(),
        "aujourdhui": aujourdhui,
    }
