"""Which groups open: equal to trying everything, proven, and judged by someone else."""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from bench.instances_formation import formation_fictive
from inscriptions.placement import formation_cli
from inscriptions.placement.formation_lecture import lire_formation
from inscriptions.placement.formation_resoudre import Irrealisable, appliquer_la_regle, resoudre_formation
from inscriptions.placement.formation_verifier import verifier_formation
from inscriptions.placement.instance import DonneesMalformees
from tests.inscriptions.placement.petites_formations import meilleur, petite_formation, resultat_de

RACINE = Path(__file__).parents[3]
MONDE = {
    "version": 1,
    "graine": 3,
    "types": [{"id": "a1"}, {"id": "a2"}],
    "declarations": [{"id": "d1", "heures": 8}],
    "bassins": [{"id": "b1", "nombre": 1}],
    "ressources": [
        {"id": "prof", "nombre": 1, "heures": 6, "cellules": ["lun", "mar"]},
        {"id": "salle", "nombre": 1, "heures": 40, "cellules": ["lun", "mar"]},
    ],
    "offres": [
        {
            "id": nom,
            "declaration": "d1",
            "bassin": bassin,
            "nombre": nombre,
            "au_moins": 0,
            "types": types,
            "capacite": 4,
            "minimum": 2,
            "heures_semaine": 3,
            "heures_session": 4,
            "cout": 2,
            "cellules": [cellule],
            "besoins": [["prof"], ["salle"]],
        }
        for nom, bassin, nombre, types, cellule in (
            ("o1", "", 1, ["a1"], "lun"),
            ("o2", "b1", 2, ["a1", "a2"], "mar"),
            ("o3", "", 1, ["a2"], "lun"),
        )
    ],
    "classes": [
        {"id": "c1", "effectifs": [[1, 3], [2, 2]], "arcs": [["a1", 1, 1], ["a2", 0, 0]]},
        {"id": "c2", "effectifs": [[1, 2]], "arcs": [["a2", 2, 1]]},
    ],
}
JUSTE = resultat_de(MONDE)


@pytest.mark.parametrize("graine", range(200))
def test_le_choix_egale_la_recherche_exhaustive(graine):
    monde = petite_formation(graine)
    resultat = resultat_de(monde)
    assert [c["valeur"] for c in resultat["criteres"]] == meilleur(monde)
    assert [c["borne"] for c in resultat["criteres"]] == meilleur(monde)
    assert verifier_formation(monde, resultat) == []


@pytest.mark.parametrize("graine", range(0, 200, 7))
def test_la_regle_du_pouce_ne_fait_jamais_mieux(graine):
    formation = lire_formation(petite_formation(graine))
    _, valeurs = appliquer_la_regle(formation)
    assert valeurs[0] <= resoudre_formation(formation).criteres[0].valeur


@pytest.mark.parametrize("graine", range(200, 230))
def test_sans_recherche_exacte_la_plongee_reste_juste_et_sous_la_borne(graine, monkeypatch):
    monkeypatch.setattr("inscriptions.placement.formation_resoudre.EXACT_MAX", 0)
    monde = petite_formation(graine)
    resultat = resultat_de(monde)
    assert verifier_formation(monde, resultat) == []
    assert resultat["criteres"][0]["valeur"] <= meilleur(monde)[0] <= resultat["criteres"][0]["borne"]


@pytest.mark.parametrize("exacte", [True, False])
@pytest.mark.parametrize("graine", range(200, 230))
def test_presse_par_le_temps_le_choix_tient_encore_et_dit_son_ecart(graine, exacte, monkeypatch):
    if not exacte:
        monkeypatch.setattr("inscriptions.placement.formation_resoudre.EXACT_MAX", 0)
    monde = petite_formation(graine)
    resultat = json.loads(resoudre_formation(lire_formation(monde), presse=lambda: True).canonique())
    assert verifier_formation(monde, resultat) == []
    assert resultat["criteres"][0]["valeur"] <= meilleur(monde)[0] <= resultat["criteres"][0]["borne"]


