"""A year of days by each organisation is summed in the index alone, not row by row in the table."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicateurs', '0023_apostrophes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='agregatmesureaxe',
            name='agregatmesureaxe_unique',
        ),
        migrations.AddConstraint(
            model_name='agregatmesureaxe',
            constraint=models.UniqueConstraint(fields=('code', 'axe', 'cle', 'jour', 'valeur'), include=('haut', 'bas'), name='agregatmesureaxe_unique'),
        ),
    ]
