"""The capacity board: what people need, what partners could open, where they do not meet."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from guichet.acteurs import Acteur, Role
from guichet.models import Organisation
from guichet.navigation import LECTEURS_CAPACITE
from partenaires import policies
from partenaires.formulaires.tableau import UNITES, FiltreTableau
from partenaires.matrice import ENTETES, carte, matrice
from partenaires.queries.capacite import bassins_offerts, capacite_declaree
from partenaires.queries.sessions import sessions_a_declarer
from partenaires.queries.tableau import Filtre, lire_tableau
from partenaires.states import GESTION

LECTEURS = GESTION | LECTEURS_CAPACITE | {Role.CONSEILLER}
GROUPES_MONTRES = 60


@require_GET
def tableau_capacite(request: HttpRequest) -> HttpResponse:
    """The ministry sees every partner's seats; a partner its own, and the need around it."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in LECTEURS:
        raise PermissionDenied
    jour = timezone.localdate()
    sessions = sessions_a_declarer(au=jour)
    if not sessions:
        return render(request, "partenaires/tableau_capacite.html", {"sessions": []})
    form = FiltreTableau(_choix(request, acteur), sessions=sessions)
    filtre = form.filtre()
    tableau = lire_tableau(filtre, au=jour, chez_soi=_chez_soi(acteur, filtre, jour))
    lignes, colonnes = form.axes
    contexte = {
        "sessions": sessions,
        "formulaire": form,
        "filtre": filtre,
        "unite": UNITES[filtre.unite],
        "tableau": tableau,
        "total": tableau.total(),
        "matrice": matrice(tableau, lignes, colonnes),
        "entete": ENTETES[lignes],
        "entete_colonnes": ENTETES[colonnes],
        "carte": None if filtre.region else carte(tableau),
        "adresse_sans_region": _sans(request, "region"),
    }
    return render(request, "partenaires/tableau_capacite.html", contexte | _groupes(acteur, filtre))


def _choix(request: HttpRequest, acteur: Acteur) -> dict[str, Any]:
    """The address; a partner begins with its own region."""
    choix = request.GET.dict()
    if not choix and acteur.est_partenaire:
        choix["region"] = Organisation.objects.values_list("region_id", flat=True).get(pk=acteur.organisation_id)
    return choix


def _chez_soi(acteur: Acteur, filtre: Filtre, jour: Any) -> Any:
    if not acteur.est_partenaire:
        return None
    proposes, bassins = policies.propositions_visibles(acteur), policies.bassins_visibles(acteur)
    return capacite_declaree(proposes.offerts(), bassins_offerts(bassins, au=jour), sessions=[filtre.session.pk])


def _groupes(acteur: Acteur, filtre: Filtre) -> dict[str, Any]:
    """The provisional groups behind the figures, once a region is chosen."""
    if not filtre.region or acteur.role not in GESTION | {Role.CONSEILLER}:
        return {"groupes": None}
    visibles = policies.propositions_visibles(acteur).offerts()
    visibles = visibles.filter(groupe__session=filtre.session, groupe__region=filtre.region)
    if filtre.niveau:
        visibles = visibles.filter(groupe__niveau__lte=filtre.niveau, groupe__niveau_max__gte=filtre.niveau)
    if filtre.formule:
        visibles = visibles.filter(groupe__formule=filtre.formule)
    tries = visibles.select_related("groupe__lieu", "organisation").order_by(
        "groupe__niveau", "decision_le", "reference"
    )
    return {"groupes": tries[:GROUPES_MONTRES], "nombre": visibles.count()}


def _sans(request: HttpRequest, nom: str) -> str:
    """The address without one of its filters, ready for another."""
    parametres = request.GET.copy()
    parametres.pop(nom, None)
    return f"?{parametres.urlencode()}&" if parametres else "?"
