"""Seats that came back are counted offer by offer: never by merging all the offers of the portal with one another."""

from django.db import migrations

from guichet.fonctions import InstallerFonction


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0022_offres_vives_par_demande")]

    operations = [
        InstallerFonction("inscriptions_tenir_sieges(jsonb, jsonb)", "inscriptions.actions.sieges_sql.SQL", "f524468b34ecfbe2"),
    ]
