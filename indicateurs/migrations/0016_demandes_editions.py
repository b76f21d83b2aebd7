"""An edition on demand is asked for, then frozen by a worker."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicateurs', '0015_plusieurs_valeurs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DemandeEdition',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('motif', models.CharField(max_length=200, verbose_name='motif')),
                ('demandee_le', models.DateTimeField(verbose_name='demandée le')),
                ('echec', models.CharField(blank=True, max_length=80, verbose_name='échec')),
                ('demandee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='demande', to='indicateurs.edition')),
            ],
            options={
                'verbose_name': 'demande d’édition',
                'verbose_name_plural': 'demandes d’édition',
                'ordering': ('-demandee_le',),
                'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('echec', ''), ('edition__isnull', True)), name='demande_edition_une_en_cours'), models.CheckConstraint(condition=models.Q(('motif', ''), _negated=True), name='demande_edition_motivee')],
            },
        ),
    ]
