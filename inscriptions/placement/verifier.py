"""Is this result right? An independent judge: it shares no code with the solver, not even the reading of files.

It never solves anything. Each check looks at the instance and the result as written and returns what it finds wrong,
in French. Together they hold exactly when the result is the best in priority order, of least cost, and well formed.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import Any

import numpy as np

from inscriptions.placement.verifier_format import FormatInvalide, controler_resultat
from inscriptions.placement.verifier_tables import Nombres, Tables, nombres, tables

Objet = dict[str, Any]
JAMAIS, LIBRE = -1, np.iinfo(np.int64).max  # Earlier than any rank; later than any: a seat is free.
Controle = Callable[["Dossier"], Iterable[str]]


class Dossier:
    """An instance and its claimed result, laid over each other for the checks."""

    def __init__(self, instance: Tables, resultat: Objet) -> None:
        self.instance, self.resultat = instance, resultat
        self.personne = {nom: i for i, nom in enumerate(instance.personnes)}
        self.groupe = {nom: i for i, nom in enumerate(instance.groupes)}
        lignes = np.array(
            [(self.personne.get(p, -1), self.groupe.get(g, -1)) for p, g in resultat["placements"]], np.int64
        ).reshape(-1, 2)
        self.placees, self.groupes = lignes[(lignes >= 0).all(axis=1)].T
        self.types = instance.type_du_groupe[self.groupes]
        self.effectif = np.bincount(self.groupes, minlength=len(instance.groupes))
        self.admises = np.zeros(len(instance.personnes), bool)
        self.admises[self.placees] = True

    @cached_property
    def arc(self) -> Nombres:
        """The arc each placement follows, -1 when there is none."""
        largeur = len(self.instance.types) + 1
        codes = self.instance.classe_des_arcs() * largeur + self.instance.vers
        suivis = self.instance.classe_de[self.placees] * largeur + self.types
        ou = np.searchsorted(codes, suivis)
        existe = ou < len(codes)
        existe[existe] = codes[ou[existe]] == suivis[existe]
        return np.where(existe, ou, -1)

    @cached_property
    def cout(self) -> int:
        """What the placements cost."""
        return int(self.instance.couts[self.arc[self.arc >= 0]].sum())

    @cached_property
    def places(self) -> list[int]:
        """The seats of each type."""
        places = [0] * len(self.instance.types)
        for type_, capacite in zip(self.instance.type_du_groupe.tolist(), self.instance.capacites, strict=True):
            places[type_] += capacite
        return places

    @cached_property
    def file(self) -> list[int]:
        """The persons from first to last served."""
        noms, graine, priorites = self.instance.personnes, self.instance.graine, self.instance.priorites
        if isinstance(priorites, list):
            return sorted(range(len(noms)), key=lambda p: (priorites[p], _tirage(graine, noms[p])))
        ordre = np.lexsort(np.asarray(priorites).T[::-1]) if np.size(priorites) else np.arange(len(noms))
        ranges = np.asarray(priorites)[ordre]
        coupes = np.flatnonzero((ranges[1:] != ranges[:-1]).any(axis=1)) + 1
        bornes = [0, *coupes.tolist(), len(ordre)]
        file = ordre.tolist()
        for debut, fin in pairwise(bornes):
            if fin - debut > 1:
                file[debut:fin] = sorted(file[debut:fin], key=lambda p: _tirage(graine, noms[p]))
        return file

    @cached_property
    def rang(self) -> Nombres:
        """The place of each person in the order."""
        rang = np.empty(len(self.file), np.int64)
        rang[self.file] = np.arange(len(self.file))
        return rang

    @cached_property
    def derniers(self) -> Nombres:
        """For each type, the last rank found through all augmenting paths; `LIBRE` when a seat is free."""
        return derniers_a_ceder(self)


def _tirage(graine: int, nom: str) -> bytes:
    return sha256(f"{graine}:{nom}".encode()).digest()


def controle_empreinte(d: Dossier) -> Iterable[str]:
    """The result speaks of this very instance."""
    if d.instance.empreinte != d.resultat["empreinte"]:
        yield "empreinte : le résultat ne porte pas sur cette instance"


def controle_identifiants(d: Dossier) -> Iterable[str]:
    """Everyone and every group named exists."""
    if len(d.placees) == len(d.resultat["placements"]):
        return
    for personne, groupe in d.resultat["placements"]:
        if personne not in d.personne:
            yield f"placements : personne inconnue « {personne} »"
        if groupe not in d.groupe:
            yield f"placements : groupe inconnu « {groupe} »"


def controle_unicite(d: Dossier) -> Iterable[str]:
    """Nobody is placed twice."""
    for personne, fois in Counter(p for p, _ in d.resultat["placements"]).items():
        if fois > 1:
            yield f"placements : « {personne} » est placée {fois} fois"


def controle_ordre_des_lignes(d: Dossier) -> Iterable[str]:
    """Every list of the result is sorted."""
    certificat = d.resultat["certificat"]
    listes = {
        "placements": d.resultat["placements"],
        "sous_minimum": d.resultat["sous_minimum"],
        "certificat.derniers_admis": certificat["derniers_admis"],
        "certificat.prix": certificat["prix"],
    }
    for nom, lignes in listes.items():
        if lignes != sorted(lignes):
            yield f"{nom} : la liste n'est pas triée"


def controle_contraintes(d: Dossier) -> Iterable[str]:
    """Everyone placed may join the group: an arc exists."""
    for i in np.flatnonzero(d.arc < 0).tolist():
        personne, groupe = d.instance.personnes[d.placees[i]], d.instance.groupes[d.groupes[i]]
        yield f"placements : « {personne} » ne peut pas aller dans « {groupe} »"


def controle_capacite(d: Dossier) -> Iterable[str]:
    """No group holds more persons than seats."""
    for nom, effectif, capacite in zip(d.instance.groupes, d.effectif.tolist(), d.instance.capacites, strict=True):
        if effectif > capacite:
            yield f"capacité : « {nom} » reçoit {effectif} personnes pour {capacite} places"


def controle_sous_minimum(d: Dossier) -> Iterable[str]:
    """The groups under their minimum are listed, and only they."""
    lignes = zip(d.instance.groupes, d.effectif.tolist(), d.instance.minimums, strict=True)
    vrais = [nom for nom, effectif, minimum in lignes if effectif < minimum]
    if sorted(d.resultat["sous_minimum"]) != vrais:
        yield f"sous_minimum : la liste devrait être {vrais}"


def controle_ordre_de_priorite(d: Dossier) -> Iterable[str]:
    """Nobody is passed over: no free seat, and nobody later in the order, is within reach of a refused person."""
    instance, atteints = d.instance, np.full(len(d.instance.classes), JAMAIS, np.int64)
    np.maximum.at(atteints, instance.classe_des_arcs(), d.derniers[instance.vers])
    refusees = np.flatnonzero(~d.admises)
    dernier = atteints[instance.classe_de[refusees]]
    for i in np.flatnonzero(dernier > d.rang[refusees]).tolist():
        personne, classe = instance.personnes[refusees[i]], instance.classe_de[refusees[i]]
        siens = instance.vers[instance.debuts[classe] : instance.debuts[classe + 1]]
        type_ = instance.types[siens[d.derniers[siens].argmax()]]
        if dernier[i] == LIBRE:
            yield f"priorité : une place libre peut revenir à « {personne} » par « {type_} »"
        else:
            servie = instance.personnes[d.file[dernier[i]]]
            yield f"priorité : « {servie} » est servie avant « {personne} » par « {type_} »"


def controle_derniers_admis(d: Dossier) -> Iterable[str]:
    """The certificate names the last person admitted to each type that no one else can enter."""
    if sorted(d.resultat["certificat"]["derniers_admis"]) != derniers_admis(d):
        yield "certificat.derniers_admis : la liste n'est pas celle des ensembles serrés"


def controle_cout_annonce(d: Dossier) -> Iterable[str]:
    """The claimed cost is the sum of the costs."""
    if d.cout != d.resultat["cout"]:
        yield f"cout : {d.resultat['cout']} annoncé, {d.cout} compté"


def controle_cout_minimal(d: Dossier) -> Iterable[str]:
    """The dual prices prove that the same persons cannot be seated for less."""
    instance, lignes = d.instance, d.resultat["certificat"]["prix"]
    prix = dict(lignes)
    if len(prix) != len(lignes):
        yield "certificat.prix : deux prix pour le même type"
    place = {nom: i for i, nom in enumerate(instance.types)}
    for nom, valeur in prix.items():
        if nom not in place or valeur <= 0:
            yield f"certificat.prix : prix refusé pour « {nom} »"
            return
    par_type = nombres([prix.get(nom, 0) for nom in instance.types])
    # Weak duality: whoever sits where, the total is never below this bound; reaching it is being optimal.
    moindres = _moindres(instance, instance.couts + par_type[instance.vers])
    borne = int(moindres[instance.classe_de[d.admises]].sum())
    borne -= sum(places * int(valeur) for places, valeur in zip(d.places, par_type, strict=True) if valeur)
    if borne != d.cout:
        yield f"cout : les prix prouvent au moins {borne}, le placement coûte {d.cout}"


CONTROLES: tuple[Controle, ...] = (
    controle_empreinte,
    controle_identifiants,
    controle_unicite,
    controle_ordre_des_lignes,
    controle_contraintes,
    controle_capacite,
    controle_sous_minimum,
    controle_ordre_de_priorite,
    controle_derniers_admis,
    controle_cout_annonce,
    controle_cout_minimal,
)


def violations(instance: Any, resultat: Any) -> list[str]:
    """Each violated property, in French; raises `FormatInvalide` on a document that breaks the contract.

    The instance is given decoded, or as the bytes of its file, which is much quicker when they are canonical.
    """
    lues = tables(instance)
    controler_resultat(resultat)
    dossier = Dossier(lues, resultat)
    return [probleme for controle in CONTROLES for probleme in controle(dossier)]


def verifier(instance: Any, resultat: Any) -> list[str]:
    """Everything wrong with the result, format included; an empty list means that it can be trusted."""
    try:
        return violations(instance, resultat)
    except FormatInvalide as erreur:
        return [str(erreur)]


def derniers_admis(d: Dossier) -> list[list[str]]:
    """The last person admitted to each type that no one else can enter, by name."""
    lignes = zip(d.instance.types, d.derniers.tolist(), strict=True)
    return [[nom, d.instance.personnes[d.file[r]]] for nom, r in lignes if r not in (JAMAIS, LIBRE)]


def derniers_a_ceder(d: Dossier) -> Nombres:
    """The search runs backwards: from the free seats, then from the last placed person to the first."""
    instance, nombre = d.instance, len(d.instance.types)
    depart = np.full(nombre, JAMAIS, np.int64)
    np.maximum.at(depart, d.types, d.rang[d.placees])
    pris = np.bincount(d.types, minlength=nombre).tolist()
    depart[[t for t in range(nombre) if pris[t] < d.places[t]]] = LIBRE
    acces, bornes = _listes(instance.vers, instance.classe_des_arcs(), nombre)
    occupes, bornes_occupes = _listes(instance.classe_de[d.placees], d.types, len(instance.classes))
    atteint, vues = np.full(nombre, JAMAIS, np.int64), np.zeros(len(instance.classes), bool)
    for source in np.argsort(-depart, kind="stable").tolist():
        pile = [source] if depart[source] != JAMAIS else []
        while pile:
            type_ = pile.pop()
            if atteint[type_] != JAMAIS:
                continue
            atteint[type_] = depart[source]
            classes = acces[bornes[type_] : bornes[type_ + 1]]
            classes = classes[~vues[classes]]
            vues[classes] = True
            ici = [occupes[bornes_occupes[c] : bornes_occupes[c + 1]] for c in classes.tolist()]
            pile += np.unique(np.concatenate(ici)).tolist() if ici else []
    return atteint


def _listes(cles: Nombres, valeurs: Nombres, nombre: int) -> tuple[Nombres, Nombres]:
    """The values of each key one after the other, and where each key's values start."""
    ordre = np.argsort(cles, kind="stable")
    return valeurs[ordre], np.searchsorted(cles[ordre], np.arange(nombre + 1))


def _moindres(instance: Tables, valeurs: Nombres) -> Nombres:
    """The least value among the arcs of each class, 0 for a class without any."""
    moindres = np.zeros(len(instance.classes), valeurs.dtype)
    avec = np.flatnonzero(np.diff(instance.debuts))
    if len(avec):
        moindres[avec] = np.minimum.reduceat(valeurs, instance.debuts[avec])
    return moindres
