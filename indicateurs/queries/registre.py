"""The registry as pages show it: each figure with its year ago, its target and its last months."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.cache import cache

from guichet.mesure.definition import MESURES, Mesure
from guichet.models import CibleMesure
from guichet.referentiels.cibles import cible
from guichet.referentiels.tri import cle_tri
from indicateurs.filtre import Filtre
from indicateurs.queries.valeurs import CALCULATEURS, mois_de, par_mois, valeur
from indicateurs.registre import OBJECTIFS, OBJECTIFS_DE, Objectif

DUREE = 600


@dataclass(frozen=True, slots=True)
class Lecture:
    """One figure over one choice: now, a year ago, month by month."""

    mesure: Mesure
    valeur: Decimal | None
    avant: Decimal | None
    mois: tuple[tuple[date, Decimal | None], ...]
    cible: CibleMesure | None

    @property
    def est_dans_le_corridor(self) -> bool | None:
        """False outside the bounds in force; None without bounds or without a value."""
        return None if self.valeur is None or self.cible is None else dans_le_corridor(self.valeur, self.cible)


def dans_le_corridor(valeur: Decimal, cible: CibleMesure) -> bool | None:
    """Whether a value stands between the bounds; None when there are none."""
    if cible.borne_basse is None and cible.borne_haute is None:
        return None
    basse, haute = cible.borne_basse, cible.borne_haute
    return (basse is None or valeur >= basse) and (haute is None or valeur <= haute)


def est_mesuree(mesure: Mesure) -> bool:
    """True when its data exist and something answers for it."""
    return not mesure.manque and mesure.calcul in CALCULATEURS


def lire(mesure: Mesure, filtre: Filtre) -> Lecture:
    """One figure, computed now."""
    mois = par_mois(mesure, filtre)
    return Lecture(
        mesure=mesure,
        valeur=valeur(mesure, filtre).valeur,
        avant=valeur(mesure, filtre.un_an_avant()).valeur,
        mois=tuple((m, mois[m].valeur if m in mois else None) for m in mois_de(filtre)),
        cible=cible(mesure.code, au=filtre.au),
    )


def lectures(mesures: Sequence[Mesure], filtre: Filtre) -> dict[str, Lecture]:
    """Each figure by code; kept a few minutes for the same choice."""
    cles = {_cle(mesure, filtre): mesure for mesure in mesures if est_mesuree(mesure)}
    gardees = cache.get_many(cles)
    nouvelles = {cle: lire(mesure, filtre) for cle, mesure in cles.items() if cle not in gardees}
    if nouvelles:
        cache.set_many(nouvelles, DUREE)
    return {lecture.mesure.code: lecture for lecture in (*gardees.values(), *nouvelles.values())}


def relire(mesures: Sequence[Mesure], filtre: Filtre) -> dict[str, Lecture]:
    """Each figure by code, computed now and kept in place of what was."""
    lues = {_cle(mesure, filtre): lire(mesure, filtre) for mesure in mesures if est_mesuree(mesure)}
    cache.set_many(lues, DUREE)
    return {lecture.mesure.code: lecture for lecture in lues.values()}


def _cle(mesure: Mesure, filtre: Filtre) -> str:
    return "registre:" + hashlib.sha256(f"{mesure.reference} {filtre}".encode()).hexdigest()[:32]


def cherchees(texte: str) -> list[Mesure]:
    """The definitions whose code or words hold this text, accents and case aside; all of them for an empty one."""
    voulu = cle_tri(texte)
    return [m for m in MESURES.values() if voulu in cle_tri(f"{m.code} {m.titre} {m.definition} {m.formule}")]


def par_objectif(mesures: Iterable[Mesure]) -> list[tuple[Objectif, list[Mesure]]]:
    """Definitions under the objective of the plan they answer, in its order."""
    codes = {mesure.code for mesure in mesures}
    groupes = [(o, [MESURES[code] for code in o.mesures if code in codes and code in MESURES]) for o in OBJECTIFS]
    return [(objectif, siennes) for objectif, siennes in groupes if siennes]


def objectif_de(mesure: Mesure) -> Objectif | None:
    """The objective a figure answers."""
    return OBJECTIFS_DE.get(mesure.code)
