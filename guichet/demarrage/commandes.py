"""What can follow `./portail`."""

import sys

from .etapes import Arret, abandonner, annoncer, dire
from .processus import Interruption, ecouter_les_signaux, executer_au_premier_plan

AIDE = """\
Usage : ./portail COMMANDE

  demo               met en place et lance tout le portail : données fictives, web, tâches de fond ;
                     affiche l'adresse et les comptes ; Ctrl-C arrête tout
  test [ARGUMENTS]   vérifie tout : style, importations, gabarits, migrations, types, essais ;
                     avec des arguments, seulement pytest sur ceux-ci
  epreuves [ARG…]    les preuves longues : pannes, étanchéité, restauration
  bench [ARG…]       le tableau des mesures : nom, valeur, limite, rapport
  manage ARG…        manage.py, sur la base de la démonstration
  aide               ce texte

Variables d'environnement :
  PORT          port du portail (8000, ou le premier libre ensuite)
  HOTE          adresse d'écoute (127.0.0.1)
  PERSONNES     taille de la province de démonstration (5000)
  PORTAIL_URL   adresse publique, si un serveur mandataire précède le portail
  PORTAIL_VAR   dossier des données (./var ; pour root, sous /var/lib/portail)
  DATABASE_URL  un PostgreSQL existant, par son administrateur, au lieu du serveur embarqué
  REDIS_URL     un Valkey ou Redis existant, au lieu du serveur embarqué
"""
# Commands that need no up-to-date schema, or that make it so.
_SANS_MIGRATION = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "check", "help", "--help", "version"}


def demo(arguments: list[str]) -> int:
    """Serve the portal."""
    from .demo import lancer

    if arguments:
        raise Arret("« demo » ne prend pas d'argument : voyez ./portail aide", 2)
    return lancer()


def tester(arguments: list[str]) -> int:
    """Judge the code."""
    from .essais import tester

    return tester(arguments)


def eprouver(arguments: list[str]) -> int:
    """Run the long proofs."""
    from .essais import eprouver

    return eprouver(arguments)


def mesurer(arguments: list[str]) -> int:
    """Run the bench."""
    from .essais import mesurer

    return mesurer(arguments)


def gerer(arguments: list[str]) -> int:
    """Run manage.py as the owner, on the live demo's servers or on its own."""
    from .preparation import mettre_en_place, migrer
    from .session import emprunter, manage

    mettre_en_place("local")
    with emprunter("demo", "guichet.settings.demo") as (session, a_nous):
        if a_nous and arguments and arguments[0] not in _SANS_MIGRATION:
            migrer(session)
        commande, env = manage(session, *arguments)
        return executer_au_premier_plan([str(mot) for mot in commande], env)


def aider(_arguments: list[str]) -> int:
    """Say what can be done."""
    annoncer(AIDE)
    return 0


COMMANDES = {
    "demo": demo,
    "test": tester,
    "epreuves": eprouver,
    "bench": mesurer,
    "manage": gerer,
    "aide": aider,
    "-h": aider,
    "--help": aider,
}


def main(arguments: list[str]) -> int:
    """Run one command; an expected failure is one French message, never a traceback."""
    nom, *reste = arguments or ["aide"]
    if nom not in COMMANDES:
        print(f"Commande inconnue : {nom}\n\n{AIDE}", file=sys.stderr)
        return 2
    ecouter_les_signaux()
    try:
        return COMMANDES[nom](reste)
    except Arret as arret:
        print(f"\n{arret}", file=sys.stderr)
        return arret.code
    except Interruption as interruption:
        dire("Tout est arrêté")
        return 0 if nom == "demo" else interruption.code
    finally:
        abandonner()
