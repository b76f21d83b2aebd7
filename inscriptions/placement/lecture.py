"""How does a JSON document become an instance or a result, and what exactly is wrong when it cannot?"""

import json
from collections.abc import Callable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np

from inscriptions.placement.assemblage import Colonnes, assembler
from inscriptions.placement.instance import COUT_MAX, VERSION, DonneesMalformees, Instance
from inscriptions.placement.memoire import sans_ramassage
from inscriptions.placement.priorites import condenser
from inscriptions.placement.resultat import Certificat, Resultat


@sans_ramassage()
def decoder(octets: bytes) -> Any:
    """The JSON value, refusing what a second reader could understand differently."""
    try:
        return json.loads(octets.decode("utf-8"), object_pairs_hook=_sans_doublon, parse_constant=_constante)
    except DonneesMalformees:
        raise
    except UnicodeDecodeError as erreur:
        raise DonneesMalformees("document", f"octet {erreur.start} : ce n'est pas de l'UTF-8") from erreur
    except json.JSONDecodeError as erreur:
        raison = f"JSON illisible à la ligne {erreur.lineno}, colonne {erreur.colno}"
        raise DonneesMalformees("document", raison) from erreur
    except (ValueError, RecursionError) as erreur:
        raise DonneesMalformees("document", "nombre démesuré ou imbrication trop profonde") from erreur


@sans_ramassage()
def lire_instance(document: Any) -> Instance:
    """The instance a decoded document describes."""
    _cles("instance", document, {"version", "graine", "types", "groupes", "classes", "personnes"})
    _version("instance", document)
    graine = _entier("graine", document["graine"])
    (types,) = _colonnes(document, "types", id=_texte)
    groupes, types_des_groupes, capacites, minimums = _colonnes(
        document, "groupes", id=_texte, type=_texte, capacite=_entier, minimum=_entier
    )
    classes, arcs = _colonnes(document, "classes", id=_texte, arcs=_paires)
    personnes, classes_des_personnes, lignes = _colonnes(
        document, "personnes", id=_texte, classe=_texte, priorite=_entiers
    )
    return assembler(
        Colonnes(
            graine,
            types,
            groupes,
            types_des_groupes,
            capacites,
            minimums,
            classes=classes,
            nombres=np.fromiter(map(len, arcs), np.int64, len(arcs)),
            vers=_types_des_arcs(classes, arcs, types),
            couts=_couts_des_arcs(arcs),
            personnes=personnes,
            classes_des_personnes=classes_des_personnes,
            priorites=condenser(lignes),
        )
    )


def lire_resultat(document: Any) -> Resultat:
    """The result a decoded document describes, taken as written: only the verifier says whether it is right."""
    _cles("resultat", document, {"version", "empreinte", "placements", "cout", "sous_minimum", "certificat"})
    _version("resultat", document)
    certificat = document["certificat"]
    _cles("certificat", certificat, {"derniers_admis", "prix"})
    return Resultat(
        empreinte=_texte("empreinte", document["empreinte"]),
        placements=_textes_par_deux("placements", document["placements"]),
        cout=_entier("cout", document["cout"]),
        sous_minimum=tuple(
            _texte(f"sous_minimum[{i}]", g) for i, g in enumerate(_liste("sous_minimum", document["sous_minimum"]))
        ),
        certificat=Certificat(
            derniers_admis=_textes_par_deux("certificat.derniers_admis", certificat["derniers_admis"]),
            prix=tuple(_paires("certificat.prix", certificat["prix"])),
        ),
    )


def _colonnes(document: dict[str, Any], liste: str, **lecteurs: Callable[[str, Any], Any]) -> list[Sequence[Any]]:
    """The fields of every object of a list, one column each; a fault is looked for by name only when there is one."""
    objets = _liste(liste, document[liste])
    champs = list(lecteurs)
    if not objets:
        return [()] * len(champs)
    if set(map(type, objets)) == {dict} and set(map(len, objets)) == {len(champs)}:
        try:
            colonnes: list[Sequence[Any]] = [list(map(itemgetter(champ), objets)) for champ in champs]
        except KeyError:
            colonnes = []
        if colonnes and all(RAPIDES[lecteurs[c]](colonne) for c, colonne in zip(champs, colonnes, strict=True)):
            return colonnes
    lignes = [_champs(f"{liste}[{i}]", objet, lecteurs) for i, objet in enumerate(objets)]
    return [list(colonne) for colonne in zip(*lignes, strict=True)]


def _types_des_arcs(classes: Sequence[str], arcs: Sequence[Any], types: Sequence[str]) -> Any:
    numero = {nom: i for i, nom in enumerate(types)}
    try:
        noms = map(itemgetter(0), chain.from_iterable(arcs))
        return np.fromiter(map(numero.__getitem__, noms), np.int64)
    except KeyError as inconnu:
        fautive = next(i for i, liste in enumerate(arcs) if any(nom == inconnu.args[0] for nom, _ in liste))
        raison = f"arc vers un type inconnu « {inconnu.args[0]} »"
        raise DonneesMalformees(f"classes[{fautive}] « {classes[fautive]} »", raison) from None


