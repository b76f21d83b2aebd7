"""The value of any definition for any filter: each definition names the calculator that answers for it.

Others register theirs with `enregistrer`; the roll-ups of events answer unless a definition says otherwise.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from guichet.mesure.calcul import Valeur, termes, valeur_des_comptes
from guichet.mesure.definition import Genre, Mesure
from guichet.mesure.evenement import EVENEMENTS
from guichet.mesure.quantile import quantile
from indicateurs.filtre import AXES, Filtre
from indicateurs.queries import comptage
from indicateurs.queries.fraicheur import derniere_lecture_jour

# No journal is older: stocks are balanced from there.
TOUJOURS = date(1900, 1, 1)
Cle = str | int


class Calculateur(Protocol):
    """What answers for definitions of one kind."""

    def valeur(self, mesure: Mesure, filtre: Filtre) -> Valeur:
        """The value over the period."""

    def par_mois(self, mesure: Mesure, filtre: Filtre) -> dict[date, Valeur]:
        """The value of each month the period touches, by its first day, the days outside the period left out."""

    def par_axe(self, mesure: Mesure, filtre: Filtre, axe: str) -> dict[Cle, Valeur]:
        """The value for each code met along an axis."""


CALCULATEURS: dict[str, Calculateur] = {}


def enregistrer(nom: str, calculateur: Calculateur) -> None:
    """Let a calculator answer for the definitions that name it; a name has one."""
    if CALCULATEURS.setdefault(nom, calculateur) is not calculateur:
        raise ValueError(f"Calculateur enregistré deux fois : {nom}")


def valeur(mesure: Mesure, filtre: Filtre) -> Valeur:
    """The value of a definition over the filter's period."""
    return CALCULATEURS[mesure.calcul].valeur(mesure, filtre)


def par_mois(mesure: Mesure, filtre: Filtre) -> dict[date, Valeur]:
    """The value of each month the period touches, by its first day, in order."""
    return CALCULATEURS[mesure.calcul].par_mois(mesure, filtre)


def par_axe(mesure: Mesure, filtre: Filtre, axe: str) -> dict[Cle, Valeur]:
    """The value for each code met along an axis (numbers for levels), the unknown left out."""
    if axe not in AXES:
        raise ValueError(f"Axe inconnu : {axe}")
    return CALCULATEURS[mesure.calcul].par_axe(mesure, filtre, axe)


def mois_de(filtre: Filtre) -> list[date]:
    """The first day of each month the period touches."""
    mois = [filtre.du.replace(day=1)]
    while (suivant := comptage.mois_suivant(mois[-1])) <= filtre.au:
        mois.append(suivant)
    return mois


def fins_de(filtre: Filtre) -> list[tuple[date, date]]:
    """Each of these months, with its last day."""
    return [(mois, comptage.mois_suivant(mois) - comptage.UN_JOUR) for mois in mois_de(filtre)]


