"""Is this result right? An independent judge: it shares no code with the solver, not even the reading of files.

It never solves anything. Each check looks at the instance and the result as written and returns what it finds wrong,
in French. Together they hold exactly when the result is the best in priority order, of least cost, and well formed.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from inscriptions.placement.verifier_format import FormatInvalide, controler_instance, controler_resultat

Objet = dict[str, Any]
LIBRE = 2**63  # Later than any rank: a seat is free.
Controle = Callable[["Dossier"], Iterable[str]]


class Dossier:
    """An instance and its claimed result, indexed for the checks."""

    def __init__(self, instance: Objet, resultat: Objet) -> None:
        self.instance, self.resultat = instance, resultat
        self.groupes = {g["id"]: g for g in instance["groupes"]}
        self.classe_de = {p["id"]: p["classe"] for p in instance["personnes"]}
        self.cout = {c["id"]: dict(c["arcs"]) for c in instance["classes"]}
        self.placements = [
            (p, self.groupes[g]["type"], g)
            for p, g in resultat["placements"]
            if p in self.classe_de and g in self.groupes
        ]
        self.admis = {p for p, _, _ in self.placements}
        self.effectif = Counter(g for _, _, g in self.placements)
        self.par_type = Counter(t for _, t, _ in self.placements)
        self.places = Counter({t["id"]: 0 for t in instance["types"]})
        for groupe in instance["groupes"]:
            self.places[groupe["type"]] += groupe["capacite"]
        file = sorted(instance["personnes"], key=self._cle)
        self.file = [p["id"] for p in file]
        self.rang = {personne: i for i, personne in enumerate(self.file)}

    def _cle(self, personne: Objet) -> tuple[list[int], str]:
        return personne["priorite"], sha256(f"{self.instance['graine']}:{personne['id']}".encode()).hexdigest()


def controle_empreinte(d: Dossier) -> Iterable[str]:
    """The result speaks of this very instance."""
    rangee = dict(d.instance)
    for liste in ("types", "groupes", "classes", "personnes"):
        rangee[liste] = sorted(rangee[liste], key=lambda objet: objet["id"])
    rangee["classes"] = [{**c, "arcs": sorted(c["arcs"])} for c in rangee["classes"]]
    texte = json.dumps(rangee, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if sha256(texte.encode()).hexdigest() != d.resultat["empreinte"]:
        yield "empreinte : le résultat ne porte pas sur cette instance"


def controle_identifiants(d: Dossier) -> Iterable[str]:
    """Everyone and every group named exists."""
    for personne, groupe in d.resultat["placements"]:
        if personne not in d.classe_de:
            yield f"placements : personne inconnue « {personne} »"
        if groupe not in d.groupes:
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
    for personne, type_, groupe in d.placements:
        if type_ not in d.cout[d.classe_de[personne]]:
            yield f"placements : « {personne} » ne peut pas aller dans « {groupe} »"


def controle_capacite(d: Dossier) -> Iterable[str]:
    """No group holds more persons than seats."""
    for groupe, effectif in sorted(d.effectif.items()):
        if effectif > d.groupes[groupe]["capacite"]:
            yield f"capacité : « {groupe} » reçoit {effectif} personnes pour {d.groupes[groupe]['capacite']} places"


def controle_sous_minimum(d: Dossier) -> Iterable[str]:
    """The groups under their minimum are listed, and only they."""
    vrais = sorted(g["id"] for g in d.instance["groupes"] if d.effectif[g["id"]] < g["minimum"])
    if sorted(d.resultat["sous_minimum"]) != vrais:
        yield f"sous_minimum : la liste devrait être {vrais}"


def controle_ordre_de_priorite(d: Dossier) -> Iterable[str]:
    """Nobody is passed over: no free seat, and nobody later in the order, is within reach of a refused person."""
    derniers = derniers_a_ceder(d)
    for rang, personne in enumerate(d.file):
        if personne in d.admis:
            continue
        dernier, type_ = max(((derniers.get(t, -1), t) for t in d.cout[d.classe_de[personne]]), default=(-1, ""))
        if dernier == LIBRE:
            yield f"priorité : une place libre peut revenir à « {personne} » par « {type_} »"
        elif dernier > rang:
            yield f"priorité : « {d.file[dernier]} » est servie avant « {personne} » par « {type_} »"


def controle_derniers_admis(d: Dossier) -> Iterable[str]:
    """The certificate names the last person admitted to each type that no one else can enter."""
    vrais = [[t, d.file[r]] for t, r in sorted(derniers_a_ceder(d).items()) if r != LIBRE]
    if sorted(d.resultat["certificat"]["derniers_admis"]) != vrais:
        yield "certificat.derniers_admis : la liste n'est pas celle des ensembles serrés"


def controle_cout_annonce(d: Dossier) -> Iterable[str]:
    """The claimed cost is the sum of the costs."""
    vrai = _cout_reel(d)
    if vrai != d.resultat["cout"]:
        yield f"cout : {d.resultat['cout']} annoncé, {vrai} compté"


def controle_cout_minimal(d: Dossier) -> Iterable[str]:
    """The dual prices prove that the same persons cannot be seated for less."""
    prix = dict(d.resultat["certificat"]["prix"])
    if len(prix) != len(d.resultat["certificat"]["prix"]):
        yield "certificat.prix : deux prix pour le même type"
    for type_, valeur in prix.items():
        if type_ not in d.places or valeur <= 0:
            yield f"certificat.prix : prix refusé pour « {type_} »"
            return
    moindre = {c: min((cout + prix.get(t, 0) for t, cout in arcs.items()), default=0) for c, arcs in d.cout.items()}
    # Weak duality: whoever sits where, the total is never below this bound; reaching it is being optimal.
    borne = sum(moindre[d.classe_de[p]] for p in d.admis) - sum(d.places[t] * v for t, v in prix.items())
    if borne != _cout_reel(d):
        yield f"cout : les prix prouvent au moins {borne}, le placement coûte {_cout_reel(d)}"


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
    """Each violated property, in French; raises `FormatInvalide` on a document that breaks the contract."""
    controler_instance(instance)
    controler_resultat(resultat)
    dossier = Dossier(instance, resultat)
    return [probleme for controle in CONTROLES for probleme in controle(dossier)]


def verifier(instance: Any, resultat: Any) -> list[str]:
    """Everything wrong with the result, format included; an empty list means that it can be trusted."""
    try:
        return violations(instance, resultat)
    except FormatInvalide as erreur:
        return [str(erreur)]


def derniers_a_ceder(d: Dossier) -> dict[str, int]:
    """For each type, the last rank found by the search through all augmenting paths; `LIBRE` when a seat is free.

    The search runs backwards, from the free seats, then from the last placed person to the first.
    """
    occupants, acces = defaultdict(set), defaultdict(list)
    depart: dict[str, int] = {}
    for personne, type_, _ in d.placements:
        occupants[d.classe_de[personne]].add(type_)
        depart[type_] = max(depart.get(type_, -1), d.rang[personne])
    for classe, arcs in d.cout.items():
        for type_ in arcs:
            acces[type_].append(classe)
    depart |= {t: LIBRE for t, places in d.places.items() if d.par_type[t] < places}
    atteint: dict[str, int] = {}
    vues: set[str] = set()
    for source in sorted(depart, key=lambda t: -depart[t]):
        pile = [source]
        while pile:
            type_ = pile.pop()
            if type_ in atteint:
                continue
            atteint[type_] = depart[source]
            nouvelles = [c for c in acces[type_] if c not in vues]
            vues.update(nouvelles)
            pile.extend(t for c in nouvelles for t in occupants[c])
    return atteint


def _cout_reel(d: Dossier) -> int:
    return sum(d.cout[d.classe_de[p]].get(t, 0) for p, t, _ in d.placements)
