"""A programme as figures know it: the organisations it finances."""

from __future__ import annotations

from datetime import date

from guichet.acteurs import Acteur
from guichet.cloison import portee
from partenaires.models import Entente, Programme

# What no organisation is called.
AUCUNE = "-"


def choix_programmes() -> list[tuple[str, str]]:
    """Every programme, by its code."""
    return [(programme.code, programme.nom) for programme in Programme.objects.all()]


def organisations_de(programme: str, *, du: date, au: date, parmi: str = "") -> str:
    """The organisations with a signed entente of the programme during the period, as a filter writes several.

    `parmi` keeps one of them alone. Their numbers only leave the wall of the ententes.
    """
    with portee(Acteur.systeme()):
        ententes = Entente.objects.engagees().filter(version__programme=programme, debut__lte=au, fin__gte=du)
        financees = sorted({str(pk) for pk in ententes.values_list("organisation_id", flat=True)})
    return ",".join(pk for pk in financees if parmi in ("", pk)) or AUCUNE
