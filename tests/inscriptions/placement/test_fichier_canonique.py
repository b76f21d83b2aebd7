"""A canonical file is read in one pass by both readers, and nothing else is ever taken for one."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inscriptions.placement.lecture import lire_instance
from inscriptions.placement.lecture_rapide import lire_canonique
from inscriptions.placement.verifier import verifier
from inscriptions.placement.verifier_format import FormatInvalide
from inscriptions.placement.verifier_lecture import PasCanonique, lire
from inscriptions.placement.verifier_tables import tables
from tests.inscriptions.placement.corruptions import CORRUPTIONS, JUSTE, MONDE, corrompu
from tests.inscriptions.placement.petits_mondes import melanger, petit_monde, resultat_de

OCTETS = lire_instance(MONDE).canonique()


@pytest.mark.parametrize("graine", range(60))
def test_la_lecture_rapide_donne_la_meme_instance(graine):
    octets = lire_instance(petit_monde(graine, personnes=30, groupes=10)).canonique()
    assert lire_canonique(octets).canonique() == octets
    assert tables(octets).empreinte == lire_instance(json.loads(octets)).empreinte()


@pytest.mark.parametrize("graine", range(30))
def test_le_verificateur_juge_de_meme_le_fichier_et_le_document(graine):
    monde = petit_monde(graine, personnes=30, groupes=10)
    octets, resultat = lire_instance(monde).canonique(), resultat_de(monde)
    assert verifier(octets, resultat) == verifier(monde, resultat) == []
    assert verifier(json.dumps(melanger(monde, graine)).encode(), resultat) == []


@pytest.mark.parametrize("nom", CORRUPTIONS)
def test_un_resultat_corrompu_est_refuse_sur_le_fichier_canonique(nom):
    assert verifier(OCTETS, JUSTE) == []
    assert verifier(OCTETS, corrompu(nom)) == verifier(MONDE, corrompu(nom)) != []


@given(st.integers(0, len(OCTETS) - 1), st.binary(max_size=2))
def test_un_octet_change_n_est_jamais_pris_pour_le_meme_fichier(ou, octets):
    """Either the file is refused, or it is another instance: then the result no longer speaks of it."""
    change = OCTETS[:ou] + octets + OCTETS[ou + 1 :]
    if change == OCTETS:
        return
    lue = lire_canonique(change)
    assert lue is None or lue.canonique() == change
    with suppress(FormatInvalide):
        assert tables(change).empreinte != JUSTE["empreinte"] or _est_le_meme(change)
    with suppress(PasCanonique, UnicodeDecodeError):
        assert lire(change).empreinte == lire_instance(json.loads(change)).empreinte()


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), unique=True, min_size=1, max_size=4))
def test_les_identifiants_etranges_passent_par_la_lecture_patiente(noms):
    document = {"version": 1, "graine": 1, "types": [{"id": n} for n in noms]}
    document |= {"groupes": [], "classes": [{"id": n, "arcs": [[n, 1]]} for n in noms], "personnes": []}
    octets = lire_instance(document).canonique()
    assert tables(octets).empreinte == tables(document).empreinte == lire_instance(document).empreinte()
    rapide = lire_canonique(octets)
    assert rapide is None or rapide.canonique() == octets


def _est_le_meme(octets: bytes) -> bool:
    """Whether another writing says the very same thing (spaces, order)."""
    return lire_instance(json.loads(octets)).canonique() == OCTETS
