"""How many of each event, exactly, for any filter: whole months from roll-ups, the days at both ends from the facts.

One statement, so roll-ups and facts are read at the same instant. Rolled up: numbers along one axis beside the region,
or beside the level for events that tables cut by it; delays along one axis (the region is one); both along region,
status, level and formula at once. Any other choice is counted in the facts (docs/mesure.md).
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any, Protocol

from django.db import connections

from guichet.mesure.evenement import EVENEMENTS
from indicateurs.filtre import AXES, Filtre
from indicateurs.models import COUPES, PARTOUT

UN_JOUR = timedelta(days=1)
# Counted together in `AgregatMois`.
GROSSIERS = frozenset({"statut", "niveau", "formule"})
# Keys of a cut that are not axes.
TOUT, MOIS = "", "mois"

Morceau = tuple[date, date, int]
# By key of the cut (« » when there is none), by event: how many by delay in days, None where none is kept.
Comptes = Mapping[str, Mapping[str, Counter[int | None]]]


def base_de_lecture() -> str:
    """The analyst's connection where there is one: its login reads roll-ups and counts, no row about a person."""
    return "analyste" if "analyste" in connections.databases else "default"


def compter(evenements: Iterable[str], filtre: Filtre, *, par: str = TOUT, delais: bool = False) -> Comptes:
    """Number of each event in the period, by `par` (an axis, « mois » as « 2026-11-01 », or nothing) and by delay."""
    return compter_ensemble([Demande(evenements, filtre, par, delais)])[0]


@dataclass(frozen=True, slots=True)
class Demande:
    """One count among several."""

    evenements: Iterable[str]
    filtre: Filtre
    par: str = TOUT
    delais: bool = False


class Lecture(Protocol):
    """What answers instead of the roll-ups: the facts as they were known at some mark."""

    def compter(self, demande: Demande) -> Comptes:
        """As `compter`."""

    def en_cours(self, entree: str, filtre: Filtre, *, maintenant: bool, par: str) -> Mapping[str, Counter[date]]:
        """As `en_cours`."""


_LECTURE: ContextVar[Lecture | None] = ContextVar("lecture des faits", default=None)


@contextmanager
def lire_dans(lecture: Lecture) -> Iterator[None]:
    """Inside, every count is asked from that reading."""
    jeton = _LECTURE.set(lecture)
    try:
        yield
    finally:
        _LECTURE.reset(jeton)


def compter_ensemble(demandes: Sequence[Demande]) -> list[Comptes]:
    """The same for several choices or cuts, in one statement: read at one instant, in one exchange."""
    if (lecture := _LECTURE.get()) is not None:
        return [lecture.compter(demande) for demande in demandes]
    sortes = [(rang, *sorte) for rang, demande in enumerate(demandes) for sorte in _sortes(demande)]
    requete = " UNION ALL ".join(f"SELECT {rang}, r.* FROM ({requete}) r" for rang, requete, _v in sortes)  # noqa: S608
    valeurs = chain.from_iterable(siennes for _rang, _requete, siennes in sortes)
    lignes: list[list[tuple[str, str, int, int]]] = [[] for _demande in demandes]
    for rang, *ligne in lire(requete, valeurs) if sortes else ():
        lignes[rang].append((ligne[0], ligne[1], ligne[2], ligne[3]))
    return [_rassembler(siennes) for siennes in lignes]


def _sortes(demande: Demande) -> list[tuple[str, list[Any]]]:
    """Roll-ups keep the delays of some events: the others are counted alone."""
    codes = sorted(set(demande.evenements))
    if demande.filtre.du > demande.filtre.au:
        return []
    gardes = [code for code in codes if demande.delais and EVENEMENTS[code].delais]
    autres = [code for code in codes if code not in gardes]
    return [_requete(sorte, demande.filtre, demande.par, sorte is gardes) for sorte in (gardes, autres) if sorte]


