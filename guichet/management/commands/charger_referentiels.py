"""Load the reference data delivered with the portal."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guichet.referentiels.chargement import ReferentielFige, charger_referentiels

PREMIER_HORIZON = 2030
ANNEES_D_AVANCE = 4


class Command(BaseCommand):
    """Create, correct and close reference rows; run it as often as wanted."""

    help = "Charge les données de référence : crée, corrige, ferme par une date; ne supprime rien qui a servi."

    def add_arguments(self, parser) -> None:
        """Declare how far the calendar of holidays goes."""
        parser.add_argument("--derniere-annee", type=int, help="dernière année du calendrier des jours fériés")

    def handle(self, *args, derniere_annee: int | None = None, **options) -> None:
        """Load everything as of today and print what changed."""
        au = timezone.localdate()
        horizon = derniere_annee or max(PREMIER_HORIZON, au.year + ANNEES_D_AVANCE)
        try:
            bilans = charger_referentiels(au=au, derniere_annee=horizon)
        except ReferentielFige as erreur:
            raise CommandError(
                f"Cette valeur est déjà en vigueur, elle ne se réécrit pas : {erreur}. "
                "Fermez la période et ajoutez une ligne datée."
            ) from erreur
        for bilan in bilans:
            nom = str(bilan.modele._meta.verbose_name_plural)
            self.stdout.write(
                f"{nom:<35}{bilan.total:>6}  créées {bilan.crees}, corrigées {bilan.corriges}, fermées {bilan.fermes}"
            )
