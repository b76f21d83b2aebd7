"""What changes between the frozen queue and its variant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import cycle, islice
from typing import Any, Self

from indicateurs.scenarios.contenu import Contenu, GroupeFige
from inscriptions.priorites import ClasseDePriorite, lire_classes

POURCENT, PLACES, OUVRIR, FERMER = "pourcent", "places", "ouvrir", "fermer"


class ChangementImpossible(ValueError):
    """No frozen group answers this change."""


@dataclass(frozen=True, slots=True)
class Changement:
    """One change of capacity: what is done, how much, to which groups (an empty field means all)."""

    action: str
    valeur: int = 0
    region: str = ""
    niveau: int | None = None
    formule: str = ""
    groupe: str = ""

    def vise(self, groupe: GroupeFige) -> bool:
        """True for a group this change is about."""
        return (
            self.region in ("", groupe.region)
            and self.niveau in (None, groupe.niveau)
            and self.formule in ("", groupe.formule)
            and self.groupe in ("", groupe.numero)
        )


@dataclass(frozen=True, slots=True)
class Parametres:
    """Everything a scenario asks. `fermer_sous_minimum` is a hypothesis of both sides, the rest of the variant."""

    changements: tuple[Changement, ...] = ()
    minimum: int | None = None
    ordre: tuple[ClasseDePriorite, ...] = ()
    version: int | None = None
    norme: int | None = None
    fermer_sous_minimum: bool = False
    # Price of an hour of class, for the cost: a dated parameter, read when the scenario is asked.
    prix_heure: float = 0.0

    @classmethod
    def lire(cls, donnees: Mapping[str, Any]) -> Self:
        """The parameters a scenario keeps."""
        return cls(
            **{
                **donnees,
                "changements": tuple(Changement(**changement) for changement in donnees["changements"]),
                "ordre": lire_classes(donnees["ordre"]),
            }
        )

    def en_donnees(self) -> dict[str, Any]:
        """What a scenario keeps."""
        return asdict(self) | {
            "changements": [asdict(changement) for changement in self.changements],
            "ordre": [classe.en_donnees() for classe in self.ordre],
        }

    @property
    def change(self) -> bool:
        """True when the variant differs from the frozen queue."""
        return bool(self.changements or self.ordre or self.minimum is not None or self.norme is not None)


def appliquer(contenu: Contenu, parametres: Parametres) -> Contenu:
    """The variant: the changes one after the other, as they are written."""
    for changement in parametres.changements:
        contenu = replace(contenu, groupes=_changer(contenu, changement))
    if parametres.minimum is not None:
        groupes = tuple(replace(groupe, minimum=parametres.minimum) for groupe in contenu.groupes)
        contenu = replace(contenu, groupes=groupes)
    if parametres.ordre or parametres.norme is not None:
        norme = contenu.norme if parametres.norme is None else parametres.norme
        contenu = contenu.reclasse(parametres.ordre or contenu.ordre, norme)
    return contenu


def _changer(contenu: Contenu, changement: Changement) -> tuple[GroupeFige, ...]:
    vises = [groupe for groupe in contenu.groupes if changement.vise(groupe)]
    if not vises:
        raise ChangementImpossible("Aucun groupe figé ne répond à ce changement.")
    if changement.action == OUVRIR:
        return contenu.groupes + tuple(_ouverts(contenu, vises, changement.valeur))
    nouveaux = {groupe.id: libres for groupe, libres in zip(vises, _libres(vises, changement), strict=True)}
    return tuple(replace(groupe, libres=nouveaux.get(groupe.id, groupe.libres)) for groupe in contenu.groupes)


def _libres(vises: Sequence[GroupeFige], changement: Changement) -> list[int]:
    """The free seats of each group after the change; a share is right over the whole, to one seat."""
    if changement.action == FERMER:
        return [0] * len(vises)
    if changement.action == PLACES:
        return [max(0, groupe.libres + changement.valeur) for groupe in vises]
    nouveaux, exact, donnes = [], 0.0, 0
    for groupe in vises:
        exact += groupe.libres * max(0.0, 1 + changement.valeur / 100)
        nouveaux.append(round(exact) - donnes)
        donnes += nouveaux[-1]
    return nouveaux


def _ouverts(contenu: Contenu, modeles: Sequence[GroupeFige], nombre: int) -> list[GroupeFige]:
    """New groups like those aimed at, the most wanted kind first, each in turn."""
    demande = Counter(type_ for personne in contenu.personnes for type_, _cout in contenu.arcs.get(personne.classe, ()))
    places = Counter[str]()
    for groupe in contenu.groupes:
        places[groupe.type] += groupe.libres
    un_par_type = {groupe.type: groupe for groupe in sorted(modeles, key=lambda g: (g.libres + g.prises, g.id))}
    choisis = sorted(un_par_type.values(), key=lambda g: (-demande[g.type] / (places[g.type] + 1), g.id))
    deja = sum("+" in groupe.id for groupe in contenu.groupes)
    return [
        replace(
            modele,
            id=f"{modele.id}+{deja + rang}",
            numero=f"+{deja + rang} ({modele.numero})",
            libres=modele.libres + modele.prises,
            prises=0,
        )
        for rang, modele in enumerate(islice(cycle(choisis), nombre), start=1)
    ]