def en_cours(entree: str, filtre: Filtre, *, maintenant: bool, par: str = TOUT) -> Mapping[str, Counter[date]]:
    """Who was in a queue on the filter's last day: how many, by day of entry; `maintenant` reads the queue of now."""
    if (lecture := _LECTURE.get()) is not None:
        return lecture.en_cours(entree, filtre, maintenant=maintenant, par=par)
    choix = filtre.choisis()
    axes = {*choix, par} - {TOUT}
    if maintenant and axes <= GROSSIERS | {"region"}:
        ou, valeurs = _conditions(choix)
        cle = f"{par}::text" if par else "''"
        requete = (
            f"SELECT {cle}, depuis, sum(nb)::bigint FROM indicateurs_agregatattente"  # noqa: S608
            f" WHERE evenement = %s AND depuis <= %s{ou} GROUP BY 1, 2 HAVING sum(nb) > 0"
        )
        lignes = lire(requete, [entree, filtre.au, *valeurs])
    else:
        requete = "SELECT cle, depuis, nb FROM indicateurs_en_cours(%s, %s, %s::jsonb, %s, %s)"
        lignes = lire(requete, [entree, filtre.au, json.dumps(choix), par, maintenant])
    comptes: dict[str, Counter[date]] = defaultdict(Counter)
    for cle, depuis, nb in lignes:
        comptes[cle][depuis] += nb
    return comptes


