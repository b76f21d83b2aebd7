"""`placement exporter|resoudre|verifier|expliquer`: the file contract; only `exporter` opens the database."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from inscriptions.placement import cli
from inscriptions.placement.instance import DonneesMalformees, Instance

PROVINCE = "tout"


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
    """The instance of one region, or of the whole province (« tout »), for a session; the seed is the day's number."""
    from django.utils import timezone

    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from guichet.models import Region
    from inscriptions.models import SessionCours
    from inscriptions.queries.placement import instance_de

    le = timezone.now()
    with portee(Acteur.systeme()):
        choisies = Region.objects.all() if region == PROVINCE else Region.objects.filter(code=region)
        regions = list(choisies.values_list("code", flat=True))
        trouvee = SessionCours.objects.filter(code=session).first()
        if not regions:
            raise DonneesMalformees("REGION", f"région inconnue « {region} »")
        if trouvee is None:
            raise DonneesMalformees("SESSION", f"session inconnue « {session} »")
        graine = timezone.localdate(le).toordinal()
        return instance_de(session=trouvee, regions=regions, le=le, graine=graine).instance
