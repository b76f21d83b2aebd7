"""Walls, keys and guards of follow-ups, attempts, losses and campaigns."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.cycle.operations import GarderEtat

TOUS = {"personne": "personne_id", "organisation": "organisation_id", "region": "region_id"}
DEMANDE = ("inscriptions_inscription", ("id", "personne_id", "region_id"))


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0019_suivis_et_campagnes"), ("guichet", "0010_journal_des_services")]

    operations = [
        # Who is followed and why is for those who follow; the person reads the attempts made to reach her.
        Cloisonner("inscriptions_suivipersonne", organisation="organisation_id", region="region_id"),
        Cloisonner("inscriptions_tentativecontact", **TOUS),
        Cloisonner("inscriptions_complementdeperte", region="region_id"),
        # An adviser limited to some regions sees the campaigns that touch one of them, and draws in hers alone.
        Cloisonner("inscriptions_campagnerelance", autres=(("region", "regions::text[] && {regions}"),)),
        Cloisonner("inscriptions_participationcampagne", region="region_id"),
        ClesComposites(
            ("inscriptions_suivipersonne", ("inscription_id", "personne_id", "region_id"), *DEMANDE),
            (
                "inscriptions_suivipersonne",
                ("place_id", "personne_id", "organisation_id", "region_id"),
                "inscriptions_place",
                ("id", "personne_id", "organisation_id", "region_id"),
            ),
            (
                "inscriptions_tentativecontact",
                ("suivi_id", "personne_id"),
                "inscriptions_suivipersonne",
                ("id", "personne_id"),
            ),
            ("inscriptions_complementdeperte", ("inscription_id", "personne_id", "region_id"), *DEMANDE),
            ("inscriptions_participationcampagne", ("inscription_id", "personne_id", "region_id"), *DEMANDE),
        ),
        GarderEtat("inscriptions_suivipersonne", "suivi_personne", ("ouvert",)),
        GarderEtat("inscriptions_campagnerelance", "campagne_relance", ("preparee",)),
    ]
