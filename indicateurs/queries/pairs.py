"""An organisation's figures month by month beside its peers', from the roll-ups: a median and quartiles, no name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from guichet.cloison import portee
from guichet.cloison.portee import Portee
from guichet.mesure.calcul import s_applique_a_une_organisation, termes, valeur_des_comptes
from guichet.mesure.definition import MESURES, Diffusion, Genre, Mesure
from guichet.models import Organisation
from guichet.referentiels.queries import parametre
from indicateurs.filtre import Filtre
from indicateurs.queries import comptage
from indicateurs.queries.valeurs import fins_de
from partenaires.queries.pairs import Comparaison, semblables, situer


@dataclass(frozen=True, slots=True)
class Suivi:
    """One figure: the whole period, then each month."""

    mesure: Mesure
    periode: Comparaison
    mois: Mapping[date, Comparaison]


def mesures_d_organisation() -> list[Mesure]:
    """The definitions that hold for one organisation and that it may read."""
    return [
        mesure
        for mesure in MESURES.values()
        if mesure.calcul == "evenements"
        and mesure.genre is not Genre.STOCK
        and mesure.diffusion is not Diffusion.INTERNE
        and s_applique_a_une_organisation(mesure)
    ]


def suivre(organisation: Organisation, filtre: Filtre, mesures: Sequence[Mesure] | None = None) -> list[Suivi]:
    """Each figure of the organisation and, with enough peers, where theirs stand; one read and one a month.

    Peers are chosen beyond the asker's scope: only a median, quartiles and a rank leave it.
    """
    mesures = mesures_d_organisation() if mesures is None else mesures
    with portee(Portee("province")):
        retenus = [str(pk) for pk in semblables(organisation, filtre.du, filtre.au)]
    minimum = int(parametre("pairs_minimum", au=filtre.au))
    mien = str(organisation.pk)

    def comparer(du: date, au: date) -> dict[str, Comparaison]:
        lus = _valeurs(mesures, replace(filtre, du=du, au=au), {mien, *retenus})
        return {m.code: situer(m, lus[m.code], mien, retenus, minimum) for m in mesures}

    entiere = comparer(filtre.du, filtre.au)
    mois = {un: comparer(max(un, filtre.du), min(fin, filtre.au)) for un, fin in fins_de(filtre)}
    return [Suivi(m, entiere[m.code], {un: faits[m.code] for un, faits in mois.items()}) for m in mesures]


def _valeurs(mesures: Sequence[Mesure], filtre: Filtre, gardees: set[str]) -> dict[str, dict[Any, float]]:
    """By definition, the value of each organisation kept that has one."""
    codes = {code for m in mesures for _signe, code in termes(m.numerateur) + termes(m.denominateur)}
    lus = comptage.compter(codes, filtre, par="organisation", delais=True)
    valeurs: dict[str, dict[Any, float]] = {mesure.code: {} for mesure in mesures}
    for cle in gardees & set(lus):
        comptes = defaultdict(Counter, lus[cle])
        for mesure in mesures:
            if (faite := valeur_des_comptes(mesure, comptes, au=filtre.au).valeur) is not None:
                valeurs[mesure.code][cle] = float(faite)
    return valeurs
