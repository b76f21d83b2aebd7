"""The bench measures a believable problem, always the same, and prints an aligned table."""

from bench import Ligne
from bench.__main__ import modules, tableau
from bench.instances import ecrire_instance, instance_fictive
from inscriptions.placement.lecture import lire_instance
from inscriptions.placement.verifier import verifier
from tests.inscriptions.placement.petits_mondes import resultat_de


def test_le_monde_mesure_est_toujours_le_meme_et_se_resout():
    monde = instance_fictive(400, 40, graine=3)
    assert monde == instance_fictive(400, 40, graine=3)
    assert ecrire_instance(400, 40, graine=3) == lire_instance(monde).canonique()
    resultat = resultat_de(monde)
    assert verifier(monde, resultat) == []
    assert 100 < len(resultat["placements"]) < 400


def test_le_tableau_est_aligne():
    lignes = list(tableau([Ligne("court", "1 s", "1 s", "1.00"), Ligne("plus long", "10 s", "2 s", "5.00", "note")]))
    assert lignes == [
        "name       value  limit  ratio  note",
        "court        1 s    1 s   1.00",
        "plus long   10 s    2 s   5.00  note",
    ]


def test_chaque_module_du_dossier_est_decouvert():
    assert {"placement"} <= set(modules([]))
    assert list(modules(["placement"])) == ["placement"]
