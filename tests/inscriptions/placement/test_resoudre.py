"""The run finds the best set in priority order, at the least cost, in bytes that depend on nothing else."""

import pytest

from inscriptions.placement.composantes import decouper, fusionner
from inscriptions.placement.instance import Groupe
from inscriptions.placement.lecture import lire_instance
from inscriptions.placement.repartition import repartir
from inscriptions.placement.resoudre import resoudre
from inscriptions.placement.verifier import verifier
from tests.inscriptions.placement.petits_mondes import (
    file_d_attente,
    melanger,
    petit_monde,
    resultat_de,
    toutes_les_reponses,
)


@pytest.mark.parametrize("dizaine", range(50))
def test_le_placement_est_celui_de_la_force_brute_sur_cinq_cents_petits_mondes(dizaine):
    for graine in range(dizaine * 10, dizaine * 10 + 10):
        monde = petit_monde(graine)
        resultat = resultat_de(monde)
        reponses = toutes_les_reponses(monde)
        meilleur = max(admis for admis, _ in reponses)
        admis = {p for p, _ in resultat["placements"]}

        assert tuple(p["id"] in admis for p in file_d_attente(monde)) == meilleur
        assert resultat["cout"] == min(cout for qui, cout in reponses if qui == meilleur)
        assert len(admis) == max(sum(qui) for qui, _ in reponses), "fairness must cost no seat"
        assert verifier(monde, resultat) == []


@pytest.mark.parametrize("graine", range(60))
def test_l_ordre_des_lignes_ne_change_pas_un_octet(graine):
    monde = petit_monde(graine, personnes=40, groupes=12)
    attendu = resoudre(lire_instance(monde)).canonique()
    for essai in range(3):
        assert resoudre(lire_instance(melanger(monde, essai))).canonique() == attendu


@pytest.mark.parametrize("graine", range(60))
def test_resoudre_par_composante_ou_en_entier_donne_les_memes_octets(graine):
    instance = lire_instance(petit_monde(graine, personnes=40, groupes=12))
    parties = decouper(instance)
    assert fusionner(instance, map(resoudre, parties)).canonique() == resoudre(instance).canonique()


def test_un_groupe_en_ligne_partage_fait_une_seule_composante():
    monde = _monde({"nord": 1, "sud": 1, "en_ligne": 1}, {"n": ["nord", "en_ligne"], "s": ["sud", "en_ligne"]}, "ns")
    assert len(decouper(lire_instance(monde))) == 1
    monde["classes"][1]["arcs"].pop()
    assert len(decouper(lire_instance(monde))) == 2


def test_la_graine_publique_departage_les_priorites_egales():
    monde = _monde({"t": 1}, {"c": ["t"]}, "c" * 8)
    for personne in monde["personnes"]:
        personne["priorite"] = [0]
    gagnants = set()
    for graine in range(20):
        monde["graine"] = graine
        ((gagnant, _),) = resultat_de(monde)["placements"]
        assert gagnant == file_d_attente(monde)[0]["id"]
        gagnants.add(gagnant)
    assert len(gagnants) > 3


def test_la_graine_publique_departage_les_places_de_meme_cout():
    monde = _monde({"a": 1, "b": 1}, {"c": ["a", "b"], "d": ["a", "b"]}, "cd")
    reponses = set()
    for graine in range(20):
        monde["graine"] = graine
        reponses.add(str(resultat_de(monde)["placements"]))
    assert len(reponses) == 2


def test_une_personne_servie_plus_tot_change_de_groupe_plutot_que_de_fermer_la_porte_a_une_autre():
    monde = _monde({"a": 1, "b": 1}, {"souple": ["a", "b"], "stricte": ["a"]}, ["souple", "stricte"])
    assert resultat_de(monde)["placements"] == [["p0", "gb"], ["p1", "ga"]]


def test_dans_une_classe_la_premiere_arrivee_recoit_la_place_la_moins_couteuse():
    monde = _monde({"a": 1, "b": 1}, {"c": ["a", "b"]}, "cc")
    monde["classes"][0]["arcs"] = [["a", 5], ["b", 0]]
    assert resultat_de(monde)["placements"] == [["p0", "gb"], ["p1", "ga"]]


def test_un_groupe_sous_son_minimum_est_signale_et_personne_n_y_est_pousse():
    monde = _monde({"pres": 2, "loin": 2}, {"c": ["pres", "loin"]}, "cc")
    monde["classes"][0]["arcs"] = [["pres", 0], ["loin", 9]]
    for groupe in monde["groupes"]:
        groupe["minimum"] = 2
    resultat = resultat_de(monde)
    assert resultat["placements"] == [["p0", "gpres"], ["p1", "gpres"]]
    assert resultat["sous_minimum"] == ["gloin"]


def test_des_capacites_et_des_graines_demesurees_se_resolvent():
    monde = _monde({"t": 10**40}, {"c": ["t"]}, "ccc")
    monde["graine"] = -(10**50)
    monde["personnes"][0]["priorite"] = [10**60]
    monde["classes"][0]["arcs"] = [["t", 10**12]]
    resultat = resultat_de(monde)
    assert resultat["cout"] == 3 * 10**12
    assert verifier(monde, resultat) == []


def test_un_monde_vide_donne_un_resultat_vide():
    monde = {"version": 1, "graine": 0, "types": [], "groupes": [], "classes": [], "personnes": []}
    resultat = resultat_de(monde)
    assert resultat["placements"] == []
    assert verifier(monde, resultat) == []


@pytest.mark.parametrize(
    ("groupes", "effectif", "attendu"),
    [
        ([("a", 15, 8), ("b", 15, 8), ("c", 15, 8)], 16, {"a": 8, "b": 8}),
        ([("a", 15, 8), ("b", 15, 8), ("c", 15, 8)], 30, {"a": 15, "b": 15}),
        ([("a", 10, 5), ("b", 20, 5)], 12, {"b": 12}),
        ([("a", 15, 12), ("b", 15, 12), ("c", 14, 5)], 20, {"a": 15, "c": 5}),
        ([("a", 15, 10), ("b", 15, 10)], 16, {"a": 15, "b": 1}),
        ([("a", 3, 0), ("b", 0, 0)], 3, {"a": 3}),
        ([("a", 3, 9)], 2, {"a": 2}),
        ([("a", 3, 1)], 0, {}),
    ],
)
def test_les_groupes_d_un_type_s_ouvrent_en_petit_nombre_et_au_dessus_de_leur_minimum(groupes, effectif, attendu):
    objets = [Groupe(nom, "t", capacite, minimum) for nom, capacite, minimum in groupes]
    assert dict(repartir(objets, effectif)) == attendu
    assert dict(repartir(objets[::-1], effectif)) == attendu


def _monde(places, classes, file):
    """One group per type; the persons come in the order given by their classes."""
    return {
        "version": 1,
        "graine": 1,
        "types": [{"id": t} for t in places],
        "groupes": [{"id": f"g{t}", "type": t, "capacite": n, "minimum": 0} for t, n in places.items()],
        "classes": [{"id": c, "arcs": [[t, 0] for t in types]} for c, types in classes.items()],
        "personnes": [{"id": f"p{i}", "classe": c, "priorite": [i]} for i, c in enumerate(file)],
    }
