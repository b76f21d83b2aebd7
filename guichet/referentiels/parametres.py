"""Ask for the value of a dated parameter: `parametre("delai_reponse_offre_jours", au=jour)`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from guichet.models import Parametre

from .cache import memoriser

# « key@day » → the row that answered: written while figures are frozen, read back when they are counted again.
_RELEVE: ContextVar[dict[str, str] | None] = ContextVar("paramètres relevés", default=None)
_REJOUES: ContextVar[Mapping[str, str] | None] = ContextVar("paramètres rejoués", default=None)


class ParametreAbsent(LookupError):
    """No value of this parameter on this day."""


@memoriser
def _parametres() -> dict[str, list[Parametre]]:
    """Every period of every parameter, by key."""
    periodes: dict[str, list[Parametre]] = {}
    for periode in Parametre.objects.order_by("cle", "valide_du"):
        periodes.setdefault(periode.cle, []).append(periode)
    return periodes


def periode_du_parametre(cle: str, *, au: date) -> Parametre:
    """The row in force on this day, with its unit, source and certainty."""
    nom, rejoues, releve = f"{cle}@{au}", _REJOUES.get(), _RELEVE.get()
    for periode in _parametres().get(cle, []):
        retenue = str(periode.pk) == rejoues[nom] if rejoues and nom in rejoues else periode.est_en_vigueur(au=au)
        if retenue:
            if releve is not None:
                releve[nom] = str(periode.pk)
            return periode
    raise ParametreAbsent(f"{cle} au {au}")


def parametre(cle: str, *, au: date) -> Any:
    """The value of a parameter on this day: a number, a `Decimal`, a text, a list, as its nature says."""
    return periode_du_parametre(cle, au=au).valeur_typee


@contextmanager
def relever() -> Iterator[dict[str, str]]:
    """Inside, which row answers each question is written down."""
    releve: dict[str, str] = {}
    jeton = _RELEVE.set(releve)
    try:
        yield releve
    finally:
        _RELEVE.reset(jeton)


@contextmanager
def rejouer(releve: Mapping[str, str]) -> Iterator[None]:
    """Inside, the same rows answer the same questions, whatever periods were closed or opened since."""
    jeton = _REJOUES.set(releve)
    try:
        yield
    finally:
        _REJOUES.reset(jeton)
