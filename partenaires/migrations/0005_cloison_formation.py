from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.cycle.operations import GarderEtat


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0004_formation")]

    operations = [
        # An adviser limited to some regions sees the runs that touch one of them.
        Cloisonner("partenaires_executionformation", autres=(("region", "regions::text[] && {regions}"),)),
        # Seats cross regions: every adviser sees what any partner was asked to open.
        Cloisonner("partenaires_ouverture", organisation="organisation_id", autres=(("region", "true"),)),
        ClesComposites(
            (
                "partenaires_ouverture",
                ("propose_id", "organisation_id"),
                "partenaires_groupepropose",
                ("id", "organisation_id"),
            ),
        ),
        GarderEtat("partenaires_executionformation", "formation", ("demandee",)),
        GarderEtat("partenaires_ouverture", "ouverture", ("a_repondre",)),
    ]
