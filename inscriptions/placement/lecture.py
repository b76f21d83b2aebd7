"""How does a JSON document become an instance or a result, and what exactly is wrong when it cannot?"""

import json
from typing import Any

from inscriptions.placement.instance import (
    VERSION,
    Classe,
    DonneesMalformees,
    Groupe,
    Instance,
    Personne,
    TypeDeGroupe,
)
from inscriptions.placement.memoire import sans_ramassage
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
    return Instance(
        graine=_entier("graine", document["graine"]),
        types=tuple(TypeDeGroupe(*_champs(e, o, id=_texte)) for e, o in _objets(document, "types")),
        groupes=tuple(
            Groupe(*_champs(e, o, id=_texte, type=_texte, capacite=_entier, minimum=_entier))
            for e, o in _objets(document, "groupes")
        ),
        classes=tuple(Classe(*_champs(e, o, id=_texte, arcs=_paires)) for e, o in _objets(document, "classes")),
        personnes=tuple(
            Personne(*_champs(e, o, id=_texte, classe=_texte, priorite=_entiers))
            for e, o in _objets(document, "personnes")
        ),
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
            prix=_paires("certificat.prix", certificat["prix"]),
        ),
    )


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


def _objets(document: dict[str, Any], liste: str) -> list[tuple[str, Any]]:
    return [(f"{liste}[{i}]", objet) for i, objet in enumerate(_liste(liste, document[liste]))]


def _champs(entree: str, objet: Any, **lecteurs: Any) -> list[Any]:
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


def _entiers(entree: str, valeur: Any) -> tuple[int, ...]:
    return tuple(_entier(f"{entree}[{i}]", v) for i, v in enumerate(_liste(entree, valeur)))


def _paires(entree: str, valeur: Any) -> tuple[tuple[str, int], ...]:
    """Pairs (text, integer); the common case goes through in a few quick passes, only a fault is looked for by name."""
    if type(valeur) is list and set(map(type, valeur)) == {list} and set(map(len, valeur)) == {2}:
        textes, entiers = zip(*valeur, strict=True)
        if set(map(type, textes)) == {str} and set(map(type, entiers)) == {int} and "".join(textes).isascii():
            return tuple(zip(textes, entiers, strict=True))
    return tuple((_texte(e, p[0]), _entier(e, p[1])) for e, p in _couples(entree, valeur))


def _textes_par_deux(entree: str, valeur: Any) -> tuple[tuple[str, str], ...]:
    return tuple((_texte(e, p[0]), _texte(e, p[1])) for e, p in _couples(entree, valeur))


def _couples(entree: str, valeur: Any) -> list[tuple[str, Any]]:
    couples = [(f"{entree}[{i}]", paire) for i, paire in enumerate(_liste(entree, valeur))]
    for nom, paire in couples:
        if type(paire) is not list or len(paire) != 2:
            raise DonneesMalformees(nom, "une paire est attendue")
    return couples
