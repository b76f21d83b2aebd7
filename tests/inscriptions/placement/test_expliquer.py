"""Each refusal names what binds, and the smallest change that would have given a seat, true when solved again."""

from copy import deepcopy

import numpy as np
import pytest

from inscriptions.placement.expliquer import EnsembleSerre, PlacesDePlus, Situation, expliquer
from inscriptions.placement.flot import arrivees_au_moins, arrivees_possibles
from inscriptions.placement.instance import DonneesMalformees
from inscriptions.placement.lecture import lire_instance
from inscriptions.placement.phrases import en_phrases
from inscriptions.placement.resoudre import resoudre
from tests.inscriptions.placement.corruptions import MONDE
from tests.inscriptions.placement.petits_mondes import file_d_attente, petit_monde

MONDES = range(80)


def _refus(graine):
    """A world with the explanations of all its refusals; priorities are made distinct, to move people precisely."""
    monde = petit_monde(graine, personnes=14, groupes=5)
    for rang, personne in enumerate(file_d_attente(monde)):
        personne["priorite"] = [2 * rang]
    instance = lire_instance(monde)
    situation = Situation(instance, resoudre(instance))
    return monde, [situation.expliquer(p) for p in situation.sans_place()]


def _est_placee(monde, personne):
    return personne in dict(resoudre(lire_instance(monde)).placements)


def _avec_places(monde, type_, nombre):
    autre = deepcopy(monde)
    autre["groupes"].append({"id": "nouveau", "type": type_, "capacite": nombre, "minimum": 0})
    return autre


def _avec_priorite(monde, personne, priorite):
    autre = deepcopy(monde)
    next(p for p in autre["personnes"] if p["id"] == personne)["priorite"] = [priorite]
    return autre


def _avec_type(monde, personne, type_):
    autre = deepcopy(monde)
    ligne = next(p for p in autre["personnes"] if p["id"] == personne)
    arcs = next(c["arcs"] for c in autre["classes"] if c["id"] == ligne["classe"])
    autre["classes"].append({"id": "autrement", "arcs": [*arcs, [type_, 0]]})
    ligne["classe"] = "autrement"
    return autre


@pytest.mark.parametrize("graine", MONDES)
def test_le_nombre_de_places_annonce_suffit_et_aucun_plus_petit_ne_suffit(graine):
    monde, refus = _refus(graine)
    arcs = {c["id"]: [t for t, _ in c["arcs"]] for c in monde["classes"]}
    classe = {p["id"]: p["classe"] for p in monde["personnes"]}
    for e in refus:
        acceptes = arcs[classe[e.personne]]
        if e.places_de_plus is None:
            assert not acceptes
            continue
        ajout = e.places_de_plus
        assert _est_placee(_avec_places(monde, ajout.type, ajout.nombre), e.personne)
        assert not any(_est_placee(_avec_places(monde, t, ajout.nombre - 1), e.personne) for t in acceptes)


@pytest.mark.parametrize("graine", MONDES)
def test_la_borne_des_arrivees_ne_depasse_jamais_le_flot(graine):
    instance = lire_instance(petit_monde(graine, personnes=40, groupes=8))
    terrain = Situation(instance, resoudre(instance)).terrain
    reduit, flux = terrain.reduit, terrain.flux_reduit
    refuses = np.bincount(reduit.rangs[~terrain.admis], minlength=reduit.nb_classes)
    bornes = arrivees_au_moins(reduit, flux, refuses, np.arange(reduit.nb_types))
    flots = [arrivees_possibles(reduit, flux, refuses, type_) for type_ in range(reduit.nb_types)]
    directes = np.bincount(reduit.vers, weights=refuses[reduit.de], minlength=reduit.nb_types)
    assert (directes <= bornes).all() and (bornes <= flots).all()


@pytest.mark.parametrize("graine", MONDES)
def test_passer_juste_avant_la_personne_citee_suffit_et_juste_apres_ne_suffit_pas(graine):
    monde, refus = _refus(graine)
    priorite = {p["id"]: p["priorite"][0] for p in monde["personnes"]}
    for e in refus:
        if e.passer_avant is None:
            assert not _est_placee(_avec_priorite(monde, e.personne, -1), e.personne)
            continue
        rang = priorite[e.passer_avant]
        assert _est_placee(_avec_priorite(monde, e.personne, rang - 1), e.personne)
        assert not _est_placee(_avec_priorite(monde, e.personne, rang + 1), e.personne)


@pytest.mark.parametrize("graine", MONDES)
def test_les_types_suffisants_sont_exactement_ceux_qui_donneraient_une_place(graine):
    monde, refus = _refus(graine)
    arcs = {c["id"]: {t for t, _ in c["arcs"]} for c in monde["classes"]}
    classe = {p["id"]: p["classe"] for p in monde["personnes"]}
    for e in refus:
        autres = {t["id"] for t in monde["types"]} - arcs[classe[e.personne]]
        suffisants = {t for t in autres if _est_placee(_avec_type(monde, e.personne, t), e.personne)}
        assert set(e.types_suffisants) == suffisants


