"""System libraries that no Python package brings: Pango for PDF, a browser for the tests."""

import ctypes
import importlib.util
import os
import shutil
import sys
import threading
from pathlib import Path

from .etapes import Arret, dire, est_root, executer

_BIBLIOTHEQUES_LINUX = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
_PAQUETS_PDF = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"]
_NAVIGATEURS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_un_apt_a_la_fois = threading.Lock()


def assurer_bibliotheques_pdf() -> None:
    """Have Pango and its companions, else stop with the command that installs them."""
    if not _bibliotheques_absentes():
        return
    if _peut_installer():
        dire("Installation des bibliothèques PDF du système…")
        installer_paquets(_PAQUETS_PDF)
        if not _bibliotheques_absentes():
            dire("Bibliothèques PDF installées")
            return
    raise Arret(f"Les bibliothèques PDF manquent ({', '.join(_bibliotheques_absentes())}). {_remede(_PAQUETS_PDF)}")


def verifier_possible(*, venv_requis: bool) -> None:
    """Stop at once, before any download, naming all that is missing when we may not install it."""
    if _peut_installer():
        return
    paquets = [paquet_venv()] if venv_requis and not python_a_venv() else []
    if _bibliotheques_absentes():
        paquets += _PAQUETS_PDF
    if paquets:
        raise Arret(f"Il manque des paquets du système. {_remede(paquets)}")


def python_a_venv() -> bool:
    """Whether this Python can build environments; Debian ships it without."""
    return bool(importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"))


def paquet_venv() -> str:
    """The Debian package that adds `venv` to this Python."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def assurer_navigateur() -> str:
    """The path of a Chromium for the browser tests, else stop with the command that installs it."""
    if chemin := trouver_navigateur():
        return chemin
    if _peut_installer():
        dire("Installation de Chromium pour les essais dans un navigateur…")
        installer_paquets(["chromium"])
        if chemin := trouver_navigateur():
            dire("Chromium installé")
            return chemin
    raise Arret(f"Chromium manque : les essais dans un navigateur en ont besoin. {_remede(['chromium'])}")


def trouver_navigateur() -> str | None:
    """`PORTAIL_CHROMIUM`, else the first known browser on the path."""
    if choisi := os.environ.get("PORTAIL_CHROMIUM"):
        return choisi if Path(choisi).exists() else None
    return next((chemin for nom in _NAVIGATEURS if (chemin := shutil.which(nom))), None)


def installer_paquets(paquets: list[str]) -> None:
    """Install Debian packages as root, one apt-get at a time."""
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    attente = ["-o", "DPkg::Lock::Timeout=180"]
    commande = ["apt-get", *attente, "install", "-y", "-qq", "--no-install-recommends", *paquets]
    with _un_apt_a_la_fois:
        executer(["apt-get", *attente, "update", "-qq"], "apt-get update a échoué :", env=env)
        executer(commande, f"L'installation de {' '.join(paquets)} a échoué :", env=env)


def _bibliotheques_absentes() -> list[str]:
    if sys.platform != "linux":
        return []  # Elsewhere WeasyPrint names what it misses when the first document is made.
    return [nom for nom in _BIBLIOTHEQUES_LINUX if not _se_charge(nom)]


def _se_charge(nom: str) -> bool:
    try:
        ctypes.CDLL(nom)
    except OSError:
        return False
    return True


def _peut_installer() -> bool:
    return est_root() and shutil.which("apt-get") is not None


def _remede(paquets: list[str]) -> str:
    commande = f"apt-get install -y --no-install-recommends {' '.join(paquets)}"
    return f"Exécutez : {'' if est_root() else 'sudo '}{commande}"
