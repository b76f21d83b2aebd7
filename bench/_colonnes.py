"""The same facts in a DuckDB file, read whole by columns: the peer of the roll-ups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import psycopg

from indicateurs.filtre import AXES, Filtre
from indicateurs.queries import comptage

_COLONNES = {"evenement": "VARCHAR", "jour": "DATE", "delai_jours": "INTEGER", "sens": "INTEGER", "fini_le": "DATE"}
_COLONNES |= {axe: "INTEGER" if axe == "niveau" else "VARCHAR" for axe in AXES}


class Colonnes:
    """The facts of a database, copied once; answers what `comptage` asks, from the facts alone."""

    def __init__(self, base: psycopg.Connection, dossier: Path) -> None:
        fichier, types = dossier / "faits.csv", ", ".join(f"'{nom}': '{genre}'" for nom, genre in _COLONNES.items())
        copie = f"COPY (SELECT {', '.join(_COLONNES)} FROM indicateurs_fait) TO STDOUT CSV"
        with fichier.open("wb") as sortie, base.cursor() as curseur, curseur.copy(copie) as morceaux:
            for morceau in morceaux:
                sortie.write(morceau)
        self.lien = duckdb.connect(str(dossier / "faits.duckdb"))
        self.lien.execute(
            f"CREATE TABLE fait AS SELECT * FROM read_csv('{fichier}', header = false, columns = {{{types}}})"
        )
        fichier.unlink()

    @contextmanager
    def a_la_place(self) -> Iterator[None]:
        """Within it, definitions are counted here."""
        with (
            mock.patch.object(comptage, "_requete", self._requete),
            mock.patch.object(comptage, "lire", self._lire),
            mock.patch.object(comptage, "en_cours", self._en_cours),
        ):
            yield

    def _lire(self, requete: str, valeurs: Iterable[Any]) -> list[tuple[Any, ...]]:
        return self.lien.execute(requete, list(valeurs)).fetchall()

    def _requete(self, codes: list[str], filtre: Filtre, par: str, delais: bool) -> tuple[str, list[Any]]:
        if par:
            raise ValueError("Seules les valeurs d’ensemble sont comparées.")
        choix = filtre.choisis()
        return (
            f"SELECT evenement, '', {'coalesce(delai_jours, -1)' if delais else '-1'}, count(*) FROM fait"
            f" WHERE evenement IN ({_places(codes)}) AND jour >= ? AND jour <= ?{_et(choix)} GROUP BY 1, 2, 3",
            [*codes, filtre.du, filtre.au, *choix.values()],
        )

    def _en_cours(
        self, entree: str, filtre: Filtre, *, maintenant: bool, par: str = comptage.TOUT
    ) -> Mapping[str, Counter[date]]:
        choix = filtre.choisis()
        encore, valeurs = ("", []) if maintenant else (" OR fini_le > ?", [filtre.au])
        lignes = self._lire(
            "SELECT jour, count(*) FROM fait WHERE evenement = ? AND sens = 1 AND jour <= ?"
            f" AND (fini_le IS NULL{encore}){_et(choix)} GROUP BY 1",
            [entree, filtre.au, *valeurs, *choix.values()],
        )
        comptes: dict[str, Counter[date]] = defaultdict(Counter)
        for depuis, nombre in lignes:
            comptes[par][depuis] += nombre
        return comptes


def _places(valeurs: list[str]) -> str:
    return ", ".join("?" * len(valeurs))


def _et(choix: Mapping[str, Any]) -> str:
    return "".join(f" AND {axe} = ?" for axe in choix)
