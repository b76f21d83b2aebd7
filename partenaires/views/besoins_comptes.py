"""What the field says, counted by region, theme and clientele: exact for the ministry, rounded for the others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.acteurs import Acteur
from guichet.graphiques import Chaleur
from guichet.graphiques.tuiles import REGIONS
from guichet.referentiels.queries import choix_regions
from partenaires.formulaires.besoin import FiltreComptes
from partenaires.models import Clientele
from partenaires.queries.besoins import choix_themes, compter, lecteur
from partenaires.states_besoins import LECTURE_BESOINS, SAISIE_BESOINS


@require_safe
def besoins_comptes(request: HttpRequest) -> HttpResponse:
    """Two tables: region by theme, then theme by clientele for one region or all."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in SAISIE_BESOINS and not acteur.est_ministere:
        raise PermissionDenied
    filtre, exact = FiltreComptes(request.GET), acteur.est_ministere
    du, au = periode(timezone.localdate(), filtre.mois(), entiers=not exact)
    lire = lecteur(compter(du=du, au=au), exact=exact, du=du, au=au)
    themes, clientele, region = choix_themes(au=au), filtre.lu("clientele"), filtre.lu("region")
    regions = [(str(code), str(nom)) for code, nom in choix_regions()]
    contexte: dict[str, Any] = {
        "form": filtre,
        "exact": exact,
        "lit_les_besoins": acteur.role in LECTURE_BESOINS,
        "du": du,
        "au": au,
        "recus": lire(clientele=clientele, quoi="recus"),
        "distincts": lire(clientele=clientele),
        "personnes": lire(clientele=clientele, quoi="personnes"),
        "themes": [(rang, libelle) for rang, (_code, libelle) in enumerate(themes, 1)],
        "chaleur": _chaleur(regions, themes, clientele, lire),
        "region": dict(regions).get(region, _("Tout le Québec")),
        "clienteles": [str(libelle) for _code, libelle in Clientele.choices],
        "lignes": [
            {
                "theme": libelle,
                "nombres": [lire(region, code, c) for c in Clientele.values],
                "total": lire(region, code),
                "personnes": lire(region, code, quoi="personnes"),
            }
            for code, libelle in themes
        ],
    }
    return render(request, "partenaires/besoins_comptes.html", contexte)


def periode(jour: date, mois: int, *, entiers: bool) -> tuple[date, date]:
    """So many months back from today; with `entiers`, whole months only, the present one left out."""
    au = jour.replace(day=1) - timedelta(days=1) if entiers else jour
    rang = au.year * 12 + au.month - mois
    return date(rang // 12, rang % 12 + 1, 1), au


def _chaleur(regions: list[tuple[str, str]], themes: list[tuple[str, str]], clientele: str, lire: Any) -> Chaleur:
    grille = [[lire(code, theme, clientele) for theme, _libelle in themes] for code, _nom in regions]
    return Chaleur(
        titre=_("Besoins distincts entendus, par région et par thème"),
        entetes=[_("Région"), *(libelle for _code, libelle in themes)],
        colonnes=[str(rang) for rang in range(1, len(themes) + 1)],
        lignes=[
            (nom, REGIONS[code][1] if code in REGIONS else nom, [nombre or None for nombre in ligne])
            for (code, nom), ligne in zip(regions, grille, strict=True)
        ],
        mots=[[str(nombre) for nombre in ligne] for ligne in grille],
        cle=f"besoins-{clientele}",
    )
