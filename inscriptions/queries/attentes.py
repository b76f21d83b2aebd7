"""Waits, groups and seats as the forecast reads them: arrays of business days, the same statements at any size."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from guichet.models import Region
from guichet.referentiels.formules import Formule
from guichet.referentiels.queries import jours_feries
from inscriptions.prevision.attente import JAMAIS, Attentes, Axes, Entiers, Groupes

NIVEAUX = 12
ORIGINE = date(2000, 1, 3)

# One row per wait: from an entry on the list to the next exit; the seat it led to, if any. A first wait counts from the
# complete file, as the service norm does; the others from the return on the list.
ATTENTES_SQL = """
    WITH pas AS (
        SELECT j.objet_id, j.id, j.le, j.pas, j.vers,
               lead(j.le) OVER histoire AS sortie_le, lead(j.pas) OVER histoire AS sortie_par,
               lead(j.le, 2) OVER histoire AS retour_le,
               row_number() OVER histoire AS rang
          FROM guichet_journal j
         WHERE j.objet_type = 'inscription' AND (j.vers = 'en_attente' OR j.de = 'en_attente') AND j.le < %(au)s
        WINDOW histoire AS (PARTITION BY j.objet_id ORDER BY j.id)
    ), attentes AS (
        SELECT row_number() OVER (ORDER BY pas.id) - 1 AS ligne, pas.objet_id AS inscription_id, i.region_id,
               i.formules[1] AS formule, i.niveau, pas.le AS entree_le,
               CASE WHEN pas.rang = 1 THEN least(i.complete_le, pas.le) ELSE pas.le END AS origine_le,
               pas.sortie_le, pas.sortie_par, pas.retour_le
          FROM pas JOIN inscriptions_inscription i ON i.id = pas.objet_id
         WHERE pas.vers = 'en_attente' AND i.region_id IS NOT NULL AND i.niveau IS NOT NULL
           AND cardinality(i.formules) > 0
    )"""
LIRE_ATTENTES = """
    SELECT a.inscription_id, a.region_id, a.formule, a.niveau, {origine_le}, {entree_le}, {sortie_le},
           CASE WHEN a.sortie_par IS NULL THEN NULL
                WHEN a.sortie_par <> 'placer' THEN {sortie_le}
                ELSE coalesce({commencee_le}, {finie_le}) END,
           coalesce(a.sortie_par = 'placer' AND p.commencee_le < %(au)s, false)
      FROM attentes a
      LEFT JOIN LATERAL (
           SELECT p.commencee_le, p.finie_le FROM inscriptions_place p
            WHERE p.inscription_id = a.inscription_id AND a.sortie_par = 'placer' AND p.confirmee_le >= a.entree_le
              AND (a.retour_le IS NULL OR p.confirmee_le < a.retour_le)
         ORDER BY p.confirmee_le LIMIT 1) p ON true
  ORDER BY a.ligne"""
LIRE_SUSPENSIONS = """
    SELECT a.ligne, {proposee_le}, CASE WHEN o.etat = 'proposee' THEN NULL ELSE {repondue_le} END
      FROM attentes a JOIN inscriptions_offredeplace o ON o.inscription_id = a.inscription_id
       AND o.proposee_le >= a.entree_le AND (a.sortie_le IS NULL OR o.proposee_le < a.sortie_le)
     WHERE o.proposee_le < %(au)s"""
LIRE_GROUPES = """
    SELECT g.id, g.region_id, g.formule, {annonce_le}, {retrait_le}, g.debut - DATE '2000-01-03', g.capacite
      FROM inscriptions_groupe g
      LEFT JOIN (SELECT objet_id, min(le) FILTER (WHERE vers = 'annonce') AS annonce_le,
                        min(le) FILTER (WHERE vers = 'annule') AS retrait_le
                   FROM guichet_journal WHERE objet_type = 'groupe' AND vers IN ('annonce', 'annule') AND le < %(au)s
               GROUP BY objet_id) j ON j.objet_id = g.id
  ORDER BY g.id"""
LIRE_PLACES = """
    SELECT o.groupe_id, {proposee_le},
           CASE WHEN o.etat IN ('declinee', 'expiree', 'retiree') THEN {repondue_le} END
      FROM inscriptions_offredeplace o WHERE o.proposee_le < %(au)s"""
COLONNES = {
    "origine_le": "a.origine_le",
    "entree_le": "a.entree_le",
    "sortie_le": "a.sortie_le",
    "commencee_le": "p.commencee_le",
    "finie_le": "p.finie_le",
    "proposee_le": "o.proposee_le",
    "repondue_le": "o.etat_depuis",
    "annonce_le": "j.annonce_le",
    "retrait_le": "j.retrait_le",
}
JOURS = {nom: f"(({c} AT TIME ZONE %(fuseau)s)::date - DATE '2000-01-03')" for nom, c in COLONNES.items()}


class Ouvrables:
    """Calendar days as ranks of business days, holidays left out."""

    def __init__(self, au: date) -> None:
        feries = np.array(sorted(jours_feries()), dtype="datetime64[D]")
        jours = np.datetime64(ORIGINE) + np.arange((au - ORIGINE).days + 3 * 366)
        self._rangs = np.busday_count(np.datetime64(ORIGINE), jours + 1, holidays=feries)

    def rang(self, jour: date) -> int:
        """The rank of one day; a day without work has that of the business day before."""
        return int(self._rangs[(jour - ORIGINE).days])

    def rangs(self, jours: Sequence[int | None]) -> Entiers:
        """Ranks of days given by their distance from the origin; no day is never."""
        connus = np.array([-1 if jour is None else jour for jour in jours], dtype=np.int64)
        return np.where(connus < 0, JAMAIS, self._rangs[np.clip(connus, 0, len(self._rangs) - 1)])


@dataclass(frozen=True, slots=True)
class Reperes:
    """How codes become numbers: regions, formulas, levels."""

    regions: tuple[str, ...]
    formules: tuple[str, ...]

    @property
    def axes(self) -> Axes:
        """The room of the tables."""
        return Axes(len(self.regions), len(self.formules), NIVEAUX)


@dataclass
class Histoire:
    """Everything the forecast reads, up to the eve of a day."""

    jour: date
    reperes: Reperes
    attentes: Attentes
    groupes: Groupes
    # The inscription of each row of `attentes`.
    inscriptions: list[uuid.UUID]
    ouvrables: Ouvrables

    @cached_property
    def au(self) -> int:
        """The rank of the last business day read."""
        return self.ouvrables.rang(self.jour - timedelta(days=1))


def lire_histoire(*, au: date) -> Histoire:
    """Waits, groups and seats known before that day."""
    ouvrables = Ouvrables(au)
    reperes = Reperes(tuple(Region.objects.order_by("code").values_list("code", flat=True)), tuple(Formule.values))
    avant = timezone.make_aware(datetime.combine(au, time()))
    valeurs = {"au": avant, "fuseau": timezone.get_current_timezone_name()}
    lignes = _lire(ATTENTES_SQL + LIRE_ATTENTES, valeurs)
    suspensions = _lire(ATTENTES_SQL + LIRE_SUSPENSIONS, valeurs)
    attentes = _attentes(lignes, suspensions, reperes, ouvrables)
    groupes = _groupes(_lire(LIRE_GROUPES, valeurs), _lire(LIRE_PLACES, valeurs), reperes, ouvrables)
    return Histoire(au, reperes, attentes, groupes, [ligne[0] for ligne in lignes], ouvrables)


def _lire(requete: str, valeurs: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete.format(**JOURS), valeurs)
        return curseur.fetchall()


def _attentes(lignes: list, suspensions: list, reperes: Reperes, ouvrables: Ouvrables) -> Attentes:
    colonnes = list(zip(*lignes, strict=True)) if lignes else [()] * 9
    _ids, regions, formules, niveaux, origine, entree, sortie, fin, commence = colonnes
    return Attentes(
        _codes(regions, reperes.regions),
        _codes(formules, reperes.formules),
        np.array(niveaux, dtype=np.int64) - 1,
        ouvrables.rangs(origine),
        ouvrables.rangs(entree),
        ouvrables.rangs(sortie),
        ouvrables.rangs(fin),
        np.array(commence, dtype=bool),
        _periodes(suspensions, {}, ouvrables),
    )


def _groupes(lignes: list, places: list, reperes: Reperes, ouvrables: Ouvrables) -> Groupes:
    colonnes = list(zip(*lignes, strict=True)) if lignes else [()] * 7
    ids, regions, formules, annonce, retrait, debut, capacite = colonnes
    return Groupes(
        _codes(regions, reperes.regions),
        _codes(formules, reperes.formules),
        ouvrables.rangs(annonce),
        ouvrables.rangs(retrait),
        ouvrables.rangs(debut),
        np.array(capacite, dtype=np.int64),
        _periodes(places, {id_: rang for rang, id_ in enumerate(ids)}, ouvrables),
    )


def _codes(valeurs: Sequence[str], connus: Sequence[str]) -> Entiers:
    rangs = {code: rang for rang, code in enumerate(connus)}
    return np.array([rangs[valeur] for valeur in valeurs], dtype=np.int64)


def _periodes(lignes: list, rangs: dict[uuid.UUID, int], ouvrables: Ouvrables) -> Entiers:
    """Rows (row, from, to) in business days; a period that is not over never ends."""
    if not lignes:
        return np.empty((0, 3), dtype=np.int64)
    cles, du, au = zip(*lignes, strict=True)
    rang = np.array([rangs.get(cle, cle) for cle in cles], dtype=np.int64)
    return np.column_stack([rang, ouvrables.rangs(du), ouvrables.rangs(au)])
