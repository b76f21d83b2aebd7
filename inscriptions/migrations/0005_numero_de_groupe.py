from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0004_presence_motivee")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE inscriptions_numero_groupe", "DROP SEQUENCE inscriptions_numero_groupe"),
    ]