@pytest.mark.parametrize("graine", MONDES)
def test_l_ensemble_serre_n_a_que_des_places_tenues_par_des_personnes_servies_avant(graine):
    monde, refus = _refus(graine)
    placements = dict(resoudre(lire_instance(monde)).placements)
    type_du_groupe = {g["id"]: g["type"] for g in monde["groupes"]}
    rang = {p["id"]: i for i, p in enumerate(file_d_attente(monde))}
    for e in refus:
        serre = e.ensemble_serre
        occupants = [p for p, g in placements.items() if type_du_groupe[g] in serre.types]
        places = sum(g["capacite"] for g in monde["groupes"] if g["type"] in serre.types)
        assert serre.places == serre.personnes_avant == len(occupants) == places
        assert all(rang[p] < e.rang for p in occupants)


def _mal_placees(graine):
    """A world of distinct priorities, with the explanations of those seated where it costs more than elsewhere."""
    monde = petit_monde(graine, personnes=14, groupes=5)
    for rang, personne in enumerate(file_d_attente(monde)):
        personne["priorite"] = [2 * rang]
    instance = lire_instance(monde)
    situation = Situation(instance, resoudre(instance))
    return monde, [situation.expliquer(p) for p in situation.mal_placees()]


def _seulement(monde, personne, types):
    """The same world, where this person accepts these types only."""
    autre = deepcopy(monde)
    ligne = next(p for p in autre["personnes"] if p["id"] == personne)
    arcs = next(c["arcs"] for c in autre["classes"] if c["id"] == ligne["classe"])
    autre["classes"].append({"id": "exigeante", "arcs": [arc for arc in arcs if arc[0] in types]})
    ligne["classe"] = "exigeante"
    return autre


@pytest.mark.parametrize("graine", MONDES)
def test_ce_qui_aurait_donne_un_meilleur_choix_le_donne_quand_on_refait_le_calcul(graine):
    monde, mal_placees = _mal_placees(graine)
    priorite = {p["id"]: p["priorite"][0] for p in monde["personnes"]}
    for e in mal_placees:
        exigeante = _seulement(monde, e.personne, e.meilleurs)
        if e.seuls_suffisants:
            assert _est_placee(exigeante, e.personne)
            continue
        assert not _est_placee(exigeante, e.personne)
        ajout = e.places_de_plus
        assert _est_placee(_avec_places(exigeante, ajout.type, ajout.nombre), e.personne)
        assert not any(_est_placee(_avec_places(exigeante, t, ajout.nombre - 1), e.personne) for t in e.meilleurs)
        if e.passer_avant is not None:
            avant = priorite[e.passer_avant] - 1
            assert _est_placee(_avec_priorite(exigeante, e.personne, avant), e.personne)
            assert not _est_placee(_avec_priorite(exigeante, e.personne, avant + 2), e.personne)


def test_les_petits_mondes_ont_des_personnes_mal_placees_de_chaque_sorte():
    trouvees = [e for graine in MONDES for e in _mal_placees(graine)[1]]
    assert sum(bool(e.seuls_suffisants) for e in trouvees) > 5
    assert sum(not e.seuls_suffisants for e in trouvees) > 5


def test_une_explication_se_lit_en_francais():
    instance = lire_instance(MONDE)
    explication = expliquer(instance, resoudre(instance), "p7")
    assert explication.ensemble_serre == EnsembleSerre(("ta", "tb"), 5, 5)
    assert explication.places_de_plus == PlacesDePlus("tb", 2)
    assert en_phrases(explication) == [
        "« p7 » n'a pas de place : les 5 places des types « ta », « tb » "
        "sont toutes tenues par des personnes servies avant.",
        "Il aurait suffi de 2 places de plus dans « tb ».",
        "Il aurait suffi de passer avant « p4 ».",
        "Il aurait suffi de pouvoir rejoindre l'un de ces types : « tc ».",
    ]


def test_une_personne_sans_groupe_compatible_et_une_personne_placee_ont_leur_phrase():
    instance = lire_instance(MONDE)
    situation = Situation(instance, resoudre(instance))
    assert en_phrases(situation.expliquer("p8"))[0] == "« p8 » n'a pas de place : aucun groupe ne lui convient."
    assert en_phrases(situation.expliquer("p6")) == ["« p6 » est placée dans « c1 »."]


def test_expliquer_refuse_une_personne_inconnue_et_un_resultat_d_une_autre_instance():
    instance = lire_instance(MONDE)
    resultat = resoudre(instance)
    with pytest.raises(DonneesMalformees, match="personne inconnue « z »"):
        expliquer(instance, resultat, "z")
    with pytest.raises(DonneesMalformees, match=r"resultat\.empreinte"):
        expliquer(lire_instance({**MONDE, "graine": 1}), resultat, "p0")
