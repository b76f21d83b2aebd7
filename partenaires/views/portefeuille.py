"""The ministry's home for ententes: what waits for me, who is late, where the money stands."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guichet.acteurs import ROLES_ENTENTES, Acteur
from guichet.graphiques import Barres
from guichet.referentiels.formats import formater_nombre
from guichet.referentiels.queries import parametre
from partenaires import policies
from partenaires.a_faire import Affaire, affaires_et_retards
from partenaires.figures_accueil import figure_enveloppe
from partenaires.queries.argent import argent, debut_exercice
from partenaires.queries.enveloppes import SEUIL, portefeuille_des_enveloppes

MONTREES = 30


@require_GET
def portefeuille(request: HttpRequest) -> HttpResponse:
    """What this role must do, the lateness of both sides, the money of the fiscal year."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in ROLES_ENTENTES:
        raise PermissionDenied
    jour = timezone.localdate()
    taches, retards = affaires_et_retards(acteur, au=jour)
    notre = [affaire for affaire in retards if affaire.partie.est_du_ministere]
    ententes = policies.ententes_visibles(acteur)
    enveloppes, seuil = portefeuille_des_enveloppes(au=jour), parametre(SEUIL, au=jour)
    contexte = {
        "taches": taches[:MONTREES],
        "nombre": len(taches),
        "reste": max(0, len(taches) - MONTREES),
        "en_retard": sum(tache.est_en_retard(jour) for tache in taches),
        "aujourdhui": jour,
        "actives": ententes.en_execution().count(),  # type: ignore[attr-defined]
        "retards_ministere": len(notre),
        "retards_organismes": len(retards) - len(notre),
        "argent": argent(policies.versements_visibles(acteur), au=jour),
        "exercice": debut_exercice(jour),
        "annees": [(programme, annee, annee.est_en_alerte(seuil)) for programme, annee in enveloppes.annees],
        "seuil": seuil,
        "epuisement": enveloppes.total
        and figure_enveloppe(enveloppes.total, enveloppes.mois, de_quoi=_("des enveloppes")),
        "figure": _figure(retards) if retards else None,
    }
    return render(request, "partenaires/portefeuille.html", contexte)


def _figure(retards: list[Affaire]) -> Barres:
    """How many things are late, by who is expected."""
    comptes = Counter(affaire.partie for affaire in retards).most_common()
    (premier, plus), *autres = comptes
    seul = not any(nombre == plus for _partie, nombre in autres)
    titre = _("%(qui)s a le plus de retards : %(nombre)s") if seul else _("%(nombre)s retards de part et d’autre")
    lignes: list[Any] = [(str(partie.libelle), nombre) for partie, nombre in comptes]
    return Barres(
        titre=titre % {"qui": premier.libelle, "nombre": plus},
        entetes=(_("Qui est attendu"), _("En retard")),
        lignes=lignes,
        format_valeur=formater_nombre,
    )
