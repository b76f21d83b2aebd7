"""What-if without a database: changes of capacity, minimums, order, norm; figures counted by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from indicateurs.scenarios.calcul import comparer, placer
from indicateurs.scenarios.contenu import Contenu, GroupeFige, PersonneFigee
from indicateurs.scenarios.mesures import Solution, bilan
from indicateurs.scenarios.variante import (
    FERMER,
    OUVRIR,
    PLACES,
    POURCENT,
    Changement,
    ChangementImpossible,
    Parametres,
    appliquer,
)
from inscriptions.priorites import ClasseDePriorite

ORDRE = (ClasseDePriorite(1, "Asile", ("demandeur_asile",)), ClasseDePriorite(2, "Les autres"))
TARD = (ClasseDePriorite(1, "Hors norme", ("attente_hors_norme",)), ClasseDePriorite(2, "Les autres"))


def groupe(nom: str, libres: int, **champs) -> GroupeFige:
    valeurs = {
        "numero": nom,
        "type": f"t-{nom}",
        "region": "06",
        "niveau": 3,
        "formule": "temps_partiel",
        "prises": 0,
        "minimum": 0,
        "heures": 60.0,
        "debut": "2027-01-11",
    }
    return GroupeFige(id=nom, libres=libres, **(valeurs | champs))


def personne(nom: str, tour: int, complete: str = "2026-11-02", **champs) -> PersonneFigee:
    valeurs = {
        "classe": "c",
        "region": "06",
        "niveau": 3,
        "formule": "temps_partiel",
        "famille": "permanent",
        "criteres": (),
        "rang": 2,
    }
    return PersonneFigee(id=nom, tour=tour, complete=complete, **(valeurs | champs))


def contenu(groupes, personnes, arcs=None) -> Contenu:
    arcs = arcs or {"c": tuple((g.type, 1) for g in groupes)}
    return Contenu("2026-11-23", "2027-03-26", 1, 50, (), ORDRE, arcs, tuple(groupes), tuple(personnes))


@pytest.fixture
def file() -> Contenu:
    """Four people for one group of two seats; the last one asks for asylum."""
    gens = [personne(nom, tour) for tour, nom in enumerate("abc")]
    return contenu([groupe("g", 2)], [*gens, personne("d", 3, criteres=("demandeur_asile",), rang=1)])


def places(solution: Solution) -> set[str]:
    return set(solution.placements)


def test_un_contenu_se_relit_comme_il_fut_ecrit(file):
    assert Contenu.lire(json.loads(json.dumps(file.en_donnees()))) == file


def test_la_priorite_passe_avant_la_date(file):
    assert places(placer(file, fermer=False)) == {"a", "d"}


def test_un_autre_ordre_change_les_personnes_et_pas_leur_nombre(file):
    tous = (ClasseDePriorite(1, "Tout le monde"),)
    resultat = comparer(file, Parametres(ordre=tous, version=2))
    assert (resultat["base"]["total"]["placees"], resultat["variante"]["total"]["placees"]) == (2, 2)
    assert resultat["ecarts"]["total"][""] == {"gagnent": 1, "perdent": 1, "plus_tot": 0, "plus_tard": 0, "pareil": 2}


def test_la_norme_compte_les_jours_ouvrables_et_deplace_le_critere_de_temps(file):
    anciens = [replace(p, complete="2026-08-03") if p.id == "c" else p for p in file.personnes]
    file = replace(file, personnes=tuple(anciens))
    resultat = comparer(file, Parametres(norme=60, ordre=TARD))
    assert places(placer(appliquer(file, Parametres(norme=60, ordre=TARD)), fermer=False)) == {"a", "c"}
    assert resultat["base"]["total"]["dans_norme"] == 2, "2 novembre et 50 jours ouvrables : le 11 janvier inclus."
    assert resultat["variante"]["total"]["dans_norme"] == 1


@pytest.mark.parametrize(
    ("changement", "libres"),
    [
        (Changement(PLACES, 2), [4, 5]),
        (Changement(PLACES, -3), [0, 0]),
        (Changement(POURCENT, 50), [3, 5]),
        (Changement(POURCENT, -100), [0, 0]),
        (Changement(FERMER, groupe="h"), [2, 0]),
        (Changement(PLACES, 1, region="03"), [2, 4]),
        (Changement(PLACES, 1, niveau=3, formule="temps_partiel"), [3, 3]),
    ],
)
def test_un_changement_de_capacite_ne_touche_que_les_groupes_vises(changement, libres):
    figee = contenu([groupe("g", 2), groupe("h", 3, region="03", niveau=4)], [personne("a", 0)])
    assert [g.libres for g in appliquer(figee, Parametres((changement,))).groupes] == libres


def test_ouvrir_des_groupes_copie_les_plus_demandes():
    figee = contenu(
        [groupe("g", 1, prises=11, minimum=8), groupe("h", 6)],
        [personne(nom, tour) for tour, nom in enumerate("abcdef")],
        arcs={"c": (("t-g", 1),)},
    )
    variante = appliquer(figee, Parametres((Changement(OUVRIR, 1),)))
    nouveau = variante.groupes[-1]
    assert (nouveau.type, nouveau.libres, nouveau.prises, nouveau.minimum) == ("t-g", 12, 0, 8)
    assert len(places(placer(variante, fermer=False))) == 6


def test_un_changement_sans_groupe_vise_est_refuse(file):
    with pytest.raises(ChangementImpossible):
        appliquer(file, Parametres((Changement(PLACES, 1, region="10"),)))


def test_un_groupe_sous_son_minimum_n_ouvre_pas_et_ses_personnes_vont_ailleurs():
    gens = [personne(nom, tour) for tour, nom in enumerate("abcd")]
    figee = contenu([groupe("g", 3, minimum=3), groupe("h", 3, minimum=3)], gens)
    ouverte, fermee = placer(figee, fermer=False), placer(figee, fermer=True)
    assert len(places(ouverte)) == 4
    assert len(set(fermee.placements.values())) == 1
    assert len(places(fermee)) == 3
    assert bilan(fermee, prix_heure=10)["cout_cours"] == 600


def test_les_attentes_se_comptent_en_jours_du_dossier_complet_au_cours(file):
    total = bilan(placer(file, fermer=False), prix_heure=0)["total"]
    assert total["mediane"] == total["p90"] == 70
    assert total["jours_non_servis"] == 2 * 21


def test_le_placement_ne_lese_personne_et_le_compteur_le_verrait(file):
    juste = placer(file, fermer=False)
    assert bilan(juste, prix_heure=0)["envie"] == 0
    injuste = replace(juste, placements={"b": "g", "c": "g"})
    assert bilan(injuste, prix_heure=0)["envie"] == 2
    vide = replace(juste, placements={})
    assert bilan(vide, prix_heure=0)["envie"] == 4


def test_l_inegalite_est_nulle_quand_tous_attendent_autant_et_monte_sinon(file):
    assert bilan(placer(replace(file, groupes=(groupe("g", 4),)), fermer=False), prix_heure=0)["gini"] == 0
    assert bilan(placer(file, fermer=False), prix_heure=0)["gini"] == pytest.approx(8 * 74 / (2 * 16 * 107), abs=1e-3)
