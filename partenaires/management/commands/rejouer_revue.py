"""Ask again every question of a review; exit 1 when a figure is no longer what was written."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guichet.acteurs import Acteur
from guichet.cloison import portee
from partenaires.models import Revue
from partenaires.queries.revue import empreinte, rejouer


class Command(BaseCommand):
    help = "Recalcule les chiffres d'une revue de mi-parcours et dit s'ils sont ceux qui furent écrits."

    def add_arguments(self, parser: CommandParser) -> None:
        """The number of the entente; all its reviews are played again."""
        parser.add_argument("entente", help="numéro de l'entente, par exemple E-2026-00042")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say each difference, or that every figure holds."""
        with portee(Acteur.systeme()):
            revues = list(
                Revue.objects.filter(entente__numero=options["entente"]).select_related("entente__organisation")
            )
            if not revues:
                raise CommandError(f"Aucune revue pour l'entente {options['entente']}.")
            fautes = sum(self._rejouer(revue) for revue in revues)
        if fautes:
            raise CommandError(f"{fautes} chiffre(s) diffèrent.")

    def _rejouer(self, revue: Revue) -> int:
        if empreinte(revue.contenu) != revue.empreinte:
            self.stderr.write(f"{revue} : le contenu ne répond plus à son empreinte.")
            return 1
        differences = rejouer(revue.entente, revue.contenu)
        for difference in differences:
            dit, trouve = difference.dit["realise"], difference.trouve.get("realise")
            self.stderr.write(f"{revue} : {difference.code}, écrit {dit}, trouvé {trouve}")
        if not differences:
            self.stdout.write(f"{revue} : {len(revue.contenu['figures'])} chiffres identiques.")
        return len(differences)
