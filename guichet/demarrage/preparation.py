"""Everything between a fresh clone and a portal ready to serve; each step is done once."""

import os
import shutil
from pathlib import Path

from . import systeme, trousse
from .empreintes import Registre, empreinte, empreinte_fichiers
from .environnement import EXIGENCES, PYTHON, assurer_environnement
from .etapes import Arret, EnParallele, dire, executer
from .lieux import RACINE
from .serveurs import changer_url, psql, registre_de_la_base
from .session import Session, manage

APPLICATIONS = ("guichet", "inscriptions", "partenaires", "indicateurs")
GRAINE = "2017"
_COMPILER = """
import sys, pathlib, polib
for po in map(pathlib.Path, sys.argv[1:]):
    brouillon = po.with_suffix(".mo.tmp")
    polib.pofile(str(po)).save_as_mofile(str(brouillon))
    brouillon.replace(po.with_suffix(".mo"))
"""


def mettre_en_place(jeu: str) -> None:
    """Python packages, system libraries and design kit, together where nothing forbids it."""
    systeme.verifier_possible(venv_requis=not PYTHON.exists())
    with EnParallele() as ensemble:
        ensemble.lancer(assurer_environnement, jeu)
        ensemble.lancer(systeme.assurer_bibliotheques_pdf)
        if shutil.which("npm"):
            ensemble.lancer(trousse.assurer_trousse)
    trousse.assurer_trousse()
    compiler_traductions()


def compiler_traductions() -> None:
    """Compile the .po newer than their .mo."""
    anciens = [po for po in (RACINE / "locale").rglob("*.po") if _est_plus_recent(po, po.with_suffix(".mo"))]
    if anciens:
        executer([PYTHON, "-c", _COMPILER, *anciens], "Les traductions n'ont pas pu être compilées :")
        dire("Traductions compilées")


def _est_plus_recent(source: Path, produit: Path) -> bool:
    return not produit.exists() or source.stat().st_mtime > produit.stat().st_mtime


def migrer(session: Session) -> None:
    """Bring the database to the schema of this code."""
    fichiers = [f for nom in APPLICATIONS for f in (RACINE / nom).glob("**/migrations/*.py")]
    fichiers.append(RACINE / "guichet" / "cloison" / "droits.py")
    valeur = empreinte(empreinte_fichiers(fichiers), (EXIGENCES / "base.txt").read_text())
    if _est_fait(session, "migrations", valeur):
        return
    _manage(session, "migrate", "--noinput", "-v", "0")
    _manage(session, "accorder_droits")
    _noter(session, "migrations", valeur)
    dire("Base de données à jour")


def charger_referentiels(session: Session) -> None:
    """Load regions, languages, holidays, rules, example programmes, action plans: data that comes with the code."""
    valeur = empreinte_du_code()
    if _est_fait(session, "referentiels", valeur):
        return
    _manage(session, "charger_donnees")
    _noter(session, "referentiels", valeur)
    dire("Référentiels chargés")


def peupler(session: Session) -> None:
    """Build the synthetic province, only in a database without anybody."""
    if not _base_vide(session):
        return
    personnes = os.environ.get("PERSONNES", "5000")
    if not personnes.isdigit():
        raise Arret(f"PERSONNES doit être un nombre entier, pas « {personnes} ».", 2)
    dire(f"Création de la province de démonstration ({personnes} personnes)…")
    _manage(session, "peupler", "--personnes", personnes, "--graine", GRAINE)
    dire("Province de démonstration créée")


def rassembler_statiques(session: Session) -> None:
    """Copy the static files where the web process serves them from."""
    code = [f for nom in APPLICATIONS for f in (RACINE / nom).glob("static/**/*") if f.is_file()]
    fichiers = [f for f in (RACINE / "static").rglob("*") if f.is_file()]
    reglages = (RACINE / "guichet" / "settings").glob("*.py")
    valeur = empreinte(empreinte_fichiers([*code, *fichiers, *reglages]), (EXIGENCES / "base.txt").read_text())
    registre = Registre(session.lieux.base / "fichiers.json")
    if registre.est_a_jour("statiques", valeur):
        return
    _manage(session, "collectstatic", "--noinput", "-v", "0")
    registre.noter("statiques", valeur)
    dire("Fichiers statiques rassemblés")


def comptes_de_demonstration(session: Session) -> str:
    """The text of `comptes_demo`, kept while the code does not change."""
    fichier = session.lieux.base / "comptes.txt"
    valeur = empreinte_du_code()
    if not (_est_fait(session, "comptes", valeur) and fichier.exists()):
        fichier.write_text(_manage(session, "comptes_demo"))
        _noter(session, "comptes", valeur)
    return fichier.read_text()


def empreinte_du_code() -> str:
    """One digest for all that may change what the data commands do."""
    dossiers = [RACINE / nom for nom in APPLICATIONS]
    fichiers = [f for dossier in dossiers for f in dossier.rglob("*") if f.is_file() and f.suffix != ".pyc"]
    return empreinte_fichiers(f for f in fichiers if "demarrage" not in f.parts)


def _base_vide(session: Session) -> bool:
    base = session.adresses.roles["app"].partition("?")[0].rpartition("/")[2]
    admin = changer_url(session.adresses.admin, base=base)
    table = "guichet_personne"
    if not psql(admin, f"SELECT to_regclass('{table}')"):
        return True
    return psql(admin, f"SELECT EXISTS (SELECT FROM {table})") == "f"


def _est_fait(session: Session, etape: str, valeur: str) -> bool:
    """Whether the embedded database has seen this step; an external one may have changed, so ask it again."""
    return session.adresses.embarquee and registre_de_la_base(session.lieux).est_a_jour(etape, valeur)


def _noter(session: Session, etape: str, valeur: str) -> None:
    if session.adresses.embarquee:
        registre_de_la_base(session.lieux).noter(etape, valeur)


def _manage(session: Session, *arguments: str) -> str:
    """What a command of the code itself prints; its checks belong to the tests."""
    commande, env = manage(session, *arguments, "--skip-checks")
    return executer(commande, f"« manage.py {arguments[0]} » a échoué :", env=env, cwd=RACINE)
