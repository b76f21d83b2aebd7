"""`placement exporter|resoudre|verifier|expliquer`: the file contract; only `exporter` opens the database."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from inscriptions.placement import cli
from inscriptions.placement.instance import Instance


class Command(BaseCommand):
    """Translate the command line for the engine."""

    help = "Placement des personnes dans les groupes : exporter, résoudre, vérifier, expliquer."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the engine's own sub-commands."""
        cli.ajouter_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the sub-command; its exit code is the answer."""
        sys.exit(cli.executer(argparse.Namespace(**options), exporter))


def exporter(region: str, session: str) -> Instance:
    """The instance of a region and session, read from the database."""
    from inscriptions.queries.placement import instance_de

    return instance_de(region, session)
