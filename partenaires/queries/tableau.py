"""The capacity board: need (waiting and expected) against seats, from the roll-ups; never a scan of the requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from guichet.mesure.arrondi import arrondir
from guichet.referentiels.queries import parametre
from inscriptions.models import Formule, SessionCours
from inscriptions.prevision.demande import Prevu
from inscriptions.queries.demande_prevue import demande_prevue
from partenaires.models import AgregatAttente, AgregatCapacite, FraicheurCapacite
from partenaires.queries.capacite import Case, Places

PERSONNES, SEMAINES = "personnes", "semaines"
CASE = ("region_id", "niveau", "formule", "creneau")


class Cle(NamedTuple):
    """A cell of the board, its session apart."""

    region: str
    niveau: int
    formule: str
    creneau: str


@dataclass(frozen=True)
class Filtre:
    """The cut shown; an empty value cuts nothing."""

    session: SessionCours
    region: str = ""
    niveau: int | None = None
    formule: str = ""
    creneau: str = ""
    unite: str = PERSONNES

    def garde(self, cle: Cle) -> bool:
        """Whether the cell is in the cut."""
        return (
            self.region in ("", cle.region)
            and self.niveau in (None, cle.niveau)
            and self.formule in ("", cle.formule)
            and self.creneau in ("", cle.creneau)
        )


@dataclass
class Bilan:
    """Need and seats of some cells together, in persons or person-weeks."""

    attente: int = 0
    arrivees: Prevu = field(default_factory=Prevu)
    annoncees: int = 0
    declarees: int = 0
    groupes: int = 0
    # Seats missing where they are needed: a seat of another region, level or formula serves nobody here.
    sans_place: float = 0.0

    @property
    def besoin(self) -> int:
        """Who will need a seat when the session begins, as expected."""
        return self.attente + round(self.arrivees.moyenne)

    @property
    def capacite(self) -> int:
        """Free seats announced and seats promised."""
        return self.annoncees + self.declarees

    @property
    def manque(self) -> int:
        """Seats that are missing where they are needed."""
        return round(self.sans_place)

    @property
    def surplus(self) -> int:
        """Seats that nobody needs there."""
        return max(0, self.capacite - (self.besoin - self.manque))

    @property
    def couverture(self) -> float | None:
        """The share of the need that has a seat; None without need."""
        return 1 - min(self.manque, self.besoin) / self.besoin if self.besoin else None

    def ajouter(self, autre: Bilan) -> None:
        """Take in another cell."""
        self.attente += autre.attente
        self.arrivees += autre.arrivees
        self.annoncees += autre.annoncees
        self.declarees += autre.declarees
        self.groupes += autre.groupes
        self.sans_place += autre.sans_place


@dataclass
class Tableau:
    """Every cell of the cut, and when it was read."""

    filtre: Filtre
    cases: Mapping[Cle, Bilan]
    lu_le: datetime | None
    prevision_du: date | None

    def total(self) -> Bilan:
        """All cells together."""
        return self.par().get((), Bilan())

    def par(self, *axes: str) -> dict[tuple[str | int, ...], Bilan]:
        """Cells added up along these axes."""
        groupes: dict[tuple[str | int, ...], Bilan] = {}
        fin = "creneau" in axes or bool(self.filtre.creneau)
        for cle, bilan in (self._cases_fines if fin else self._cases_sans_creneau).items():
            groupes.setdefault(tuple(getattr(cle, axe) for axe in axes), Bilan()).ajouter(bilan)
        return groupes

    @cached_property
    def _cases_fines(self) -> dict[Cle, Bilan]:
        """A seat serves a need of its slot, when the cut looks at slots."""
        return self._de_base(lambda cle: cle)

    @cached_property
    def _cases_sans_creneau(self) -> dict[Cle, Bilan]:
        """A seat serves a need of its region, level and formula, whatever the slot."""
        return self._de_base(lambda cle: cle._replace(creneau=""))

    def _de_base(self, ou: Callable[[Cle], Cle]) -> dict[Cle, Bilan]:
        bases: dict[Cle, Bilan] = {}
        for cle, bilan in self.cases.items():
            bases.setdefault(ou(cle), Bilan()).ajouter(bilan)
        for bilan in bases.values():
            bilan.sans_place = max(0.0, bilan.attente + bilan.arrivees.moyenne - bilan.capacite)
        return bases


def lire_tableau(filtre: Filtre, *, au: date, chez_soi: Mapping[Case, Places] | None = None) -> Tableau:
    """The board of a session; `chez_soi` puts a partner's own seats in the place of everyone's.

    A partner reads how many wait in cells rounded one by one: every sum it sees is a sum of those.
    """
    cases: dict[Cle, Bilan] = {}
    durees = durees_de_session(au=au) if filtre.unite == SEMAINES else dict.fromkeys(map(str, Formule), 1)
    for *case, personnes in AgregatAttente.objects.filter(personnes__gt=0).values_list(*CASE, "personnes"):
        cle = Cle(*case)
        if filtre.garde(cle):
            personnes = personnes if chez_soi is None else arrondir(personnes, "-".join(map(str, cle)))
            cases.setdefault(cle, Bilan()).attente += personnes * durees[cle.formule]
    prevision = demande_prevue(au=au, horizon=filtre.session.debut)
    for cellule in prevision or ():
        cle = Cle(cellule.region, cellule.niveau, cellule.formule, cellule.creneau)
        if filtre.garde(cle):
            cases.setdefault(cle, Bilan()).arrivees += _etendre(cellule.arrivees, durees[cle.formule])
    for cle, bilan in _places(filtre, chez_soi):
        if filtre.garde(cle):
            cases.setdefault(cle, Bilan()).ajouter(bilan)
    fraicheur = FraicheurCapacite.objects.first()
    return Tableau(filtre, cases, fraicheur.le if fraicheur else None, prevision.jour if prevision else None)


def durees_de_session(*, au: date) -> dict[str, int]:
    """How many weeks one person's course lasts, by formula."""
    return {
        str(Formule.TEMPS_COMPLET): parametre("duree_session_temps_complet_semaines", au=au),
        str(Formule.TEMPS_PARTIEL): parametre("duree_session_temps_partiel_semaines", au=au),
    }


def _places(filtre: Filtre, chez_soi: Mapping[Case, Places] | None) -> Iterable[tuple[Cle, Bilan]]:
    en_semaines = filtre.unite == SEMAINES
    for ligne in AgregatCapacite.objects.filter(session=filtre.session).values_list(
        *CASE,
        "semaines_annoncees" if en_semaines else "places_annoncees",
        "semaines_declarees" if en_semaines else "places_envisagees",
        "places_bassins",
        "groupes_envisages",
    ):
        annoncees, declarees, bassins, groupes = ligne[4:]
        declarees += 0 if en_semaines else bassins
        if chez_soi is not None:
            declarees = groupes = 0
        yield Cle(*ligne[:4]), Bilan(annoncees=annoncees, declarees=declarees, groupes=groupes)
    for (session, region, niveau, formule, creneau), places in (chez_soi or {}).items():
        if session == filtre.session.pk:
            declarees = places.semaines_declarees if en_semaines else places.declarees
            yield Cle(region, niveau, formule, creneau), Bilan(declarees=declarees, groupes=places.groupes_envisages)


def _etendre(prevu: Prevu, semaines: int) -> Prevu:
    """Arrivals as person-weeks: each brings as many weeks as its course lasts."""
    if semaines == 1:
        return prevu
    return replace(prevu, moyenne=prevu.moyenne * semaines, variance=prevu.variance * semaines**2)
