"""From a postal code to a region, for every prefix of the list."""

import pytest

from guichet.referentiels.adresses import VOISINES, Issue, localiser
from guichet.referentiels.nomenclatures import lire

RTA = lire("rta_region")
POSTAUX = {ligne["rta"]: (ligne["region"], ligne["chevauche"] == "1") for ligne in RTA}
MUNICIPAUX = {ligne["prefixe"]: ligne["region"] for ligne in lire("prefixe_municipalite_region")}


def trouver(code, municipalite=""):
    return localiser(code, prefixes_postaux=POSTAUX, code_municipalite=municipalite, prefixes_municipaux=MUNICIPAUX)


@pytest.mark.parametrize("ligne", [ligne for ligne in RTA if ligne["chevauche"] == "0"], ids=lambda ligne: ligne["rta"])
def test_un_prefixe_sans_chevauchement_donne_sa_region(ligne):
    trouvee = trouver(f"{ligne['rta']}1A1")
    assert (trouvee.issue, trouvee.region) == (Issue.REGION, ligne["region"])


@pytest.mark.parametrize("ligne", [ligne for ligne in RTA if ligne["chevauche"] == "1"], ids=lambda ligne: ligne["rta"])
def test_un_prefixe_a_cheval_demande_la_municipalite(ligne):
    trouvee = trouver(f"{ligne['rta']} 1A1")
    assert trouvee.issue == Issue.AMBIGUE
    assert trouvee.candidates[0] == ligne["region"]
    assert "municipalité" in trouvee.message


def test_vingt_cinq_prefixes_sont_a_cheval():
    assert sum(chevauche for _region, chevauche in POSTAUX.values()) == 25


def test_la_municipalite_tranche_entre_les_regions():
    assert trouver("G0T 1A1", "95005").region == "09"  # Tadoussac
    assert trouver("G0T 1A1", "15065").region == "03"  # Baie-Sainte-Catherine


def test_la_municipalite_ne_change_pas_une_region_certaine():
    assert trouver("H2X 1Y4", "23027").region == "06"


@pytest.mark.parametrize("code", ["H0Z 1A1", "K1A 0A9", "", "n’importe quoi"])
def test_un_code_inconnu_dit_quoi_faire(code):
    trouvee = trouver(code)
    assert (trouvee.issue, trouvee.region) == (Issue.INCONNUE, None)
    assert trouvee.message.endswith((".", "J."))


def test_les_regions_voisines_le_sont_dans_les_deux_sens():
    assert len(VOISINES) == 17
    assert all(region in VOISINES[voisine] for region, voisines in VOISINES.items() for voisine in voisines)


def test_la_region_de_chaque_municipalite_est_celle_de_son_code():
    assert all(MUNICIPAUX[m["code"][:2]] == m["region"] for m in lire("municipalites"))
    assert len({m["code"] for m in lire("municipalites")}) == len(lire("municipalites"))
