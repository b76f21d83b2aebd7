"""A frozen queue and its groups: what a scenario may look at, without anyone's name, number or identifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables, jours_ouvrables_entre
from inscriptions.placement.instance import Groupe, Instance
from inscriptions.placement.lignes import Classe, Personne, instance_des_lignes
from inscriptions.priorites import ClasseDePriorite, classe_de, lire_classes


@dataclass(frozen=True, slots=True)
class GroupeFige:
    """A group with its free seats; `prises` are held already."""

    id: str
    numero: str
    type: str
    region: str
    niveau: int
    formule: str
    libres: int
    prises: int
    minimum: int
    heures: float
    debut: str

    @property
    def manque(self) -> int:
        """Persons the group still lacks to reach its minimum."""
        return max(0, self.minimum - self.prises)


@dataclass(frozen=True, slots=True)
class PersonneFigee:
    """Someone who waits: a draw for an identifier, what she is counted by, when her file was complete."""

    id: str
    classe: str
    region: str
    niveau: int
    formule: str
    famille: str
    criteres: tuple[str, ...]
    # Place in the order of complete files, and the day.
    tour: int
    complete: str
    rang: int


@dataclass(frozen=True)
class Contenu:
    """Everything frozen. `arcs` are the compatible types of each class of persons, with their cost."""

    jour: str
    fin: str
    graine: int
    norme: int
    feries: tuple[str, ...]
    ordre: tuple[ClasseDePriorite, ...]
    arcs: Mapping[str, tuple[tuple[str, int], ...]]
    groupes: tuple[GroupeFige, ...]
    personnes: tuple[PersonneFigee, ...]

    @classmethod
    def lire(cls, donnees: Mapping[str, Any]) -> Self:
        """The content a snapshot keeps."""
        return cls(
            jour=donnees["jour"],
            fin=donnees["fin"],
            graine=donnees["graine"],
            norme=donnees["norme"],
            feries=tuple(donnees["feries"]),
            ordre=lire_classes(donnees["ordre"]),
            arcs={classe: tuple((t, c) for t, c in arcs) for classe, arcs in donnees["arcs"].items()},
            groupes=tuple(GroupeFige(*ligne) for ligne in donnees["groupes"]),
            personnes=tuple(_personne(ligne) for ligne in donnees["personnes"]),
        )

    def en_donnees(self) -> dict[str, Any]:
        """What a snapshot keeps: rows without names of columns, which would be most of their length."""
        return {
            "jour": self.jour,
            "fin": self.fin,
            "graine": self.graine,
            "norme": self.norme,
            "feries": list(self.feries),
            "ordre": [classe.en_donnees() for classe in self.ordre],
            "arcs": {classe: [list(arc) for arc in arcs] for classe, arcs in self.arcs.items()},
            "groupes": [list(asdict(groupe).values()) for groupe in self.groupes],
            "personnes": [[getattr(p, champ.name) for champ in fields(p)] for p in self.personnes],
        }

    @cached_property
    def jours_feries(self) -> frozenset[date]:
        """Holidays as dates."""
        return frozenset(map(date.fromisoformat, self.feries))

    @cached_property
    def limites(self) -> dict[str, str]:
        """For each day a file was complete, the last first day of a class within the norm."""
        jours = {personne.complete for personne in self.personnes}
        return {
            jour: ajouter_jours_ouvrables(date.fromisoformat(jour), self.norme, self.jours_feries).isoformat()
            for jour in jours
        }

    def instance(self) -> Instance:
        """The placement problem of this content."""
        return instance_des_lignes(
            graine=self.graine,
            types=self._types,
            groupes=[Groupe(g.id, g.type, capacite=g.libres, minimum=g.manque) for g in self.groupes],
            classes=[Classe(nom, tuple(self._arcs_vivants(arcs))) for nom, arcs in self.arcs.items()],
            personnes=[Personne(p.id, p.classe, (p.rang, p.tour)) for p in self.personnes],
        )

    def _arcs_vivants(self, arcs: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
        types = self._types
        return [arc for arc in arcs if arc[0] in types]

    @cached_property
    def _types(self) -> frozenset[str]:
        return frozenset(groupe.type for groupe in self.groupes)

    def reclasse(self, ordre: tuple[ClasseDePriorite, ...], norme: int) -> Contenu:
        """The same queue under another dispatch order, another norm, or both."""
        jour = date.fromisoformat(self.jour)
        depasses = {
            complete: jours_ouvrables_entre(date.fromisoformat(complete), jour, self.jours_feries) > norme
            for complete in {personne.complete for personne in self.personnes}
        }
        personnes = tuple(_reclassee(p, ordre, depasses[p.complete]) for p in self.personnes)
        return replace(self, ordre=ordre, norme=norme, personnes=personnes)


def _personne(ligne: list[Any]) -> PersonneFigee:
    nom, classe, region, niveau, formule, famille, criteres, tour, complete, rang = ligne
    return PersonneFigee(nom, classe, region, niveau, formule, famille, tuple(criteres), tour, complete, rang)


def _reclassee(personne: PersonneFigee, ordre: tuple[ClasseDePriorite, ...], depasse: bool) -> PersonneFigee:
    criteres = set(personne.criteres) - {"attente_hors_norme"} | ({"attente_hors_norme"} if depasse else set())
    return replace(personne, criteres=tuple(sorted(criteres)), rang=classe_de(ordre, criteres).rang)
