"""Which courses suit which requests, all pairs at once? The rule of `compatibilite`, on arrays.

`obstacles` and `cout` say it for one pair, the SQL for one group or one person; a test holds the three together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guichet.referentiels.voisinages import sont_voisines
from inscriptions.models import Deplacement, Mode
from inscriptions.placement.priorites import Entiers
from inscriptions.queries.compatibilite import (
    COUT_MIXTE,
    COUT_RANG,
    COUT_SEMAINES_MAX,
    COUT_TRAJET,
    Cours,
    Demande,
)

Masque = NDArray[np.bool_]
# So many pairs at a time: what fits in the processor's own memory.
PAIRES = 1 << 20


def apparier(demandes: Sequence[Demande], cours: Sequence[Cours], jour: date) -> tuple[Entiers, Entiers, Entiers]:
    """The suitable pairs, request after request: the number of the request, that of the course, the cost."""
    tables = _Tables(demandes, cours, jour)
    morceaux = []
    for niveau in sorted({d.niveau for d in demandes}):
        siens = np.flatnonzero(tables.niveau == niveau)
        offerts = np.flatnonzero((tables.niveau_min <= niveau) & (niveau <= tables.niveau_max))
        pas = max(1, PAIRES // max(1, len(offerts)))
        for debut in range(0, len(siens) if len(offerts) else 0, pas):
            morceaux.append(tables.paires(siens[debut : debut + pas], offerts))
    vides = (np.empty(0, np.int64),) * 3
    de, vers, couts = (np.concatenate(colonne) for colonne in zip(vides, *morceaux, strict=True))
    ordre = np.argsort(de, kind="stable")
    return de[ordre], vers[ordre], couts[ordre]


class _Tables:
    """The requests and the courses as numbers."""

    def __init__(self, demandes: Sequence[Demande], cours: Sequence[Cours], jour: date) -> None:
        formules = _numeroter({c.formule for c in cours})
        modes = _numeroter({c.mode for c in cours})
        filieres = _numeroter({c.filiere for c in cours} | {d.filiere for d in demandes})
        regions = _numeroter({c.region for c in cours} | {d.region for d in demandes})
        cellules = _numeroter({cellule for c in cours for cellule in c.horaire})
        self.niveau = _colonne(demandes, lambda d: d.niveau)
        self.filiere_d = _colonne(demandes, lambda d: filieres[d.filiere])
        self.region_d = _colonne(demandes, lambda d: regions[d.region])
        self.libres = _colonne(demandes, lambda d: _bits(d.disponibilites, cellules))
        self.garde_d = _colonne(demandes, lambda d: d.garde).astype(bool)
        self.mobilite = _colonne(demandes, lambda d: d.mobilite).astype(bool)
        self.voyage = _colonne(demandes, lambda d: d.deplacement == Deplacement.REGIONS_VOISINES).astype(bool)
        self.rang_formule = _rangs([d.formules for d in demandes], formules)
        self.rang_mode = _rangs([d.modes for d in demandes], modes)
        self.niveau_min, self.niveau_max = _colonne(cours, lambda c: c.niveau), _colonne(cours, lambda c: c.niveau_max)
        self.filiere_c = _colonne(cours, lambda c: filieres[c.filiere])
        self.region_c = _colonne(cours, lambda c: regions[c.region])
        self.formule, self.mode = (
            _colonne(cours, lambda c: formules[c.formule]),
            _colonne(cours, lambda c: modes[c.mode]),
        )
        self.occupes = _colonne(cours, lambda c: _bits(c.horaire, cellules))
        self.distance = _colonne(cours, lambda c: c.mode == Mode.EN_LIGNE).astype(bool)
        self.garde_c = _colonne(cours, lambda c: c.garde).astype(bool) | self.distance
        self.acces = _colonne(cours, lambda c: c.acces).astype(bool) | self.distance
        self.fixe = _colonne(cours, lambda c: _cout_du_cours(c, jour))
        self.voisines = np.array([[sont_voisines(une, autre) for autre in regions] for une in regions], bool)

    def paires(self, d: Entiers, c: Entiers) -> tuple[Entiers, Entiers, Entiers]:
        """The suitable pairs among these requests and these courses, whose levels agree."""
        formule, mode = self.rang_formule[d][:, self.formule[c]], self.rang_mode[d][:, self.mode[c]]
        ici = self.region_d[d][:, None] == self.region_c[c]
        proche = self.voisines[self.region_d[d][:, None], self.region_c[c]] & self.voyage[d][:, None]
        convient = (
            (formule >= 0)
            & (mode >= 0)
            & (self.filiere_d[d][:, None] == self.filiere_c[c])
            & ((self.occupes[c] & ~self.libres[d][:, None]) == 0)
            & (ici | self.distance[c] | proche)
            & (self.garde_c[c] | ~self.garde_d[d][:, None])
            & (self.acces[c] | ~self.mobilite[d][:, None])
        )
        i, j = np.nonzero(convient)
        couts = COUT_RANG * (formule[i, j].astype(np.int64) + mode[i, j]) + self.fixe[c][j]
        couts += COUT_TRAJET * ~(ici[i, j] | self.distance[c][j])
        return d[i], c[j], couts


def _cout_du_cours(cours: Cours, jour: date) -> int:
    """What a course costs whoever takes it."""
    attente = min(COUT_SEMAINES_MAX, max(0, (cours.debut - jour).days) // 7)
    return COUT_MIXTE * (cours.niveau_max > cours.niveau) + attente


def _numeroter(valeurs: Iterable[str]) -> dict[str, int]:
    return {valeur: i for i, valeur in enumerate(sorted(valeurs))}


def _colonne(objets: Sequence[Any], lire: Callable[[Any], int]) -> Entiers:
    return np.fromiter(map(lire, objets), np.int64, len(objets))


def _bits(cellules: Collection[str], numeros: dict[str, int]) -> int:
    """The cells of a week as bits; those no course uses do not matter."""
    return sum(1 << numeros[cellule] for cellule in cellules if cellule in numeros)


def _rangs(listes: Sequence[Sequence[str]], numeros: dict[str, int]) -> NDArray[np.int8]:
    """The place of each value in each list of preferences, -1 when it is not there."""
    rangs = np.full((len(listes), max(1, len(numeros))), -1, np.int8)
    for i, liste in enumerate(listes):
        for place, valeur in enumerate(liste):
            if valeur in numeros and rangs[i, numeros[valeur]] < 0:
                rangs[i, numeros[valeur]] = place
    return rangs
