"""What is a formation problem, and what is its one written form? Which of the declared groups should open."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from inscriptions.placement.instance import DonneesMalformees, en_octets

VERSION = 1
# Bounds that keep every sum of the solvers exact in 64 bits.
COUT_MAX, NOMBRE_MAX = 10**6, 10**7
LISTES = ("types", "declarations", "bassins", "ressources", "offres", "classes")


@dataclass(frozen=True, slots=True)
class Type:
    """Groups that are alike for every person: level, formula, slot, place, start date."""

    id: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one partner declared for a session: so many hours of teaching to share between its groups."""

    id: str
    heures: int


@dataclass(frozen=True, slots=True)
class Bassin:
    """A ceiling on several offers together: « up to `nombre` groups like these »."""

    id: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Ressource:
    """A teacher or a room, or `nombre` that are interchangeable: one group each in a cell where they are free.

    `heures` is what they can teach in a week, all together.
    """

    id: str
    nombre: int
    heures: int
    cellules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offre:
    """Up to `nombre` groups alike, each of one of the `types`; a provisional group is an offer of one.

    Each opened group takes one resource of every need, in all its cells, for its `heures_semaine`; its declaration
    gives it `heures_session`. `bassin`, when not empty, caps it with others. `au_moins` are kept by a decision.
    """

    id: str
    declaration: str
    bassin: str
    nombre: int
    au_moins: int
    types: tuple[str, ...]
    capacite: int
    minimum: int
    heures_semaine: int
    heures_session: int
    cout: int
    cellules: tuple[str, ...]
    besoins: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Classe:
    """Persons who are alike: `effectifs` counts them by priority, smaller first.

    An arc `(type, cout, dans_norme)` exists where every hard constraint holds; `dans_norme` is 1 when starting there
    respects the service norm.
    """

    id: str
    effectifs: tuple[tuple[int, int], ...]
    arcs: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Formation:
    """A coherent formation problem, held sorted by id, so that row order never matters."""

    graine: int
    types: tuple[Type, ...]
    declarations: tuple[Declaration, ...]
    bassins: tuple[Bassin, ...]
    ressources: tuple[Ressource, ...]
    offres: tuple[Offre, ...]
    classes: tuple[Classe, ...]

    def __post_init__(self) -> None:
        _verifier_coherence(self)
        for champ in LISTES:
            object.__setattr__(self, champ, tuple(sorted(map(_range, getattr(self, champ)), key=_id)))

    def canonique(self) -> bytes:
        """The canonical form: UTF-8, keys and lists sorted, no spaces."""
        document = {nom: [_document(objet) for objet in getattr(self, nom)] for nom in LISTES}
        return en_octets({"version": VERSION, "graine": self.graine, **document})

    def empreinte(self) -> str:
        """The SHA-256 of the canonical form."""
        return hashlib.sha256(self.canonique()).hexdigest()

    def personnes(self) -> int:
        """How many persons wait or are expected."""
        return sum(nombre for classe in self.classes for _, nombre in classe.effectifs)

    def priorites(self) -> list[int]:
        """The priorities present, the first served first."""
        return sorted({priorite for classe in self.classes for priorite, _ in classe.effectifs})


def _range(objet: Any) -> Any:
    """The object with its own lists sorted; the order of needs is kept, since a result names one resource for each."""
    if isinstance(objet, Ressource):
        return Ressource(objet.id, objet.nombre, objet.heures, tuple(sorted(objet.cellules)))
    if isinstance(objet, Classe):
        return Classe(objet.id, tuple(sorted(objet.effectifs)), tuple(sorted(objet.arcs)))
    if isinstance(objet, Offre):
        besoins = tuple(tuple(sorted(besoin)) for besoin in objet.besoins)
        rangees = {"types": tuple(sorted(objet.types)), "cellules": tuple(sorted(objet.cellules)), "besoins": besoins}
        return Offre(**(_document(objet) | rangees))
    return objet


def _document(objet: Any) -> dict[str, Any]:
    return {champ: getattr(objet, champ) for champ in type(objet).__slots__}


def _id(objet: Any) -> str:
    return objet.id


