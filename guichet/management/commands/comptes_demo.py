"""`comptes_demo`: make and print the demonstration's accounts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guichet.demo.comptes import COMPTES, FAMILLES, MOT_DE_PASSE, SECRET_TOTP
from guichet.demo.preparer import HorsDemonstration, ProvinceVide, preparer_comptes
from guichet.demo.questions import figer_la_derniere, preparer_questions


class Command(BaseCommand):
    help = "Crée et affiche un compte par rôle (démonstration seulement)."

    def handle(self, **options: Any) -> None:
        try:
            preparer_comptes(jour=timezone.localdate())
            with ThreadPoolExecutor(1) as fil:
                edition = fil.submit(figer_la_derniere, timezone.now())
                preparer_questions(le=timezone.now())
                edition.result()
        except HorsDemonstration as erreur:
            raise CommandError("Ces comptes n'existent que dans la démonstration (guichet.settings.demo).") from erreur
        except ProvinceVide as erreur:
            raise CommandError("La province est vide : lancez d'abord « peupler ».") from erreur
        self.stdout.write(f"  Mot de passe de tous les comptes : {MOT_DE_PASSE}")
        self.stdout.write(f"  Second facteur (secret TOTP) des partenaires et du ministère : {SECRET_TOTP}\n")
        for famille, titre in FAMILLES:
            self.stdout.write(f"\n  {titre}")
            for compte in COMPTES:
                if compte.famille == famille:
                    self.stdout.write(f"    {compte.courriel:<36} {compte.titre}")
