"""Facts belong to the whole province; the first mark is set at the journal's beginning."""

from django.db import migrations

from guichet.cloison.operations import Cloisonner


class Migration(migrations.Migration):

    dependencies = [("indicateurs", "0001_initial"), ("guichet", "0002_cloisons")]

    operations = [
        Cloisonner("indicateurs_fait"),
        migrations.RunSQL(
            "INSERT INTO indicateurs_repere (nom, xid, journal_id) VALUES ('journal', '0', 0)",
            "DELETE FROM indicateurs_repere",
        ),
    ]
