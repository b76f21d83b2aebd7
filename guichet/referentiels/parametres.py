"""Ask for the value of a dated parameter: `parametre("delai_reponse_offre_jours", au=jour)`."""

from datetime import date
from typing import Any

from guichet.models import Parametre

from .cache import memoriser


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
    for periode in _parametres().get(cle, []):
        if periode.est_en_vigueur(au=au):
            return periode
    raise ParametreAbsent(f"{cle} au {au}")


def parametre(cle: str, *, au: date) -> Any:
    """The value of a parameter on this day: a number, a `Decimal`, a text, a list, as its nature says."""
    return periode_du_parametre(cle, au=au).valeur_typee
