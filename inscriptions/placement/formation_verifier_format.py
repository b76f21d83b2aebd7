"""Do the documents of a formation have the shape of the contract? Read apart from the solver's own reading."""

from typing import Any

from inscriptions.placement.verifier_format import controler, controler_version, exiger, identifiants

LISTES = ("types", "declarations", "bassins", "ressources", "offres", "classes")
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
RESULTAT = {
    "version": int,
    "empreinte": str,
    "departs": [(str, str, int)],
    "servis": [(str, int, int)],
    "prix": {
        "places": [(str, int)],
        "cellules": [(str, str, int)],
        "ressources": [(str, int)],
        "declarations": [(str, int)],
        "bassins": [(str, int)],
    },
}


def controler_formation(document: Any) -> None:
    """Refuse a problem of the wrong shape, with repeated ids, unknown references or negative numbers."""
    controler("formation", document, FORMATION)
    controler_version("formation", document)
    connus = {liste: identifiants(liste, document[liste]) for liste in LISTES}
    for liste, champs in (("declarations", ["heures"]), ("bassins", ["nombre"]), ("ressources", ["nombre", "heures"])):
        for i, objet in enumerate(document[liste]):
            for champ in champs:
                exiger(f"{liste}[{i}].{champ}", objet[champ] >= 0, "nombre négatif")
    for i, offre in enumerate(document["offres"]):
        _controler_offre(f"offres[{i}]", offre, connus)
    for i, classe in enumerate(document["classes"]):
        vers = {arc[0] for arc in classe["arcs"]}
        exiger(f"classes[{i}].arcs", len(vers) == len(classe["arcs"]), "deux arcs vers le même type")
        exiger(f"classes[{i}].arcs", vers <= connus["types"], "type inconnu")
        exiger(f"classes[{i}].arcs", all(a[1] >= 0 and a[2] in (0, 1) for a in classe["arcs"]), "coût ou norme refusés")
        rangs = {q for q, _ in classe["effectifs"]}
        exiger(f"classes[{i}].effectifs", len(rangs) == len(classe["effectifs"]), "une priorité est écrite deux fois")
        exiger(f"classes[{i}].effectifs", all(n >= 0 for _, n in classe["effectifs"]), "nombre négatif")


def _controler_offre(entree: str, offre: dict[str, Any], connus: dict[str, set[str]]) -> None:
    exiger(f"{entree}.declaration", offre["declaration"] in connus["declarations"], "déclaration inconnue")
    exiger(f"{entree}.bassin", not offre["bassin"] or offre["bassin"] in connus["bassins"], "bassin inconnu")
    exiger(f"{entree}.types", bool(offre["types"]) and set(offre["types"]) <= connus["types"], "type inconnu")
    for j, besoin in enumerate(offre["besoins"]):
        exiger(f"{entree}.besoins[{j}]", set(besoin) <= connus["ressources"], "ressource inconnue")
    for champ in ("nombre", "au_moins", "minimum", "capacite", "heures_semaine", "heures_session", "cout"):
        exiger(f"{entree}.{champ}", offre[champ] >= 0, "nombre négatif")
    exiger(f"{entree}.au_moins", offre["au_moins"] <= offre["nombre"], "plus de groupes gardés que d'offerts")
    exiger(f"{entree}.minimum", offre["minimum"] <= offre["capacite"], "minimum au-dessus de la capacité")


def controler_resultat_formation(document: Any) -> None:
    """Refuse a result of the wrong shape; what it says is for the checks."""
    exiger("resultat", type(document) is dict, "un objet est attendu")
    cles = {*RESULTAT, "ouvertures", "criteres"}
    exiger("resultat", set(document) == cles, f"les clés attendues sont {', '.join(sorted(cles))}")
    controler("resultat", {cle: document[cle] for cle in RESULTAT}, RESULTAT)
    controler_version("resultat", document)
    exiger("resultat.ouvertures", type(document["ouvertures"]) is list, "une liste est attendue")
    for i, ouverture in enumerate(document["ouvertures"]):
        entree = f"resultat.ouvertures[{i}]"
        exiger(entree, type(ouverture) is list and len(ouverture) == 4, "4 valeurs sont attendues")
        controler(entree, ouverture[:3], (str, str, int))
        controler(f"{entree}[3]", ouverture[3], [str])
    exiger("resultat.criteres", type(document["criteres"]) is list, "une liste est attendue")
    for i, critere in enumerate(document["criteres"]):
        entree = f"resultat.criteres[{i}]"
        exiger(
            entree, type(critere) is dict and set(critere) == {"critere", "valeur", "borne"}, "un critère est attendu"
        )
        controler(f"{entree}.critere", critere["critere"], str)
        controler(f"{entree}.valeur", critere["valeur"], int)
        exiger(f"{entree}.borne", critere["borne"] is None or type(critere["borne"]) is int, "un nombre est attendu")
