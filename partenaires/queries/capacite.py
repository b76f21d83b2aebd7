"""Seats of the sessions to come, by cell of the board: promised by groups and pools, and free in announced groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from inscriptions.horaires import creneau
from inscriptions.models import Groupe
from partenaires.models import Bassin, GroupePropose, semaines_entre
from partenaires.states import EtatDeclaration

# Session, region, level, formula, slot.
Case = tuple[str, str, int, str, str]


@dataclass
class Places:
    """What one cell holds."""

    groupes_envisages: int = 0
    places_envisagees: int = 0
    places_bassins: int = 0
    places_annoncees: int = 0
    semaines_declarees: int = 0
    semaines_annoncees: int = 0

    @property
    def declarees(self) -> int:
        """Seats promised, by groups and by pools."""
        return self.places_envisagees + self.places_bassins


def bassins_offerts(bassins: QuerySet[Bassin], *, au: date) -> list[Bassin]:
    """Pools the ministry may draw from, with `restants`: the groups not taken yet."""
    pris = Count("groupes_proposes", filter=Q(groupes_proposes__retire_le__isnull=True))
    offerts = bassins.actifs().filter(declaration__etat=EtatDeclaration.DEPOSEE, decision_le__gte=au)  # type: ignore[attr-defined]
    lus = list(offerts.select_related("declaration").annotate(pris=pris))
    for bassin in lus:
        bassin.restants = max(0, bassin.nombre - bassin.pris)
    return lus


def capacite_declaree(
    proposes: QuerySet[GroupePropose], bassins: Iterable[Bassin], *, sessions: Iterable[str]
) -> dict[Case, Places]:
    """The seats these provisional groups and pools promise."""
    cases: dict[Case, Places] = {}
    voulues = list(sessions)
    for propose in proposes.filter(groupe__session__in=voulues).select_related("groupe"):
        groupe = propose.groupe
        for rang, (niveau, places) in enumerate(partager(groupe.capacite, groupe.niveau, groupe.niveau_max)):
            case = _case(cases, groupe.session_id, groupe.region_id, niveau, groupe.formule, groupe.horaire)
            case.groupes_envisages += rang == 0
            case.places_envisagees += places
            case.semaines_declarees += places * propose.semaines
    for bassin in bassins:
        if bassin.declaration.session_id in voulues:
            _etaler(cases, bassin)
    return cases


def places_annoncees(*, sessions: Iterable[str], au: date) -> dict[Case, Places]:
    """The free seats of announced groups that have not begun."""
    cases: dict[Case, Places] = {}
    for groupe in Groupe.objects.ouverts().avec_places_libres().filter(session__in=list(sessions), debut__gt=au):
        semaines = semaines_entre(groupe.debut, groupe.fin)
        for niveau, places in partager(groupe.places_libres, groupe.niveau, groupe.niveau_max):
            case = _case(cases, groupe.session_id, groupe.region_id, niveau, groupe.formule, groupe.horaire)
            case.places_annoncees += places
            case.semaines_annoncees += places * semaines
    return cases


def partager(places: int, du: int, au: int) -> Iterator[tuple[int, int]]:
    """The seats of a class of several levels, shared evenly, whole, the lowest levels first."""
    combien = au - du + 1
    for rang in range(combien):
        yield du + rang, places // combien + (rang < places % combien)


def _etaler(cases: dict[Case, Places], bassin: Bassin) -> None:
    """The seats of a pool over its levels and timetables: any of them may be opened."""
    semaines = semaines_entre(bassin.debut, bassin.fin)
    total = bassin.restants * bassin.capacite
    for rang, horaire in enumerate(bassin.semaines_types):
        part = total // len(bassin.horaires) + (rang < total % len(bassin.horaires))
        for niveau, places in partager(part, bassin.niveau, bassin.niveau_max):
            case = _case(cases, bassin.declaration.session_id, bassin.region_id, niveau, bassin.formule, horaire)
            case.places_bassins += places
            case.semaines_declarees += places * semaines


def _case(
    cases: dict[Case, Places], session: str, region: str, niveau: int, formule: str, horaire: Iterable[str]
) -> Places:
    return cases.setdefault((session, region, niveau, formule, creneau(horaire)), Places())
