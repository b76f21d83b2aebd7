"""The terms of an entente on a day, as known at a moment, and which amendment each comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from partenaires.models import Avenant, Entente, TermeEntente
from partenaires.termes import Valeur, retenues, termes_au

# The end of time, for « everything known so far »: the plan that instalments and accounts follow.
TOUJOURS = date.max


@dataclass(frozen=True, slots=True)
class TermeLu:
    """One term in force: its value, what was signed at first, the amendments that made it so."""

    cle: str
    valeur: Valeur
    initiale: Valeur | None
    avenants: tuple[Avenant, ...]

    @property
    def est_change(self) -> bool:
        """True when an amendment had a part in it."""
        return bool(self.avenants)


def lignes_de(entente: Entente) -> list[TermeEntente]:
    """Every dated row of an entente, its amendment loaded."""
    return list(TermeEntente.objects.filter(entente=entente).select_related("avenant"))


def termes_effectifs(entente: Entente, *, au: date, connus_le: datetime) -> dict[str, Valeur]:
    """The terms of a signed entente on that day, as known at that moment."""
    return termes_au(lignes_de(entente), au=au, connus_le=connus_le)


def termes_lus(lignes: Iterable[Any], *, au: date, connus_le: datetime) -> list[TermeLu]:
    """The same with the amendments behind each, in the order of the file: money, dates, activities, the rest."""
    gardees = retenues(lignes, au=au, connus_le=connus_le)
    valeurs = termes_au(gardees, au=au, connus_le=connus_le)
    initiales = termes_au((ligne for ligne in gardees if ligne.avenant_id is None), au=au, connus_le=connus_le)
    return [
        TermeLu(cle, valeurs[cle], initiales.get(cle), _avenants(gardees, cle)) for cle in sorted(valeurs, key=rang_de)
    ]


def _avenants(lignes: list[Any], cle: str) -> tuple[Avenant, ...]:
    """The amendments still felt in a term: from the last « fixer » on."""
    siennes = [ligne for ligne in lignes if ligne.cle == cle]
    depuis = max((rang for rang, ligne in enumerate(siennes) if ligne.operation == "fixer"), default=0)
    return tuple(dict.fromkeys(ligne.avenant for ligne in siennes[depuis:] if ligne.avenant_id))


ORDRE = ("montant", "fin", "activite", "indicateur", "versement", "livrable", "clause")


def rang_de(cle: str) -> tuple[int, int, str]:
    """Where a term is read in a table."""
    tete, _, suite = cle.partition(":")
    numero = suite.split(":")[0]
    return (ORDRE.index(tete), int(numero) if numero.isdigit() else 0, suite)
