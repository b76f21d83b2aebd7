"""The score: each part starts whole and loses what its anomalies cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from partenaires.qualite.faits import Gravite, Part

Poids = dict[Part, int]
Couts = dict[Gravite, int]


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100, and what each part gave of its weight."""

    total: int
    parts: dict[Part, tuple[int, int]]


def noter(anomalies: Iterable[tuple[str, str]], poids: Poids, couts: Couts) -> Score:
    """The score of a report from its anomalies (part, gravity); `couts` are percents of the part."""
    perdus = dict.fromkeys(Part, 0)
    for part, gravite in anomalies:
        perdus[Part(part)] += couts[Gravite(gravite)]
    parts = {part: (max(0, round(poids[part] * (100 - perdus[part]) / 100)), poids[part]) for part in Part}
    return Score(sum(obtenu for obtenu, _poids in parts.values()), parts)


def moyenne(scores: Iterable[Score]) -> Score | None:
    """The score of an organisation: the mean of its reports', part by part; None without any."""
    scores = list(scores)
    if not scores:
        return None
    parts = {
        part: (round(sum(s.parts[part][0] for s in scores) / len(scores)), scores[0].parts[part][1]) for part in Part
    }
    return Score(round(sum(s.total for s in scores) / len(scores)), parts)
