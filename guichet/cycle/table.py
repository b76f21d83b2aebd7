"""What a life cycle is: a table of steps, written once and read by everyone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices

from guichet.acteurs import Role

CYCLES: dict[str, Cycle] = {}


@dataclass(frozen=True)
class Transition:
    """One step: its name, the states it leaves, the state it reaches, who takes it and the words on its button.

    `passe` tells the history in the past tense; `discret` keeps the step out of the offered buttons (a form or
    the clock takes it).
    """

    nom: str
    de: frozenset[str] | set[str]
    vers: str
    roles: frozenset[Role] | set[Role]
    libelle: Any
    passe: Any = ""
    motif_requis: bool = False
    discret: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "de", frozenset(str(etat) for etat in self.de))
        object.__setattr__(self, "vers", str(self.vers))
        object.__setattr__(self, "roles", frozenset(self.roles))


@dataclass(frozen=True)
class Cycle:
    """The life cycle of one kind of object, registered under its journal name (`groupe`).

    `libelles` replaces a state's words for some roles; `attente` says who acts next in a state.
    """

    objet: str
    etats: type[TextChoices]
    initiaux: frozenset[str] | set[str]
    pas: tuple[Transition, ...]
    libelles: dict[frozenset[Role], dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "initiaux", frozenset(str(etat) for etat in self.initiaux))
        noms = [pas.nom for pas in self.pas]
        if len(noms) != len(set(noms)):
            raise ValueError(f"Cycle {self.objet} : deux pas du même nom")
        CYCLES[self.objet] = self

    def __getitem__(self, nom: str) -> Transition:
        for pas in self.pas:
            if pas.nom == nom:
                return pas
        raise KeyError(f"Le cycle {self.objet} n'a pas de pas « {nom} ».")

    def libelle(self, etat: str, role: Role | None = None) -> str:
        """The words for a state, as this role reads them."""
        for roles, mots in self.libelles.items():
            if role in roles and etat in mots:
                return str(mots[etat])
        return str(self.etats(etat).label)

    @property
    def finaux(self) -> frozenset[str]:
        """The states no step leaves."""
        quittes = {etat for pas in self.pas for etat in pas.de}
        return frozenset(str(etat) for etat in self.etats if str(etat) not in quittes)
