"""An edition keeps what the figures that facts do not give back were computed from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('indicateurs', '0017_veilleurs')]

    operations = [
        migrations.CreateModel(
            name='MatiereFigee',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('mesure', models.CharField(max_length=60, verbose_name='indicateur')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('contenu', models.JSONField(default=dict, verbose_name='contenu')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matieres', to='indicateurs.edition')),
            ],
            options={
                'verbose_name': 'matière figée',
                'verbose_name_plural': 'matières figées',
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('edition', 'mesure', 'version'), name='matiere_une_fois')],
            },
        ),
    ]
