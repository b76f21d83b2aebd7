"""The charts and tables of the dashboard, each titled by what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from guichet.graphiques import Barres, Chaleur, Entonnoir, Etincelles, Lignes, Paliers, Serie, Tuiles
from guichet.graphiques.base import Format
from guichet.graphiques.tuiles import REGIONS
from guichet.mesure.definition import MESURES
from guichet.referentiels.formats import formater_nombre, formater_pourcent
from indicateurs import figures_parcours
from indicateurs.figures_pertes import LignePertes, lien_au_registre, lignes_pertes
from indicateurs.filtre import Filtre
from indicateurs.libelles import libelles
from indicateurs.queries import bord, tableau
from indicateurs.queries.bord import Comptes, Lecture
from indicateurs.queries.distribution import Delais
from indicateurs.queries.pertes import sorties_de_la_periode
from indicateurs.queries.valeurs import mois_de

PERSONNE = Delais(0, None, None)


@dataclass(frozen=True, slots=True)
class LigneDeCoupe:
    """One row of the table by region or by level."""

    code: Any
    libelle: str
    demandes: int
    attente: Delais
    offres: int
    debuts: int
    abandons: int
    taux_abandon: float | None
    lien: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page draws."""

    flux: Lignes
    carte: Tuiles
    etincelles: Etincelles
    mediane_par_niveau: Barres
    entonnoir: Entonnoir
    pertes: list[LignePertes]
    survie: Paliers
    chaleur: Chaleur | None
    par_region: list[LigneDeCoupe]
    par_niveau: list[LigneDeCoupe]


def figures_du_tableau(
    lue: Lecture,
    *,
    carte: str,
    comparer: str,
    au: date,
    lien: Callable[[str], str] | None = None,
    detail: bool = False,
) -> Figures:
    """Every chart and table of the dashboard for this choice.

    `lien` gives the address of one region's page; with `detail`, losses lead to their rows.
    """
    pertes = _pertes(lue, au=au, detail=detail)
    regions, niveaux = libelles("region", au=au), libelles("niveau", au=au)
    liens = {code: lien(code) for code in regions} if lien else {}
    return Figures(
        flux=_flux(lue.filtre),
        carte=_carte(lue, carte, liens),
        etincelles=_etincelles(lue.filtre),
        mediane_par_niveau=_niveaux(lue.attente_par_niveau),
        entonnoir=figures_parcours.entonnoir(lue.comptes, pertes),
        pertes=pertes,
        survie=figures_parcours.survie(lue.courbes, comparer, au=au),
        chaleur=figures_parcours.chaleur(bord.offre_et_demande(lue.filtre, au=au)),
        par_region=_coupe(lue.par_region, lue.attente_par_region, regions, liens),
        par_niveau=_coupe({int(n): lus for n, lus in lue.par_niveau.items()}, lue.attente_par_niveau, niveaux, {}),
    )


def _pertes(lue: Lecture, *, au: date, detail: bool) -> list[LignePertes]:
    """The exits of the period; every reader of the dashboard reads exact figures."""
    return lignes_pertes(
        sorties_de_la_periode(lue.filtre),
        lambda code: lue.comptes[code].total() if code in lue.comptes else 0,
        lambda n, _quoi: n,
        au=au,
        lien=lien_au_registre(lue.filtre) if detail else None,
    )


def mois_court(mois: date) -> str:
    """« nov. 26 »."""
    return format_date(mois, "MMM yy", locale="fr_CA")


def _flux(filtre: Filtre) -> Lignes:
    noms = {"demande": _("Demandes"), "offre": _("Offres"), "debut": _("Débuts"), "abandon": _("Abandons")}
    series = tableau.par_mois(filtre, noms)
    mois = mois_de(filtre)
    return Lignes(
        titre=_("Demandes, offres, débuts et abandons, par mois"),
        entetes=[_("Mois"), *noms.values()],
        abscisses=[mois_court(m) for m in mois],
        series=[Serie(nom, [series[code][m] for m in mois]) for code, nom in noms.items()],
        cle="flux",
    )


def _carte(lue: Lecture, quoi: str, liens: Mapping[str, str]) -> Tuiles:
    """The chosen measure by region: those who wait, or a definition made of events."""
    if quoi == "attente":
        titre, tete = _("Personnes en attente, par région de résidence"), _("Personnes")
        ecrire: Format = formater_nombre
        valeurs: dict[str, Any] = {str(code): delais.nb for code, delais in lue.attente_par_region.items() if code}
    else:
        mesure = MESURES[quoi]
        tete = f"{mesure.titre} ({mesure.unite})" if mesure.unite else str(mesure.titre)
        titre = _("%(quoi)s, par région de résidence") % {"quoi": tete}
        ecrire = _part if not mesure.unite else formater_nombre
        lues = bord.valeurs_par_region(quoi, lue.filtre)
        valeurs = {str(code): float(lu.valeur) for code, lu in lues.items() if lu.valeur is not None}
    entetes = [_("Région"), tete]
    return Tuiles(titre=titre, entetes=entetes, valeurs=valeurs, format_valeur=ecrire, cle=f"carte-{quoi}", liens=liens)


def _part(valeur: float) -> str:
    return formater_pourcent(valeur, 0)


def _etincelles(filtre: Filtre) -> Etincelles:
    mois, lus = bord.debuts_par_region(filtre)
    return Etincelles(
        titre=_("Débuts de cours des 12 derniers mois complets, chaque région à sa propre échelle"),
        entetes=[_("Région"), *map(mois_court, mois)],
        abscisses=[mois_court(m) for m in mois],
        valeurs={
            code: [lus.get(code, {}).get(m, 0) for m in mois]
            for code in ([filtre.region] if filtre.region else REGIONS)
        },
        cle="etincelles",
    )


def _niveaux(attente: Mapping[Any, Delais]) -> Barres:
    return Barres(
        titre=_("Attente médiane de ceux qui attendent encore, par niveau, en jours"),
        entetes=[_("Niveau"), _("Jours")],
        lignes=[(_("Niveau %(n)d") % {"n": niveau}, attente[niveau].mediane) for niveau in sorted(attente) if niveau],
        cle="niveaux",
    )


def _coupe(
    comptes: Mapping[Any, Comptes], attente: Mapping[Any, Delais], noms: Mapping[Any, str], liens: Mapping[str, str]
) -> list[LigneDeCoupe]:
    return [
        _ligne(code, nom, comptes.get(code, {}), attente.get(code, PERSONNE), liens.get(code, ""))
        for code, nom in noms.items()
        if code in comptes or code in attente
    ]


def _ligne(code: Any, libelle: str, lus: Comptes, attente: Delais, lien: str) -> LigneDeCoupe:
    comptes = {nom: lus[nom].total() if nom in lus else 0 for nom in ("demande", "offre", "debut", "abandon", "fin")}
    finis = comptes["abandon"] + comptes["fin"]
    return LigneDeCoupe(
        code=code,
        libelle=libelle,
        demandes=comptes["demande"],
        attente=attente,
        offres=comptes["offre"],
        debuts=comptes["debut"],
        abandons=comptes["abandon"],
        taux_abandon=comptes["abandon"] / finis if finis else None,
        lien=lien,
    )
