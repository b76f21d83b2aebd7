"""The calculator of participation: where the permanent residents admitted in a period stand on its last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Mesure
from indicateurs.filtre import Filtre
from indicateurs.models import Population
from indicateurs.queries.cohortes import Etats, etats, etats_par, part
from indicateurs.queries.valeurs import fins_de

NON_PARTICIPATION = "non_participation"


class CalculateurCohortes:
    """Participation and its complement; an axis a cohort does not know gives no value."""

    def valeur(self, mesure: Mesure, filtre: Filtre) -> Valeur:
        """The share of the cohorts of the period."""
        if not filtre.choisis().keys() <= set(mesure.dimensions):
            return Valeur(mesure.reference, None)
        return _valeur(mesure, etats(filtre, au=filtre.au, population=Population.PERMANENTE))

    def par_mois(self, mesure: Mesure, filtre: Filtre) -> dict[date, Valeur]:
        """The share of each month's cohort, all of them on the last day of the period."""
        if not filtre.choisis().keys() <= set(mesure.dimensions):
            return {}
        lus = {
            mois: etats(replace(filtre, du=mois, au=fin), au=filtre.au, population=Population.PERMANENTE)
            for mois, fin in fins_de(filtre)
        }
        return {mois: _valeur(mesure, lu) for mois, lu in lus.items()}

    def par_axe(self, mesure: Mesure, filtre: Filtre, axe: str) -> dict[str | int, Valeur]:
        """The share of each code along an axis, the unknown left out."""
        if axe not in mesure.dimensions or not filtre.choisis().keys() <= set(mesure.dimensions):
            return {}
        lus = etats_par(filtre, axe, au=filtre.au, population=Population.PERMANENTE)
        return {code: _valeur(mesure, lus[code]) for code in sorted(lus) if code}


def _valeur(mesure: Mesure, lus: Etats) -> Valeur:
    lue = part(lus)
    haut = lue.besoin - lue.participantes if mesure.code == NON_PARTICIPATION else lue.participantes
    taux = lue.non_participation if mesure.code == NON_PARTICIPATION else lue.taux
    return Valeur(mesure.reference, taux, haut, lue.besoin)
