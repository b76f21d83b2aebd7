"""The facts as they were known when the journal had been read up to a mark: one reading, then counts in memory.

Slow, and sharing nothing with the roll-ups. Facts are only added to, but for the day an entry of a queue ends: the end
is read here from the fact of the exit, so an exit that came after the mark has not happened.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from guichet.mesure.evenement import EVENEMENTS
from indicateurs.filtre import Filtre
from indicateurs.queries.comptage import MOIS, TOUT, Comptes, Demande

# Only what had been read: the journal's rows in the order they are read in.
_AU_REPERE = "(j.xid, j.id) <= (%(xid)s::xid8, %(journal)s)"
# Stocks are balanced from the first fact on; nothing else is older than the monthly series.
_COMPTER = """
SELECT f.evenement, date_trunc('month', f.jour)::date, f.region, f.niveau, f.formule, f.delai_jours, count(*)
FROM indicateurs_fait f JOIN guichet_journal j ON j.id = f.journal_id
WHERE f.jour <= %(au)s AND (f.jour >= %(du)s OR f.evenement = ANY (%(soldes)s)) AND {repere}
GROUP BY 1, 2, 3, 4, 5, 6
"""
_FILES = """
WITH sorties AS (
  SELECT f.origine_id, s.file, (array_agg((j.le AT TIME ZONE %(fuseau)s)::date ORDER BY j.xid DESC, j.id DESC))[1] AS le
  FROM indicateurs_fait f JOIN guichet_journal j ON j.id = f.journal_id
  JOIN unnest(%(sorties)s::text[], %(files)s::text[]) AS s (code, file) ON s.code = f.evenement
  WHERE f.sens = -1 AND {repere} GROUP BY 1, 2
)
SELECT f.evenement, f.jour, f.region, f.niveau, f.formule, s.le, count(*)
FROM indicateurs_fait f JOIN guichet_journal j ON j.id = f.journal_id
LEFT JOIN sorties s ON s.origine_id = f.journal_id AND s.file = f.evenement
WHERE f.sens = 1 AND f.jour <= %(au)s AND {repere}
GROUP BY 1, 2, 3, 4, 5, 6
"""
AXES = ("region", "niveau", "formule")
# Region, level, formula of a cell.
Case = tuple[Any, Any, Any]


class FaitsAuRepere:
    """Answers as `comptage` does, for the choices an edition makes: whole months; region, level, formula."""

    def __init__(self, *, xid: Any, journal_id: int, du: date, au: date) -> None:
        soldes = [evenement for evenement in EVENEMENTS.values() if evenement.file]
        sorties = [evenement for evenement in soldes if evenement.sens == -1]
        valeurs = {
            "xid": str(xid),
            "journal": journal_id,
            "du": du,
            "au": au,
            "fuseau": settings.TIME_ZONE,
            "soldes": [evenement.code for evenement in soldes],
            "sorties": [evenement.code for evenement in sorties],
            "files": [evenement.file for evenement in sorties],
        }
        # By event and region: a cut by level of each region reads each cell once.
        self._comptes: dict[tuple[str, str], list[tuple[date, Case, int | None, int]]] = defaultdict(list)
        self._files: dict[tuple[str, str], list[tuple[date, Case, date | None, int]]] = defaultdict(list)
        for code, mois, region, niveau, formule, delai, nb in _lire(_COMPTER, valeurs):
            self._comptes[code, region].append((mois, (region, niveau, formule), delai, nb))
        for code, jour, region, niveau, formule, fini_le, nb in _lire(_FILES, valeurs):
            self._files[code, region].append((jour, (region, niveau, formule), fini_le, nb))
        self._regions = sorted({region for _code, region in (*self._comptes, *self._files)})

    def compter(self, demande: Demande) -> Comptes:
        """Number of each event by key of the cut and by delay, kept for the events that keep theirs."""
        filtre, par = demande.filtre, demande.par
        comptes: dict[str, dict[str, Counter[int | None]]] = defaultdict(lambda: defaultdict(Counter))
        for code in sorted(set(demande.evenements)):
            garde = demande.delais and EVENEMENTS[code].delais
            for mois, case, delai, nb in self._choisies(self._comptes, code, filtre):
                if filtre.du <= mois <= filtre.au:
                    cle = mois.isoformat() if par == MOIS else _cle(case, par)
                    comptes[cle][code][delai if garde else None] += nb
        return comptes

    def en_cours(self, entree: str, filtre: Filtre, *, maintenant: bool, par: str) -> Mapping[str, Counter[date]]:
        """Who was in a queue on the last day, by day of entry; `maintenant`: who had not left it at the mark."""
        presents: dict[str, Counter[date]] = defaultdict(Counter)
        for jour, case, fini_le, nb in self._choisies(self._files, entree, filtre):
            reste = fini_le is None or (not maintenant and fini_le > filtre.au)
            if jour <= filtre.au and reste:
                presents[_cle(case, par)][jour] += nb
        return presents

    def _choisies(self, cases: Mapping[tuple[str, str], Iterable[Any]], code: str, filtre: Filtre) -> Iterator[Any]:
        choix = filtre.choisis()
        if not choix.keys() <= set(AXES):
            raise ValueError(f"Choix hors d’une édition : {sorted(choix)}")
        voulus = [(AXES.index(axe), valeur) for axe, valeur in choix.items()]
        for region in [filtre.region] if filtre.region else self._regions:
            for ligne in cases.get((code, region), ()):
                if all(ligne[1][rang] == valeur for rang, valeur in voulus):
                    yield ligne


def _cle(case: Case, par: str) -> str:
    return "" if par == TOUT else str(case[AXES.index(par)])


def _lire(requete: str, valeurs: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete.format(repere=_AU_REPERE), valeurs)
        return curseur.fetchall()
