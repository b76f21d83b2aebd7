"""The analyst's dashboard: questions answered by live figures."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guichet.acteurs import Acteur
from guichet.mesure.definition import MESURES
from indicateurs.bord import composer
from indicateurs.documents import rendre_tableau
from indicateurs.formulaires_bord import CARTES, COMPARAISONS, FiltreBord
from indicateurs.models import Rythme
from indicateurs.policies import peut_lire_indicateurs, peut_lire_les_pertes, peut_lire_promesses


@require_GET
def tableau_de_bord(request: HttpRequest) -> HttpResponse:
    """Registrations, waits, offers, starts and abandonment of a period, by region and level."""
    formulaire = _formulaire(request)
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    contexte = composer(
        formulaire, lien=lambda code: f"?{formulaire.requete(region=code)}", detail=peut_lire_les_pertes(acteur)
    )
    return render(
        request,
        "indicateurs/tableau_de_bord.html",
        contexte
        | {"mesures": MESURES, "requete": formulaire.requete(), "rythmes": Rythme.choices, **_onglets(formulaire)}
        | {"lit_les_promesses": peut_lire_promesses(acteur)},
    )


@require_GET
def tableau_de_bord_pdf(request: HttpRequest) -> HttpResponse:
    """The same choice, set on pages."""
    formulaire = _formulaire(request)
    reponse = HttpResponse(rendre_tableau(formulaire, le=timezone.now()), content_type="application/pdf")
    nom = _("tableau-de-bord-%(jour)s.pdf") % {"jour": formulaire.jour.isoformat()}
    reponse.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _formulaire(request: HttpRequest) -> FiltreBord:
    if not peut_lire_indicateurs(request.acteur):  # type: ignore[attr-defined]
        raise PermissionDenied
    return FiltreBord({"periode": "12"} | request.GET.dict(), jour=timezone.localdate())


def _onglets(formulaire: FiltreBord) -> dict[str, Any]:
    """What the map and the curves may show instead, the rest of the choice kept."""
    adresse = reverse("tableau_de_bord")
    return {
        "onglets_carte": [
            {
                "libelle": mot,
                "url": f"{adresse}?{formulaire.requete(carte=code)}#ou",
                "courant": code == formulaire.carte_choisie,
            }
            for code, mot in CARTES.items()
        ],
        "onglets_survie": [
            {
                "libelle": mot,
                "url": f"{adresse}?{formulaire.requete(comparer=code)}#combien",
                "courant": code == formulaire.comparaison,
            }
            for code, mot in COMPARAISONS.items()
        ],
    }
