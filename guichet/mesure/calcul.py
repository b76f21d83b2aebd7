"""A definition computed for one organisation over one period, straight from the journal: exact, nothing stored.

The journal rows of an organisation are those of the objects it holds (places, re-placements, offers); a request
belongs to a person and to no organisation, so what is made of requests has no value here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection

from guichet.mesure.definition import Genre, Mesure
from guichet.mesure.evenement import EVENEMENTS, Evenement
from guichet.mesure.quantile import quantile
from guichet.referentiels.parametres import parametre

# Objects that no organisation holds.
SANS_ORGANISATION = frozenset({"inscription"})
_TERME = re.compile(r"([+-]?)([a-z_]+)")

_COMPTER = """
SELECT l.organisation_id, e.code,
       CASE WHEN origine.le IS NOT NULL
            THEN greatest(0, jour - (origine.le AT TIME ZONE %(fuseau)s)::date) END AS delai,
       count(*)
FROM (SELECT l.*, (l.le AT TIME ZONE %(fuseau)s)::date AS jour FROM guichet_journal l
      WHERE l.organisation_id = ANY(%(organisations)s)
        AND l.le >= %(du)s::timestamp AT TIME ZONE %(fuseau)s
        AND l.le < %(apres)s::timestamp AT TIME ZONE %(fuseau)s) l
JOIN unnest(%(code)s::text[], %(objet)s::text[], %(pas)s::text[], %(de)s::text[], %(vers)s::text[],
            %(delai_depuis)s::text[]) AS e (code, objet, pas, de, vers, delai_depuis)
  ON e.objet = l.objet_type AND coalesce(e.pas, l.pas) = l.pas
 AND coalesce(e.de, l.de) = l.de AND coalesce(e.vers, l.vers) = l.vers
LEFT JOIN LATERAL (
  SELECT o.le FROM guichet_journal o
  WHERE e.delai_depuis IS NULL AND o.objet_id = l.objet_id AND o.vers = l.de AND o.id < l.id
  ORDER BY o.id DESC LIMIT 1
) precedent ON true
LEFT JOIN LATERAL (
  SELECT o.le FROM guichet_journal o
  WHERE e.delai_depuis IS NOT NULL AND o.personne_id = l.personne_id AND o.objet_type = 'inscription'
    AND o.pas = e.delai_depuis AND o.le <= l.le
  ORDER BY o.le DESC LIMIT 1
) repere ON true
CROSS JOIN LATERAL (SELECT coalesce(repere.le, precedent.le) AS le) origine
GROUP BY 1, 2, 3
"""

Comptes = Mapping[str, Counter[int | None]]


@dataclass(frozen=True, slots=True)
class Valeur:
    """What a definition gives: None where there is nothing to divide or to wait for, or where it does not apply."""

    reference: str
    valeur: Decimal | None
    numerateur: int | None = None
    denominateur: int | None = None


def termes(expression: str) -> list[tuple[int, str]]:
    """« debut-classe_fermee » as signed event codes."""
    return [(-1 if signe == "-" else 1, code) for signe, code in _TERME.findall(expression)]


def s_applique_a_une_organisation(mesure: Mesure) -> bool:
    """True when every event of the definition belongs to an object that an organisation holds."""
    if mesure.calcul != "evenements":
        return False
    codes = [code for _signe, code in termes(mesure.numerateur) + termes(mesure.denominateur)]
    connus = [EVENEMENTS[code] for code in codes if code in EVENEMENTS]
    tous = bool(codes) and len(connus) == len(codes)
    return tous and not any(e.objet in SANS_ORGANISATION or e.dossier for e in connus)


def calculer(mesures: Iterable[Mesure], *, organisation_id: Any, du: date, au: date) -> dict[str, Valeur]:
    """The value of each definition, by code, both days included. The caller's scope must see the journal."""
    return calculer_par_organisation(mesures, [organisation_id], du=du, au=au)[organisation_id]


def calculer_par_organisation(
    mesures: Iterable[Mesure], organisations: Sequence[Any], *, du: date, au: date
) -> dict[Any, dict[str, Valeur]]:
    """The same for each of these organisations, in one reading of the journal."""
    mesures = list(mesures)
    applicables = [m for m in mesures if m.genre is not Genre.STOCK and s_applique_a_une_organisation(m)]
    codes = sorted({code for m in applicables for _signe, code in termes(m.numerateur) + termes(m.denominateur)})
    comptes: dict[Any, Comptes] = {pk: {code: Counter() for code in codes} for pk in organisations}
    if codes:
        _compter([EVENEMENTS[code] for code in codes], comptes, du, au)
    return {
        pk: {m.code: Valeur(m.reference, None) for m in mesures}
        | {m.code: valeur_des_comptes(m, siens, au=au) for m in applicables}
        for pk, siens in comptes.items()
    }


def _compter(evenements: Sequence[Evenement], comptes: Mapping[Any, Comptes], du: date, au: date) -> None:
    """Add to the counts of each organisation how many of each event, by delay in days."""
    colonnes = ("code", "objet", "pas", "de", "vers", "delai_depuis")
    with connection.cursor() as curseur:
        curseur.execute(
            _COMPTER,
            {nom: [getattr(evenement, nom) for evenement in evenements] for nom in colonnes}
            | {
                "organisations": list(comptes),
                "du": du,
                "apres": au + timedelta(days=1),
                "fuseau": settings.TIME_ZONE,
            },
        )
        for organisation, code, delai, nombre in curseur.fetchall():
            comptes[organisation][code][delai] += nombre


def valeur_des_comptes(mesure: Mesure, comptes: Comptes, *, au: date) -> Valeur:
    """A count, a rate or a median delay, from how many of each event there were by delay in days (None: unknown)."""
    if mesure.genre is Genre.DELAI:
        connus: Counter[int] = Counter()
        for _signe, code in termes(mesure.numerateur):
            connus.update({delai: nombre for delai, nombre in comptes[code].items() if delai is not None})
        mediane = quantile(connus, 0.5)
        return Valeur(mesure.reference, None if mediane is None else Decimal(mediane), sum(connus.values()))
    limite = int(parametre(mesure.delai_maximum, au=au)) if mesure.delai_maximum else None
    haut = _somme(mesure.numerateur, comptes, limite)
    if mesure.genre is Genre.COMPTE:
        return Valeur(mesure.reference, Decimal(haut), haut)
    bas = _somme(mesure.denominateur, comptes, None)
    return Valeur(mesure.reference, Decimal(haut) / bas if bas else None, haut, bas)


def _somme(expression: str, comptes: Comptes, limite: int | None) -> int:
    """The signed sum of events; with a limit, only those whose delay is known and within it."""
    return sum(
        signe * nombre
        for signe, code in termes(expression)
        for delai, nombre in comptes[code].items()
        if limite is None or (delai is not None and delai <= limite)
    )
