"""Lines of admissions judged one call at a time; the whole report of a file's faults."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from indicateurs.admissions_lignes import GARDEES, proteger
from indicateurs.models import LotAdmissions
from indicateurs.queries import admissions_sql as sql
from partenaires.services_lignes import Ligne


@dataclass(frozen=True, slots=True)
class Faute:
    """What is wrong with one cell: where, what was written, « column:code »."""

    ligne: int
    code: str
    ecrit: str


def en_listes(lignes: Sequence[Ligne], *, le: datetime) -> dict[str, Any]:
    """The lines as the statements take them, identifiers encrypted."""
    gardees = [proteger(cellules) for _n, cellules in lignes]
    valeurs: dict[str, Any] = {nom: [cellules[rang] for cellules in gardees] for rang, nom in enumerate(GARDEES)}
    return valeurs | {"rang": [numero for numero, _cellules in lignes], "aujourdhui": timezone.localdate(le)}


def examiner(lignes: Sequence[Ligne], valeurs: dict[str, Any]) -> tuple[list[Faute], dict[str, int]]:
    """The faults of these lines, in their order, and how many lines each effect has."""
    ecrits = {numero: dict(zip(GARDEES, (valeurs[nom][rang] for nom in GARDEES), strict=True))
              for rang, (numero, _cellules) in enumerate(lignes)}  # fmt: skip
    vues: dict[str, int] = {}
    fautes, effets = [], {"ajout": 0, "changement": 0, "inchangee": 0}
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT rang, cle, effet, fautes {sql.DES_LISTES_JUGEES} ORDER BY rang", valeurs)
        for rang, cle, effet, trouvees in curseur.fetchall():
            effets[effet] += 1
            if cle in vues:
                trouvees = [*trouvees, f"cle:double:{vues[cle]}"]
            vues.setdefault(cle, rang)
            fautes += [Faute(rang, code, ecrits[rang][code.split(":")[0]]) for code in trouvees]
    return fautes, effets


def fautes_du_lot(lot: LotAdmissions) -> Iterator[Faute]:
    """Every fault of a file, in the order of its lines; read as it goes."""
    if lot.chemin_erreurs:
        with storages["prive"].open(lot.chemin_erreurs, "rb") as rapport:
            for brute in rapport:
                yield Faute(*json.loads(brute))
