"""Do the documents given to the verifier have the shape of the contract? Read apart from the solver's own reading."""

import json
from typing import Any

# A dict: exactly these keys. A list: any number of these. A tuple: exactly these, in a JSON list. A type: that type.
INSTANCE = {
    "version": int,
    "graine": int,
    "types": [{"id": str}],
    "groupes": [{"id": str, "type": str, "capacite": int, "minimum": int}],
    "classes": [{"id": str, "arcs": [(str, int)]}],
    "personnes": [{"id": str, "classe": str, "priorite": [int]}],
}
RESULTAT = {
    "version": int,
    "empreinte": str,
    "placements": [(str, str)],
    "cout": int,
    "sous_minimum": [str],
    "certificat": {"derniers_admis": [(str, str)], "prix": [(str, int)]},
}
ATTENDU = {int: "un nombre entier est attendu", str: "un texte est attendu"}


class FormatInvalide(ValueError):
    """A document breaks the contract; the message names the entry."""


def ouvrir(octets: bytes) -> Any:
    """The JSON value of a file; a key written twice is refused, since two readers could keep different ones."""
    try:
        return json.loads(str(octets, "utf-8"), object_pairs_hook=_objet)
    except FormatInvalide:
        raise
    except (ValueError, RecursionError) as erreur:
        raise FormatInvalide(f"document : JSON illisible ({erreur})") from erreur


def controler_instance(document: Any) -> None:
    """Refuse an instance of the wrong shape, with repeated ids, unknown references or negative numbers."""
    controler("instance", document, INSTANCE)
    controler_version("instance", document)
    connus = {liste: identifiants(liste, document[liste]) for liste in ("types", "groupes", "classes", "personnes")}
    for i, groupe in enumerate(document["groupes"]):
        exiger(f"groupes[{i}].type", groupe["type"] in connus["types"], "type inconnu")
        exiger(f"groupes[{i}].capacite", groupe["capacite"] >= 0, "nombre négatif")
        exiger(f"groupes[{i}].minimum", groupe["minimum"] >= 0, "nombre négatif")
    for i, personne in enumerate(document["personnes"]):
        exiger(f"personnes[{i}].classe", personne["classe"] in connus["classes"], "classe inconnue")
    for i, classe in enumerate(document["classes"]):
        vers = {type_ for type_, _ in classe["arcs"]}
        exiger(f"classes[{i}].arcs", len(vers) == len(classe["arcs"]), "deux arcs vers le même type")
        exiger(f"classes[{i}].arcs", vers <= connus["types"], "type inconnu")
        exiger(f"classes[{i}].arcs", all(cout >= 0 for _, cout in classe["arcs"]), "coût négatif")


def controler_resultat(document: Any) -> None:
    """Refuse a result of the wrong shape; what it says is for the checks."""
    controler("resultat", document, RESULTAT)
    controler_version("resultat", document)
    exiger("resultat.cout", document["cout"] >= 0, "nombre négatif")


def controler(entree: str, valeur: Any, forme: Any) -> None:
    if isinstance(forme, dict):
        exiger(entree, type(valeur) is dict, "un objet est attendu")
        if valeur.keys() != forme.keys():
            raise FormatInvalide(f"{entree} : les clés attendues sont {', '.join(sorted(forme))}")
        for cle, sous_forme in forme.items():
            controler(f"{entree}.{cle}", valeur[cle], sous_forme)
    elif isinstance(forme, list):
        exiger(entree, type(valeur) is list, "une liste est attendue")
        if isinstance(forme[0], tuple) and _lignes_conformes(valeur, forme[0]):
            return
        for i, element in enumerate(valeur):
            controler(f"{entree}[{i}]", element, forme[0])
    elif isinstance(forme, tuple):
        exiger(entree, type(valeur) is list and len(valeur) == len(forme), f"{len(forme)} valeurs sont attendues")
        for i, sous_forme in enumerate(forme):
            controler(f"{entree}[{i}]", valeur[i], sous_forme)
    else:
        exiger(entree, type(valeur) is forme, ATTENDU[forme])
        exiger(entree, forme is int or _s_ecrit(valeur), "caractère Unicode isolé, impossible à écrire en UTF-8")


def controler_version(entree: str, document: Any) -> None:
    exiger(f"{entree}.version", document["version"] == 1, "la version 1 est attendue")


def identifiants(liste: str, objets: list[dict[str, Any]]) -> set[str]:
    vus: set[str] = set()
    for i, objet in enumerate(objets):
        exiger(f"{liste}[{i}].id", objet["id"] != "", "identifiant vide")
        exiger(f"{liste}[{i}].id", objet["id"] not in vus, f"« {objet['id']} » est en double")
        vus.add(objet["id"])
    return vus


def _objet(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = {}
    for cle, valeur in paires:
        exiger("document", cle not in objet, f"clé « {cle} » écrite deux fois")
        objet[cle] = valeur
    return objet


def _lignes_conformes(lignes: list[Any], forme: tuple[type, ...]) -> bool:
    """Whether every line has plainly the right shape: the quick answer for long lists, without naming a fault."""
    textes = [i for i, sorte in enumerate(forme) if sorte is str]
    return all(type(ligne) is list and tuple(map(type, ligne)) == forme for ligne in lignes) and all(
        ligne[i].isascii() for i in textes for ligne in lignes
    )


def _s_ecrit(texte: str) -> bool:
    return texte.isascii() or not any(0xD800 <= ord(c) <= 0xDFFF for c in texte)


def exiger(entree: str, condition: bool, raison: str) -> None:
    if not condition:
        raise FormatInvalide(f"{entree} : {raison}")
