"""`prevision_retro`: judge past forecasts of waits, region by region."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.actions.prevision_attente import juger_le_passe
from inscriptions.models import EtalonnageAttente


class Command(BaseCommand):
    help = "Refait les prévisions d'attente passées et dit, par région, quelle part a commencé avant la borne."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jour", type=date.fromisoformat, help="dernier jour connu (aujourd'hui)")
        parser.add_argument("--garder", action="store_true", help="garder le résultat comme étalonnage de ce jour")

    def handle(self, *, jour: date | None, garder: bool, **options: Any) -> None:
        """Print one line per region that was judged."""
        le = timezone.now()
        jour = jour or timezone.localdate(le)
        with portee(Acteur.systeme()):
            if garder and EtalonnageAttente.objects.filter(jour=jour).exists():
                raise CommandError("Un étalonnage de ce jour est déjà gardé.")
            edition = juger_le_passe(jour=jour, le=le)
            if garder:
                edition.save()
        self.stdout.write("région débuts personnes 8/10 5/10 8/10-brute 8/10-naïve")
        for ligne in edition.regions:
            if ligne["p80"] is not None:
                parts = " ".join(_part(ligne[nom]) for nom in ("p80", "p50", "brute", "naive"))
                self.stdout.write(f"{ligne['region']} {ligne['departs']} {ligne['personnes']} {parts}")


def _part(part: float | None) -> str:
    return "–" if part is None else f"{part:.3f}"
