"""How does a JSON document become a formation problem, and what exactly is wrong when it cannot?"""

from typing import Any

from inscriptions.placement.formation_instance import (
    VERSION,
    Bassin,
    Classe,
    Declaration,
    Formation,
    Offre,
    Ressource,
    Type,
)
from inscriptions.placement.instance import DonneesMalformees
from inscriptions.placement.memoire import sans_ramassage

# A dict: exactly these keys. A list: any number of these. A tuple: exactly these, in a JSON list. A type: that type.
FORMATION = {
    "version": int,
    "graine": int,
    "types": [{"id": str}],
    "declarations": [{"id": str, "heures": int}],
    "bassins": [{"id": str, "nombre": int}],
    "ressources": [{"id": str, "nombre": int, "heures": int, "cellules": [str]}],
    "offres": [
        {
            "id": str,
            "declaration": str,
            "bassin": str,
            "nombre": int,
            "au_moins": int,
            "types": [str],
            "capacite": int,
            "minimum": int,
            "heures_semaine": int,
            "heures_session": int,
            "cout": int,
            "cellules": [str],
            "besoins": [[str]],
        }
    ],
    "classes": [{"id": str, "effectifs": [(int, int)], "arcs": [(str, int, int)]}],
}
ATTENDU = {int: "un nombre entier est attendu", str: "un texte est attendu"}


@sans_ramassage()
def lire_formation(document: Any) -> Formation:
    """The problem a decoded document describes."""
    _conforme("formation", document, FORMATION)
    _version(document)
    return Formation(
        graine=document["graine"],
        types=tuple(Type(t["id"]) for t in document["types"]),
        declarations=tuple(Declaration(d["id"], d["heures"]) for d in document["declarations"]),
        bassins=tuple(Bassin(b["id"], b["nombre"]) for b in document["bassins"]),
        ressources=tuple(Ressource(**(r | {"cellules": tuple(r["cellules"])})) for r in document["ressources"]),
        offres=tuple(Offre(**(o | _listes_de_l_offre(o))) for o in document["offres"]),
        classes=tuple(
            Classe(c["id"], tuple(map(tuple, c["effectifs"])), tuple(map(tuple, c["arcs"])))  # type: ignore[arg-type]
            for c in document["classes"]
        ),
    )


def _listes_de_l_offre(offre: dict[str, Any]) -> dict[str, Any]:
    besoins = tuple(map(tuple, offre["besoins"]))
    return {"types": tuple(offre["types"]), "cellules": tuple(offre["cellules"]), "besoins": besoins}


def _version(document: dict[str, Any]) -> None:
    if document["version"] != VERSION:
        raise DonneesMalformees("version", f"la version {VERSION} est attendue")


def _conforme(entree: str, valeur: Any, forme: Any) -> None:
    """Refuse whatever has not the shape, naming the entry and the field."""
    if isinstance(forme, dict):
        _objet(entree, valeur, forme)
    elif isinstance(forme, list):
        if type(valeur) is not list:
            raise DonneesMalformees(entree, "une liste est attendue")
        for i, element in enumerate(valeur):
            _conforme(f"{entree}[{i}]", element, forme[0])
    elif isinstance(forme, tuple):
        if type(valeur) is not list or len(valeur) != len(forme):
            raise DonneesMalformees(entree, f"{len(forme)} valeurs sont attendues")
        for i, sous_forme in enumerate(forme):
            if type(valeur[i]) is not sous_forme or sous_forme is str:
                _conforme(f"{entree}[{i}]", valeur[i], sous_forme)
    elif type(valeur) is not forme:
        raise DonneesMalformees(entree, ATTENDU[forme])
    elif forme is str and not valeur.isascii() and any("\ud800" <= c <= "\udfff" for c in valeur):
        raise DonneesMalformees(entree, "caractère Unicode isolé, impossible à écrire en UTF-8")


def _objet(entree: str, valeur: Any, forme: dict[str, Any]) -> None:
    if type(valeur) is not dict:
        raise DonneesMalformees(entree, "un objet est attendu")
    for cle in sorted(forme.keys() - valeur.keys()):
        raise DonneesMalformees(f"{entree}.{cle}", "clé manquante")
    for cle in sorted(valeur.keys() - forme.keys()):
        raise DonneesMalformees(f"{entree}.{cle}", "clé inconnue")
    prefixe = "" if entree == "formation" else f"{entree}."
    for cle, sous_forme in forme.items():
        _conforme(f"{prefixe}{cle}", valeur[cle], sous_forme)
