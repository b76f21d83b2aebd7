"""Write the life cycles' page of the documentation."""

from django.conf import settings
from django.core.management.base import BaseCommand

from guichet.cycle.diagramme import page


class Command(BaseCommand):
    help = "Écrit docs/cycles.md à partir des tables des cycles."

    def handle(self, *args: object, **options: object) -> None:
        (settings.RACINE / "docs" / "cycles.md").write_text(page(), "utf-8")
        self.stdout.write("docs/cycles.md est à jour.")
