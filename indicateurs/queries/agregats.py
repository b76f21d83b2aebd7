"""The calculator of figures no event gives: sums of their roll-up, exact as of the last night."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Genre, Mesure
from guichet.mesure.quantile import quantile
from indicateurs.filtre import Filtre
from indicateurs.models import AgregatMesure, AgregatMesureAxe
from indicateurs.queries.comptage import base_de_lecture

MOIS = "mois"
# Value of a case, sums above and below; with its month before them.
Sommes = tuple[Decimal, Decimal, Decimal]
Cellule = tuple[date, Decimal, Decimal, Decimal]


class CalculateurAgregats:
    """Answers for a period, by month and along an axis; an axis the definition cannot be cut by gives no value."""

    def valeur(self, mesure: Mesure, filtre: Filtre) -> Valeur:
        """The figure of the whole choice."""
        return self._par(mesure, filtre, None).get(None, Valeur(mesure.reference, None))

    def par_mois(self, mesure: Mesure, filtre: Filtre) -> dict[date, Valeur]:
        """The figure of each month that has one, by its first day."""
        return self._par(mesure, filtre, MOIS)

    def par_axe(self, mesure: Mesure, filtre: Filtre, axe: str) -> dict[str | int, Valeur]:
        """The figure of each code along an axis, the unknown left out."""
        valeurs = self._par(mesure, filtre, axe) if axe in mesure.dimensions else {}
        return {code: valeurs[code] for code in sorted(valeurs) if code}

    def sommes_par_axe(self, mesure: Mesure, filtre: Filtre, axe: str) -> dict[Any, tuple[Decimal, Decimal]]:
        """What is above and below the line, to the last digit, by code along an axis."""
        if axe not in mesure.dimensions or not filtre.choisis().keys() <= set(mesure.dimensions):
            return {}
        return {groupe: (haut, bas) for groupe, _valeur, haut, bas in _lignes(mesure, filtre, axe)}

    def cellules_par_mois(self, mesure: Mesure, filtre: Filtre, axe: str | None) -> dict[Any, list[Cellule]]:
        """What the figure is made of, month by month and case by case, by code along an axis (None: the whole)."""
        requete, colonne = _cellules(mesure, filtre, axe)
        groupes = ([colonne] if colonne else []) + ["mois", "valeur"]
        lues = requete.annotate(mois=TruncMonth("jour")).values(*groupes)
        cellules: dict[Any, list[Cellule]] = defaultdict(list)
        for lue in lues.annotate(total_haut=Sum("haut"), total_bas=Sum("bas")).order_by(*groupes):
            code = _code(lue[colonne], axe) if colonne else None
            cellules[code].append((lue["mois"], lue["valeur"], lue["total_haut"], lue["total_bas"]))
        return cellules

    def _par(self, mesure: Mesure, filtre: Filtre, cle: str | None) -> dict[Any, Valeur]:
        if not filtre.choisis().keys() <= set(mesure.dimensions):
            return {}
        lignes = _lignes(mesure, filtre, cle)
        groupes: dict[Any, list[Sommes]] = defaultdict(list)
        for groupe, *sommes in lignes:
            groupes[groupe].append((sommes[0], sommes[1], sommes[2]))
        return {groupe: _valeur(mesure, sommes) for groupe, sommes in groupes.items()}


def _lignes(mesure: Mesure, filtre: Filtre, cle: str | None) -> Iterable[Any]:
    """(group, value, sums) of the cells that count; the value tells cases of a distribution apart."""
    requete, colonne = _cellules(mesure, filtre, cle)
    if cle == MOIS:
        requete = requete.annotate(mois=TruncMonth("jour"))
    groupes = ([colonne] if colonne else []) + (["valeur"] if mesure.genre is Genre.DELAI else [])
    sommes: Iterable[Any] = requete.values(*groupes).annotate(total_haut=Sum("haut"), total_bas=Sum("bas"))
    if not groupes:
        sommes = [requete.aggregate(total_haut=Sum("haut"), total_bas=Sum("bas"))]
    return [
        (_code(s[colonne], cle) if colonne else None, s.get("valeur"), s["total_haut"], s["total_bas"])
        for s in sommes
        if s["total_bas"] is not None
    ]


def _cellules(mesure: Mesure, filtre: Filtre, cle: str | None) -> tuple[QuerySet[Any], str]:
    """The rows that answer, and the column that groups them: along one axis at most, those of the axes alone."""
    choisis = filtre.choisis()
    axes = {*choisis, *({cle} if cle and cle != MOIS else ())}
    base = {"code": mesure.code, "jour__range": (filtre.du, filtre.au)}
    if len(axes) > 1:
        detail = AgregatMesure.objects.using(base_de_lecture()).filter(
            **base, **{f"{axe}__in": str(code).split(",") for axe, code in choisis.items()}
        )
        return detail.exclude(haut=0, bas=0), cle or ""
    axe = next(iter(axes), "")
    cases = AgregatMesureAxe.objects.using(base_de_lecture()).filter(**base, axe=axe)
    if choisis:
        cases = cases.filter(cle__in=str(choisis[axe]).split(","))
    return cases.exclude(haut=0, bas=0), MOIS if cle == MOIS else "cle" if cle else ""


def _code(lu: Any, cle: str | None) -> Any:
    return int(lu) if cle == "niveau" else lu


def valeur_des_cellules(mesure: Mesure, cellules: Iterable[Sommes]) -> Valeur:
    """The figure, from cells that may hold the same case in several months."""
    ensemble: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for cas, haut, bas in cellules:
        avant = ensemble.get(cas, (Decimal(0), Decimal(0)))
        ensemble[cas] = (avant[0] + haut, avant[1] + bas)
    return _valeur(mesure, [(cas, haut, bas) for cas, (haut, bas) in ensemble.items()])


def _valeur(mesure: Mesure, sommes: list[Sommes]) -> Valeur:
    if mesure.genre is Genre.DELAI:
        return _mediane(mesure, {valeur: bas for valeur, _haut, bas in sommes})
    haut, bas = sum((s[1] for s in sommes), Decimal(0)), sum((s[2] for s in sommes), Decimal(0))
    if mesure.genre is Genre.COMPTE:
        return Valeur(mesure.reference, haut, round(haut))
    return Valeur(mesure.reference, haut / bas if bas else None, round(haut), round(bas))


def _mediane(mesure: Mesure, comptes: Mapping[Decimal, Decimal]) -> Valeur:
    """The median case, by nearest rank as for delays of events."""
    entiers = {round(valeur): 0 for valeur in comptes}
    for valeur, nombre in comptes.items():
        entiers[round(valeur)] += int(nombre)
    mediane = quantile(entiers, 0.5)
    return Valeur(mesure.reference, None if mediane is None else Decimal(mediane), sum(entiers.values()))
