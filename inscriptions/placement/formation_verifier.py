"""Is this formation right? An independent judge: it shares no code with the solver, not even the reading of files.

It solves nothing. It counts seats, minimums, resources, hours and criteria again, and adds up the prices: their total
is a bound on what any choice of groups could reach, whoever computed them. The bounds a search alone proved are not
checked beyond that: they must not pass the bound of the prices, nor fall short of what is reached.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from inscriptions.placement.formation_verifier_format import LISTES, controler_formation, controler_resultat_formation
from inscriptions.placement.verifier_format import FormatInvalide

Objet = dict[str, Any]
UNITE = 10**6


class Dossier:
    """A formation problem and its claimed result, indexed for the checks."""

    def __init__(self, instance: Objet, resultat: Objet) -> None:
        self.instance, self.resultat = instance, resultat
        self.offres = {o["id"]: o for o in instance["offres"]}
        self.classes = {c["id"]: c for c in instance["classes"]}
        self.arcs = {c["id"]: {t: (cout, norme) for t, cout, norme in c["arcs"]} for c in instance["classes"]}
        self.ressources = {r["id"]: r for r in instance["ressources"]}
        self.ouvertures = [o for o in resultat["ouvertures"] if o[0] in self.offres]
        self.priorites = sorted({q for c in instance["classes"] for q, _ in c["effectifs"]})
        self.assis: Counter[str] = Counter()
        for _, type_, nombre in resultat["departs"]:
            self.assis[type_] += nombre


def controle_empreinte(d: Dossier) -> Iterable[str]:
    """The result speaks of this very instance."""
    rangee = dict(d.instance)
    for liste in LISTES:
        rangee[liste] = sorted(rangee[liste], key=lambda objet: objet["id"])
    rangee["ressources"] = [{**r, "cellules": sorted(r["cellules"])} for r in rangee["ressources"]]
    rangee["classes"] = [
        {**c, "effectifs": sorted(c["effectifs"]), "arcs": sorted(c["arcs"])} for c in rangee["classes"]
    ]
    rangee["offres"] = [
        {
            **o,
            "types": sorted(o["types"]),
            "cellules": sorted(o["cellules"]),
            "besoins": [sorted(besoin) for besoin in o["besoins"]],
        }
        for o in rangee["offres"]
    ]
    texte = json.dumps(rangee, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if sha256(texte.encode()).hexdigest() != d.resultat["empreinte"]:
        yield "empreinte : le résultat ne porte pas sur cette instance"


def controle_ordre_des_lignes(d: Dossier) -> Iterable[str]:
    """Every list of the result is sorted, and nothing is said twice."""
    for nom in ("ouvertures", "departs", "servis"):
        lignes = d.resultat[nom]
        if lignes != sorted(lignes):
            yield f"{nom} : la liste n'est pas triée"
    for nom, largeur in (("departs", 2), ("servis", 2)):
        cles = Counter(tuple(ligne[:largeur]) for ligne in d.resultat[nom])
        yield from (f"{nom} : {list(cle)} est écrit {n} fois" for cle, n in cles.items() if n > 1)
    for nom, lignes in d.resultat["prix"].items():
        cles = Counter(tuple(ligne[:-1]) for ligne in lignes)
        yield from (f"prix.{nom} : {list(cle)} est écrit {n} fois" for cle, n in cles.items() if n > 1)


def controle_ouvertures(d: Dossier) -> Iterable[str]:
    """Every group opened is one of its offer's types, and holds between its minimum and its capacity."""
    for offre_id, type_, effectif, _ in d.resultat["ouvertures"]:
        if offre_id not in d.offres:
            yield f"ouvertures : offre inconnue « {offre_id} »"
            continue
        offre = d.offres[offre_id]
        if type_ not in offre["types"]:
            yield f"ouvertures : « {offre_id} » ne peut pas ouvrir comme « {type_} »"
        if effectif > offre["capacite"]:
            yield f"capacité : « {offre_id} » reçoit {effectif} personnes pour {offre['capacite']} places"
        if effectif < offre["minimum"]:
            yield f"minimum : « {offre_id} » ouvre avec {effectif} personnes, il en faut {offre['minimum']}"


