"""A count keeps several organisations at once: those of a programme."""

from django.db import migrations

from guichet.fonctions import InstallerFonction


class Migration(migrations.Migration):

    dependencies = [('indicateurs', '0014_tentatives_admissions')]

    operations = [
        InstallerFonction("indicateurs_conditions(jsonb, text)", "indicateurs.fonctions.CONDITIONS", "67e323a826a3a9b9"),
    ]
