"""The file contract on the command line: files in, files out, no database.

Exit codes: 0, done and right; 1, a result that must not be trusted; 2, a malformed or unreadable input.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inscriptions.placement import expliquer as explications
from inscriptions.placement import verifier_format
from inscriptions.placement.instance import VERSION, DonneesMalformees, Instance, en_octets
from inscriptions.placement.lecture import decoder, lire_instance, lire_resultat
from inscriptions.placement.lecture_rapide import lire_canonique
from inscriptions.placement.phrases import en_phrases
from inscriptions.placement.resoudre import resoudre
from inscriptions.placement.verifier import violations
from inscriptions.placement.verifier_tables import tables

Exporteur = Callable[[str, str], Instance]

FAIT, REFUSE, MALFORME = 0, 1, 2


def ajouter_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the four sub-commands."""
    commandes = parser.add_subparsers(dest="commande", required=True, metavar="COMMANDE")
    exporter = commande(commandes, "exporter", "écrire l'instance d'une région et d'une session", sortie=True)
    exporter.add_argument("region", metavar="REGION", help="son code, ou « tout » pour la province")
    exporter.add_argument("session", metavar="SESSION")
    resolution = commande(commandes, "resoudre", "calculer le placement et son certificat", sortie=True)
    resolution.add_argument("instance", metavar="INSTANCE")
    verification = commande(commandes, "verifier", "juger un résultat sans rien partager avec le calcul")
    explication = commande(commandes, "expliquer", "dire pourquoi une personne n'a pas de place", sortie=True)
    explication.add_argument("--personne", action="append", metavar="ID", help="toutes les personnes sans place, sinon")
    for nouvelle in (verification, explication):
        nouvelle.add_argument("instance", metavar="INSTANCE")
        nouvelle.add_argument("resultat", metavar="RESULTAT")


def executer(options: argparse.Namespace, exporteur: Exporteur | None = None) -> int:
    """Run one sub-command and give back its exit code; what is wrong goes to the error output."""
    try:
        return COMMANDES[options.commande](options, exporteur)
    except (DonneesMalformees, verifier_format.FormatInvalide) as erreur:
        dire(str(erreur))
    except OSError as erreur:
        dire(f"{erreur.filename} : fichier introuvable ou inaccessible ({erreur.strerror})")
    return MALFORME


def main(arguments: Sequence[str] | None = None) -> int:
    """Run without any framework, for whoever wants to check a result at home."""
    parser = argparse.ArgumentParser(prog="placement", description="Placement des personnes dans les groupes.")
    ajouter_arguments(parser)
    return executer(parser.parse_args(arguments))


def _exporter(options: argparse.Namespace, exporteur: Exporteur | None) -> int:
    if exporteur is None:
        dire("exporter : cette commande lit la base, lancez-la par ./portail manage placement exporter")
        return MALFORME
    ecrire(options, exporteur(options.region, options.session).canonique())
    return FAIT


def _resoudre(options: argparse.Namespace, _: Exporteur | None) -> int:
    parler = avancement(options)
    parler(f"lecture de {options.instance}")
    instance = _instance(options.instance)
    resultat = resoudre(instance, parler)
    placees, toutes = len(resultat.placements), len(instance.personnes.ids)
    parler(f"{placees} personnes placées sur {toutes}, coût {resultat.cout}")
    ecrire(options, resultat.canonique())
    return FAIT


def _verifier(options: argparse.Namespace, _: Exporteur | None) -> int:
    parler = avancement(options)
    parler(f"lecture de {options.instance}")
    probleme = lire(options.instance, tables)
    parler(f"lecture de {options.resultat}")
    reponse = lire(options.resultat, verifier_format.ouvrir)
    parler("vérification")
    return juger(violations(probleme, reponse))


def _expliquer(options: argparse.Namespace, _: Exporteur | None) -> int:
    parler = avancement(options)
    instance, reponse = _instance(options.instance), lire(options.resultat, decoder)
    resultat = lire_resultat(reponse)
    if code := juger(violations(lire(options.instance, tables), reponse)):
        return code
    situation = explications.Situation(instance, resultat)
    demandees = options.personne or situation.sans_place()
    lignes = []
    for i, personne in enumerate(sorted(set(demandees)), start=1):
        parler(f"explication {i} : {personne}")
        explication = situation.expliquer(personne)
        lignes.append({**asdict(explication), "phrases": en_phrases(explication)})
    ecrire(options, en_octets({"version": VERSION, "empreinte": instance.empreinte(), "explications": lignes}))
    return FAIT


COMMANDES = {"exporter": _exporter, "resoudre": _resoudre, "verifier": _verifier, "expliquer": _expliquer}


def commande(commandes: Any, nom: str, aide: str, *, sortie: bool = False) -> argparse.ArgumentParser:
    """A sub-command with its common options."""
    nouvelle: argparse.ArgumentParser = commandes.add_parser(nom, help=aide, description=aide)
    nouvelle.add_argument("--progression", action="store_true", help="dire l'avancement sur la sortie d'erreur")
    if sortie:
        nouvelle.add_argument("-o", dest="sortie", metavar="FICHIER", help="écrire ici plutôt que sur la sortie")
    return nouvelle


def avancement(options: argparse.Namespace) -> Callable[[str], None]:
    """Where the run says how far it is: nowhere unless asked."""
    return dire if options.progression else lambda _: None


def juger(problemes: Iterable[str]) -> int:
    """Say each violated property; the exit code."""
    problemes = list(problemes)
    for probleme in problemes:
        dire(probleme)
    return REFUSE if problemes else FAIT


def _instance(chemin: str) -> Instance:
    return lire(chemin, lire_canonique) or lire_instance(lire(chemin, decoder))


def lire(chemin: str, decodeur: Callable[[bytes], Any]) -> Any:
    """The JSON value of a file; when there is none to read, the message names the file."""
    try:
        return decodeur(Path(chemin).read_bytes())
    except (DonneesMalformees, verifier_format.FormatInvalide) as erreur:
        raise DonneesMalformees(chemin, str(erreur)) from erreur


def ecrire(options: argparse.Namespace, octets: bytes) -> None:
    """Write the whole file or nothing: a reader never sees half a result."""
    if not options.sortie:
        sys.stdout.buffer.write(octets)
        sys.stdout.buffer.flush()
        return
    cible = Path(options.sortie)
    descripteur, provisoire = tempfile.mkstemp(dir=cible.parent, prefix=f".{cible.name}.")
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(octets)
        os.replace(provisoire, cible)
    except BaseException:
        Path(provisoire).unlink(missing_ok=True)
        raise


def dire(message: str) -> None:
    """One line on the error output."""
    sys.stderr.write(message + "\n")


if __name__ == "__main__":
    sys.exit(main())
