"""Write the example programmes delivered with the portal."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from partenaires.actions.exemples import charger_programmes


class Command(BaseCommand):
    """Write those that are missing; run it as often as wanted."""

    help = "Charge les programmes donnés en exemple, une fois; ne touche pas à ceux qui sont déjà là."

    def handle(self, *args, **options) -> None:
        """Write them and print which."""
        with portee(Acteur.systeme()):
            programmes = charger_programmes(le=timezone.now())
        for programme in programmes:
            self.stdout.write(f"Programme créé : {programme}")
