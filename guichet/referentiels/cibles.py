"""Targets in force: what a figure aims at on a day, and the corridor it should stay in."""

from datetime import date

from guichet.models import CibleMesure

from .cache import memoriser


@memoriser
def _cibles() -> dict[str, list[CibleMesure]]:
    """Every period of every target, by figure."""
    periodes: dict[str, list[CibleMesure]] = {}
    for cible in CibleMesure.objects.order_by("code", "valide_du"):
        periodes.setdefault(cible.code, []).append(cible)
    return periodes


def cible(code: str, *, au: date) -> CibleMesure | None:
    """The target of a figure on this day; None without one."""
    return next((c for c in _cibles().get(code, []) if c.est_en_vigueur(au=au)), None)


def cibles(code: str) -> list[CibleMesure]:
    """Every target a figure had, the oldest first."""
    return list(_cibles().get(code, []))
