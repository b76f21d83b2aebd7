"""Give each database role its rights; run by the owner after each migration."""

from django.core.management.base import BaseCommand

from guichet.cloison.droits import appliquer


class Command(BaseCommand):
    help = "Accorde à chaque rôle de la base ses droits, et eux seuls (à lancer après migrate)."

    def handle(self, *args: object, **options: object) -> None:
        nombre = appliquer()
        self.stdout.write(f"Droits accordés sur {nombre} tables.")
