"""Attempts to reach admitted persons, behind the wall of their region."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guichet.cloison.operations import Cloisonner


class Migration(migrations.Migration):

    dependencies = [
        ('guichet', '0013_journal_des_decomptes'),
        ('indicateurs', '0013_cloison_groupes_et_parcours'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TentativeAdmission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cle', models.CharField(max_length=60, verbose_name='clé de la source')),
                ('canal', models.CharField(choices=[('telephone', 'Téléphone'), ('courriel', 'Courriel'), ('sms', 'Texto'), ('lettre', 'Lettre'), ('en_personne', 'En personne')], default='telephone', max_length=12, verbose_name='moyen')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('prochaine_le', models.DateField(blank=True, null=True, verbose_name='prochaine tentative le')),
                ('le', models.DateTimeField(verbose_name='le')),
                ('par_libelle', models.CharField(blank=True, max_length=120, verbose_name='par')),
                ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retirée le')),
                ('retire_motif', models.CharField(blank=True, max_length=200, verbose_name='motif du retrait')),
                ('motif', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
                ('retire_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'tentative de joindre une personne admise',
                'verbose_name_plural': 'tentatives de joindre les personnes admises',
                'ordering': ('-le',),
                'indexes': [models.Index(fields=['cle', '-le'], name='tentative_admission_cle')],
                'constraints': [models.CheckConstraint(condition=models.Q(('retire_le__isnull', True), models.Q(('retire_motif', ''), _negated=True), _connector='OR'), name='tentative_admission_retrait_motive')],
            },
        ),
        Cloisonner("indicateurs_tentativeadmission", region="region_id"),
    ]
