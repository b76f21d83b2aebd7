"""Load all that the code delivers, in one process: reference data, then the examples of the other applications."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

# Each may be run alone.
COMMANDES = ("charger_referentiels", "charger_programmes", "charger_plans")


class Command(BaseCommand):
    """Run the three commands; as often as wanted."""

    help = "Charge tout ce que le code livre : référentiels, programmes donnés en exemple, plans d’action."

    def handle(self, *args, **options) -> None:
        """Run each and print what it prints."""
        for commande in COMMANDES:
            call_command(commande, skip_checks=True, stdout=self.stdout)
