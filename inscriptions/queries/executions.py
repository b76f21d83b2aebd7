"""What a placement run says: where it stands, who is placed, which groups stay under their minimum."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.db.models.query import QuerySet

from inscriptions.models import DossierExecution, ExecutionPlacement, Groupe, Inscription, NonPlacement
from inscriptions.queries.archives import personnes_du
from inscriptions.queries.explications import Contrainte


def cle_avancement(execution_id: uuid.UUID | str) -> str:
    """The cache key under which the worker says how far it is."""
    return f"placement:{execution_id}"


def avancement(execution: ExecutionPlacement) -> str:
    """The step the worker is at, empty when it says nothing."""
    return cache.get(cle_avancement(execution.pk), "")


@dataclass(frozen=True, slots=True)
class EffetSurGroupe:
    """One group before and after the run."""

    groupe: Groupe
    placees: int
    prises_avant: int

    @property
    def prises_apres(self) -> int:
        """Seats held once every offer of the run is accepted."""
        return self.prises_avant + self.placees

    @property
    def sous_minimum(self) -> bool:
        """True when the group would still not reach its minimum."""
        return self.prises_apres < self.groupe.minimum


def effets_sur_les_groupes(execution: ExecutionPlacement) -> list[EffetSurGroupe]:
    """Every group of the run, the emptiest first, as the run saw it."""
    dossier = _dossier(execution, "groupes")
    lignes = {uuid.UUID(nom): (libres, placees) for nom, libres, placees in (dossier.groupes if dossier else [])}
    groupes = Groupe.objects.filter(pk__in=lignes).select_related("organisation", "region")
    effets = [EffetSurGroupe(g, lignes[g.pk][1], g.capacite - lignes[g.pk][0]) for g in groupes]
    return sorted(effets, key=lambda e: (not e.sous_minimum, e.groupe.region_id, e.groupe.numero))


class PersonnesPlacees(Sequence[tuple[Inscription, str]]):
    """Those the run placed and their group's number, first served first; a slice reads its own rows only."""

    def __init__(self, execution: ExecutionPlacement, regions: Sequence[str] = ()) -> None:
        dossier = _dossier(execution, "personnes", "groupes")
        self.personnes = personnes_du(dossier) if dossier else None
        self.lignes = self.personnes.placees(regions).tolist() if self.personnes else []
        self.groupes = [uuid.UUID(nom) for nom, _libres, _placees in dossier.groupes] if dossier else []

    def __len__(self) -> int:
        return len(self.lignes)

    def __getitem__(self, lesquels: Any) -> Any:
        lignes = self.lignes[lesquels] if isinstance(lesquels, slice) else [self.lignes[lesquels]]
        if not lignes or self.personnes is None:
            return []
        inscriptions = self.personnes.inscriptions(lignes)
        numeros = [self.groupes[g] for g in self.personnes.tableaux["groupe"][lignes].tolist()]
        lues = Inscription.objects.select_related("personne", "region").in_bulk(inscriptions)
        groupes = dict(Groupe.objects.filter(pk__in=numeros).values_list("pk", "numero"))
        paires = zip(inscriptions, numeros, strict=True)
        resultat = [(lues[qui], groupes[ou]) for qui, ou in paires if qui in lues]
        return resultat if isinstance(lesquels, slice) else resultat[0]


def _dossier(execution: ExecutionPlacement, *champs: str) -> DossierExecution | None:
    return DossierExecution.objects.filter(execution=execution).only(*champs).first()


@dataclass(frozen=True, slots=True)
class Marche:
    """How far a run is: lots solved out of those cut, none while the snapshot is being taken."""

    faites: int
    total: int
    texte: str


def marche(execution: ExecutionPlacement) -> Marche:
    """Where the run stands, from what is kept; the worker's own words when it speaks."""
    parties = list(execution.parties.values_list("resolue_le", flat=True))
    return Marche(sum(le is not None for le in parties), len(parties), avancement(execution))


def non_placees(execution: ExecutionPlacement) -> QuerySet[NonPlacement]:
    """Those without a seat, the first in the order first."""
    lignes = execution.non_placements.exclude(contrainte=Contrainte.PREMIER_CHOIX)
    return lignes.select_related("inscription__personne", "region").order_by(
        "inscription__classe_priorite", "inscription__complete_le", "inscription__numero"
    )


def contraintes(execution: ExecutionPlacement) -> list[dict[str, Any]]:
    """How many people each constraint stopped."""
    refusees = execution.non_placements.exclude(contrainte=Contrainte.PREMIER_CHOIX)
    comptes = refusees.values("contrainte").annotate(nombre=Count("pk")).order_by("-nombre")
    return [dict(compte) for compte in comptes]


def bilan_de_l_envoi(execution: ExecutionPlacement) -> dict[str, int]:
    """What became of the offers of a confirmed run, by state."""
    return dict(execution.offres.values_list("etat").annotate(nombre=Count("pk")))
