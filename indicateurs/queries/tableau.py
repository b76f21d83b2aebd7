"""The figures of the dashboard: counts of a period, waits of today, by month, region and level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connections
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from indicateurs.filtre import Filtre
from indicateurs.models import SANS_DELAI, AgregatAttente, AgregatJour
from indicateurs.queries.distribution import Delais, resumer


def base_de_lecture() -> str:
    """The analyst's connection where there is one: its login sees aggregates only."""
    return "analyste" if "analyste" in connections.databases else "default"


def _jours(filtre: Filtre) -> QuerySet[AgregatJour]:
    requete = AgregatJour.objects.using(base_de_lecture()).filter(jour__range=(filtre.du, filtre.au))
    return _coupe(requete, filtre)


def _coupe(requete: QuerySet, filtre: Filtre) -> QuerySet:
    if filtre.region:
        requete = requete.filter(region_id=filtre.region)
    if filtre.niveau:
        requete = requete.filter(niveau=filtre.niveau)
    return requete


def comptes(filtre: Filtre) -> dict[str, int]:
    """Number of each event in the period; an event without any is 0."""
    lignes = _jours(filtre).values("evenement").annotate(total=Sum("nb")).values_list("evenement", "total")
    return defaultdict(int, lignes)


def par_mois(filtre: Filtre, evenements: Iterable[str]) -> dict[str, dict[date, int]]:
    """Number of each event by month (its first day)."""
    lignes = (
        _jours(filtre)
        .filter(evenement__in=list(evenements))
        .values("evenement", mois=TruncMonth("jour"))
        .annotate(total=Sum("nb"))
        .values_list("evenement", "mois", "total")
    )
    series: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for evenement, mois, total in lignes:
        series[evenement][mois] = total
    return series


def comptes_par(filtre: Filtre, axe: str) -> dict[str | int, dict[str, int]]:
    """Number of each event by `region_id` or `niveau`."""
    lignes = _jours(filtre).values(axe, "evenement").annotate(total=Sum("nb")).values_list(axe, "evenement", "total")
    resultat: dict[str | int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for valeur, evenement, total in lignes:
        resultat[valeur][evenement] = total
    return resultat


def delais_debut(filtre: Filtre) -> Delais:
    """Days from the complete file to the first class, for the classes begun in the period."""
    lignes = (
        _jours(filtre)
        .filter(evenement="debut", delai_jours__gt=SANS_DELAI)
        .values("delai_jours")
        .annotate(total=Sum("nb"))
        .values_list("delai_jours", "total")
    )
    return resumer(dict(lignes))


def replacees(filtre: Filtre, *, jours: int) -> int:
    """People of closed groups who had another seat at most so many days after the closing."""
    lignes = _jours(filtre).filter(evenement__in=("replacee", "transferee"), delai_jours__range=(0, jours))
    return lignes.aggregate(total=Sum("nb"))["total"] or 0


def _attente(filtre: Filtre) -> QuerySet[AgregatAttente]:
    return _coupe(AgregatAttente.objects.using(base_de_lecture()).filter(nb__gt=0), filtre)


def attente_actuelle(filtre: Filtre, *, au: date) -> Delais:
    """Days waited so far by the persons who wait on that day."""
    lignes = _attente(filtre).values("depuis").annotate(total=Sum("nb")).values_list("depuis", "total")
    return resumer({max(0, (au - depuis).days): total for depuis, total in lignes})


def attente_par(filtre: Filtre, axe: str, *, au: date) -> dict[str | int, Delais]:
    """The current wait by `region_id` or `niveau`."""
    repartition: dict[str | int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for valeur, depuis, nb in _attente(filtre).values_list(F(axe), "depuis", "nb"):
        repartition[valeur][max(0, (au - depuis).days)] += nb
    return {valeur: resumer(comptes) for valeur, comptes in repartition.items()}


def mois_de(filtre: Filtre) -> list[date]:
    """The first day of each month the period touches."""
    mois = []
    courant = filtre.du.replace(day=1)
    while courant <= filtre.au:
        mois.append(courant)
        courant = (courant.replace(day=28) + timedelta(days=4)).replace(day=1)
    return mois
