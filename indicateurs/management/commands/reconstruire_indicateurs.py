"""Rebuild facts and roll-ups from the journal alone."""

from django.core.management.base import BaseCommand

from guichet.acteurs import Acteur
from guichet.cloison import portee
from indicateurs.actions.incorporer import reconstruire


class Command(BaseCommand):
    help = "Reconstruit les faits et les agrégats à partir du journal."

    def handle(self, *args: object, **options: object) -> None:
        with portee(Acteur.systeme()):
            nombre = reconstruire()
        self.stdout.write(f"{nombre} lignes de journal relues.")
