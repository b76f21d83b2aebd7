"""What a reader of figures chose: a period and, along each axis, one value or none."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

# What a figure can be cut by, in the order pages offer them: the fields of a filter after its period.
AXES = (
    "region",
    "statut",
    "categorie",
    "sexe",
    "age",
    "pays",
    "langue",
    "scolarite",
    "arrivee",
    "formule",
    "niveau",
    "type_organisme",
    "organisation",
)

# The months a page of figures shows when nobody chose.
AN = 12


@dataclass(frozen=True, slots=True)
class Filtre:
    """A period (both days included) and one code along each axis; empty means everyone."""

    du: date
    au: date
    region: str = ""
    # Status and category of immigration, by their codes.
    statut: str = ""
    categorie: str = ""
    sexe: str = ""
    # Band of ages, « 25-34 ».
    age: str = ""
    pays: str = ""
    langue: str = ""
    # Band of years at school, « 0-8 ».
    scolarite: str = ""
    # Year of arrival, « 2025 ».
    arrivee: str = ""
    formule: str = ""
    niveau: int | None = None
    type_organisme: str = ""
    # Several, separated by commas, are those of a programme.
    organisation: str = ""

    @classmethod
    def derniers_mois(cls, nombre: int, *, au: date) -> Filtre:
        """Everyone over so many months, the one of that day included, up to that day."""
        return cls((au.replace(day=1) - timedelta(days=30 * (nombre - 1))).replace(day=1), au)

    def un_an_avant(self) -> Filtre:
        """The same choice, one year (365 days) earlier."""
        an = timedelta(days=365)
        return replace(self, du=self.du - an, au=self.au - an)

    def choisis(self) -> dict[str, str | int]:
        """The axes along which something was chosen, with what was chosen."""
        choix = {axe.name: getattr(self, axe.name) for axe in fields(self) if axe.name in AXES}
        return {axe: valeur for axe, valeur in choix.items() if valeur}
