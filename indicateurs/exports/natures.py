"""What can be exported: each kind of rows says its columns, its query and who may take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models

from guichet.acteurs import Role
from indicateurs.filtre import Filtre


class Genre(StrEnum):
    """How a column is written."""

    TEXTE = "texte"
    NOMBRE = "nombre"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column: its name in the file, its SQL expression, how it is written."""

    nom: str
    sql: str
    genre: Genre = Genre.TEXTE

    @property
    def texte(self) -> str:
        """The expression as text."""
        return f"({self.sql})::text"


# The rest of the query, from FROM on, and its parameters.
Suite = tuple[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Nature:
    """A kind of rows; `suite` answers a filter."""

    nom: str
    libelle: Any
    colonnes: tuple[Colonne, ...]
    suite: Callable[[Filtre], Suite]
    roles: frozenset[Role]


NATURES: dict[str, Nature] = {}


def declarer_nature(
    nom: str,
    *,
    libelle: Any,
    colonnes: Sequence[Colonne],
    suite: Callable[[Filtre], Suite],
    roles: frozenset[Role],
) -> None:
    """Register a kind of rows under its name."""
    if nom in NATURES and NATURES[nom].suite is not suite:
        raise ValueError(f"Nature déclarée deux fois : {nom}")
    NATURES[nom] = Nature(nom, libelle, tuple(colonnes), suite, roles)


def colonnes_du_modele(modele: type[models.Model], *, sauf: Sequence[str] = ()) -> list[Colonne]:
    """The columns of a table, each written as its type asks."""
    return [
        Colonne(champ.name, f't."{champ.column}"', _genre(champ))
        for champ in modele._meta.concrete_fields
        if champ.name not in sauf
    ]


def suite_du_modele(modele: type[models.Model], *, date: str, axes: Mapping[str, str]) -> Callable[[Filtre], Suite]:
    """The rows of a table in the period and along the axes that were chosen, in their order of dates."""
    table = modele._meta.db_table

    def suite(filtre: Filtre) -> Suite:
        conditions, valeurs = [f't."{date}" BETWEEN %s AND %s'], [filtre.du, filtre.au]
        for axe, code in filtre.choisis().items():
            if axe in axes:
                conditions.append(f't."{axes[axe]}" = %s')
                valeurs.append(code)  # type: ignore[arg-type]
        return f'FROM "{table}" t WHERE {" AND ".join(conditions)} ORDER BY t."{date}"', valeurs

    return suite


def _genre(champ: Any) -> Genre:
    if isinstance(champ, models.DateTimeField):
        return Genre.MOMENT
    if isinstance(champ, models.DateField):
        return Genre.DATE
    return Genre.NOMBRE if isinstance(champ, models.IntegerField | models.DecimalField) else Genre.TEXTE
