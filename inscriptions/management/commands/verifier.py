"""Check what must always be true of the data; exit 1 on a breach."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.queries.invariants import INVARIANTS, manquements


class Command(BaseCommand):
    help = "Vérifie les invariants des données; sort avec 1 au premier manquement."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say each broken promise with its first rows, or that all hold."""
        with portee(Acteur.systeme()):
            trouves = manquements()
        for manquement in trouves:
            exemples = ", ".join(manquement.exemples)
            self.stderr.write(f"{manquement.enonce} {manquement.nombre} manquement(s), dont : {exemples}")
        if trouves:
            raise CommandError(f"{len(trouves)} invariants sur {len(INVARIANTS)} ne tiennent pas.")
        self.stdout.write(f"Les {len(INVARIANTS)} invariants tiennent.")