def _verifier_coherence(f: Formation) -> None:
    """Refuse an empty or repeated id, an unknown reference or an absurd number, naming the entry and the field."""
    connus = {liste: _identifiants(liste, getattr(f, liste)) for liste in LISTES}
    for i, declaration in enumerate(f.declarations):
        _dans_les_bornes(f"declarations[{i}] « {declaration.id} »", "heures", declaration.heures, NOMBRE_MAX)
    for i, bassin in enumerate(f.bassins):
        _dans_les_bornes(f"bassins[{i}] « {bassin.id} »", "nombre", bassin.nombre, NOMBRE_MAX)
    for i, ressource in enumerate(f.ressources):
        entree = f"ressources[{i}] « {ressource.id} »"
        _dans_les_bornes(entree, "nombre", ressource.nombre, NOMBRE_MAX)
        _dans_les_bornes(entree, "heures", ressource.heures, NOMBRE_MAX)
        _sans_doublon(f"{entree}.cellules", ressource.cellules)
    for i, offre in enumerate(f.offres):
        _verifier_offre(f"offres[{i}] « {offre.id} »", offre, connus)
    for i, classe in enumerate(f.classes):
        _verifier_classe(f"classes[{i}] « {classe.id} »", classe, connus["types"])


def _verifier_offre(entree: str, offre: Offre, connus: dict[str, set[str]]) -> None:
    if offre.declaration not in connus["declarations"]:
        raise DonneesMalformees(f"{entree}.declaration", f"déclaration inconnue « {offre.declaration} »")
    if offre.bassin and offre.bassin not in connus["bassins"]:
        raise DonneesMalformees(f"{entree}.bassin", f"bassin inconnu « {offre.bassin} »")
    for champ in ("nombre", "au_moins", "minimum", "capacite", "heures_semaine", "heures_session"):
        _dans_les_bornes(entree, champ, getattr(offre, champ), NOMBRE_MAX)
    _dans_les_bornes(entree, "cout", offre.cout, COUT_MAX)
    if offre.au_moins > offre.nombre:
        raise DonneesMalformees(f"{entree}.au_moins", f"{offre.au_moins} groupes gardés sur {offre.nombre}")
    if offre.minimum > offre.capacite:
        raise DonneesMalformees(f"{entree}.minimum", f"minimum {offre.minimum} pour {offre.capacite} places")
    if not offre.types:
        raise DonneesMalformees(f"{entree}.types", "au moins un type est attendu")
    for champ, valeurs in (("types", offre.types), ("cellules", offre.cellules)):
        _sans_doublon(f"{entree}.{champ}", valeurs)
    for type_id in offre.types:
        if type_id not in connus["types"]:
            raise DonneesMalformees(f"{entree}.types", f"type inconnu « {type_id} »")
    for j, besoin in enumerate(offre.besoins):
        _sans_doublon(f"{entree}.besoins[{j}]", besoin)
        for ressource in besoin:
            if ressource not in connus["ressources"]:
                raise DonneesMalformees(f"{entree}.besoins[{j}]", f"ressource inconnue « {ressource} »")
    choix = [ressource for besoin in offre.besoins for ressource in besoin]
    if len(choix) != len(set(choix)):
        raise DonneesMalformees(f"{entree}.besoins", "une même ressource pour deux besoins")


def _verifier_classe(entree: str, classe: Classe, types: Collection[str]) -> None:
    _sans_doublon(f"{entree}.effectifs", [priorite for priorite, _ in classe.effectifs])
    for priorite, nombre in classe.effectifs:
        _dans_les_bornes(entree, "effectifs", priorite, NOMBRE_MAX)
        _dans_les_bornes(entree, "effectifs", nombre, NOMBRE_MAX)
    _sans_doublon(f"{entree}.arcs", [type_id for type_id, _, _ in classe.arcs])
    for type_id, cout, dans_norme in classe.arcs:
        if type_id not in types:
            raise DonneesMalformees(f"{entree}.arcs", f"type inconnu « {type_id} »")
        if not 0 <= cout <= COUT_MAX:
            raise DonneesMalformees(f"{entree}.arcs", f"coût hors de 0..{COUT_MAX} vers le type « {type_id} »")
        if dans_norme not in (0, 1):
            raise DonneesMalformees(f"{entree}.arcs", f"0 ou 1 est attendu vers le type « {type_id} »")


def _identifiants(liste: str, objets: Iterable[Any]) -> set[str]:
    vus: set[str] = set()
    for i, objet in enumerate(objets):
        if not objet.id:
            raise DonneesMalformees(f"{liste}[{i}].id", "identifiant vide")
        if objet.id in vus:
            raise DonneesMalformees(f"{liste}[{i}] « {objet.id} »", "identifiant en double")
        vus.add(objet.id)
    return vus


def _sans_doublon(entree: str, valeurs: Collection[Any]) -> None:
    if len(set(valeurs)) != len(valeurs):
        raise DonneesMalformees(entree, "une valeur est écrite deux fois")


def _dans_les_bornes(entree: str, champ: str, valeur: int, plafond: int) -> None:
    if not 0 <= valeur <= plafond:
        raise DonneesMalformees(f"{entree}.{champ}", f"{valeur} est hors de 0..{plafond}")
