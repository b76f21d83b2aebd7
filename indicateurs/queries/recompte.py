"""An edition counted again, straight from the facts it stood on: slow, and sharing nothing with the roll-ups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from guichet.mesure.calcul import Valeur, termes, valeur_des_comptes
from guichet.mesure.definition import MESURES, Genre, Mesure
from indicateurs.models import ChiffreFige, Edition
from indicateurs.queries.chiffres import MOIS_MONTRES, debut
from indicateurs.queries.editions import en_vigueur
from indicateurs.queries.valeurs import file_de

# Only what had been read when the edition was made.
_FAITS = """
SELECT f.evenement, date_trunc('month', f.jour)::date, f.region, f.niveau, f.formule, f.delai_jours, count(*)
FROM indicateurs_fait f JOIN guichet_journal j ON j.id = f.journal_id
WHERE f.evenement = ANY(%(evenements)s) AND f.jour BETWEEN %(du)s AND %(au)s
  AND (j.xid, j.id) <= (%(xid)s::xid8, %(journal)s)
GROUP BY 1, 2, 3, 4, 5, 6
"""
AXES = ("region", "niveau", "formule")


@dataclass(frozen=True, slots=True)
class Ecart:
    """A figure as it stands and what the count gives."""

    chiffre: ChiffreFige
    valeur: Valeur


@dataclass(frozen=True, slots=True)
class Verification:
    """What counting again told: how many figures agree, which do not, how many are of the moment alone."""

    egaux: int
    ecarts: list[Ecart]
    du_moment: int


def se_recompte(mesure: Mesure | None, version: int) -> bool:
    """True for what facts alone give back; a queue's length is a photograph of its day."""
    if mesure is None or mesure.version != version or mesure.calcul != "evenements":
        return False
    return mesure.genre is not Genre.STOCK and not file_de(mesure)


def verifier(edition: Edition) -> Verification:
    """Count an edition again as of its mark. The caller's scope must see the facts."""
    chiffres = list(edition.chiffres.prefetch_related("corrections"))
    a_compter = [c for c in chiffres if se_recompte(MESURES.get(c.mesure), c.version)]
    comptes = _compter(edition, a_compter)
    ecarts = []
    for chiffre in a_compter:
        valeur, dit = _valeur(chiffre, comptes), en_vigueur(chiffre)
        recompte = (valeur.numerateur, valeur.denominateur, _arrondie(valeur))
        if recompte != (dit["numerateur"], dit["denominateur"], dit["valeur"]):
            ecarts.append(Ecart(chiffre, valeur))
    return Verification(len(a_compter) - len(ecarts), ecarts, len(chiffres) - len(a_compter))


def _arrondie(valeur: Valeur) -> object:
    return None if valeur.valeur is None else round(valeur.valeur, 6)


def _codes(mesure: Mesure) -> set[str]:
    return {code for _signe, code in termes(mesure.numerateur) + termes(mesure.denominateur)}


# Event, month (or all), region, level, formula (or all) → number by delay.
Cle = tuple[str, object, object, object, object]


def _compter(edition: Edition, chiffres: Iterable[ChiffreFige]) -> dict[Cle, Counter[int | None]]:
    """Each cell the edition may need, from one reading of the facts."""
    codes = {code for c in chiffres for code in _codes(MESURES[c.mesure])}
    an = debut(edition.au, 12)
    comptes: dict[Cle, Counter[int | None]] = defaultdict(Counter)
    with connection.cursor() as curseur:
        curseur.execute(
            _FAITS,
            {
                "evenements": sorted(codes),
                "du": debut(edition.au, MOIS_MONTRES),
                "au": edition.au,
                "xid": str(edition.xid),
                "journal": edition.journal_id,
            },
        )
        for code, mois, region, niveau, formule, delai, nb in curseur.fetchall():
            comptes[code, mois, None, None, None][delai] += nb
            if mois >= an:
                for cle in ((None, None, None), (region, None, None), (None, niveau, None), (None, None, formule)):
                    comptes[(code, None, *cle)][delai] += nb
                comptes[code, None, region, niveau, None][delai] += nb
    return comptes


def _valeur(chiffre: ChiffreFige, comptes: dict[Cle, Counter[int | None]]) -> Valeur:
    mesure = MESURES[chiffre.mesure]
    mois = chiffre.du if chiffre.coupe == "mois" else None
    choix = [chiffre.axes.get(axe) for axe in AXES]
    par_code = {
        code: comptes.get((code, mois, choix[0], choix[1], choix[2]), Counter[int | None]()) for code in _codes(mesure)
    }
    return valeur_des_comptes(mesure, par_code, au=chiffre.au)
