"""Whose journeys: a period of requests and the axes that say who asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from guichet.mesure.dimensions import COHORTE, DEMANDE
from indicateurs.filtre import AXES, Filtre
from indicateurs.formulaires_bord import DATES, FiltreBord

# A request has no class yet: formula and level say nothing of it.
CLIENTELE = tuple(axe for axe in DEMANDE if axe in {*COHORTE, "statut", "scolarite", "arrivee"})
PREMIERS = ("periode", "region", "statut")


class FiltreParcours(FiltreBord):
    """The dashboard's choice, without what a request does not have; `entiers` keeps to whole months for a partner."""

    def __init__(self, *args: Any, entiers: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entiers = entiers
        for nom in (*(axe for axe in AXES if axe not in CLIENTELE), *(DATES if entiers else ())):
            del self.fields[nom]
        for nom in ("carte", "comparer"):
            del self.fields[nom]

    def filtre(self) -> Filtre:
        """The chosen cut; for a partner, so many whole months that end before this one."""
        self.is_valid()
        choisis = {axe: valeur for axe in CLIENTELE if (valeur := self.cleaned_data.get(axe))}
        if not self.entiers:
            du, au = self._dates()
            return Filtre(du, au, **choisis)
        au = self.jour.replace(day=1) - timedelta(days=1)
        rang = au.year * 12 + au.month - int(self.cleaned_data.get("periode") or 12)
        return Filtre(au.replace(year=rang // 12, month=rang % 12 + 1, day=1), au, **choisis)

    def premiers(self) -> list[forms.BoundField]:
        """The fields always in sight."""
        return [self[nom] for nom in PREMIERS]

    def autres(self) -> list[forms.BoundField]:
        """The fields that are folded."""
        return [self[nom] for nom in (*DATES, *CLIENTELE) if nom in self.fields and nom not in PREMIERS]
