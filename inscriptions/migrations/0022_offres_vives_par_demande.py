"""The open offer of a person is looked for by her request, never among all the open offers."""

from django.db import migrations

from guichet.fonctions import InstallerFonction


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0021_campagnes_des_admises")]

    operations = [
        InstallerFonction("inscriptions_tenir_sieges(jsonb, jsonb)", "inscriptions.actions.sieges_sql.SQL", "55d5a882698d43ba"),
    ]