def test_presse_par_le_temps_la_plongee_ne_fait_qu_un_tour_et_tient_ce_qui_est_garde(monkeypatch):
    monkeypatch.setattr("inscriptions.placement.formation_resoudre.EXACT_MAX", 0)
    monde = formation_fictive(2_000, 160)
    for offre in monde["offres"][::40]:
        offre["au_moins"] = 1
    tours = []
    dire = lambda texte: tours.append(texte) if "tour" in texte else None  # noqa: E731
    resultat = json.loads(resoudre_formation(lire_formation(monde), dire, presse=lambda: True).canonique())
    libre = json.loads(resoudre_formation(lire_formation(monde)).canonique())
    assert verifier_formation(monde, resultat) == []
    assert not [texte for texte in tours if "tour 2" in texte]
    assert 0 < resultat["criteres"][0]["valeur"] <= libre["criteres"][0]["borne"]


def test_le_meme_probleme_melange_donne_les_memes_octets():
    melange = {**MONDE, "offres": MONDE["offres"][::-1], "classes": MONDE["classes"][::-1]}
    assert lire_formation(melange).empreinte() == lire_formation(MONDE).empreinte()
    assert resultat_de(melange) == JUSTE


def test_une_decision_gardee_ouvre_et_une_offre_retiree_n_ouvre_pas():
    monde = deepcopy(MONDE)
    monde["offres"][2]["au_moins"] = 1
    monde["offres"][1]["nombre"] = 0
    ouvertes = [o[0] for o in resultat_de(monde)["ouvertures"]]
    assert "o3" in ouvertes and "o2" not in ouvertes


def test_des_decisions_impossibles_nomment_les_offres():
    monde = deepcopy(MONDE)
    monde["offres"][0]["au_moins"] = monde["offres"][2]["au_moins"] = 1
    with pytest.raises(Irrealisable, match="« o1 », « o3 »"):
        resoudre_formation(lire_formation(monde))


def _ouverture(rang, colonne, valeur):
    return lambda r: r["ouvertures"][rang].__setitem__(colonne, valeur)


CORRUPTIONS = {
    "empreinte": lambda r: r.__setitem__("empreinte", "0" * 64),
    "ordre": lambda r: r["departs"].reverse(),
    "en double": lambda r: r["servis"].append(r["servis"][-1]),
    "offre inconnue": _ouverture(0, 0, "oz"),
    "autre type": _ouverture(0, 1, "a2"),
    "capacité": _ouverture(0, 2, 9),
    "minimum": _ouverture(0, 2, 1),
    "ressource étrangère": _ouverture(0, 3, ["salle", "prof"]),
    "ressource manquante": _ouverture(0, 3, ["prof"]),
    "groupe de trop": lambda r: r["ouvertures"].append(["o3", "a2", 2, ["prof", "salle"]]),
    "groupe oublié": lambda r: r["ouvertures"].pop(),
    "départ impossible": lambda r: r["departs"].append(["c2", "a1", 1]),
    "départ inventé": lambda r: r["departs"][0].__setitem__(2, 40),
    "priorité inventée": lambda r: r["servis"][0].__setitem__(2, 40),
    "valeur": lambda r: r["criteres"][0].__setitem__("valeur", 99),
    "coût": lambda r: r["criteres"][-1].__setitem__("valeur", 0),
    "borne trop belle": lambda r: r["criteres"][0].__setitem__("borne", r["criteres"][0]["valeur"] - 1),
    "borne que les prix ne prouvent pas": lambda r: r["criteres"][0].__setitem__("borne", 10**6),
    "borne tue": lambda r: r["criteres"][0].__setitem__("borne", None),
    "prix négatif": lambda r: r["prix"]["declarations"].append(["d1", -(10**9)]),
    "critère oublié": lambda r: r["criteres"].pop(),
}


def test_le_temoin_non_corrompu_passe():
    assert verifier_formation(MONDE, JUSTE) == []


@pytest.mark.parametrize("nom", CORRUPTIONS)
def test_chaque_corruption_est_rejetee(nom):
    resultat = deepcopy(JUSTE)
    CORRUPTIONS[nom](resultat)
    assert resultat != JUSTE
    assert verifier_formation(MONDE, resultat)


@pytest.mark.parametrize(
    "limite",
    [
        ("declarations", 0, "heures", 0, "heures :"),
        ("bassins", 0, "nombre", 0, "bassin :"),
        ("ressources", 0, "heures", 1, "enseigne"),
        ("ressources", 0, "nombre", 0, "prend"),
        ("ressources", 1, "cellules", [], "n'est pas libre"),
        ("offres", 1, "nombre", 0, "nombre :"),
    ],
)
def test_une_limite_resserree_apres_coup_est_vue(limite):
    liste, rang, champ, valeur, attendu = limite
    monde, resultat = deepcopy(MONDE), deepcopy(JUSTE)
    monde[liste][rang][champ] = valeur
    assert any(attendu in probleme for probleme in verifier_formation(monde, resultat))


