"""`jeton_admissions`: the keys by which other ministries' systems send admissions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from indicateurs.actions.admissions_api import creer_jeton, revoquer_jeton


class Command(BaseCommand):
    help = "Crée ou révoque le jeton d’API d’un système qui envoie des admissions; le secret ne s’affiche qu’une fois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("geste", choices=["creer", "revoquer"])
        parser.add_argument("nom", help="nom du système")

    def handle(self, *, geste: str, nom: str, **_: Any) -> None:
        with portee(Acteur.systeme()):
            if geste == "creer":
                jeton, secret = creer_jeton(nom=nom, le=timezone.now())
                self.stdout.write(f"{secret}\nValable jusqu’au {jeton.expire_le:%Y-%m-%d}.")
            elif not revoquer_jeton(nom=nom, le=timezone.now()):
                raise CommandError("Aucun jeton de ce nom n’est en vigueur.")