def _couts_des_arcs(arcs: Sequence[Any]) -> Any:
    """The costs; those that exceed 64 bits are only kept as out of bounds."""
    couts = map(itemgetter(1), chain.from_iterable(arcs))
    return np.fromiter((c if -1 <= c <= COUT_MAX else max(-1, min(c, COUT_MAX + 1)) for c in couts), np.int64)


def _sans_doublon(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = dict(paires)
    if len(objet) != len(paires):
        cles = [cle for cle, _ in paires]
        double = next(cle for cle in cles if cles.count(cle) > 1)
        raise DonneesMalformees("document", f"clé « {double} » écrite deux fois dans le même objet")
    return objet


def _constante(nom: str) -> None:
    raise DonneesMalformees("document", f"« {nom} » n'est pas un nombre")


def _cles(entree: str, objet: Any, attendues: set[str]) -> None:
    if not isinstance(objet, dict):
        raise DonneesMalformees(entree, "un objet est attendu")
    if objet.keys() != attendues:
        for cle in sorted(attendues - objet.keys()):
            raise DonneesMalformees(f"{entree}.{cle}", "clé manquante")
        raise DonneesMalformees(f"{entree}.{min(objet.keys() - attendues)}", "clé inconnue")


def _version(entree: str, document: dict[str, Any]) -> None:
    if type(document["version"]) is not int or document["version"] != VERSION:
        raise DonneesMalformees(f"{entree}.version", f"la version {VERSION} est attendue")


def _liste(entree: str, valeur: Any) -> list[Any]:
    if type(valeur) is not list:
        raise DonneesMalformees(entree, "une liste est attendue")
    return valeur


def _champs(entree: str, objet: Any, lecteurs: dict[str, Callable[[str, Any], Any]]) -> list[Any]:
    if type(objet) is not dict or objet.keys() != lecteurs.keys():
        _cles(entree, objet, set(lecteurs))
    return [lire(f"{entree}.{cle}", objet[cle]) for cle, lire in lecteurs.items()]


def _texte(entree: str, valeur: Any) -> str:
    if type(valeur) is not str:
        raise DonneesMalformees(entree, "un texte est attendu")
    if not valeur.isascii() and any("\ud800" <= c <= "\udfff" for c in valeur):
        raise DonneesMalformees(entree, "caractère Unicode isolé, impossible à écrire en UTF-8")
    return valeur


def _entier(entree: str, valeur: Any) -> int:
    if type(valeur) is not int:
        raise DonneesMalformees(entree, "un nombre entier est attendu")
    return valeur


def _entiers(entree: str, valeur: Any) -> list[int]:
    return [_entier(f"{entree}[{i}]", v) for i, v in enumerate(_liste(entree, valeur))]


def _paires(entree: str, valeur: Any) -> list[tuple[str, int]]:
    return [(_texte(e, p[0]), _entier(e, p[1])) for e, p in _couples(entree, valeur)]


def _textes_par_deux(entree: str, valeur: Any) -> tuple[tuple[str, str], ...]:
    if _sont_des_textes_par_deux(valeur):
        return tuple(map(tuple, valeur))
    return tuple((_texte(e, p[0]), _texte(e, p[1])) for e, p in _couples(entree, valeur))


def _couples(entree: str, valeur: Any) -> list[tuple[str, Any]]:
    couples = [(f"{entree}[{i}]", paire) for i, paire in enumerate(_liste(entree, valeur))]
    for nom, paire in couples:
        if type(paire) is not list or len(paire) != 2:
            raise DonneesMalformees(nom, "une paire est attendue")
    return couples


def _sont_des_textes(colonne: Sequence[Any]) -> bool:
    return set(map(type, colonne)) <= {str} and "".join(colonne).isascii()


def _sont_des_entiers(colonne: Sequence[Any]) -> bool:
    return set(map(type, colonne)) <= {int}


def _sont_des_listes_d_entiers(colonne: Sequence[Any]) -> bool:
    return set(map(type, colonne)) <= {list} and _sont_des_entiers(list(chain.from_iterable(colonne)))


def _sont_des_listes_de_paires(colonne: Sequence[Any]) -> bool:
    if set(map(type, colonne)) <= {list}:
        paires = list(chain.from_iterable(colonne))
        if set(map(type, paires)) <= {list} and set(map(len, paires)) <= {2}:
            return _sont_des_textes([p[0] for p in paires]) and _sont_des_entiers([p[1] for p in paires])
    return False


def _sont_des_textes_par_deux(valeur: Any) -> bool:
    if type(valeur) is list and set(map(type, valeur)) <= {list} and set(map(len, valeur)) <= {2}:
        return _sont_des_textes(list(chain.from_iterable(valeur)))
    return False


# The quick answer for a whole column: right as it stands, or to be read value by value.
RAPIDES: dict[Any, Callable[[Sequence[Any]], bool]] = {
    _texte: _sont_des_textes,
    _entier: _sont_des_entiers,
    _entiers: _sont_des_listes_d_entiers,
    _paires: _sont_des_listes_de_paires,
}
