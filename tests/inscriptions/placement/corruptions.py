"""A small problem whose result touches every property, and the ways to spoil that result.

The world: `ta` has two groups and three seats, `tb` one group of two, `tc` one of three with free seats. Persons come
in the order of their number.
"""

import json
from collections.abc import Callable
from copy import deepcopy

from inscriptions.placement import verifier as juge
from inscriptions.placement.verifier_tables import tables
from tests.inscriptions.placement.petits_mondes import Document, resultat_de

CLASSES = {
    "souple": [["ta", 0], ["tb", 2]],
    "a_seul": [["ta", 1]],
    "b_ou_a": [["ta", 3], ["tb", 0]],
    "c_seul": [["tc", 0]],
    "sans_issue": [],
}
FILE = ["souple", "souple", "b_ou_a", "a_seul", "a_seul", "a_seul", "c_seul", "b_ou_a", "sans_issue"]
MONDE: Document = {
    "version": 1,
    "graine": 7,
    "types": [{"id": "ta"}, {"id": "tb"}, {"id": "tc"}],
    "groupes": [
        {"id": "a1", "type": "ta", "capacite": 2, "minimum": 0},
        {"id": "a2", "type": "ta", "capacite": 1, "minimum": 0},
        {"id": "b1", "type": "tb", "capacite": 2, "minimum": 0},
        {"id": "c1", "type": "tc", "capacite": 3, "minimum": 3},
        {"id": "vide", "type": "tc", "capacite": 0, "minimum": 1},
    ],
    "classes": [{"id": c, "arcs": arcs} for c, arcs in CLASSES.items()],
    "personnes": [{"id": f"p{i}", "classe": c, "priorite": [i]} for i, c in enumerate(FILE)],
}
JUSTE: Document = resultat_de(MONDE)

Corruption = Callable[[Document], None]
CORRUPTIONS: dict[str, Corruption] = {}


def corrompu(nom: str) -> Document:
    """The right result, spoiled in this way."""
    resultat = deepcopy(JUSTE)
    CORRUPTIONS[nom](resultat)
    return resultat


def corruption(fonction: Corruption) -> Corruption:
    """Register a way to spoil a result."""
    CORRUPTIONS[fonction.__name__] = fonction
    return fonction


def _deplacer(resultat: Document, personne: str, groupe: str | None) -> None:
    """Put a person in a group (or nowhere), keeping the list sorted."""
    lignes = [ligne for ligne in resultat["placements"] if ligne[0] != personne]
    resultat["placements"] = sorted([*lignes, [personne, groupe]] if groupe else lignes)


def _accorder(resultat: Document) -> None:
    """Make the rest of the result agree with its placements, so that only the intended property is broken."""
    dossier = juge.Dossier(tables(MONDE), resultat)
    effectif = dict(zip(dossier.instance.groupes, dossier.effectif.tolist(), strict=True))
    resultat["certificat"]["derniers_admis"] = juge.derniers_admis(dossier)
    resultat["sous_minimum"] = [g["id"] for g in MONDE["groupes"] if effectif[g["id"]] < g["minimum"]]
    resultat["cout"] = dossier.cout


@corruption
def l_empreinte_est_celle_d_une_autre_graine(r):
    r["empreinte"] = resultat_de({**MONDE, "graine": 8})["empreinte"]


@corruption
def l_empreinte_est_en_majuscules(r):
    r["empreinte"] = r["empreinte"].upper()


@corruption
def l_empreinte_est_vide(r):
    r["empreinte"] = ""


@corruption
def une_personne_inconnue_est_placee(r):
    r["placements"].append(["z", "c1"])


@corruption
def un_groupe_inconnu_est_attribue(r):
    _deplacer(r, "p6", "c9")


@corruption
def une_personne_est_placee_deux_fois_au_meme_endroit(r):
    r["placements"] = sorted([*r["placements"], ["p6", "c1"]])


@corruption
def une_personne_est_placee_dans_deux_groupes(r):
    r["placements"] = sorted([*r["placements"], ["p0", "b1"]])


@corruption
def les_placements_sont_a_l_envers(r):
    r["placements"].reverse()


@corruption
def deux_lignes_sont_echangees(r):
    r["placements"][0], r["placements"][1] = r["placements"][1], r["placements"][0]


@corruption
def une_personne_va_dans_un_groupe_interdit(r):
    _deplacer(r, "p3", "c1")
    _accorder(r)


@corruption
def une_personne_sans_groupe_compatible_est_placee(r):
    _deplacer(r, "p8", "c1")
    _accorder(r)


@corruption
def un_groupe_deborde_dans_un_type_qui_ne_deborde_pas(r):
    for personne, groupe in list(r["placements"]):
        if groupe == "a2":
            _deplacer(r, personne, "a1")


@corruption
def un_type_deborde(r):
    _deplacer(r, "p5", "a1")
    _accorder(r)


@corruption
def une_place_inexistante_est_attribuee(r):
    _deplacer(r, "p6", "vide")
    _accorder(r)


@corruption
def un_groupe_sous_son_minimum_est_tu(r):
    r["sous_minimum"].remove("c1")


