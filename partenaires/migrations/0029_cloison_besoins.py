"""Row-level security of field needs, guards of both life cycles, and their numbers."""

from django.db import migrations

from guichet.cloison.operations import Cloisonner
from guichet.cycle.operations import GarderEtat


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0028_besoins_et_refontes")]

    operations = [
        # What a partner wrote is read by it and by the ministry: an adviser of the region, those who work on ententes.
        Cloisonner(
            "partenaires_besointerrain",
            organisation="organisation_id",
            region="region_id",
            autres=(("ententes", "true"),),
        ),
        GarderEtat("partenaires_besointerrain", "besoin_terrain", ("recu",)),
        GarderEtat("partenaires_refonte", "refonte", ("ebauche",)),
        migrations.RunSQL("CREATE SEQUENCE partenaires_numero_besoin", "DROP SEQUENCE partenaires_numero_besoin"),
        migrations.RunSQL("CREATE SEQUENCE partenaires_numero_refonte", "DROP SEQUENCE partenaires_numero_refonte"),
    ]