def controle_nombres(d: Dossier) -> Iterable[str]:
    """No more groups than offered, none of those a decision keeps is missing, ceilings and hours hold."""
    ouverts = Counter(o[0] for o in d.ouvertures)
    bassins: Counter[str] = Counter()
    heures: Counter[str] = Counter()
    for offre_id, offre in d.offres.items():
        nombre = ouverts[offre_id]
        if not offre["au_moins"] <= nombre <= offre["nombre"]:
            yield f"nombre : « {offre_id} » ouvre {nombre} fois, de {offre['au_moins']} à {offre['nombre']} attendues"
        bassins[offre["bassin"]] += nombre
        heures[offre["declaration"]] += nombre * offre["heures_session"]
    for bassin in d.instance["bassins"]:
        if bassins[bassin["id"]] > bassin["nombre"]:
            yield f"bassin : « {bassin['id']} » ouvre {bassins[bassin['id']]} groupes sur {bassin['nombre']}"
    for declaration in d.instance["declarations"]:
        if heures[declaration["id"]] > declaration["heures"]:
            yield f"heures : « {declaration['id']} » donne {heures[declaration['id']]} sur {declaration['heures']}"


def controle_ressources(d: Dossier) -> Iterable[str]:
    """One resource for each need, free at that time, teaching one group at once and no more than its hours."""
    moments: Counter[tuple[str, str]] = Counter()
    heures: Counter[str] = Counter()
    for offre_id, _, _, ressources in d.ouvertures:
        offre = d.offres[offre_id]
        if len(ressources) != len(offre["besoins"]):
            yield f"ressources : « {offre_id} » en reçoit {len(ressources)} pour {len(offre['besoins'])} besoins"
        for besoin, ressource in zip(offre["besoins"], ressources, strict=False):
            if ressource not in besoin:
                yield f"ressources : « {ressource} » ne répond pas au besoin de « {offre_id} »"
                continue
            heures[ressource] += offre["heures_semaine"]
            for cellule in offre["cellules"]:
                moments[ressource, cellule] += 1
                if cellule not in d.ressources[ressource]["cellules"]:
                    yield f"ressources : « {ressource} » n'est pas libre à « {cellule} » pour « {offre_id} »"
    for (ressource, cellule), nombre in sorted(moments.items()):
        if nombre > d.ressources[ressource]["nombre"]:
            yield f"ressources : « {ressource} » prend {nombre} groupes à « {cellule} »"
    for ressource, total in sorted(heures.items()):
        if total > d.ressources[ressource]["heures"]:
            yield f"ressources : « {ressource} » enseigne {total} heures sur {d.ressources[ressource]['heures']}"


def controle_departs(d: Dossier) -> Iterable[str]:
    """Persons start where an arc leads them, the groups of a type hold exactly them, each once, none invented."""
    partis: Counter[str] = Counter()
    for classe, type_, nombre in d.resultat["departs"]:
        if classe not in d.classes or type_ not in d.arcs[classe] or nombre <= 0:
            yield f"departs : [« {classe} », « {type_} », {nombre}] est impossible"
        partis[classe] += nombre
    remplis: Counter[str] = Counter()
    for _, type_, effectif, _ in d.ouvertures:
        remplis[type_] += effectif
    for type_ in sorted({*remplis, *d.assis}):
        if remplis[type_] != d.assis[type_]:
            yield f"departs : « {type_} » reçoit {d.assis[type_]} personnes, ses groupes en comptent {remplis[type_]}"
    servis: Counter[str] = Counter()
    for classe, priorite, nombre in d.resultat["servis"]:
        effectifs = dict(map(tuple, d.classes[classe]["effectifs"])) if classe in d.classes else {}
        if not 0 < nombre <= effectifs.get(priorite, 0):
            yield f"servis : [« {classe} », {priorite}, {nombre}] est impossible"
        servis[classe] += nombre
    for classe in sorted({*partis, *servis}):
        if partis[classe] != servis[classe]:
            yield f"servis : « {classe} » compte {servis[classe]} personnes servies pour {partis[classe]} départs"


def controle_criteres(d: Dossier) -> Iterable[str]:
    """The criteria are those of the order, with the values counted again."""
    vrais = _valeurs(d)
    annonces = [c["critere"] for c in d.resultat["criteres"]]
    if annonces != list(vrais):
        yield f"criteres : la liste attendue est {list(vrais)}"
        return
    for critere in d.resultat["criteres"]:
        if critere["valeur"] != vrais[critere["critere"]]:
            yield f"criteres : {critere['critere']} annonce {critere['valeur']}, {vrais[critere['critere']]} compté"


def controle_bornes(d: Dossier) -> Iterable[str]:
    """No bound is passed, and the first is not better than its prices prove."""
    for critere in d.resultat["criteres"]:
        valeur, borne = critere["valeur"], critere["borne"]
        if borne is not None and (borne > valeur if critere["critere"] == "cout" else borne < valeur):
            yield f"criteres : {critere['critere']} vaut {valeur}, au-delà de la borne {borne}"
    inconnus = [nom for nom in d.resultat["prix"] if _negatif(d.resultat["prix"][nom], nom)]
    if inconnus:
        yield f"prix.{inconnus[0]} : un prix est négatif"
        return
    prouvee = borne_prouvee(d)
    premier: Objet = d.resultat["criteres"][0] if d.resultat["criteres"] else {"borne": None, "valeur": 0}
    annoncee = premier["borne"]
    if annoncee is None or annoncee > prouvee:
        yield f"prix : ils prouvent {prouvee}, la borne annoncée est {annoncee}"
    if premier["valeur"] > prouvee:
        yield f"prix : ils prouvent {prouvee}, moins que les {premier['valeur']} annoncées"