def lire(requete: str, valeurs: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement, under the analyst's login."""
    with connections[base_de_lecture()].cursor() as curseur:
        curseur.execute(requete, list(valeurs))
        return curseur.fetchall()


def _rassembler(lignes: Iterable[tuple[str, str, int, int]]) -> Comptes:
    comptes: dict[str, dict[str, Counter[int | None]]] = defaultdict(lambda: defaultdict(Counter))
    for evenement, cle, delai, nombre in lignes:
        comptes[cle][evenement][None if delai < 0 else delai] += nombre
    return comptes


def _requete(codes: list[str], filtre: Filtre, par: str, delais: bool) -> tuple[str, list[Any]]:
    choix = filtre.choisis()
    axes = {*choix, par} - {TOUT, MOIS}
    if len(axes) <= 1 and delais:
        source = _par_delai(choix, par, next(iter(axes), ""))
    elif len(axes - {"region"}) <= 1 and not delais:
        source = _par_axe(choix, par, next(iter(axes - {"region"}), ""))
    elif len(axes) == 2 and "niveau" in axes and "region" not in axes and not delais and set(codes) <= {*COUPES}:
        source = _par_axe_et_niveau(choix, par, next(iter(axes - {"niveau"})))
    elif axes <= {*GROSSIERS, "region"}:
        source = _par_mois(choix, par, delais)
    else:
        return _faits(codes, choix, par, delais, [(filtre.du, filtre.au, 1)])
    du, avant, bouts = decouper(filtre.du, filtre.au)
    table, cle, delai, ou, valeurs = source
    # Summed before it meets the days at both ends: a hundred thousand rows of a roll-up go through one step less.
    requete = (
        f"SELECT evenement, {cle} AS cle, {delai} AS delai, sum(nb) AS nb FROM {table}"  # noqa: S608
        f" WHERE evenement = ANY (%s) AND mois >= %s AND mois < %s{ou} GROUP BY 1, 2, 3"
    )
    morceaux, suite = _faits(codes, choix, par, delais, bouts) if bouts else ("", [])
    union = f"{requete} UNION ALL {morceaux}" if bouts else requete
    return (
        f"SELECT evenement, cle, delai, sum(nb)::bigint FROM ({union}) t GROUP BY 1, 2, 3 HAVING sum(nb) <> 0",  # noqa: S608
        [codes, du, avant, *valeurs, *suite],
    )


Source = tuple[str, str, str, str, list[Any]]


def _par_axe(choix: Mapping[str, Any], par: str, axe: str) -> Source:
    cle = {TOUT: "''", MOIS: "mois::text", "region": "region"}.get(par, "valeur")
    ou, valeurs = _sur_un_axe(choix, axe)
    tous = par == "region" and "region" not in choix
    ou, valeurs = ou + (" AND region <> %s" if tous else " AND region = %s"), [*valeurs, choix.get("region", PARTOUT)]
    return "indicateurs_agregataxe", cle, "-1", ou, valeurs


def _par_axe_et_niveau(choix: Mapping[str, Any], par: str, axe: str) -> Source:
    cle = {TOUT: "''", MOIS: "mois::text", "niveau": "niveau::text"}.get(par, "valeur")
    ou, valeurs = _sur_un_axe(choix, axe)
    if "niveau" in choix:
        ou, valeurs = ou + " AND niveau = %s", [*valeurs, choix["niveau"]]
    return "indicateurs_agregataxeniveau", cle, "-1", ou, valeurs


def _par_delai(choix: Mapping[str, Any], par: str, axe: str) -> Source:
    cle = {TOUT: "''", MOIS: "mois::text"}.get(par, "valeur")
    return "indicateurs_agregatdelai", cle, "delai_jours", *_sur_un_axe(choix, axe)


def _sur_un_axe(choix: Mapping[str, Any], axe: str) -> tuple[str, list[Any]]:
    """One axis and its value, whatever its value, or none."""
    if axe not in choix:
        return (" AND axe = %s", [axe]) if axe else (" AND axe = '' AND valeur = ''", [])
    valeur = str(choix[axe])
    egale = "= ANY (string_to_array(%s, ','))" if "," in valeur else "= %s"
    return f" AND axe = %s AND valeur {egale}", [axe, valeur]


def _par_mois(choix: Mapping[str, Any], par: str, delais: bool) -> Source:
    cle = f"{par}::text" if par else "''"
    return "indicateurs_agregatmois", cle, "delai_jours" if delais else "-1", *_conditions(choix)


def _conditions(choix: Mapping[str, Any]) -> tuple[str, list[Any]]:
    return "".join(f" AND {axe} = %s" for axe in AXES if axe in choix), [choix[axe] for axe in AXES if axe in choix]


def _faits(
    codes: list[str], choix: Mapping[str, Any], par: str, delais: bool, morceaux: Iterable[Morceau]
) -> tuple[str, list[Any]]:
    """The facts of some days, counted by a function that gives no row."""
    requetes, valeurs = [], []
    for du, au, signe in morceaux:
        requetes.append("SELECT evenement, cle, delai, %s * nb FROM indicateurs_compter(%s, %s, %s, %s::jsonb, %s, %s)")
        valeurs += [signe, codes, du, au, json.dumps(choix), par, delais]
    return " UNION ALL ".join(requetes), valeurs


def decouper(du: date, au: date) -> tuple[date, date, list[Morceau]]:
    """A period as whole months [from, before[ and pieces to add (+1) or take off (−1), each at most half a month."""
    premier, apres = du.replace(day=1), mois_suivant(au)
    bouts: list[Morceau] = []
    for mois in sorted({premier, au.replace(day=1)}):
        fin = mois_suivant(mois) - UN_JOUR
        debut_pris, fin_pris = max(du, mois), min(au, fin)
        if 2 * ((fin_pris - debut_pris).days + 1) > monthrange(mois.year, mois.month)[1]:
            bouts += [(a, b, -1) for a, b in ((mois, debut_pris - UN_JOUR), (fin_pris + UN_JOUR, fin)) if a <= b]
        else:
            bouts.append((debut_pris, fin_pris, 1))
            premier, apres = (fin + UN_JOUR if mois == premier else premier), (mois if fin >= au else apres)
    return premier, apres, bouts


def mois_suivant(jour: date) -> date:
    """The first day of the month after this day's."""
    return (jour.replace(day=28) + timedelta(days=4)).replace(day=1)


def par_region_et_mois(evenement: str, filtre: Filtre) -> Mapping[str, Mapping[date, int]]:
    """Number of one event by region and whole month of the period; a choice not rolled up costs a read a month."""
    choix, comptes = filtre.choisis(), defaultdict[str, Counter[date]](Counter)
    du, apres = filtre.du.replace(day=1), mois_suivant(filtre.au)
    fins = set(choix) - {"region"}
    if len(fins) > 1 and not fins <= GROSSIERS:
        while du < apres:
            mois = compter([evenement], replace(filtre, du=du, au=mois_suivant(du) - UN_JOUR), par="region")
            for region, lus in mois.items():
                comptes[region][du] += lus[evenement].total()
            du = mois_suivant(du)
        return comptes
    source = _par_axe(choix, "region", next(iter(fins), "")) if len(fins) <= 1 else _par_mois(choix, "region", False)
    table, _cle, _delai, ou, valeurs = source
    requete = (
        f"SELECT region, mois, sum(nb)::bigint FROM {table}"  # noqa: S608
        f" WHERE evenement = %s AND mois >= %s AND mois < %s{ou} GROUP BY 1, 2"
    )
    for region, mois_lu, nombre in lire(requete, [evenement, du, apres, *valeurs]):
        comptes[region][mois_lu] += nombre
    return comptes
