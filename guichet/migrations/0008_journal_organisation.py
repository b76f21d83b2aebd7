from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("guichet", "0007_avis_sans_objet")]

    operations = [
        migrations.AddIndex(
            model_name="journal",
            index=models.Index(
                fields=["organisation", "le"],
                condition=models.Q(organisation__isnull=False),
                name="journal_organisation",
            ),
        ),
    ]
