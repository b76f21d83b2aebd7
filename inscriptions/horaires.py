"""The week of a class: cells « lun_soir », the words people read for them, the meetings they give. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

JOURS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
PERIODES = ("am", "pm", "soir")
CELLULES = tuple(f"{jour}_{periode}" for jour in JOURS for periode in PERIODES)
DEBUTS = {"am": time(9), "pm": time(13), "soir": time(18)}
NOMS_JOURS = {
    "lun": gettext_lazy("lundi"),
    "mar": gettext_lazy("mardi"),
    "mer": gettext_lazy("mercredi"),
    "jeu": gettext_lazy("jeudi"),
    "ven": gettext_lazy("vendredi"),
    "sam": gettext_lazy("samedi"),
    "dim": gettext_lazy("dimanche"),
}
NOMS_PERIODES = {
    "am": gettext_lazy("avant-midi"),
    "pm": gettext_lazy("après-midi"),
    "soir": gettext_lazy("soir"),
}
# The slots people and boards speak of, and how many cells of the week each holds.
CRENEAUX = {
    "jour": gettext_lazy("Jour"),
    "soir": gettext_lazy("Soir"),
    "fin_de_semaine": gettext_lazy("Fin de semaine"),
}
CELLULES_PAR_CRENEAU = {"jour": 10, "soir": 5, "fin_de_semaine": 6}
UN_JOUR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rencontre:
    """One meeting: its day and hours."""

    date: date
    heure_debut: time
    heure_fin: time


def trier(cellules: Iterable[str]) -> list[str]:
    """The cells in the order of the week, each once."""
    presentes = set(cellules)
    return [cellule for cellule in CELLULES if cellule in presentes]


def creneau_de_cellule(cellule: str) -> str:
    """The slot of one cell: the weekend is one slot whatever the hour."""
    jour, periode = cellule.split("_")
    if jour in ("sam", "dim"):
        return "fin_de_semaine"
    return "soir" if periode == "soir" else "jour"


def creneau(cellules: Iterable[str]) -> str:
    """The slot these cells fill most, each slot in proportion to its size; on a tie evenings, then days."""
    prises = dict.fromkeys(("soir", "jour", "fin_de_semaine"), 0)
    for cellule in set(cellules):
        prises[creneau_de_cellule(cellule)] += 1
    return max(prises, key=lambda nom: prises[nom] / CELLULES_PAR_CRENEAU[nom])


def decrire(cellules: Iterable[str]) -> str:
    """The week in words: « lundi et mercredi, soir »."""
    par_periodes: dict[tuple[str, ...], list[str]] = {}
    triees = trier(cellules)
    for jour in JOURS:
        periodes = tuple(p for p in PERIODES if f"{jour}_{p}" in triees)
        if periodes:
            par_periodes.setdefault(periodes, []).append(jour)
    morceaux = [
        _("%(jours)s, %(periodes)s")
        % {
            "jours": _enumerer([str(NOMS_JOURS[j]) for j in jours]),
            "periodes": _enumerer([str(NOMS_PERIODES[p]) for p in periodes]),
        }
        for periodes, jours in par_periodes.items()
    ]
    return _("; ").join(morceaux) or _("à votre rythme")


def rencontres(
    *, horaire: Collection[str], heures_par_semaine: Decimal | float, debut: date, fin: date, feries: Collection[date]
) -> Iterator[Rencontre]:
    """Every meeting between two days, both included: the weekly hours shared between the cells, holidays left out."""
    cellules = trier(horaire)
    if not cellules:
        return
    duree = timedelta(minutes=max(30, round(float(heures_par_semaine) * 60 / len(cellules))))
    par_jour: dict[int, list[str]] = {}
    for cellule in cellules:
        jour, periode = cellule.split("_")
        par_jour.setdefault(JOURS.index(jour), []).append(periode)
    jour_courant = debut
    while jour_courant <= fin:
        if jour_courant not in feries:
            for periode in par_jour.get(jour_courant.weekday(), ()):
                yield _rencontre(jour_courant, DEBUTS[periode], duree)
        jour_courant += UN_JOUR


def _rencontre(jour: date, debut: time, duree: timedelta) -> Rencontre:
    minuit = datetime.combine(jour, time(23, 59))
    fin = min(datetime.combine(jour, debut) + duree, minuit)
    return Rencontre(jour, debut, fin.time())


def _enumerer(mots: list[str]) -> str:
    if len(mots) < 2:
        return "".join(mots)
    return _("%(debut)s et %(fin)s") % {"debut": ", ".join(mots[:-1]), "fin": mots[-1]}
