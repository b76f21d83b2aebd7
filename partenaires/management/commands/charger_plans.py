"""Write the action plans delivered with the portal."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from partenaires.actions.plans_fournis import charger_plans


class Command(BaseCommand):
    """Write what is missing, correct the words; run it as often as wanted."""

    help = "Charge les plans d’action fournis; ne touche jamais à l’état d’une ligne."

    def handle(self, *args, **options) -> None:
        """Write them and print how many lines are new."""
        with portee(Acteur.systeme()):
            creees = charger_plans(le=timezone.now())
        self.stdout.write(f"Lignes de plan créées : {len(creees)}")
