"""What a placement run says: where it stands, who is placed, which groups stay under their minimum."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.db.models.query import QuerySet

from inscriptions.models import ExecutionPlacement, Groupe, Inscription, NonPlacement


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
    libres = {g["id"]: g["capacite"] for g in execution.instance.get("groupes", [])}
    placees = Counter(groupe for _personne, groupe in execution.resultat.get("placements", []))
    groupes = Groupe.objects.filter(pk__in=libres).select_related("organisation", "region")
    effets = [
        EffetSurGroupe(groupe, placees[str(groupe.pk)], groupe.capacite - libres[str(groupe.pk)]) for groupe in groupes
    ]
    return sorted(effets, key=lambda e: (not e.sous_minimum, e.groupe.region_id, e.groupe.numero))


def personnes_placees(execution: ExecutionPlacement) -> tuple[QuerySet[Inscription], dict[str, str]]:
    """The inscriptions placed, in order of priority, and the group of each."""
    groupe_de = dict(execution.resultat.get("placements", []))
    placees = Inscription.objects.filter(pk__in=groupe_de).select_related("personne", "region").par_priorite()
    return placees, groupe_de


def non_placees(execution: ExecutionPlacement) -> QuerySet[NonPlacement]:
    """Those without a seat, the first in the order first."""
    return execution.non_placements.select_related("inscription__personne", "region").order_by(
        "inscription__classe_priorite", "inscription__complete_le", "inscription__numero"
    )


def contraintes(execution: ExecutionPlacement) -> list[dict[str, Any]]:
    """How many people each constraint stopped."""
    comptes = execution.non_placements.values("contrainte").annotate(nombre=Count("pk")).order_by("-nombre")
    return [dict(compte) for compte in comptes]


def bilan_de_l_envoi(execution: ExecutionPlacement) -> dict[str, int]:
    """What became of the offers of a confirmed run, by state."""
    return dict(execution.offres.values_list("etat").annotate(nombre=Count("pk")))
