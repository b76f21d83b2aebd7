"""Why does this person have no seat, or not her best choice, and what is the smallest change that would have helped?"""

from dataclasses import dataclass

import numpy as np

from inscriptions.placement.instance import DonneesMalformees, Instance
from inscriptions.placement.memoire import sans_ramassage
from inscriptions.placement.reseau import Entiers, Reseau, construire, positions
from inscriptions.placement.resultat import Resultat
from inscriptions.placement.terrain import Terrain


@dataclass(frozen=True, slots=True)
class EnsembleSerre:
    """The binding constraint: these types, all their seats held by persons who come earlier and accept no other."""

    types: tuple[str, ...]
    places: int
    personnes_avant: int


@dataclass(frozen=True, slots=True)
class PlacesDePlus:
    """The fewest seats to add, in the one type where that takes fewest."""

    type: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Explication:
    """What decided for one person; `groupe` is her seat, if any.

    Without a seat: `passer_avant`, being served just before this person would have been enough, just after would not;
    `types_suffisants`, being able to join any one of these other types would have been enough.
    With a seat that costs more than another she accepts: `meilleurs` are the types that would cost less. Accepting only
    them would have given one when `seuls_suffisants` is filled: these are those within reach. Otherwise the rest says
    what would have been needed besides accepting only them.
    """

    personne: str
    rang: int
    groupe: str | None = None
    ensemble_serre: EnsembleSerre | None = None
    places_de_plus: PlacesDePlus | None = None
    passer_avant: str | None = None
    types_suffisants: tuple[str, ...] = ()
    meilleurs: tuple[str, ...] = ()
    seuls_suffisants: tuple[str, ...] = ()


def expliquer(instance: Instance, resultat: Resultat, personne_id: str) -> Explication:
    """The explanation for one person of a verified result."""
    return Situation(instance, resultat).expliquer(personne_id)


class Situation:
    """A verified result laid over its instance, ready to answer for any person."""

    @sans_ramassage()
    def __init__(self, instance: Instance, resultat: Resultat) -> None:
        if resultat.empreinte != instance.empreinte():
            raise DonneesMalformees("resultat.empreinte", "le résultat ne porte pas sur cette instance")
        self.instance = instance
        self.ids = instance.personnes.ids
        self.numero = {nom: i for i, nom in enumerate(self.ids)}
        self.groupe_de = dict(resultat.placements)
        self.type_de = dict(zip(instance.groupes.ids, instance.groupes.types.tolist(), strict=True))
        self.ordre = instance.ordre()
        self.rang = positions(self.ordre)
        reseau = construire(instance, self.ordre)
        self.terrain = Terrain(reseau, self._flux(reseau))

    def sans_place(self) -> list[str]:
        """The persons who have no seat, in the order of their ids."""
        return [p for p in self.ids if p not in self.groupe_de]

    def mal_placees(self) -> list[str]:
        """The persons seated where it costs more than their best choice, in the order of their ids."""
        return [p for p in self.ids if p in self.groupe_de and len(self._preferes(p))]

    def expliquer(self, personne_id: str) -> Explication:
        """The explanation for one person."""
        if personne_id not in self.numero:
            raise DonneesMalformees("personne", f"personne inconnue « {personne_id} »")
        rang, terrain = int(self.rang[self.numero[personne_id]]), self.terrain
        if personne_id in self.groupe_de:
            return self._mieux(personne_id, rang)
        acceptes = terrain.acceptes(rang)
        return Explication(
            personne_id,
            rang,
            ensemble_serre=self._ensemble_serre(acceptes),
            places_de_plus=self._places_de_plus(rang, acceptes),
            passer_avant=self._nom(terrain.passer_avant(rang, acceptes)),
            types_suffisants=self._noms(terrain.types_suffisants(rang)),
        )

    def _mieux(self, personne_id: str, rang: int) -> Explication:
        """Why not better: what would have been enough had the person accepted the better types only."""
        preferes, terrain = self._preferes(personne_id), self.terrain
        groupe = self.groupe_de[personne_id]
        if not len(preferes):
            return Explication(personne_id, rang, groupe)
        ouverts = preferes[terrain.derniers[preferes] >= rang]
        if len(ouverts):
            return Explication(
                personne_id, rang, groupe, meilleurs=self._noms(preferes), seuls_suffisants=self._noms(ouverts)
            )
        return Explication(
            personne_id,
            rang,
            groupe,
            ensemble_serre=self._ensemble_serre(preferes),
            places_de_plus=self._places_de_plus(rang, preferes),
            passer_avant=self._nom(terrain.passer_avant(rang, preferes)),
            meilleurs=self._noms(preferes),
        )

    def _preferes(self, personne_id: str) -> Entiers:
        rang = int(self.rang[self.numero[personne_id]])
        return self.terrain.preferes(rang, self.type_de[self.groupe_de[personne_id]])

    def _flux(self, reseau: Reseau) -> Entiers:
        """How many placed persons follow each arc, read from the placements."""
        largeur = max(1, reseau.nb_types)
        personnes = np.array([self.numero[p] for p in self.groupe_de], np.int64)
        types = np.array([self.type_de[g] for g in self.groupe_de.values()], np.int64)
        suivis = self.instance.personnes.classes[personnes] * largeur + types
        return np.bincount(np.searchsorted(reseau.de * largeur + reseau.vers, suivis), minlength=len(reseau.de))

    def _ensemble_serre(self, acceptes: Entiers) -> EnsembleSerre:
        serres = self.terrain.ensemble_serre(acceptes)
        dedans = np.isin(self.terrain.reseau.vers, serres)
        places, avant = self.terrain.reseau.places[serres].sum(), self.terrain.flux[dedans].sum()
        return EnsembleSerre(self._noms(serres), int(places), int(avant))

    def _places_de_plus(self, rang: int, acceptes: Entiers) -> PlacesDePlus | None:
        ajout = self.terrain.places_de_plus(rang, acceptes)
        return PlacesDePlus(self.instance.types[ajout.type], ajout.nombre) if ajout else None

    def _nom(self, rang: int | None) -> str | None:
        return None if rang is None else self.ids[self.ordre[rang]]

    def _noms(self, types: Entiers) -> tuple[str, ...]:
        return tuple(self.instance.types[t] for t in types.tolist())
