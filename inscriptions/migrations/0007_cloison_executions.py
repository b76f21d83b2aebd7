from django.db import migrations

from guichet.cloison.operations import Cloisonner


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0006_non_placement_publie")]

    operations = [
        # An adviser limited to some regions sees the runs that touch one of them.
        Cloisonner("inscriptions_executionplacement", autres=(("region", "regions::text[] && {regions}"),)),
    ]
