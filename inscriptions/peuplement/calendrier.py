"""The time of the synthetic province: terms around the given day, weekly timetables, moments that make sense."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables, est_ouvrable

FUSEAU = ZoneInfo("America/Toronto")
UN_JOUR = timedelta(days=1)
# The current term began five weeks ago, so that any day shows classes at work; terms follow each other by 13 weeks.
RECUL_DU_TERME = timedelta(days=35)
ECART_DES_TERMES = timedelta(days=91)
DUREE_DU_TERME = timedelta(days=12 * 7 - 3)
PASSES, A_VENIR = 3, 2
MOIS = (
    "de janvier", "de février", "de mars", "d’avril", "de mai", "de juin", "de juillet", "d’août", "de septembre",
    "d’octobre", "de novembre", "de décembre",
)  # fmt: skip
JOURS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")


@dataclass(frozen=True)
class Terme:
    """A term; `rang` counts from the current one."""

    rang: int
    debut: date

    @property
    def fin(self) -> date:
        """The last Friday of the twelve weeks."""
        return self.debut + DUREE_DU_TERME

    @property
    def code(self) -> str:
        """Year and month of the start: no two terms begin in the same month."""
        return f"{self.debut:%Y-%m}"

    @property
    def nom(self) -> str:
        """As people say it."""
        return f"Session {MOIS[self.debut.month - 1]} {self.debut.year}"


@dataclass(frozen=True)
class Horaire:
    """When a class meets: the cells of the week, its hours, and each weekday's start and end."""

    cellules: tuple[str, ...]
    heures: int
    rencontres: tuple[tuple[int, time, time], ...]


def _horaire(cellules: str, heures: int, *plages: tuple[str, str, str]) -> Horaire:
    rencontres = tuple((JOURS.index(j), time.fromisoformat(du), time.fromisoformat(au)) for j, du, au in plages)
    return Horaire(tuple(cellules.split()), heures, rencontres)


_SEMAINE = "lun_am lun_pm mar_am mar_pm mer_am mer_pm jeu_am jeu_pm ven_am ven_pm"
TEMPS_COMPLET = (
    _horaire(_SEMAINE, 25, *((j, "08:30", "14:30") for j in JOURS[:5])),
    _horaire(_SEMAINE, 30, *((j, "08:30", "15:30") for j in JOURS[:5])),
)
SOIR = (
    _horaire("lun_soir mer_soir", 6, ("lun", "18:30", "21:30"), ("mer", "18:30", "21:30")),
    _horaire("mar_soir jeu_soir", 6, ("mar", "18:30", "21:30"), ("jeu", "18:30", "21:30")),
    _horaire(
        "lun_soir mar_soir jeu_soir", 9, ("lun", "18:00", "21:00"), ("mar", "18:00", "21:00"), ("jeu", "18:00", "21:00")
    ),
)
PARTIEL_DE_JOUR = (
    _horaire("mar_am jeu_am", 6, ("mar", "09:00", "12:00"), ("jeu", "09:00", "12:00")),
    _horaire("lun_pm mer_pm", 6, ("lun", "13:00", "16:00"), ("mer", "13:00", "16:00")),
    _horaire("lun_am mar_am mer_am jeu_am", 12, *((j, "09:00", "12:00") for j in JOURS[:4])),
)
FIN_DE_SEMAINE = (
    _horaire("sam_am", 4, ("sam", "08:30", "12:30")),
    _horaire("sam_am sam_pm", 6, ("sam", "09:00", "16:00")),
)


class Calendrier:
    """Everything happens up to the evening before `jour`; what comes later is only planned."""

    def __init__(self, jour: date, feries: Collection[date]) -> None:
        self.jour, self.feries = jour, frozenset(feries)
        self.hier = jour - UN_JOUR
        self.limite = datetime.combine(self.hier, time(20), FUSEAU)
        lundi = jour - RECUL_DU_TERME
        lundi -= timedelta(days=lundi.weekday())
        self.termes = tuple(Terme(rang, lundi + rang * ECART_DES_TERMES) for rang in range(-PASSES, A_VENIR + 1))
        self.ouvrable = lru_cache(maxsize=None)(self._ouvrable)
        self.plus_ouvrables = lru_cache(maxsize=None)(self._plus_ouvrables)

    def _ouvrable(self, jour: date) -> date:
        """That day or, when offices are closed, the last one before it when they were not."""
        while not est_ouvrable(jour, self.feries):
            jour -= UN_JOUR
        return jour

    def _plus_ouvrables(self, jour: date, nombre: int) -> date:
        """So many business days later."""
        return ajouter_jours_ouvrables(jour, nombre, self.feries)

    def rencontres(self, horaire: Horaire, debut: date, fin: date) -> list[tuple[date, time, time]]:
        """The meetings of a class between two days, holidays left out."""
        par_jour = {jour: (du, au) for jour, du, au in horaire.rencontres}
        jours = (debut + timedelta(days=n) for n in range((fin - debut).days + 1))
        return [(j, *par_jour[j.weekday()]) for j in jours if j.weekday() in par_jour and j not in self.feries]


class Horloge:
    """The moments of one file, each after the one before and none after the evening before `jour`."""

    __slots__ = ("calendrier", "dernier", "hasard")

    def __init__(self, calendrier: Calendrier, hasard: Random) -> None:
        self.calendrier, self.hasard = calendrier, hasard
        self.dernier = datetime(1990, 1, 1, tzinfo=FUSEAU)

    def bureau(self, jour: date) -> datetime:
        """A moment of that business day, during office hours."""
        return self._apres(self.calendrier.ouvrable(jour), 8 * 60 + 20, 16 * 60 + 20)

    def chez_soi(self, jour: date) -> datetime:
        """A moment of that day, from breakfast to late evening."""
        return self._apres(jour, 7 * 60, 22 * 60)

    def tout_de_suite(self) -> datetime:
        """A few seconds after the last moment."""
        self.dernier += timedelta(seconds=2 + int(self.hasard.random() * 40))
        return self.dernier

    def _apres(self, jour: date, du: int, au: int) -> datetime:
        minute = du + int(self.hasard.random() * (au - du))
        voulu = datetime(
            jour.year, jour.month, jour.day, minute // 60, minute % 60, int(self.hasard.random() * 60), 0, FUSEAU
        )
        plus_tot = self.dernier + timedelta(minutes=3 + int(self.hasard.random() * 50))
        self.dernier = max(min(voulu, self.calendrier.limite), plus_tot)
        return self.dernier