@corruption
def aucun_groupe_n_est_dit_sous_son_minimum(r):
    r["sous_minimum"] = []


@corruption
def un_groupe_suffisant_est_dit_sous_son_minimum(r):
    r["sous_minimum"].insert(0, "a1")


@corruption
def un_groupe_sous_son_minimum_est_cite_deux_fois(r):
    r["sous_minimum"].insert(0, "c1")


@corruption
def la_liste_sous_minimum_est_a_l_envers(r):
    r["sous_minimum"].reverse()


@corruption
def une_personne_plus_tardive_de_la_meme_classe_est_servie(r):
    groupe = dict(r["placements"])["p3"]
    _deplacer(r, "p3", None)
    _deplacer(r, "p5", groupe)
    _accorder(r)


@corruption
def une_personne_plus_tardive_d_une_autre_classe_est_servie(r):
    groupe = dict(r["placements"])["p2"]
    _deplacer(r, "p2", None)
    _deplacer(r, "p7", groupe)
    _accorder(r)


@corruption
def une_place_libre_reste_vide(r):
    _deplacer(r, "p6", None)
    _accorder(r)


@corruption
def une_personne_est_oubliee_pour_abaisser_le_cout(r):
    _deplacer(r, "p4", None)
    _accorder(r)


@corruption
def personne_n_est_place(r):
    r["placements"] = []
    _accorder(r)


@corruption
def un_dernier_admis_manque(r):
    r["certificat"]["derniers_admis"].pop()


@corruption
def un_dernier_admis_est_une_autre_personne(r):
    r["certificat"]["derniers_admis"][0][1] = "p0"


@corruption
def un_type_ouvert_a_un_dernier_admis(r):
    r["certificat"]["derniers_admis"].append(["tc", "p6"])


@corruption
def les_derniers_admis_sont_a_l_envers(r):
    r["certificat"]["derniers_admis"].reverse()


@corruption
def le_cout_annonce_est_trop_haut(r):
    r["cout"] += 1


@corruption
def le_cout_annonce_est_trop_bas(r):
    r["cout"] -= 1


@corruption
def deux_personnes_sont_echangees_a_un_cout_plus_haut(r):
    groupes = dict(r["placements"])
    _deplacer(r, "p0", groupes["p2"])
    _deplacer(r, "p2", groupes["p0"])
    _accorder(r)


@corruption
def un_prix_manque(r):
    r["certificat"]["prix"].pop()


@corruption
def un_prix_est_trop_haut(r):
    r["certificat"]["prix"][0][1] += 10


@corruption
def un_prix_est_trop_bas(r):
    r["certificat"]["prix"][0][1] -= 1


@corruption
def un_prix_est_negatif(r):
    r["certificat"]["prix"][0][1] = -1


@corruption
def un_type_qui_a_des_places_libres_a_un_prix(r):
    r["certificat"]["prix"].append(["tc", 1])


@corruption
def un_type_inconnu_a_un_prix(r):
    r["certificat"]["prix"].append(["tz", 1])


@corruption
def un_type_a_deux_prix(r):
    r["certificat"]["prix"] *= 2


@corruption
def la_version_est_autre(r):
    r["version"] = 2


@corruption
def une_cle_manque(r):
    del r["sous_minimum"]


@corruption
def une_cle_est_de_trop(r):
    r["signature"] = "x"


@corruption
def le_certificat_est_absent(r):
    r["certificat"] = None


@corruption
def le_cout_est_un_texte(r):
    r["cout"] = str(r["cout"])


@corruption
def le_cout_est_un_nombre_a_virgule(r):
    r["cout"] = float(r["cout"])


@corruption
def le_cout_est_un_booleen(r):
    r["cout"] = True


@corruption
def une_ligne_a_trois_valeurs(r):
    r["placements"][0].append("a1")


@corruption
def les_placements_sont_un_objet(r):
    r["placements"] = dict(r["placements"])


# For each check, a corruption that it alone sees.
SEUL_A_LE_VOIR = {
    "controle_empreinte": "l_empreinte_est_celle_d_une_autre_graine",
    "controle_identifiants": "une_personne_inconnue_est_placee",
    "controle_unicite": "une_personne_est_placee_deux_fois_au_meme_endroit",
    "controle_ordre_des_lignes": "les_placements_sont_a_l_envers",
    "controle_contraintes": "une_personne_sans_groupe_compatible_est_placee",
    "controle_capacite": "un_groupe_deborde_dans_un_type_qui_ne_deborde_pas",
    "controle_sous_minimum": "un_groupe_sous_son_minimum_est_tu",
    "controle_ordre_de_priorite": "une_personne_plus_tardive_de_la_meme_classe_est_servie",
    "controle_derniers_admis": "un_dernier_admis_manque",
    "controle_cout_annonce": "le_cout_annonce_est_trop_haut",
    "controle_cout_minimal": "deux_personnes_sont_echangees_a_un_cout_plus_haut",
}


def en_fichier(document: Document) -> bytes:
    """The document as a file."""
    return json.dumps(document).encode()
