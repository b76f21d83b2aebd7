"""Import the municipalities of Québec from a CSV file."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from guichet.models import Municipalite, PrefixeMunicipal
from guichet.referentiels.cache import vider
from guichet.referentiels.chargement import charger
from guichet.referentiels.jeux import Jeu, Ligne
from guichet.referentiels.tri import cle_tri


class Command(BaseCommand):
    """Replace the starting list by an official one; what the file no longer has is closed by date."""

    help = "Importe les municipalités d’un fichier CSV (colonnes code, nom); la région vient du code."

    def add_arguments(self, parser) -> None:
        """Declare the file and what its rows are worth."""
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--source", required=True, help="nom et date du répertoire importé")
        parser.add_argument("--fermer-absentes", action="store_true", help="ferme les municipalités absentes")

    def handle(self, *args, fichier: Path, source: str, fermer_absentes: bool, **options) -> None:
        """Read the whole file first: nothing is written when a line is wrong."""
        regions = dict(PrefixeMunicipal.objects.values_list("prefixe", "region_id"))
        jeu = Jeu(Municipalite, _lire(fichier, regions, source=source))
        with transaction.atomic():
            bilan = charger(jeu, au=timezone.localdate(), fermer_les_absentes=fermer_absentes)
        vider()
        self.stdout.write(
            f"{bilan.total} lues, {bilan.crees} créées, {bilan.corriges} corrigées, {bilan.fermes} fermées"
        )


def _lire(fichier: Path, regions: dict[str, str], *, source: str) -> list[Ligne]:
    """The rows of the file, each with its region; a wrong line is refused by its number."""
    try:
        with fichier.open(encoding="utf-8-sig", newline="") as flux:
            lecteur = csv.DictReader(flux)
            if not {"code", "nom"} <= set(lecteur.fieldnames or ()):
                raise CommandError("Le fichier doit avoir les colonnes code et nom.")
            return [_ligne(brute, regions, source=source, numero=i) for i, brute in enumerate(lecteur, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as erreur:
        raise CommandError(f"Le fichier {fichier} ne se lit pas : {erreur}") from erreur


def _ligne(brute: dict, regions: dict[str, str], *, source: str, numero: int) -> Ligne:
    """One row ready to load."""
    code, nom = (brute["code"] or "").strip(), (brute["nom"] or "").strip()
    if len(code) != 5 or not code.isdigit() or code[:2] not in regions or not 0 < len(nom) <= 100:
        raise CommandError(f"Ligne {numero} : le code doit avoir 5 chiffres connus, et le nom 1 à 100 caractères.")
    return {
        "code": code,
        "nom": nom,
        "cle_tri": cle_tri(nom),
        "region_id": regions[code[:2]],
        "source": source,
        "certitude": "verifie",
    }
