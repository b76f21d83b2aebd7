"""Time from the complete file to the first class, those who still wait included: from roll-ups, by cohort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Mesure
from guichet.mesure.evenement import EVENEMENTS
from guichet.mesure.survie import Palier, kaplan_meier, quantile_de_survie
from indicateurs.filtre import Filtre
from indicateurs.queries import comptage
from indicateurs.queries.fraicheur import derniere_lecture_jour
from indicateurs.queries.valeurs import Cle, ages_de, enregistrer, fins_de

MOITIE = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Courbe:
    """Those whose file became complete in the period, followed until the last reading of the journal."""

    paliers: list[Palier]
    servies: int
    # Gone before any class: counted as waiting until the day they left.
    parties: int
    attendent: int
    # None while less than half are served.
    mediane: int | None
    # What one reads when those who still wait are left out: always shorter.
    moyenne_naive: Decimal | None

    @property
    def nb(self) -> int:
        """Everyone in the cohort."""
        return self.servies + self.parties + self.attendent


def courbes(entree: str, servie: str, filtre: Filtre, *, par: str = comptage.TOUT) -> dict[str, Courbe]:
    """The curve of the cohort for each code of an axis, under « » when there is none.

    `entree` names the queue, `servie` the exit that is waited for; every other exit from it ends the watch.
    """
    au = derniere_lecture_jour() or filtre.au
    fins = [code for code, e in EVENEMENTS.items() if e.file == entree and e.par_cohorte]
    lus = comptage.compter(fins, filtre, par=par, delais=True)
    presents = comptage.en_cours(entree, filtre, maintenant=True, par=par)
    return {
        cle: _courbe(lus.get(cle, {}), servie, ages_de(_depuis(presents.get(cle, {}), filtre.du), max(au, filtre.au)))
        for cle in sorted({*lus, *presents})
    }


def _depuis(presents: Mapping[date, int], du: date) -> dict[date, int]:
    return {depuis: nb for depuis, nb in presents.items() if depuis >= du}


def _courbe(fins: Mapping[str, Counter[int | None]], servie: str, ages: Mapping[int, int]) -> Courbe:
    servies = _jours(fins.get(servie, Counter()))
    parties: Counter[int] = Counter()
    for code, compte in fins.items():
        if code != servie:
            parties.update(_jours(compte))
    paliers = kaplan_meier(servies, parties + Counter(ages))
    total = servies.total()
    return Courbe(
        paliers=paliers,
        servies=total,
        parties=parties.total(),
        attendent=sum(ages.values()),
        mediane=quantile_de_survie(paliers, MOITIE),
        moyenne_naive=Decimal(sum(jour * nb for jour, nb in servies.items())) / total if total else None,
    )


def _jours(compte: Mapping[int | None, int]) -> Counter[int]:
    return Counter({jour: nb for jour, nb in compte.items() if jour is not None and nb})


class Survie:
    """The median of the curve; the definition's numerator is the exit waited for, its denominator the queue."""

    def valeur(self, mesure: Mesure, filtre: Filtre) -> Valeur:
        """The median over the cohort of the period."""
        return self._selon(mesure, filtre, comptage.TOUT).get("", Valeur(mesure.reference, None, 0, 0))

    def par_mois(self, mesure: Mesure, filtre: Filtre) -> dict[date, Valeur]:
        """The median of each month's cohort."""
        return {
            mois: self.valeur(mesure, replace(filtre, du=max(mois, filtre.du), au=min(fin, filtre.au)))
            for mois, fin in fins_de(filtre)
        }

    def par_axe(self, mesure: Mesure, filtre: Filtre, axe: str) -> dict[Cle, Valeur]:
        """The median for each code met."""
        lus = self._selon(mesure, filtre, axe)
        return {int(cle) if axe == "niveau" else cle: lu for cle, lu in lus.items() if cle not in ("", "0")}

    def _selon(self, mesure: Mesure, filtre: Filtre, par: str) -> dict[str, Valeur]:
        lues = courbes(mesure.denominateur, mesure.numerateur, filtre, par=par)
        return {
            cle: Valeur(mesure.reference, None if c.mediane is None else Decimal(c.mediane), c.servies, c.nb)
            for cle, c in lues.items()
        }


enregistrer("survie", Survie())
