"""Files in, files out, and an exit code that tells a script what to do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inscriptions.placement import cli
from inscriptions.placement.lecture import lire_instance
from tests.inscriptions.placement.corruptions import CORRUPTIONS, JUSTE, MONDE, corrompu
from tests.inscriptions.placement.petits_mondes import melanger

RACINE = Path(__file__).parents[3]
DE_FORME = {"version", "cle", "certificat", "texte", "virgule", "booleen", "ligne", "objet"}


@pytest.fixture
def fichiers(tmp_path):
    instance, resultat = tmp_path / "instance.json", tmp_path / "resultat.json"
    instance.write_text(json.dumps(MONDE))
    resultat.write_text(json.dumps(JUSTE))
    return str(instance), str(resultat)


def test_resoudre_puis_verifier_sans_django_ni_base(tmp_path, fichiers):
    sortie = tmp_path / "sortie.json"
    commande = [sys.executable, "-m", "inscriptions.placement.cli"]
    environnement = {"PATH": "", "DATABASE_URL": "postgres://nulle.part.invalid/rien"}
    for suite in (["resoudre", fichiers[0], "-o", str(sortie)], ["verifier", fichiers[0], str(sortie)]):
        fin = subprocess.run([*commande, *suite], cwd=RACINE, env=environnement, capture_output=True)
        assert (fin.returncode, fin.stdout, fin.stderr) == (0, b"", b"")


def test_la_commande_de_gestion_resout_et_verifie_sans_joindre_la_base(tmp_path, fichiers):
    sortie = str(tmp_path / "sortie.json")
    environnement = {**os.environ, "DATABASE_URL": "postgres://personne@127.0.0.1:1/rien"}
    for suite, code in (
        (["resoudre", fichiers[0], "-o", sortie], 0),
        (["verifier", fichiers[0], sortie], 0),
        (["expliquer", fichiers[0], sortie, "-o", str(tmp_path / "explications.json")], 0),
        (["resoudre", fichiers[1]], 2),
    ):
        commande = [sys.executable, "manage.py", "placement", *suite]
        fin = subprocess.run(commande, cwd=RACINE, env=environnement, capture_output=True, text=True)
        assert fin.returncode == code, fin.stderr


def test_le_fichier_ecrit_et_la_sortie_ont_les_memes_octets_quel_que_soit_l_ordre_des_lignes(
    tmp_path, fichiers, capsysbinary
):
    melangee, sortie = tmp_path / "melangee.json", tmp_path / "sortie.json"
    melangee.write_text(json.dumps(melanger(MONDE, 3), indent=2))
    assert cli.main(["resoudre", fichiers[0]]) == 0
    assert cli.main(["resoudre", str(melangee), "-o", str(sortie)]) == 0
    assert capsysbinary.readouterr().out == sortie.read_bytes()
    assert [f.name for f in tmp_path.iterdir() if f.name.startswith(".")] == []


@pytest.mark.parametrize("nom", CORRUPTIONS)
def test_un_resultat_faux_sort_en_1_un_resultat_malforme_en_2(nom, fichiers, tmp_path, capsys):
    faux = tmp_path / "faux.json"
    faux.write_text(json.dumps(corrompu(nom)))
    attendu = 2 if DE_FORME & set(nom.split("_")) else 1
    for commande in ("verifier", "expliquer"):
        assert cli.main([commande, fichiers[0], str(faux)]) == attendu
        assert capsys.readouterr().err.strip()


def test_expliquer_ecrit_une_explication_par_personne_sans_place(fichiers, capsysbinary):
    assert cli.main(["expliquer", *fichiers]) == 0
    document = json.loads(capsysbinary.readouterr().out)
    assert document["empreinte"] == JUSTE["empreinte"]
    assert [e["personne"] for e in document["explications"]] == ["p5", "p7", "p8"]


def test_expliquer_une_personne_seule(fichiers, capsysbinary):
    assert cli.main(["expliquer", *fichiers, "--personne", "p7"]) == 0
    (explication,) = json.loads(capsysbinary.readouterr().out)["explications"]
    assert explication["ensemble_serre"] == {"types": ["ta", "tb"], "places": 5, "personnes_avant": 5}


def test_une_personne_inconnue_sort_en_2(fichiers, capsys):
    assert cli.main(["expliquer", *fichiers, "--personne", "z"]) == 2
    assert "« z »" in capsys.readouterr().err


def test_l_avancement_va_sur_la_sortie_d_erreur(fichiers, capsys):
    assert cli.main(["resoudre", fichiers[0], "--progression"]) == 0
    sortie = capsys.readouterr()
    assert "composante 1" in sortie.err
    assert json.loads(sortie.out) == JUSTE


def test_un_fichier_absent_ou_un_dossier_interdit_sort_en_2_en_le_nommant(fichiers, tmp_path, capsys):
    assert cli.main(["resoudre", str(tmp_path / "absent.json")]) == 2
    assert "absent.json" in capsys.readouterr().err
    assert cli.main(["resoudre", fichiers[0], "-o", str(tmp_path / "nulle_part" / "r.json")]) == 2
    assert "nulle_part" in capsys.readouterr().err


def test_exporter_passe_par_la_fonction_de_la_base(capsysbinary):
    demandes = []

    def exporteur(region, session):
        demandes.append((region, session))
        return lire_instance(MONDE)

    options = _options("exporter", "06", "2026-hiver")
    assert cli.executer(options, exporteur) == 0
    assert capsysbinary.readouterr().out == lire_instance(MONDE).canonique()
    assert demandes == [("06", "2026-hiver")]
    assert cli.executer(options) == 2


def _options(*arguments):
    parser = cli.argparse.ArgumentParser()
    cli.ajouter_arguments(parser)
    return parser.parse_args(arguments)
