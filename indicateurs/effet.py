"""The measured effect of a measure, with its interval: before and after, or against comparable regions. Pure.

A figure over several months is a ratio of sums; its variance comes from the residuals of each month (linearisation of
a ratio estimator, Cochran, Sampling Techniques, 1977, ch. 6). The two periods are compared as two samples of unequal
variances (Welch, Biometrika 34, 1947). Against comparable regions, what is compared is the gap between both sides,
month by month, so that what moves everyone is not counted (Bertrand, Duflo and Mullainathan, QJE 119, 2004).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

# Below, a variance has no sense.
MOIS_MINIMUM = 2
PAS_DE_SIMPSON = 400
BISSECTIONS = 60


@dataclass(frozen=True, slots=True)
class Terme:
    """One month of one side: what is above the line, what is below, how many were counted."""

    haut: float
    bas: float
    nombre: int


Serie = Mapping[date, Terme]


@dataclass(frozen=True, slots=True)
class Cote:
    """One side over its two periods."""

    avant: float
    apres: float


@dataclass(frozen=True, slots=True)
class Effet:
    """What changed: each side, the effect and its interval, on how many months and how many counted at the least."""

    mesure: Cote
    temoin: Cote | None
    effet: float
    bas: float
    haut: float
    degres: float
    mois_avant: int
    mois_apres: int
    nombre: int


class MoisInsuffisants(ValueError):
    """A period has fewer months with a value than a variance asks for."""


def estimer(avant: Serie, apres: Serie, *, confiance: float) -> Effet:
    """The change of one side between two periods."""
    return _comparer([avant], [apres], confiance)


def estimer_par_difference(
    avant: Serie, apres: Serie, temoin_avant: Serie, temoin_apres: Serie, *, confiance: float
) -> Effet:
    """The change of one side less that of the comparable regions, on the months both have."""
    avants, apress = _communs(avant, temoin_avant), _communs(apres, temoin_apres)
    return _comparer(avants, apress, confiance)


def _communs(une: Serie, autre: Serie) -> list[Serie]:
    mois = une.keys() & autre.keys()
    return [{m: serie[m] for m in sorted(mois)} for serie in (une, autre)]


def _comparer(avants: Sequence[Serie], apress: Sequence[Serie], confiance: float) -> Effet:
    n_avant, n_apres = len(avants[0]), len(apress[0])
    if min(n_avant, n_apres) < MOIS_MINIMUM:
        raise MoisInsuffisants
    cotes = [Cote(rapport(avant), rapport(apres)) for avant, apres in zip(avants, apress, strict=True)]
    effet = cotes[0].apres - cotes[0].avant
    if len(cotes) > 1:
        effet -= cotes[1].apres - cotes[1].avant
    v_avant, v_apres = _variance(avants), _variance(apress)
    degres = _degres(v_avant, n_avant, v_apres, n_apres)
    marge = quantile_de_student(confiance, degres) * math.sqrt(v_avant + v_apres)
    return Effet(
        mesure=cotes[0],
        temoin=cotes[1] if len(cotes) > 1 else None,
        effet=effet,
        bas=effet - marge,
        haut=effet + marge,
        degres=degres,
        mois_avant=n_avant,
        mois_apres=n_apres,
        nombre=min(sum(t.nombre for t in serie.values()) for serie in (*avants, *apress)),
    )


def rapport(serie: Serie) -> float:
    """The figure over all the months."""
    return math.fsum(t.haut for t in serie.values()) / math.fsum(t.bas for t in serie.values())


def _variance(cotes: Sequence[Serie]) -> float:
    """The variance of the figure, or of the gap between two sides: their residuals of a month are taken together."""
    residus = [_residus(serie) for serie in cotes]
    ecarts = [mois[0] - math.fsum(mois[1:]) for mois in zip(*residus, strict=True)]
    n = len(ecarts)
    return math.fsum(e * e for e in ecarts) / (n - 1) / n


def _residus(serie: Serie) -> list[float]:
    r = rapport(serie)
    moyenne = math.fsum(t.bas for t in serie.values()) / len(serie)
    return [(t.haut - r * t.bas) / moyenne for _mois, t in sorted(serie.items())]


def _degres(v_avant: float, n_avant: int, v_apres: float, n_apres: int) -> float:
    """Welch and Satterthwaite; without any variance, as two samples of one variance."""
    total = v_avant + v_apres
    if total == 0:
        return n_avant + n_apres - 2
    return total**2 / (v_avant**2 / (n_avant - 1) + v_apres**2 / (n_apres - 1))


def quantile_de_student(confiance: float, degres: float) -> float:
    """The t such that a Student variable lies between −t and t with this probability.

    With t = √ν tan θ the density becomes a power of a cosine: Simpson's rule, then bisection.
    """
    constante = 2 * math.exp(math.lgamma((degres + 1) / 2) - math.lgamma(degres / 2)) / math.sqrt(math.pi)
    bas, haut = 0.0, math.pi / 2
    for _fois in range(BISSECTIONS):
        theta = (bas + haut) / 2
        if constante * _simpson(degres - 1, theta) < confiance:
            bas = theta
        else:
            haut = theta
    return math.sqrt(degres) * math.tan(haut)


def _simpson(puissance: float, theta: float) -> float:
    """The integral of cos^puissance from 0 to theta."""
    pas = theta / PAS_DE_SIMPSON
    valeurs = [max(0.0, math.cos(i * pas)) ** puissance for i in range(PAS_DE_SIMPSON + 1)]
    return pas / 3 * (valeurs[0] + valeurs[-1] + 4 * math.fsum(valeurs[1::2]) + 2 * math.fsum(valeurs[2:-1:2]))
