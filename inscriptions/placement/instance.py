"""What is a placement problem, and what is its one written form?"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

VERSION = 1
_en_texte = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
# The flow solver works in 64 bits: costs up to here stay exact on networks of 100,000 classes and types.
COUT_MAX = 10**12


class DonneesMalformees(ValueError):
    """The input breaks the contract; `entree` names the entry at fault."""

    def __init__(self, entree: str, raison: str) -> None:
        super().__init__(f"{entree} : {raison}")
        self.entree = entree
        self.raison = raison


@dataclass(frozen=True, slots=True)
class TypeDeGroupe:
    """Groups that are alike for every person: a person who may join one may join all, at the same cost."""

    id: str


@dataclass(frozen=True, slots=True)
class Groupe:
    """A group with its seats; under `minimum` persons it should not start."""

    id: str
    type: str
    capacite: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Classe:
    """Persons who are alike; an arc `(type_id, cout)` exists only where every hard constraint holds."""

    id: str
    arcs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Personne:
    """Someone who waits; the smaller `priorite` goes first, compared number by number."""

    id: str
    classe: str
    priorite: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """A coherent placement problem, held sorted by id, so that row order never matters."""

    graine: int
    types: tuple[TypeDeGroupe, ...]
    groupes: tuple[Groupe, ...]
    classes: tuple[Classe, ...]
    personnes: tuple[Personne, ...]

    def __post_init__(self) -> None:
        _verifier_coherence(self)
        for champ in ("types", "groupes", "personnes"):
            object.__setattr__(self, champ, tuple(sorted(getattr(self, champ), key=_id)))
        classes = (Classe(c.id, tuple(sorted(c.arcs))) for c in sorted(self.classes, key=_id))
        object.__setattr__(self, "classes", tuple(classes))

    def canonique(self) -> bytes:
        """The canonical form: UTF-8, keys and lists sorted, no spaces."""
        autres = en_octets(
            {
                "graine": self.graine,
                "groupes": [
                    {"capacite": g.capacite, "id": g.id, "minimum": g.minimum, "type": g.type} for g in self.groupes
                ],
                "personnes": [{"classe": p.classe, "id": p.id, "priorite": p.priorite} for p in self.personnes],
                "types": [{"id": t.id} for t in self.types],
                "version": VERSION,
            }
        )
        return b'{"classes":[' + self._classes_en_octets() + b"]," + autres[1:]

    def _classes_en_octets(self) -> bytes:
        """The classes, first in the canonical form; written by hand because their arcs are most of its length."""
        types = {t.id: _en_texte(t.id) for t in self.types}
        return ",".join(
            f'{{"arcs":[{",".join([f"[{types[t]},{cout}]" for t, cout in c.arcs])}],"id":{_en_texte(c.id)}}}'
            for c in self.classes
        ).encode()

    def empreinte(self) -> str:
        """The SHA-256 of the canonical form."""
        return hashlib.sha256(self.canonique()).hexdigest()

    def ordre(self) -> list[Personne]:
        """The persons from first to last served; the public seed orders equal priorities."""
        prefixe = f"{self.graine}:"
        return sorted(
            self.personnes,
            key=lambda p: (p.priorite, hashlib.sha256((prefixe + p.id).encode()).digest()),
        )


def en_octets(objet: object) -> bytes:
    """The object as canonical JSON."""
    return _en_texte(objet).encode()


def _id(objet: TypeDeGroupe | Groupe | Classe | Personne) -> str:
    return objet.id


def _verifier_coherence(instance: Instance) -> None:
    """Refuse an empty or repeated id, an unknown reference or a negative number, naming the entry."""
    types = _identifiants("types", instance.types)
    classes = _identifiants("classes", instance.classes)
    _identifiants("groupes", instance.groupes)
    _identifiants("personnes", instance.personnes)
    for i, groupe in enumerate(instance.groupes):
        _verifier_groupe(f"groupes[{i}] « {groupe.id} »", groupe, types)
    for i, classe in enumerate(instance.classes):
        _verifier_arcs(f"classes[{i}] « {classe.id} »", classe, types)
    for i, personne in enumerate(instance.personnes):
        if personne.classe not in classes:
            raise DonneesMalformees(f"personnes[{i}] « {personne.id} »", f"classe inconnue « {personne.classe} »")


def _identifiants(liste: str, objets: Iterable[TypeDeGroupe | Groupe | Classe | Personne]) -> set[str]:
    vus: set[str] = set()
    for i, objet in enumerate(objets):
        if not objet.id:
            raise DonneesMalformees(f"{liste}[{i}].id", "identifiant vide")
        if objet.id in vus:
            raise DonneesMalformees(f"{liste}[{i}] « {objet.id} »", "identifiant en double")
        vus.add(objet.id)
    return vus


def _verifier_groupe(entree: str, groupe: Groupe, types: Collection[str]) -> None:
    if groupe.type not in types:
        raise DonneesMalformees(entree, f"type inconnu « {groupe.type} »")
    if groupe.capacite < 0:
        raise DonneesMalformees(entree, "capacité négative")
    if groupe.minimum < 0:
        raise DonneesMalformees(entree, "minimum négatif")


def _verifier_arcs(entree: str, classe: Classe, types: Collection[str]) -> None:
    """Check the arcs of a class in a few quick passes; only a fault is looked for by name."""
    vus = {type_id for type_id, _ in classe.arcs}
    couts = [cout for _, cout in classe.arcs]
    if len(vus) != len(couts):
        raise DonneesMalformees(entree, "deux arcs vers le même type")
    if vus.issubset(types) and (not couts or (min(couts) >= 0 and max(couts) <= COUT_MAX)):
        return
    for type_id, cout in classe.arcs:
        if type_id not in types:
            raise DonneesMalformees(entree, f"arc vers un type inconnu « {type_id} »")
        if not 0 <= cout <= COUT_MAX:
            raise DonneesMalformees(entree, f"coût hors de 0..{COUT_MAX} vers le type « {type_id} »")
