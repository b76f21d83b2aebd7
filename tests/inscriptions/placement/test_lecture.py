"""A document that breaks the contract is refused with the name of the entry; the canonical form is one per problem."""

import json
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inscriptions.placement import cli
from inscriptions.placement.assemblage import Colonnes, assembler
from inscriptions.placement.instance import DonneesMalformees
from inscriptions.placement.lecture import decoder, lire_instance, lire_resultat
from inscriptions.placement.verifier_format import FormatInvalide, controler_instance
from tests.inscriptions.placement.corruptions import JUSTE, MONDE
from tests.inscriptions.placement.petits_mondes import melanger, petit_monde

SUPPRIMER = object()
VIDE = np.empty(0, np.int64)
RIEN = Colonnes(0, [], [], [], [], [], [], VIDE, VIDE, VIDE, [], [], [])
# Where to write, what to write there, and what the message must name.
DEFAUTS = {
    "la version manque": (["version"], SUPPRIMER, "instance"),
    "la version est autre": (["version"], 2, "instance.version"),
    "la version est un booléen": (["version"], True, "instance.version"),
    "la graine est un texte": (["graine"], "1", "graine"),
    "la graine est à virgule": (["graine"], 1.0, "graine"),
    "une clé est inconnue": (["priorites"], [], "instance"),
    "les types sont un objet": (["types"], {}, "types"),
    "un type est un texte": (["types", 0], "ta", "types[0]"),
    "un identifiant est un nombre": (["types", 1, "id"], 5, "types[1].id"),
    "un identifiant est vide": (["groupes", 1, "id"], "", "groupes[1].id"),
    "un groupe est en double": (["groupes", 1, "id"], "a1", "groupes[1]"),
    "une personne est en double": (["personnes", 3, "id"], "p0", "personnes[3]"),
    "une classe est en double": (["classes", 1, "id"], "souple", "classes[1]"),
    "un groupe est d'un type inconnu": (["groupes", 2, "type"], "tz", "groupes[2]"),
    "une personne est d'une classe inconnue": (["personnes", 4, "classe"], "z", "personnes[4]"),
    "une capacité est négative": (["groupes", 0, "capacite"], -1, "groupes[0]"),
    "une capacité est nulle au sens de rien": (["groupes", 0, "capacite"], None, "groupes[0].capacite"),
    "un minimum est négatif": (["groupes", 3, "minimum"], -2, "groupes[3]"),
    "un minimum manque": (["groupes", 3, "minimum"], SUPPRIMER, "groupes[3]"),
    "un arc mène à un type inconnu": (["classes", 0, "arcs", 0, 0], "tz", "classes[0]"),
    "un arc mène à un nombre": (["classes", 0, "arcs", 1, 0], 3, "classes[0].arcs[1]"),
    "deux arcs mènent au même type": (["classes", 0, "arcs", 1, 0], "ta", "classes[0]"),
    "un coût est négatif": (["classes", 2, "arcs", 0, 1], -1, "classes[2]"),
    "un coût est à virgule": (["classes", 2, "arcs", 0, 1], 0.5, "classes[2].arcs[0]"),
    "un arc a une seule valeur": (["classes", 1, "arcs", 0], ["ta"], "classes[1].arcs[0]"),
    "une priorité est un nombre": (["personnes", 2, "priorite"], 3, "personnes[2].priorite"),
    "une priorité contient un texte": (["personnes", 2, "priorite"], [1, "a"], "personnes[2].priorite[1]"),
    "une priorité manque": (["personnes", 2, "priorite"], SUPPRIMER, "personnes[2]"),
    "un identifiant est un demi-caractère": (["personnes", 5, "id"], "\ud800", "personnes[5].id"),
}
DOCUMENTS = {
    "le fichier est vide": b"",
    "le fichier n'est pas du JSON": b"{",
    "le fichier n'est pas de l'UTF-8": b'{"a":"\xe9"}',
    "une clé est écrite deux fois": b'{"version":1,"version":1}',
    "un nombre est infini": b'{"version":Infinity}',
    "un nombre a dix mille chiffres": b"1" * 10_000,
    "l'imbrication est sans fond": b"[" * 100_000,
    "le document est une liste": b"[]",
}


