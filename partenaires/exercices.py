"""The ministry's fiscal year: from 1 April to 31 March. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

PREMIER_MOIS = 4
CENT = Decimal("0.01")


def exercice_de(jour: date) -> int:
    """The fiscal year of a day, by the calendar year it begins in: 2026 for 31 March 2027."""
    return jour.year - (jour.month < PREMIER_MOIS)


def bornes(exercice: int) -> tuple[date, date]:
    """Its first and last day."""
    return date(exercice, PREMIER_MOIS, 1), date(exercice + 1, PREMIER_MOIS, 1) - timedelta(days=1)


def mois_de(exercice: int) -> list[date]:
    """The first day of its twelve months."""
    return [date(exercice + (mois > 12), (mois - 1) % 12 + 1, 1) for mois in range(PREMIER_MOIS, PREMIER_MOIS + 12)]


def libelle_exercice(exercice: int) -> str:
    """`2026-2027`"""
    return f"{exercice}-{exercice + 1}"


def repartir_par_exercice(montant: Decimal, debut: date, fin: date) -> dict[int, Decimal]:
    """The amount by fiscal year, as the days of the period fall; the cents that remain go to the last one."""
    jours = (fin - debut).days + 1
    parts: dict[int, Decimal] = {}
    for exercice in range(exercice_de(debut), exercice_de(fin) + 1):
        premier, dernier = bornes(exercice)
        dedans = (min(fin, dernier) - max(debut, premier)).days + 1
        parts[exercice] = (montant * dedans / jours).quantize(CENT)
    parts[exercice_de(fin)] += montant - sum(parts.values())
    return parts