CONTROLES: tuple[Callable[[Dossier], Iterable[str]], ...] = (
    controle_empreinte,
    controle_ordre_des_lignes,
    controle_ouvertures,
    controle_nombres,
    controle_ressources,
    controle_departs,
    controle_criteres,
    controle_bornes,
)


def violations_formation(instance: Any, resultat: Any) -> list[str]:
    """Each violated property, in French; raises `FormatInvalide` on a document that breaks the contract."""
    controler_formation(instance)
    controler_resultat_formation(resultat)
    dossier = Dossier(instance, resultat)
    return [probleme for controle in CONTROLES for probleme in controle(dossier)]


def verifier_formation(instance: Any, resultat: Any) -> list[str]:
    """Everything wrong with the result, format included; an empty list means that it can be trusted."""
    try:
        return violations_formation(instance, resultat)
    except FormatInvalide as erreur:
        return [str(erreur)]


def _negatif(lignes: list[list[Any]], nom: str) -> bool:
    return nom != "places" and any(ligne[-1] < 0 for ligne in lignes)


def _valeurs(d: Dossier) -> dict[str, int]:
    norme = cout = 0
    for classe, type_, nombre in d.resultat["departs"]:
        arc_cout, arc_norme = d.arcs.get(classe, {}).get(type_, (0, 0))
        norme += nombre * arc_norme
        cout += nombre * arc_cout
    cout += sum(d.offres[o[0]]["cout"] for o in d.ouvertures)
    servis: Counter[int] = Counter()
    for _, priorite, nombre in d.resultat["servis"]:
        servis[priorite] += nombre
    return {"dans_norme": norme, **{f"priorite_{q}": servis[q] for q in d.priorites}, "cout": cout}


def borne_prouvee(d: Dossier) -> int:
    """Weak duality, in whole millionths: persons, groups and shared means each take their best at these prices."""
    prix = d.resultat["prix"]
    siege = dict(map(tuple, prix["places"]))
    accessibles: Counter[str] = Counter()
    total = 0
    for classe in d.instance["classes"]:
        effectif = sum(n for _, n in classe["effectifs"])
        for type_, _, _ in classe["arcs"]:
            accessibles[type_] += effectif
        total += effectif * max([0, *(UNITE * norme - siege.get(t, 0) for t, _, norme in classe["arcs"])])
    heure, session = dict(map(tuple, prix["ressources"])), dict(map(tuple, prix["declarations"]))
    place_au_bassin = dict(map(tuple, prix["bassins"]))
    moment: dict[tuple[str, str], int] = defaultdict(int, {(r, c): v for r, c, v in prix["cellules"]})
    for offre in d.instance["offres"]:
        total += _gain_de_l_offre(d, offre, siege, accessibles, (moment, heure, session, place_au_bassin))
    stocks = ((session, d.instance["declarations"], "heures"), (place_au_bassin, d.instance["bassins"], "nombre"))
    for tarif, objets, champ in (*stocks, (heure, d.instance["ressources"], "heures")):
        total += sum(objet[champ] * tarif.get(objet["id"], 0) for objet in objets)
    total += sum(d.ressources[r]["nombre"] * v for (r, _), v in moment.items() if r in d.ressources)
    return int(total // UNITE)


def _gain_de_l_offre(d: Dossier, offre: Objet, siege: dict, accessibles: Counter[str], tarifs: tuple) -> int:
    moment, heure, session, place_au_bassin = tarifs
    frais = offre["heures_session"] * session.get(offre["declaration"], 0) + place_au_bassin.get(offre["bassin"], 0)
    for besoin in offre["besoins"]:
        libres = [r for r in besoin if set(offre["cellules"]) <= set(d.ressources[r]["cellules"])]
        if not libres:
            return 0
        frais += min(
            sum(moment.get((r, c), 0) for c in offre["cellules"]) + offre["heures_semaine"] * heure.get(r, 0)
            for r in libres
        )
    gains = [
        max(siege.get(t, 0) * n - frais for n in (offre["minimum"], min(offre["capacite"], accessibles[t])))
        for t in offre["types"]
        if accessibles[t] >= max(1, offre["minimum"])
    ]
    if not gains:
        return 0
    return int(offre["nombre"] * max(0, *gains, 0) + offre["au_moins"] * min(0, max(gains)))
