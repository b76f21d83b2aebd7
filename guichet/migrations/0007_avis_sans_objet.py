"""A message whose reason vanished before it left is « sans objet »."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("guichet", "0006_portee_ententes")]

    operations = [
        migrations.AlterField(
            model_name="avis",
            name="etat",
            field=models.CharField(
                choices=[
                    ("a_envoyer", "À envoyer"),
                    ("en_cours", "Envoi en cours"),
                    ("envoye", "Envoyé"),
                    ("incertain", "Incertain"),
                    ("echec", "Échec"),
                    ("sans_objet", "Sans objet"),
                ],
                default="a_envoyer",
                max_length=12,
                verbose_name="état",
            ),
        ),
    ]