@pytest.mark.parametrize("defaut", DEFAUTS)
def test_une_instance_malformee_sort_en_2_et_nomme_l_entree(defaut, tmp_path, capsys):
    chemin, valeur, entree = DEFAUTS[defaut]
    fichier = tmp_path / "instance.json"
    fichier.write_text(json.dumps(_gater(MONDE, chemin, valeur)))
    resultat = tmp_path / "resultat.json"
    resultat.write_text(json.dumps(JUSTE))

    for arguments in (["resoudre", fichier], ["verifier", fichier, resultat], ["expliquer", fichier, resultat]):
        assert cli.main(list(map(str, arguments))) == 2
        sortie = capsys.readouterr()
        assert entree in sortie.err
        assert sortie.out == ""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_un_fichier_illisible_sort_en_2(document, tmp_path, capsys):
    fichier = tmp_path / "instance.json"
    fichier.write_bytes(DOCUMENTS[document])
    for arguments in (["resoudre", fichier], ["verifier", fichier, fichier], ["expliquer", fichier, fichier]):
        assert cli.main(list(map(str, arguments))) == 2
        assert "instance" in capsys.readouterr().err


def test_un_cout_hors_de_portee_est_refuse_avant_le_calcul():
    with pytest.raises(DonneesMalformees, match=r"classes\[1\]"):
        lire_instance(_gater(MONDE, ["classes", 1, "arcs", 0, 1], 10**12 + 1))


def test_une_instance_incoherente_ne_peut_pas_exister():
    with pytest.raises(DonneesMalformees, match="type inconnu"):
        assembler(replace(RIEN, groupes=["g"], types_des_groupes=["t"], capacites=[1], minimums=[0]))


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_la_forme_canonique_est_unique_et_se_relit(graine, melange):
    monde = petit_monde(graine, personnes=8)
    octets = lire_instance(monde).canonique()
    assert lire_instance(melanger(monde, melange)).canonique() == octets
    assert lire_instance(decoder(octets)).canonique() == octets
    assert json.loads(octets) == {
        **monde,
        **{nom: sorted(monde[nom], key=lambda o: o["id"]) for nom in ("types", "groupes", "personnes")},
        "classes": sorted(({**c, "arcs": sorted(c["arcs"])} for c in monde["classes"]), key=lambda o: o["id"]),
    }


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), unique=True, max_size=5), st.integers())
def test_tout_identifiant_unicode_passe_par_la_forme_canonique(noms, graine):
    document = {"version": 1, "graine": graine, "types": [{"id": n} for n in noms]}
    document |= {"groupes": [], "classes": [{"id": n, "arcs": [[n, 1]]} for n in noms], "personnes": []}
    octets = lire_instance(document).canonique()
    relu = json.loads(octets.decode("utf-8"))
    assert [t["id"] for t in relu["types"]] == sorted(noms)
    assert octets == json.dumps(relu, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8")),
    lambda enfants: st.lists(enfants, max_size=3) | st.dictionaries(st.text(max_size=3), enfants, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([chemin for chemin, _, _ in DEFAUTS.values() if chemin != ["priorites"]]), JSON)
def test_toute_valeur_a_toute_place_est_lue_ou_refusee_de_la_meme_facon_par_les_deux_lecteurs(chemin, valeur):
    document = _gater(MONDE, chemin, valeur)
    assert _accepte(lire_instance, document) == _accepte(controler_instance, document)


def test_un_resultat_se_relit_tel_quel():
    assert json.loads(lire_resultat(JUSTE).canonique()) == JUSTE


def _accepte(lecteur, document) -> bool:
    try:
        lecteur(document)
    except (DonneesMalformees, FormatInvalide):
        return False
    return True


def _gater(document, chemin, valeur):
    copie = deepcopy(document)
    objet = copie
    for cle in chemin[:-1]:
        objet = objet[cle]
    if valeur is SUPPRIMER:
        del objet[chemin[-1]]
    else:
        objet[chemin[-1]] = valeur
    return copie