def test_des_prix_quelconques_prouvent_toujours_une_borne_vraie():
    monde, resultat = deepcopy(MONDE), deepcopy(JUSTE)
    resultat["prix"] = {nom: [] for nom in resultat["prix"]} | {"places": [["a1", 400_000], ["a2", -100_000]]}
    resultat["criteres"][0]["borne"] = resultat["criteres"][0]["valeur"]
    assert verifier_formation(monde, resultat) == []


@pytest.mark.parametrize(
    ("changer", "entree"),
    [
        (lambda m: m["offres"][1].__setitem__("capacite", "4"), "offres[1].capacite"),
        (lambda m: m["offres"][1].pop("cout"), "offres[1].cout"),
        (lambda m: m["offres"][1].__setitem__("minimum", 5), "offres[1] « o2 ».minimum"),
        (lambda m: m["offres"][0].__setitem__("au_moins", 2), "offres[0] « o1 ».au_moins"),
        (lambda m: m["offres"][0].__setitem__("types", ["zz"]), "offres[0] « o1 ».types"),
        (lambda m: m["offres"][0]["besoins"].append(["zz"]), "offres[0] « o1 ».besoins[2]"),
        (lambda m: m["offres"][0].__setitem__("declaration", "zz"), "offres[0] « o1 ».declaration"),
        (lambda m: m["offres"][0].__setitem__("bassin", "zz"), "offres[0] « o1 ».bassin"),
        (lambda m: m["ressources"][0].__setitem__("heures", -1), "ressources[0] « prof ».heures"),
        (lambda m: m["ressources"].append(m["ressources"][0]), "ressources[2] « prof »"),
        (lambda m: m["classes"][0]["arcs"][0].append(1), "classes[0].arcs[0]"),
        (lambda m: m["classes"][0]["arcs"][0].__setitem__(2, 2), "classes[0] « c1 ».arcs"),
        (lambda m: m["classes"][0]["effectifs"].append([1, 1]), "classes[0] « c1 ».effectifs"),
        (lambda m: m.pop("graine"), "formation.graine"),
        (lambda m: m.__setitem__("version", 2), "version"),
    ],
)
def test_un_fichier_malforme_nomme_l_entree_et_le_champ(changer, entree, tmp_path, capsys):
    monde = deepcopy(MONDE)
    changer(monde)
    with pytest.raises(DonneesMalformees) as erreur:
        lire_formation(monde)
    assert erreur.value.entree == entree
    fichier = tmp_path / "formation.json"
    fichier.write_text(json.dumps(monde))
    assert formation_cli.main(["resoudre", str(fichier)]) == 2
    assert entree in capsys.readouterr().err
    assert verifier_formation(monde, JUSTE) != []


def test_resoudre_puis_verifier_sans_django_ni_base(tmp_path):
    entree, sortie = tmp_path / "formation.json", tmp_path / "resultat.json"
    entree.write_text(json.dumps(MONDE))
    commande = [sys.executable, "-m", "inscriptions.placement.formation_cli"]
    environnement = {"PATH": "", "DATABASE_URL": "postgres://nulle.part.invalid/rien"}
    for suite in (["resoudre", str(entree), "-o", str(sortie)], ["verifier", str(entree), str(sortie)]):
        fin = subprocess.run([*commande, *suite], cwd=RACINE, env=environnement, capture_output=True)
        assert (fin.returncode, fin.stdout, fin.stderr) == (0, b"", b"")
    faux = JUSTE | {"empreinte": "0" * 64}
    sortie.write_text(json.dumps(faux))
    assert formation_cli.main(["verifier", str(entree), str(sortie)]) == 1


def test_le_verificateur_n_importe_rien_du_calcul():
    for nom in ("formation_verifier", "formation_verifier_format"):
        texte = (RACINE / "inscriptions/placement" / f"{nom}.py").read_text()
        importes = {ligne.split()[1] for ligne in texte.splitlines() if ligne.startswith("from inscriptions")}
        assert importes <= {
            "inscriptions.placement.verifier_format",
            "inscriptions.placement.formation_verifier_format",
        }
