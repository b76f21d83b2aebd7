"""When a class meets, in three words: by day, in the evening, at the weekend. Pure.

A class has one slot. A person may have several: `masque` keeps them together, so that a count of persons never counts
anyone twice.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# A part-time class meets at least twice a week, a full-time one at least four times.
RENCONTRES_MIN = {"temps_partiel": 2, "temps_complet": 4}
FIN_DE_SEMAINE = ("sam", "dim")


class Creneau(TextChoices):
    JOUR = "jour", _("Jour")
    SOIR = "soir", _("Soir")
    FIN_DE_SEMAINE = "fin_de_semaine", _("Fin de semaine")


BITS = {Creneau.JOUR: 1, Creneau.SOIR: 2, Creneau.FIN_DE_SEMAINE: 4}


def creneau_de_cellule(cellule: str) -> Creneau:
    """The slot of one cell of the week: « sam_am » is the weekend, « lun_soir » the evening."""
    jour, periode = cellule.split("_")
    if jour in FIN_DE_SEMAINE:
        return Creneau.FIN_DE_SEMAINE
    return Creneau.SOIR if periode == "soir" else Creneau.JOUR


def creneau_du_cours(horaire: Iterable[str]) -> Creneau:
    """The slot of a class: the weekend as soon as it meets then, else the evening as soon as it meets then."""
    presents = {creneau_de_cellule(cellule) for cellule in horaire}
    for creneau in (Creneau.FIN_DE_SEMAINE, Creneau.SOIR):
        if creneau in presents:
            return creneau
    return Creneau.JOUR


def creneaux_possibles(disponibilites: Iterable[str], formule: str) -> frozenset[Creneau]:
    """The slots in which someone free at these cells can follow a course of this formula."""
    compte = dict.fromkeys(Creneau, 0)
    for cellule in disponibilites:
        compte[creneau_de_cellule(cellule)] += 1
    suffisant = {
        Creneau.JOUR: RENCONTRES_MIN[formule],
        Creneau.SOIR: RENCONTRES_MIN[formule],
        Creneau.FIN_DE_SEMAINE: 1 if formule == "temps_partiel" else RENCONTRES_MIN[formule],
    }
    return frozenset(creneau for creneau, combien in compte.items() if combien >= suffisant[creneau])


def creneau_principal(disponibilites: Iterable[str], formule: str) -> Creneau:
    """One slot per person, for tables that share people out: the day for full-time, else the evening if she can."""
    possibles = creneaux_possibles(disponibilites, formule)
    ordre = (
        (Creneau.JOUR, Creneau.SOIR, Creneau.FIN_DE_SEMAINE)
        if formule == "temps_complet"
        else (Creneau.SOIR, Creneau.JOUR, Creneau.FIN_DE_SEMAINE)
    )
    return next((creneau for creneau in ordre if creneau in possibles), ordre[0])


def masque(creneaux: Iterable[str]) -> int:
    """Several slots as one number, 0 to 7."""
    return sum(BITS[Creneau(creneau)] for creneau in set(creneaux))
