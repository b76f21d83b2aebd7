"""The partner's home: what waits today, oldest first, its money and its own figures."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.models import Organisation
from inscriptions import policies
from inscriptions.queries.groupe import a_faire, chiffres_du_partenaire
from partenaires import policies as policies_ententes
from partenaires.a_faire import affaires
from partenaires.figures_accueil import figure_des_pairs
from partenaires.queries.argent import argent, debut_exercice
from partenaires.queries.pairs import Comparaison, parmi_les_pairs
from partenaires.states_ententes import PREPARATION
from partenaires.views.concertation_communs import resume_de_concertation

MONTREES = 40


def partenaire_accueil(request: HttpRequest) -> HttpResponse:
    """Roll calls to take, results to enter, groups to confirm, start or end."""
    acteur = request.acteur  # type: ignore[attr-defined]
    if not acteur.est_partenaire:
        raise PermissionDenied
    jour = timezone.localdate()
    groupes, places = policies.groupes_visibles(acteur), policies.places_visibles(acteur)
    taches = a_faire(groupes, policies.seances_visibles(acteur), places, au=jour)
    contexte = {
        "taches": taches[:MONTREES],
        "nombre": len(taches),
        "reste": max(0, len(taches) - MONTREES),
        "en_retard": sum(tache.echeance < jour for tache in taches),
        "aujourdhui": jour,
        "chiffres": chiffres_du_partenaire(groupes, places, policies.presences_visibles(acteur), au=jour),
    }
    if acteur.role in PREPARATION:
        contexte |= {
            "affaires": affaires(acteur, au=jour)[:MONTREES],
            "argent": argent(policies_ententes.versements_visibles(acteur), au=jour),
            "exercice": debut_exercice(jour),
            "concertation": resume_de_concertation(acteur),
            "parmi_les_pairs": figure_des_pairs(_comparaisons(acteur, au=jour)),
        }
    return render(request, "partenaires/accueil.html", contexte)


def _comparaisons(acteur: Acteur, *, au: date) -> list[Comparaison]:
    return parmi_les_pairs(Organisation.objects.get(pk=acteur.organisation_id), au=au)
