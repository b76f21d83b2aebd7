"""Arrivals to come per cell (region, level, formula, slot), from weekly counts; sources in docs/prevision.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from inscriptions.prevision.erreurs import ERREURS_SUPPOSEES, MAD, interpoler, mesurer_erreurs
from inscriptions.prevision.loi import quantile
from inscriptions.prevision.saison import facteurs_de_saison

METHODE = "demande-1"
BAS, HAUT = 0.10, 0.90
# A week further than this many deviations from its neighbours is brought back to them.
ECART_ABERRANT = 4.0
CONCENTRATION_MIN, CONCENTRATION_MAX = 0.5, 1000.0

Cle = tuple[str, int, str, str]


@dataclass(frozen=True, slots=True)
class Prevu:
    """An expected count: its mean, the variance cells do not share, and the relative variance they all share."""

    moyenne: float = 0.0
    variance: float = 0.0
    commune: float = 0.0

    def __add__(self, autre: Prevu) -> Prevu:
        """The sum over two cells: own noises add up, the common drift moves both together."""
        return Prevu(self.moyenne + autre.moyenne, self.variance + autre.variance, max(self.commune, autre.commune))

    @property
    def bas(self) -> int:
        """One chance in ten to see fewer."""
        return quantile(self.moyenne, self._totale, BAS)

    @property
    def haut(self) -> int:
        """One chance in ten to see more."""
        return quantile(self.moyenne, self._totale, HAUT)

    @property
    def _totale(self) -> float:
        return self.variance + self.commune * self.moyenne**2


@dataclass(frozen=True, slots=True)
class Taux:
    """Arrivals per ordinary week in one cell, and the relative variance of that rate."""

    par_semaine: float
    incertitude: float


@dataclass(frozen=True, slots=True)
class Modele:
    """What the weeks say: a rate per cell, its noise, the errors all cells share by horizon, the season to come."""

    taux: Mapping[Cle, Taux]
    dispersion: float
    erreurs: Sequence[tuple[int, float]]
    saison: Sequence[float]

    def prevoir(self, cle: Cle, semaines: float) -> Prevu:
        """Arrivals in one cell over so many weeks from now."""
        taux = self.taux.get(cle)
        if taux is None or semaines <= 0:
            return Prevu()
        moyenne = taux.par_semaine * self._charge(semaines)
        propre = moyenne * self.dispersion + taux.incertitude * moyenne**2
        return Prevu(moyenne, propre, interpoler(self.erreurs, semaines))

    def _charge(self, semaines: float) -> float:
        """Ordinary weeks these weeks are worth."""
        entieres = int(semaines)
        connues = self.saison[:entieres]
        reste = (semaines - entieres) * (self.saison[entieres] if entieres < len(self.saison) else 1.0)
        return sum(connues) + max(0, entieres - len(self.saison)) + reste


def ajuster(histoire: Mapping[Cle, Sequence[int]], *, demi_vie: float, horizon: int = 78) -> Modele:
    """Read equally long weekly counts, oldest first, the last week just over."""
    longueur = max((len(suite) for suite in histoire.values()), default=0)
    total = [sum(suite[s] for suite in histoire.values()) for s in range(longueur)]
    passee, future = facteurs_de_saison(total, horizon)
    poids = [0.5 ** ((longueur - 1 - s) / demi_vie) for s in range(longueur)]
    corrections = _corrections(histoire, passee)
    exposition = sum(p * f for p, f in zip(poids, passee, strict=True))
    if not exposition:
        return Modele({}, 1.0, ERREURS_SUPPOSEES, future)
    observe = {
        cle: sum(p * n * c for p, n, c in zip(poids, suite, corrections[cle[0]], strict=True))
        for cle, suite in histoire.items()
    }
    lissage = sum(p * p * f for p, f in zip(poids, passee, strict=True)) / exposition
    ajuste = [n / f for n, f in zip(total, passee, strict=True)]
    return Modele(
        _retrecir(observe, exposition, lissage),
        _dispersion(histoire, passee),
        mesurer_erreurs(ajuste, demi_vie=demi_vie),
        future,
    )


def _corrections(histoire: Mapping[Cle, Sequence[int]], saison: Sequence[float]) -> dict[str, list[float]]:
    """By region, what to multiply each week by: 1, less for a burst far from the weeks around it."""
    regions: dict[str, list[int]] = {}
    for cle, suite in histoire.items():
        sommes = regions.setdefault(cle[0], [0] * len(suite))
        for rang, nombre in enumerate(suite):
            sommes[rang] += nombre
    return {region: _sans_aberrations([n / f for n, f in zip(s, saison, strict=True)]) for region, s in regions.items()}


def _sans_aberrations(suite: Sequence[float]) -> list[float]:
    facteurs = []
    for rang, valeur in enumerate(suite):
        voisins = suite[max(0, rang - 6) : rang + 7]
        centre = median(voisins)
        ecart = max(MAD * median(abs(v - centre) for v in voisins), (centre + 1) ** 0.5)
        plafond = centre + ECART_ABERRANT * ecart
        facteurs.append(plafond / valeur if valeur > plafond else 1.0)
    return facteurs


def _retrecir(observe: Mapping[Cle, float], exposition: float, lissage: float) -> dict[Cle, Taux]:
    """Thin cells lean on their margins: Clayton and Kaldor (1987), with a gamma prior around region × profile."""
    regions: dict[str, float] = defaultdict(float)
    profils: dict[tuple[int, str, str], float] = defaultdict(float)
    for (region, *profil), nombre in observe.items():
        regions[region] += nombre
        profils[tuple(profil)] += nombre  # type: ignore[index]
    total = sum(regions.values())
    if not total:
        return {}
    attendu = {(r, *p): nr * np / total for r, nr in regions.items() for p, np in profils.items() if nr and np}
    concentration = _concentration(observe, attendu, lissage)
    taux = {}
    for cle, prevu in attendu.items():
        # Weighted counts carry less noise than as many whole ones: `lissage` turns them into whole ones.
        vu, espere = observe.get(cle, 0.0) / lissage, prevu / lissage
        rapport = (vu + concentration) / (espere + concentration)
        taux[cle] = Taux(prevu / exposition * rapport, 1 / (vu + concentration))
    return taux


def _concentration(observe: Mapping[Cle, float], attendu: Mapping[Cle, float], lissage: float) -> float:
    """How close cells are to their margins, by moments: what varies beyond chance."""
    carres = sum(prevu**2 for prevu in attendu.values())
    exces = sum((observe.get(cle, 0.0) - prevu) ** 2 - prevu * lissage for cle, prevu in attendu.items())
    if exces <= 0:
        return CONCENTRATION_MAX
    return min(CONCENTRATION_MAX, max(CONCENTRATION_MIN, carres / exces / lissage))


def _dispersion(histoire: Mapping[Cle, Sequence[int]], saison: Sequence[float]) -> float:
    """Weekly variance over mean, by successive differences so that drift does not count as noise; at least Poisson."""
    exces, moyennes = 0.0, 0.0
    for suite in histoire.values():
        for rang in range(1, len(suite)):
            exces += (suite[rang] / saison[rang] - suite[rang - 1] / saison[rang - 1]) ** 2 / 2
            moyennes += (suite[rang] + suite[rang - 1]) / 2
    return max(1.0, exces / moyennes) if moyennes else 1.0


def somme(prevus: Iterable[Prevu]) -> Prevu:
    """The forecast of several cells together."""
    return sum(prevus, Prevu())
