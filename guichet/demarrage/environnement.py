"""The virtual environment: built once from the hashed requirements, rebuilt when they change."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .empreintes import Registre, empreinte
from .etapes import Arret, EnParallele, dire, est_root, executer
from .lieux import RACINE, Verrou, dossier_var
from .systeme import installer_paquets, paquet_venv, python_a_venv

VENV = RACINE / ".venv"
PYTHON = VENV / "bin" / "python"
EXIGENCES = RACINE / "requirements"
_REGISTRE = Registre(VENV / ".empreinte.json")
_PIP = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-compile", "--no-deps", "--require-hashes"]
# Unpacking is work for the processor: one half for each of two.
_ENSEMBLE = 2


def paquets(nom: str) -> Path:
    """The folder of an installed package, or of any other entry of site-packages."""
    return VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages" / nom


def assurer_environnement(jeu: str) -> None:
    """Have .venv hold `local` (what the demo runs) or `dev` (what the tests add to it)."""
    with Verrou(dossier_var() / "installation.verrou").tenu():
        if _est_a_jour(jeu):
            return
        if not _est_a_jour("local"):
            _creer()
        dire("Installation des bibliothèques Python (une seule fois)…")
        installer(jeu)
        _REGISTRE.noter("local", _empreinte("local"))
        _REGISTRE.noter(jeu, _empreinte(jeu))
        dire("Bibliothèques Python installées")


def installer(jeu: str, *options: str | Path) -> None:
    """Install one hashed requirements file, half of it beside the other: each line says all it needs, no order."""
    with tempfile.TemporaryDirectory() as dossier, EnParallele() as ensemble:
        exigences = exigences_de((EXIGENCES / f"{jeu}.txt").read_text())
        for rang in range(min(_ENSEMBLE, len(exigences))):
            fichier = Path(dossier) / f"{jeu}-{rang}.txt"
            fichier.write_text("".join(exigences[rang::_ENSEMBLE]))
            ensemble.lancer(_installer, fichier, *options)


def _installer(fichier: Path, *options: str | Path) -> None:
    executer(
        [PYTHON, *_PIP, *options, "-r", fichier],
        "L'installation des bibliothèques Python a échoué :",
        env=os.environ | {"PIP_ROOT_USER_ACTION": "ignore"},
    )


def exigences_de(texte: str) -> list[str]:
    """Each requirement with the lines of its hashes."""
    exigences: list[str] = []
    for ligne in texte.splitlines(keepends=True):
        if ligne[:1].isalnum():
            exigences.append(ligne)
        elif exigences and ligne.startswith(" "):
            exigences[-1] += ligne
    return exigences


def _empreinte(jeu: str) -> str:
    return empreinte(sys.version, sys.prefix, VENV, (EXIGENCES / f"{jeu}.txt").read_text())


def _est_a_jour(jeu: str) -> bool:
    return PYTHON.exists() and _REGISTRE.est_a_jour(jeu, _empreinte(jeu))


def _creer() -> None:
    _assurer_venv()
    dire(f"Création de l'environnement Python {sys.version_info[0]}.{sys.version_info[1]}")
    executer([sys.executable, "-m", "venv", "--clear", VENV], "L'environnement Python n'a pas pu être créé :")


def _assurer_venv() -> None:
    """Debian ships Python without `venv`: install it when we may, else say how."""
    if python_a_venv():
        return
    if est_root() and shutil.which("apt-get"):
        installer_paquets([paquet_venv()])
        if subprocess.run([sys.executable, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL).returncode == 0:
            return
    raise Arret(f"Le module venv de Python manque. Exécutez : sudo apt-get install -y {paquet_venv()}")
