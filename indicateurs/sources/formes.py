"""Sources and their shapes: a query gives days and amounts, its shape says along which axes they can be cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from indicateurs.filtre import AXES
from indicateurs.tranches import AGES, SCOLARITES, codes

SOURCES: list[Source] = []


class Forme(StrEnum):
    """What a row of a source is about."""

    PLACE = "place"
    INSCRIPTION = "inscription"
    GROUPE = "groupe"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row counted in Python: what SQL would say worse than the function that exists."""

    code: str
    jour: date
    organisation_id: Any
    haut: Decimal
    bas: Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """Rows (jour, <forme>_id, haut, bas) of one figure; several sources of one code add up.

    A delay is a distribution: `haut` is the value of one case and is never summed.
    """

    code: str
    forme: Forme
    sql: str
    distribution: bool = False


def sommer(code: str, forme: Forme, sql: str, *, distribution: bool = False) -> None:
    """Declare a source of this figure."""
    SOURCES.append(Source(code, forme, sql, distribution))


def jour_de(moment: str) -> str:
    """The day of a moment, in SQL."""
    return f"({moment} AT TIME ZONE 'America/Toronto')::date"


def parametre_sql(cle: str, jour: str) -> str:
    """The value of a dated parameter on a day, in SQL."""
    return (
        f"(SELECT (v.valeur #>> '{{}}')::numeric FROM guichet_parametre v "
        f"WHERE v.cle = '{cle}' AND daterange(v.valide_du, v.valide_au, '[]') @> {jour})"
    )


def bande(valeur: str, bornes: tuple[int, ...]) -> str:
    """« 25-34 » for a number, in SQL; empty when it is unknown."""
    cas = " ".join(
        f"WHEN {valeur} < {suivante} THEN '{code}'" for suivante, code in zip(bornes[1:], codes(bornes), strict=False)
    )
    return f"CASE WHEN {valeur} IS NULL THEN '' {cas} ELSE '{codes(bornes)[-1]}' END"


_AGE = "extract(year FROM age(s.jour, p.date_naissance))"
_PERSONNE = {
    "statut": "coalesce(i.statut_id, '')",
    "categorie": "coalesce(i.categorie_id, '')",
    "sexe": "p.sexe",
    "age": bande(_AGE, AGES),
    "pays": "coalesce(p.pays_naissance_id, '')",
    "langue": "coalesce(p.langue_maternelle_id, '')",
    "scolarite": bande("i.annees_scolarite", SCOLARITES),
    "arrivee": "coalesce(extract(year FROM i.arrivee_le)::text, '')",
}
_ORGANISME = {"type_organisme": "coalesce(o.genre, '')", "organisation": "coalesce(o.id::text, '')"}
_AXES: dict[Forme, dict[str, str]] = {
    Forme.PLACE: _PERSONNE
    | _ORGANISME
    | {"region": "pl.region_id", "formule": "pl.formule", "niveau": "pl.niveau::smallint"},
    Forme.INSCRIPTION: _PERSONNE
    | {
        "region": "coalesce(i.region_id, '')",
        "formule": "coalesce(i.formules[1], '')",
        "niveau": "coalesce(i.niveau, 0)::smallint",
    },
    Forme.GROUPE: _ORGANISME | {"region": "g.region_id", "formule": "g.formule", "niveau": "g.niveau::smallint"},
    Forme.ORGANISATION: _ORGANISME | {"region": "coalesce(s.region, o.region_id, '')", "formule": "s.formule"},
}
_JOINTURES = {
    Forme.PLACE: "JOIN inscriptions_place pl ON pl.id = s.place_id "
    "JOIN inscriptions_inscription i ON i.id = pl.inscription_id JOIN guichet_personne p ON p.id = pl.personne_id "
    "JOIN guichet_organisation o ON o.id = pl.organisation_id",
    Forme.INSCRIPTION: "JOIN inscriptions_inscription i ON i.id = s.inscription_id "
    "JOIN guichet_personne p ON p.id = i.personne_id",
    Forme.GROUPE: "JOIN inscriptions_groupe g ON g.id = s.groupe_id "
    "JOIN guichet_organisation o ON o.id = g.organisation_id",
    Forme.ORGANISATION: "LEFT JOIN guichet_organisation o ON o.id = s.organisation_id",
}
# Along which axes figures of each shape can be cut, in the order pages offer them.
DIMENSIONS = {forme: tuple(axe for axe in AXES if axe in axes) for forme, axes in _AXES.items()}


def requete(source: Source) -> str:
    """The cells of one source: code, day, one code along each axis, value of a delay, and the two amounts."""
    axes = _AXES[source.forme]
    colonnes = ", ".join(axes.get(axe, "0::smallint" if axe == "niveau" else "''") for axe in AXES)
    valeur, haut = ("s.haut", "0") if source.distribution else ("0", "sum(s.haut)")
    groupes = ", ".join(str(rang) for rang in range(1, len(AXES) + 4))
    return (
        f"SELECT '{source.code}', s.jour, {colonnes}, {valeur}, {haut}, sum(s.bas) "
        f"FROM ({source.sql}) s {_JOINTURES[source.forme]} WHERE s.jour <= %(au)s GROUP BY {groupes}"
    )


Lecture = Callable[[date], Iterable[Ligne]]
LECTURES: list[Lecture] = []


def compter(lecture: Lecture) -> Lecture:
    """Declare a function that gives rows of several figures up to a day."""
    LECTURES.append(lecture)
    return lecture
