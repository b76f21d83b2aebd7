"""What was promised of a region since a day, and the months of the figure each promise should move."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.cache import cache

from guichet.mesure.definition import MESURES, Genre, Mesure
from indicateurs.ecriture import est_favorable
from indicateurs.filtre import Filtre
from indicateurs.queries.registre import DUREE, est_mesuree
from indicateurs.queries.valeurs import mois_de, par_mois
from partenaires.models import EngagementConcertation

# Months shown before the first promise, and at most in all: a longer curve hides those that matter.
MOIS_AVANT, MOIS_MAXIMUM = 3, 36
Mois = tuple[tuple[date, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class Promesse:
    """One commitment, its figure month by month, that of the month it was taken and the latest whole month."""

    engagement: EngagementConcertation
    mesure: Mesure | None
    mois: Mois
    alors: Decimal | None
    maintenant: Decimal | None
    en_retard: bool

    @property
    def est_mesuree(self) -> bool:
        """True when its figure has at least one month."""
        return any(valeur is not None for _mois, valeur in self.mois)

    @property
    def est_favorable(self) -> bool | None:
        """True when the curve went the right way since; None when it says nothing."""
        return None if self.mesure is None else est_favorable(self.mesure, self.maintenant, self.alors)

    @property
    def a_bouge(self) -> bool | None:
        """Whether the figure is another one than at the promise; None when one of the two is missing."""
        return None if self.alors is None or self.maintenant is None else self.alors != self.maintenant


def periode(*, depuis: date, au: date) -> tuple[date, date]:
    """The months of the curves: some before the first promise, up to that day."""
    rang = max(_rang(depuis) - MOIS_AVANT, _rang(au) - MOIS_MAXIMUM + 1)
    return date(rang // 12, rang % 12 + 1, 1), au


def promesses(engagements: Iterable[EngagementConcertation], *, region: str, depuis: date, au: date) -> list[Promesse]:
    """Each commitment with its curve; that of the whole province where no region is chosen nor named."""
    lues = list(engagements)
    du, au = periode(depuis=depuis, au=au)
    voulus = {engagement.pk: _filtre(engagement, region, du, au) for engagement in lues}
    series = _series({(e.indicateur, voulus[e.pk]) for e in lues if est_suivie(e)})
    return [_promesse(e, series.get((e.indicateur, voulus[e.pk]), ()), au) for e in lues]


def est_suivie(engagement: EngagementConcertation) -> bool:
    """True when a commitment names a figure that something gives."""
    mesure = MESURES.get(engagement.indicateur)
    return mesure is not None and est_mesuree(mesure)


def _filtre(engagement: EngagementConcertation, region: str, du: date, au: date) -> Filtre:
    mesure = MESURES.get(engagement.indicateur)
    coupable = mesure is not None and "region" in mesure.dimensions
    return Filtre(du, au, region=(engagement.region_id or region) if coupable else "")


def _series(voulues: set[tuple[str, Filtre]]) -> Mapping[tuple[str, Filtre], Mois]:
    """Each curve once; kept a few minutes for the same choice."""
    cles = {_cle(code, filtre): (code, filtre) for code, filtre in voulues}
    gardees = cache.get_many(cles)
    nouvelles = {cle: _mois(MESURES[code], filtre) for cle, (code, filtre) in cles.items() if cle not in gardees}
    if nouvelles:
        cache.set_many(nouvelles, DUREE)
    return {cles[cle]: mois for cle, mois in (gardees | nouvelles).items()}


def _cle(code: str, filtre: Filtre) -> str:
    return "promesses:" + hashlib.sha256(f"{MESURES[code].reference} {filtre}".encode()).hexdigest()[:32]


def _mois(mesure: Mesure, filtre: Filtre) -> Mois:
    lus = par_mois(mesure, filtre)
    return tuple((mois, lus[mois].valeur if mois in lus else None) for mois in mois_de(filtre))


def _promesse(engagement: EngagementConcertation, mois: Mois, au: date) -> Promesse:
    mesure, prise = MESURES.get(engagement.indicateur), engagement.pris_le.replace(day=1)
    # A queue is read any day; the other figures of a month begun are not those of a month.
    entiers = mois if mesure is not None and mesure.genre is Genre.STOCK else mois[:-1]
    suivants = [valeur for jour, valeur in entiers if jour > prise and valeur is not None]
    return Promesse(
        engagement=engagement,
        mesure=mesure,
        mois=mois,
        alors=dict(mois).get(prise),
        maintenant=suivants[-1] if suivants else None,
        en_retard=engagement.est_en_retard(au=au),
    )


def _rang(jour: date) -> int:
    return jour.year * 12 + jour.month - 1
