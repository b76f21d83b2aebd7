"""The figures of an edition: every definition that has one, province and cuts, exact and as the public reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import MESURES, Diffusion, Genre, Mesure
from guichet.referentiels.formules import Formule
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import choix_regions
from indicateurs.divulgation import Publie, controler
from indicateurs.divulgation.cles import expression_de
from indicateurs.divulgation.publication import composer, comptes_arrondis
from indicateurs.divulgation.treillis import Cellule, sommes_de
from indicateurs.filtre import Filtre
from indicateurs.queries import valeurs

MOIS_MONTRES = 24
# What the figures of the last twelve months are cut by; « mois » stands for the monthly series.
COUPES: tuple[tuple[str, ...], ...] = ((), ("region",), ("niveau",), ("formule",), ("region", "niveau"))
MOIS = "mois"
# Calculators whose counts are of persons or of their steps; hours or seats of one person would pass any minimum.
COMPTENT_DES_PERSONNES = frozenset({"evenements", "survie"})


@dataclass(frozen=True, slots=True)
class Chiffre:
    """One figure: what, for which choice, exact and told."""

    mesure: Mesure
    coupe: str
    filtre: Filtre
    valeur: Valeur
    publie: Publie


def mesures_figees() -> list[Mesure]:
    """The definitions an edition holds: all those a calculator answers."""
    return [m for m in MESURES.values() if m.calcul in valeurs.CALCULATEURS and _est_donnee(m)]


def _est_donnee(mesure: Mesure) -> bool:
    return mesure.calcul != "evenements" or valeurs.est_connue(mesure)


def vient_des_faits(mesure: Mesure) -> bool:
    """True for what the facts alone give back; the rest is counted again from what was frozen with it."""
    return mesure.calcul in COMPTENT_DES_PERSONNES


def se_publie(mesure: Mesure) -> bool:
    """True when an edition tells it to everyone: public, and counting persons or their steps."""
    return mesure.diffusion is Diffusion.PUBLIQUE and vient_des_faits(mesure)


def fin_du_mois_precedent(jour: date) -> date:
    """Figures stop at the end of the last whole month."""
    return jour.replace(day=1) - timedelta(days=1)


def debut(au: date, mois: int) -> date:
    """The first day of the months that end there."""
    rang = au.year * 12 + au.month - mois
    return date(rang // 12, rang % 12 + 1, 1)


def codes_de(axe: str) -> list[Any]:
    """Every code of an axis: one without anybody is a 0, never a gap."""
    match axe:
        case "region":
            return [str(code) for code, _nom in choix_regions()]
        case "niveau":
            return list(range(1, 13))
        case _:
            return list(Formule.values)


# So many definitions read, of so many.
Avancement = Callable[[int, int], object]


def calculer_chiffres(
    au: date, mesures: Iterable[Mesure] | None = None, avancement: Avancement = lambda _faites, _toutes: None
) -> list[Chiffre]:
    """Every figure of an edition that stops on that day, disclosure control applied to all of them together."""
    exacts: list[Exact] = []
    toutes = list(mesures or mesures_figees())
    for faites, mesure in enumerate(toutes, 1):
        exacts += exacts_de(mesure, au)
        avancement(faites, len(toutes))
    return [Chiffre(*ligne, publie) for ligne, publie in zip(exacts, publier(exacts, au), strict=True)]


Exact = tuple[Mesure, str, Filtre, Valeur]


def exacts_de(mesure: Mesure, au: date) -> Iterator[Exact]:
    """Every figure of one definition in an edition that stops on that day."""
    an = Filtre(debut(au, 12), au)
    for coupe in COUPES:
        if set(coupe) <= set(mesure.dimensions):
            yield from ((mesure, "+".join(coupe), filtre, valeur) for filtre, valeur in _coupe(mesure, an, coupe))
    mois = valeurs.par_mois(mesure, Filtre(debut(au, MOIS_MONTRES), au))
    for premier, valeur in sorted(mois.items()):
        fin = (premier + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        yield mesure, MOIS, Filtre(premier, fin), valeur


def _coupe(mesure: Mesure, filtre: Filtre, coupe: tuple[str, ...]) -> Iterator[tuple[Filtre, Valeur]]:
    if not coupe:
        yield filtre, valeurs.valeur(mesure, filtre)
        return
    *larges, axe = coupe
    for large in larges[:1]:
        for code in codes_de(large):
            yield from _coupe(mesure, replace(filtre, **{large: code}), (axe,))
    if not larges:
        connus = valeurs.par_axe(mesure, filtre, axe)
        for code in codes_de(axe):
            yield replace(filtre, **{axe: code}), connus.get(code) or rien(mesure)


def rien(mesure: Mesure) -> Valeur:
    """The value of a choice where nothing happened."""
    match mesure.genre:
        case Genre.COMPTE | Genre.STOCK:
            return Valeur(mesure.reference, Decimal(0), 0)
        case Genre.DELAI:
            return Valeur(mesure.reference, None, 0)
        case _:
            return Valeur(mesure.reference, None, 0, 0)


def publier(exacts: list[Exact], au: date) -> list[Publie]:
    """The same figures as the public reads them: counts rounded by key, totals that tell too much mended."""
    cellules: dict[str, Cellule] = {}
    comptes: dict[str, int] = {}
    cotes: list[tuple[str | None, str | None]] = []
    for mesure, __, filtre, valeur in exacts:
        if not se_publie(mesure):
            cotes.append((None, None))
            continue
        cles: list[str | None] = []
        for haut, arrondi in zip((True, False), comptes_arrondis(mesure, filtre, valeur), strict=True):
            cellule = Cellule(expression_de(mesure, haut=haut), filtre)
            cles.append(None if arrondi is None else cellule.cle)
            if arrondi is not None:
                cellules[cellule.cle], comptes[cellule.cle] = cellule, arrondi
        cotes.append((cles[0], cles[1]))
    surs = controler(comptes, sommes_de(cellules.values()), base=int(parametre("base_arrondi_publication", au=au)))
    publies = []
    for exact, cles_ in zip(exacts, cotes, strict=True):
        deux = [surs[cle] if cle else None for cle in cles_]
        publies.append(_publie(exact, deux[0], deux[1], masque=any(cle and surs[cle] is None for cle in cles_)))
    return publies


def _publie(exact: Exact, haut: int | None, bas: int | None, *, masque: bool) -> Publie:
    mesure, __, filtre, valeur = exact
    if not se_publie(mesure):
        return Publie(None, _("Ce chiffre reste au ministère."))
    if masque:
        return Publie(None, _("Ce total en dirait trop sur ses parties."))
    return composer(mesure, filtre, valeur, haut, bas)