class Evenements:
    """Counts, rates, delays and queues, from the roll-ups of events."""

    def valeur(self, mesure: Mesure, filtre: Filtre) -> Valeur:
        """The value over the period, None for what is made of no event; a queue is read on its last day."""
        return self._selon(mesure, filtre, comptage.TOUT).get("", self._rien(mesure, filtre))

    def par_mois(self, mesure: Mesure, filtre: Filtre) -> dict[date, Valeur]:
        """One value a month; a queue at the end of each."""
        if file_de(mesure) or (mesure.genre is Genre.STOCK and _par_cohorte(mesure)):
            return {mois: self.valeur(mesure, replace(filtre, au=min(filtre.au, fin))) for mois, fin in fins_de(filtre)}
        if mesure.genre is Genre.STOCK:
            return self._stocks_par_mois(mesure, filtre)
        lus = self._selon(mesure, filtre, comptage.MOIS)
        return {mois: lus.get(mois.isoformat(), self._rien(mesure, filtre)) for mois in mois_de(filtre)}

    def par_axe(self, mesure: Mesure, filtre: Filtre, axe: str) -> dict[Cle, Valeur]:
        """One value for each code met."""
        lus = self._selon(mesure, filtre, axe)
        if axe == "niveau":
            return {int(cle): lu for cle, lu in sorted(lus.items(), key=lambda paire: int(paire[0])) if int(cle)}
        return {cle: lus[cle] for cle in sorted(lus) if cle}

    def _selon(self, mesure: Mesure, filtre: Filtre, par: str) -> dict[str, Valeur]:
        if not est_connue(mesure):
            return {}
        if mesure.genre is Genre.STOCK:
            return self._stocks(mesure, filtre, par)
        if entree := file_de(mesure):
            return self._ages(mesure, entree, filtre, par)
        comptes = comptage.compter(_codes(mesure), filtre, par=par, delais=_par_delai(mesure))
        return {
            cle: valeur_des_comptes(mesure, defaultdict(Counter, lus), au=filtre.au) for cle, lus in comptes.items()
        }

    def _rien(self, mesure: Mesure, filtre: Filtre) -> Valeur:
        if not est_connue(mesure):
            return Valeur(mesure.reference, None)
        if mesure.genre is Genre.STOCK:
            return Valeur(mesure.reference, Decimal(0), 0)
        return valeur_des_comptes(mesure, defaultdict(Counter), au=filtre.au)

    def _stocks(self, mesure: Mesure, filtre: Filtre, par: str) -> dict[str, Valeur]:
        """Entries less exits since the beginning: exact on any day, since one leaves from where one entered."""
        if entree := _par_cohorte(mesure):
            presents = self._presents(entree, filtre, par)
            return {cle: Valeur(mesure.reference, Decimal(n.total()), n.total()) for cle, n in presents.items()}
        comptes = comptage.compter(_soldes(mesure), replace(filtre, du=TOUJOURS), par=par)
        soldes = {cle: _solde(mesure, lus) for cle, lus in comptes.items()}
        return {cle: Valeur(mesure.reference, Decimal(nb), nb) for cle, nb in soldes.items()}

    def _stocks_par_mois(self, mesure: Mesure, filtre: Filtre) -> dict[date, Valeur]:
        comptes = comptage.compter(_soldes(mesure), replace(filtre, du=TOUJOURS), par=comptage.MOIS)
        soldes = {date.fromisoformat(cle): _solde(mesure, lus) for cle, lus in comptes.items()}
        cumuls = {mois: sum(nb for quand, nb in soldes.items() if quand <= mois) for mois in mois_de(filtre)}
        return {mois: Valeur(mesure.reference, Decimal(nb), nb) for mois, nb in cumuls.items()}

    def _ages(self, mesure: Mesure, entree: str, filtre: Filtre, par: str = comptage.TOUT) -> dict[str, Valeur]:
        """Days spent in a queue by those who are in it on the last day: the median."""
        lus = self._presents(entree, filtre, par)
        return {cle: _mediane(mesure, ages_de(presents, filtre.au)) for cle, presents in lus.items()}

    def _presents(self, entree: str, filtre: Filtre, par: str) -> Mapping[str, Counter[date]]:
        lue = derniere_lecture_jour()
        return comptage.en_cours(entree, filtre, maintenant=lue is None or filtre.au >= lue, par=par)


def ages_de(presents: Mapping[date, int], au: date) -> dict[int, int]:
    """Days spent since each entry, on that day."""
    return {(au - depuis).days: nb for depuis, nb in presents.items()}


def _par_cohorte(mesure: Mesure) -> str:
    """The entry of the queue when its exits are counted by cohort: those present are then read one by one."""
    codes = [code for _signe, code in termes(mesure.numerateur)]
    return codes[0] if any(e.par_cohorte for e in EVENEMENTS.values() if e.file == codes[0]) else ""


def est_connue(mesure: Mesure) -> bool:
    """True when the definition is made of declared events alone."""
    codes = re.split(r"[+-]", "+".join(filter(None, (mesure.numerateur, mesure.denominateur))))
    return all(code in EVENEMENTS for code in codes)


def file_de(mesure: Mesure) -> str:
    """The entry event of the queue whose ages a delay measures, empty when the delay is that of an event."""
    evenement = EVENEMENTS.get(mesure.numerateur) if mesure.genre is Genre.DELAI else None
    return evenement.code if evenement and evenement.sens == 1 else ""


def _mediane(mesure: Mesure, comptes: Mapping[int, int]) -> Valeur:
    jours = quantile(comptes, 0.5)
    return Valeur(mesure.reference, None if jours is None else Decimal(jours), sum(comptes.values()))


def _codes(mesure: Mesure) -> list[str]:
    return [code for _signe, code in termes(mesure.numerateur) + termes(mesure.denominateur)]


def _soldes(mesure: Mesure) -> list[str]:
    """The entries of the queues a stock names, and every exit from them."""
    entrees = {code for _signe, code in termes(mesure.numerateur)}
    return [code for code, evenement in EVENEMENTS.items() if evenement.file in entrees]


def _solde(mesure: Mesure, lus: Mapping[str, Counter[int | None]]) -> int:
    signes = {code: signe for signe, code in termes(mesure.numerateur)}
    return sum(
        signes[EVENEMENTS[code].file or ""] * EVENEMENTS[code].sens * compte.total() for code, compte in lus.items()
    )


def _par_delai(mesure: Mesure) -> bool:
    """Whether the value needs delays, which roll-ups keep for the events that say so."""
    if mesure.genre is not Genre.DELAI and not mesure.delai_maximum:
        return False
    sans = [code for _signe, code in termes(mesure.numerateur) if not EVENEMENTS[code].delais]
    if sans:
        raise ValueError(f"{mesure.reference} : délais non gardés pour {', '.join(sans)}")
    return True


enregistrer("evenements", Evenements())
