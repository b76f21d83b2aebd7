"""The charts and tables of the dashboard, each titled by what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from guichet.graphiques import Barres, Lignes, Serie, Tuiles
from guichet.referentiels.queries import choix_regions
from indicateurs.filtre import Filtre
from indicateurs.queries import tableau
from indicateurs.queries.distribution import Delais
from indicateurs.queries.valeurs import mois_de


@dataclass(frozen=True, slots=True)
class LigneDeCoupe:
    """One row of the table by region or by level."""

    libelle: str
    demandes: int
    attente: Delais
    offres: int
    debuts: int
    abandons: int
    taux_abandon: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page draws."""

    flux: Lignes
    attente_par_region: Tuiles
    mediane_par_niveau: Barres
    par_region: list[LigneDeCoupe]
    par_niveau: list[LigneDeCoupe]


def figures_du_tableau(filtre: Filtre, *, au: date) -> Figures:
    """Every chart and table of the dashboard for this choice."""
    regions = {str(code): str(nom) for code, nom in choix_regions()}
    attente_region = tableau.attente_par(filtre, "region", au=au)
    attente_niveau = tableau.attente_par(filtre, "niveau", au=au)
    return Figures(
        flux=_flux(filtre),
        attente_par_region=_carte(attente_region),
        mediane_par_niveau=_niveaux(attente_niveau),
        par_region=_coupe(filtre, "region", attente_region, regions),
        par_niveau=_coupe(filtre, "niveau", attente_niveau, {n: _("Niveau %(n)d") % {"n": n} for n in range(1, 13)}),
    )


def _flux(filtre: Filtre) -> Lignes:
    noms = {"demande": _("Demandes"), "offre": _("Offres"), "debut": _("Débuts"), "abandon": _("Abandons")}
    series = tableau.par_mois(filtre, noms)
    mois = mois_de(filtre)
    return Lignes(
        titre=_("Demandes, offres, débuts et abandons, par mois"),
        entetes=[_("Mois"), *noms.values()],
        abscisses=[format_date(m, "MMM yy", locale="fr_CA") for m in mois],
        series=[Serie(nom, [series[code][m] for m in mois]) for code, nom in noms.items()],
        cle="flux",
    )


def _carte(attente: dict[Any, Delais]) -> Tuiles:
    return Tuiles(
        titre=_("Personnes en attente, par région de résidence"),
        entetes=[_("Région"), _("Personnes en attente")],
        valeurs={str(code): delais.nb for code, delais in attente.items() if code},
        cle="carte",
    )


def _niveaux(attente: dict[Any, Delais]) -> Barres:
    return Barres(
        titre=_("Attente médiane de ceux qui attendent encore, par niveau, en jours"),
        entetes=[_("Niveau"), _("Jours")],
        lignes=[(_("Niveau %(n)d") % {"n": niveau}, attente[niveau].mediane) for niveau in sorted(attente) if niveau],
        cle="niveaux",
    )


def _coupe(filtre: Filtre, axe: str, attente: dict[Any, Delais], noms: dict[Any, str]) -> list[LigneDeCoupe]:
    comptes = tableau.comptes_par(filtre, axe)
    return [
        _ligne(noms[valeur], comptes.get(valeur, {}), attente.get(valeur, Delais(0, None, None)))
        for valeur in noms
        if valeur in comptes or valeur in attente
    ]


def _ligne(libelle: str, comptes: dict[str, int], attente: Delais) -> LigneDeCoupe:
    finis = comptes.get("abandon", 0) + comptes.get("fin", 0)
    return LigneDeCoupe(
        libelle=libelle,
        demandes=comptes.get("demande", 0),
        attente=attente,
        offres=comptes.get("offre", 0),
        debuts=comptes.get("debut", 0),
        abandons=comptes.get("abandon", 0),
        taux_abandon=comptes.get("abandon", 0) / finis if finis else None,
    )
