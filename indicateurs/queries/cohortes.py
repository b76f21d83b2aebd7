"""Where the persons of admission cohorts stand, and where they were lost: read from roll-ups that hold no person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from indicateurs.filtre import Filtre
from indicateurs.models import AgregatCohorte, AgregatPerteCohorte, CohorteAdmission, Population
from indicateurs.queries.comptage import base_de_lecture
from indicateurs.states_admissions import HORS_BESOIN, PARTICIPANTES, EtatParticipation

E = EtatParticipation
RECULS = (3, 6, 12, 24)
# The axes of a filter that a cohort knows, and the column of each.
AXES = {
    "region": "region_id",
    "categorie": "categorie",
    "sexe": "sexe",
    "age": "age",
    "pays": "pays",
    "langue": "langue",
}
# From the widest to the narrowest: each step holds those of the next ones.
ETAPES = (
    ("besoin", tuple(etat for etat in E if etat not in HORS_BESOIN)),
    ("jointe", (E.SANS_SUITE, E.INSCRITE, E.OFFERTE, *PARTICIPANTES)),
    ("inscrite", (E.INSCRITE, E.OFFERTE, *PARTICIPANTES)),
    ("offerte", (E.OFFERTE, *PARTICIPANTES)),
    ("commencee", PARTICIPANTES),
    ("perseverante", (E.PERSEVERANTE, E.TERMINEE)),
    ("terminee", (E.TERMINEE,)),
)
Etats = dict[EtatParticipation, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A share: how many took part among those the courses are for."""

    participantes: int
    besoin: int

    @property
    def taux(self) -> Decimal | None:
        """The share, none when nobody is in the denominator."""
        return Decimal(self.participantes) / self.besoin if self.besoin else None

    @property
    def non_participation(self) -> Decimal | None:
        """Its complement."""
        return None if self.taux is None else 1 - self.taux


@dataclass(frozen=True, slots=True)
class Perte:
    """Exits at one step for one coded reason."""

    etape: str
    motif: str
    nb: int


@dataclass(frozen=True, slots=True)
class Entonnoir:
    """How many reached each step, from the widest, and the exits with their reasons."""

    etapes: tuple[tuple[str, int], ...]
    pertes: tuple[Perte, ...]

    @property
    def nb_pertes(self) -> int:
        """Every exit."""
        return sum(perte.nb for perte in self.pertes)


