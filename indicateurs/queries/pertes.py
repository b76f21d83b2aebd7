"""Exits of the ledger by stage and family of reason, for the choice of a page: counts, never a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.referentiels.cache import memoriser
from indicateurs.filtre import Filtre
from inscriptions.queries.pertes import AXES, FiltrePertes, totaux

# The axes of a filter that the ledger knows.
CONNUS = frozenset({"region", *AXES})
# By stage and family of reason.
Sorties = Mapping[tuple[str, str], int]


def sorties_de_la_periode(filtre: Filtre) -> Sorties | None:
    """Who left during the period; None when the ledger does not know an axis of the choice."""
    return _compter(filtre, filtre.au, parmi_demandes=False)


def sorties_des_demandes(filtre: Filtre, *, au: date) -> Sorties | None:
    """Who left until that day among those whose request was sent during the period."""
    return _compter(filtre, au, parmi_demandes=True)


def _compter(filtre: Filtre, au: date, *, parmi_demandes: bool) -> Sorties | None:
    choix = filtre.choisis()
    if not choix.keys() <= CONNUS:
        return None
    bornes = {"deposees_du": filtre.du, "deposees_au": filtre.au} if parmi_demandes else {}
    return _lire(FiltrePertes(filtre.du, au, **choix, **bornes))  # type: ignore[arg-type]


@memoriser
def _lire(choix: FiltrePertes) -> Sorties:
    # Counts alone leave this scope: an analyst reads how many, never who.
    with portee(Acteur.systeme()):
        return totaux(choix)
