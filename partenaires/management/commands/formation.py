"""`formation exporter|resoudre|verifier`: the file contract; only `exporter` opens the database."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inscriptions.placement import formation_cli
from inscriptions.placement.formation_instance import Formation


class Command(BaseCommand):
    """Translate the command line for the engine."""

    help = "Formation des groupes : exporter, résoudre, vérifier."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the engine's own sub-commands."""
        formation_cli.ajouter_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the sub-command; its exit code is the answer."""
        sys.exit(formation_cli.executer(argparse.Namespace(**options), exporter))


def exporter(region: str, session: str) -> Formation:
    """The problem of a region and session, read from the database."""
    from django.utils import timezone

    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from guichet.models import Region
    from inscriptions.models import SessionCours
    from partenaires.queries.formation import probleme_de

    trouvee = SessionCours.objects.filter(pk=session).first()
    if trouvee is None:
        raise CommandError(f"session inconnue « {session} »")
    if not Region.objects.filter(pk=region).exists():
        raise CommandError(f"région inconnue « {region} »")
    with portee(Acteur.systeme()):
        return probleme_de(session=trouvee, regions=[region], le=timezone.now(), graine=0).formation