def ajouter_mois(jour: date, mois: int) -> date:
    """The first day of the month so many months later."""
    rang = jour.year * 12 + jour.month - 1 + mois
    return date(rang // 12, rang % 12 + 1, 1)


def _etats(filtre: Filtre, population: str = "") -> QuerySet[AgregatCohorte]:
    return _couper(AgregatCohorte.objects.using(base_de_lecture()).all(), filtre, population)


def _couper(requete: QuerySet[Any], filtre: Filtre, population: str) -> QuerySet[Any]:
    """The cohorts admitted in the months of the period, along the axes a cohort knows."""
    requete = requete.filter(mois__range=(filtre.du.replace(day=1), filtre.au))
    if population:
        requete = requete.filter(population=population)
    choisis = filtre.choisis()
    return requete.filter(**{AXES[axe]: valeur for axe, valeur in choisis.items() if axe in AXES})


def etats(filtre: Filtre, *, au: date, population: str = "") -> Etats:
    """How many persons of the cohorts of the period stand in each state at the end of that month: all of them, once."""
    return _sommer(_etats(filtre, population).filter(depuis__lte=au))


def _sommer(requete: QuerySet[AgregatCohorte]) -> Etats:
    lus = dict(requete.values_list("etat").annotate(total=Sum("nb")).order_by())
    return {etat: lus.get(etat.value, 0) for etat in E}


def etats_par(filtre: Filtre, axe: str, *, au: date, population: str = "") -> dict[str, Etats]:
    """The same, for each code along an axis that a cohort knows."""
    colonne = AXES[axe]
    lignes = _etats(filtre, population).filter(depuis__lte=au).values_list(colonne, "etat").order_by()
    lus: dict[str, Etats] = defaultdict(lambda: dict.fromkeys(E, 0))
    for code, etat, total in lignes.annotate(total=Sum("nb")):
        lus[str(code or "")][E(etat)] = total
    return lus


def part(etats_: Etats) -> Part:
    """Those who took part among those who still need courses."""
    besoin = sum(nombre for etat, nombre in etats_.items() if etat not in HORS_BESOIN)
    return Part(sum(etats_[etat] for etat in PARTICIPANTES), besoin)


def parts(cohorte: CohorteAdmission, mois: Iterable[int] = RECULS, *, au: date | None = None) -> dict[int, Part | None]:
    """The share who took part, of those the courses are for, so many months after the admission; none if not yet."""
    requete = AgregatCohorte.objects.using(base_de_lecture()).filter(cohorte_id=cohorte.pk, besoin=True)
    lignes = list(requete.values_list("recul", "etat").annotate(total=Sum("nb")).order_by())
    return {recul: _part_a(lignes, recul) if _est_echu(cohorte.mois, recul, au) else None for recul in mois}


def _part_a(lignes: Iterable[tuple[int, str, int]], recul: int) -> Part:
    comptes: Counter[str] = Counter()
    for depuis, etat, nombre in lignes:
        if depuis <= recul:
            comptes[etat] += nombre
    return part({etat: comptes[etat.value] for etat in E})


def _est_echu(mois: date, recul: int, au: date | None) -> bool:
    """True once the month so many months later is over."""
    return au is None or ajouter_mois(mois, recul + 1) <= au


def parts_par_cohorte(
    filtre: Filtre, *, au: date, population: str = "", reculs: Iterable[int] = RECULS
) -> dict[date, dict[int, Part | None]]:
    """The shares of each month of admission, both populations together unless one is asked."""
    lignes: dict[date, list[tuple[int, str, int]]] = defaultdict(list)
    requete = _etats(filtre, population).filter(besoin=True)
    for mois, recul, etat, total in (
        requete.values_list("mois", "recul", "etat").annotate(total=Sum("nb")).order_by("mois")
    ):
        lignes[mois].append((recul, etat, total))
    reculs = tuple(reculs)
    return {
        mois: {recul: _part_a(siennes, recul) if _est_echu(mois, recul, au) else None for recul in reculs}
        for mois, siennes in lignes.items()
    }


def parts_ensemble(
    filtre: Filtre, *, au: date, population: str = "", reculs: Iterable[int] = RECULS
) -> dict[int, Part | None]:
    """The shares of the cohorts of the period together: each only counts where it is old enough."""
    ensemble: dict[int, Part | None] = {}
    par_cohorte = parts_par_cohorte(filtre, au=au, population=population, reculs=reculs)
    for recul in reculs:
        connues = [parts_[recul] for parts_ in par_cohorte.values() if parts_[recul]]
        somme = Part(sum(p.participantes for p in connues if p), sum(p.besoin for p in connues if p))
        ensemble[recul] = somme if connues else None
    return ensemble


def etats_par_mois(filtre: Filtre, *, au: date, population: str = "") -> dict[date, Etats]:
    """The states at the end of each month, from the first admission of the period on."""
    lignes = list(
        _etats(filtre, population)
        .filter(depuis__lte=au)
        .values_list("depuis", "etat")
        .annotate(total=Sum("nb"))
        .order_by("depuis")
    )
    if not lignes:
        return {}
    mois, fin, comptes, suite = lignes[0][0], au.replace(day=1), Counter[str](), iter(lignes)
    serie: dict[date, Etats] = {}
    suivante = next(suite, None)
    while mois <= fin:
        while suivante and suivante[0] <= mois:
            comptes[suivante[1]] += suivante[2]
            suivante = next(suite, None)
        serie[mois] = {etat: comptes[etat.value] for etat in E}
        mois = ajouter_mois(mois, 1)
    return serie


def entonnoir(filtre: Filtre, *, au: date | None = None, population: str = "") -> Entonnoir:
    """Those the courses are for, step by step, and every exit of the linked persons with its coded reason."""
    au = au or filtre.au
    comptes = _sommer(_etats(filtre, population).filter(besoin=True, depuis__lte=au))
    etapes = tuple((nom, sum(comptes[etat] for etat in contenus)) for nom, contenus in ETAPES)
    sorties = _couper(AgregatPerteCohorte.objects.using(base_de_lecture()).all(), filtre, population)
    sorties = sorties.filter(besoin=True, depuis__lte=au)
    lignes = (
        sorties.filter(nb__gt=0)
        .values_list("etape", "motif")
        .annotate(total=Sum("nb"))
        .order_by("-total", "etape", "motif")
    )
    return Entonnoir(etapes, tuple(Perte(etape, motif, nombre) for etape, motif, nombre in lignes))


def cohortes_connues() -> QuerySet[CohorteAdmission]:
    """The cohorts, the newest first."""
    return CohorteAdmission.objects.using(base_de_lecture()).filter(calculee_le__isnull=False)


def effectifs(filtre: Filtre, *, au: date) -> dict[tuple[date, str], Etats]:
    """The states of each cohort of the period, by month and population."""
    lus: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    requete = _etats(filtre).filter(depuis__lte=au)
    for mois, population, etat, total in (
        requete.values_list("mois", "population", "etat").annotate(total=Sum("nb")).order_by()
    ):
        lus[mois, population][etat] = total
    return {cle: {etat: comptes[etat.value] for etat in E} for cle, comptes in lus.items()}


def populations() -> tuple[tuple[str, Any], ...]:
    """The two populations with their words."""
    return tuple((p.value, p.label) for p in Population)
