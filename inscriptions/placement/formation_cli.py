"""The file contract of formation on the command line: files in, files out, no database.

Exit codes: 0, done and right; 1, a result that must not be trusted, or decisions that cannot hold together; 2, a
malformed or unreadable input.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from inscriptions.placement import formation_verifier, verifier_format
from inscriptions.placement.cli import FAIT, MALFORME, REFUSE, avancement, commande, dire, ecrire, juger, lire
from inscriptions.placement.formation_instance import Formation
from inscriptions.placement.formation_lecture import lire_formation
from inscriptions.placement.formation_resoudre import Irrealisable, appliquer_la_regle, resoudre_formation
from inscriptions.placement.instance import DonneesMalformees
from inscriptions.placement.lecture import decoder

Exporteur = Callable[[str, str], Formation]


def ajouter_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the three sub-commands."""
    commandes = parser.add_subparsers(dest="commande", required=True, metavar="COMMANDE")
    exporter = commande(commandes, "exporter", "écrire le problème d'une région et d'une session", sortie=True)
    exporter.add_argument("region", metavar="REGION")
    exporter.add_argument("session", metavar="SESSION")
    resolution = commande(commandes, "resoudre", "choisir les groupes à ouvrir, avec l'écart prouvé", sortie=True)
    resolution.add_argument("instance", metavar="FORMATION")
    verification = commande(commandes, "verifier", "juger un résultat sans rien partager avec le calcul")
    verification.add_argument("instance", metavar="FORMATION")
    verification.add_argument("resultat", metavar="RESULTAT")


def executer(options: argparse.Namespace, exporteur: Exporteur | None = None) -> int:
    """Run one sub-command and give back its exit code; what is wrong goes to the error output."""
    try:
        return COMMANDES[options.commande](options, exporteur)
    except Irrealisable as refus:
        dire(str(refus))
        return REFUSE
    except (DonneesMalformees, verifier_format.FormatInvalide) as erreur:
        dire(str(erreur))
    except OSError as erreur:
        dire(f"{erreur.filename} : fichier introuvable ou inaccessible ({erreur.strerror})")
    return MALFORME


def main(arguments: Sequence[str] | None = None) -> int:
    """Run without any framework, for whoever wants to check a result at home."""
    parser = argparse.ArgumentParser(prog="formation", description="Choix des groupes à ouvrir.")
    ajouter_arguments(parser)
    return executer(parser.parse_args(arguments))


def _exporter(options: argparse.Namespace, exporteur: Exporteur | None) -> int:
    if exporteur is None:
        dire("exporter : cette commande lit la base, lancez-la par ./portail manage formation exporter")
        return MALFORME
    ecrire(options, exporteur(options.region, options.session).canonique())
    return FAIT


def _resoudre(options: argparse.Namespace, _: Exporteur | None) -> int:
    parler = avancement(options)
    parler(f"lecture de {options.instance}")
    formation = lire_formation(lire(options.instance, decoder))
    resultat = resoudre_formation(formation, parler)
    regle = appliquer_la_regle(formation)[1]
    premier = resultat.criteres[0]
    parler(
        f"{len(resultat.ouvertures)} groupes ouverts, {premier.valeur} personnes dans la norme "
        f"sur {premier.borne} au plus, {regle[0]} par la règle du pouce"
    )
    ecrire(options, resultat.canonique())
    return FAIT


def _verifier(options: argparse.Namespace, _: Exporteur | None) -> int:
    parler = avancement(options)
    documents = []
    for chemin in (options.instance, options.resultat):
        parler(f"lecture de {chemin}")
        documents.append(lire(chemin, verifier_format.ouvrir))
    parler("vérification")
    return juger(formation_verifier.violations_formation(*documents))


COMMANDES = {"exporter": _exporter, "resoudre": _resoudre, "verifier": _verifier}


if __name__ == "__main__":
    sys.exit(main())
