"""How a figure is written: its unit always beside it, and whether a difference is good news."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.mesure.definition import Genre, Mesure, Sens
from guichet.referentiels.formats import formater_argent, formater_nombre, formater_pourcent

ABSENT = "–"
CENT = 100
# In French the plural begins at two.
DEUX = 2


def ecrire(mesure: Mesure, valeur: Decimal | float | int | None) -> str:
    """A value with its unit; a dash when there is none."""
    if valeur is None:
        return ABSENT
    match mesure.genre:
        case Genre.TAUX:
            return formater_pourcent(valeur)
        case Genre.RAPPORT:
            return _rapport(mesure, valeur)
        case _:
            unite = str(mesure.unite)
            if abs(round(valeur)) < DEUX:
                unite = " ".join(mot.removesuffix("s") for mot in unite.split(" "))
            return f"{formater_nombre(round(valeur))}\u00a0{unite}".strip()


def _rapport(mesure: Mesure, valeur: Decimal | float | int) -> str:
    if str(mesure.unite) == "$":
        return formater_argent(Decimal(valeur).quantize(Decimal("0.01")))
    return f"{formater_nombre(valeur, 2)}\u00a0{mesure.unite}"


def ecrivain(mesure: Mesure) -> Callable[[Any], str]:
    """The bare number, for the marks and cells of a chart whose title names the unit (`en_unite`)."""
    match mesure.genre:
        case Genre.TAUX:
            return formater_pourcent
        case Genre.RAPPORT:
            return lambda valeur: formater_nombre(valeur, 0 if abs(valeur) >= CENT else 2)
        case _:
            return lambda valeur: formater_nombre(round(valeur))


def en_unite(mesure: Mesure, titre: str) -> str:
    """A title that names the unit of its numbers; shares carry theirs."""
    return titre if mesure.genre is Genre.TAUX or not mesure.unite else f"{titre} ({mesure.unite})"


def ecart(mesure: Mesure, valeur: Decimal | None, avant: Decimal | None) -> str:
    """The difference with its sign, in points for a share; empty when one of the two is missing."""
    if valeur is None or avant is None:
        return ""
    difference = valeur - avant
    signe = "+" if difference > 0 else "−" if difference < 0 else "±"
    if mesure.genre is Genre.TAUX:
        points = abs(difference) * CENT
        mots = ngettext("%(signe)s%(n)s point", "%(signe)s%(n)s points", 1 if points < DEUX else 2)
        return mots % {"signe": signe, "n": formater_nombre(points, 1)}
    return f"{signe}{ecrire(mesure, abs(difference))}"


def est_favorable(mesure: Mesure, valeur: Decimal | None, avant: Decimal | None) -> bool | None:
    """True when the change goes the right way; None when it says nothing."""
    if valeur is None or avant is None or valeur == avant or mesure.sens is Sens.NEUTRE:
        return None
    return (valeur > avant) is (mesure.sens is Sens.PLUS)


def sur_un_an(mesure: Mesure, valeur: Decimal | None, avant: Decimal | None) -> str:
    """The change since a year ago in words, with the value of then."""
    if avant is None:
        return _("Pas de donnée un an avant")
    alors = {"alors": ecrire(mesure, avant)}
    if valeur is None:
        return _("Un an avant : %(alors)s") % alors
    if (difference := _difference(mesure, valeur, avant)) == "":
        return _("Comme un an avant (%(alors)s)") % alors
    mots = (
        _("%(de)s de plus qu’un an avant (%(alors)s)")
        if valeur > avant
        else _("%(de)s de moins qu’un an avant (%(alors)s)")
    )
    return mots % (alors | {"de": difference})


def _difference(mesure: Mesure, valeur: Decimal, avant: Decimal) -> str:
    """Points for a share, units for a delay, percents for a number; empty when it rounds to nothing."""
    ecart = abs(valeur - avant)
    match mesure.genre:
        case Genre.TAUX:
            points = round(ecart * CENT, 1)
            mots = ngettext("%(n)s point", "%(n)s points", 1 if points < DEUX else 2) % {
                "n": formater_nombre(points, 1)
            }
            return mots if points else ""
        case Genre.DELAI:
            return ecrire(mesure, ecart) if round(ecart) else ""
        case _:
            part = ecart / avant if avant else Decimal(0)
            if not avant:
                return ecrire(mesure, ecart) if ecart else ""
            return formater_pourcent(part, 0) if round(part * CENT) else ""
