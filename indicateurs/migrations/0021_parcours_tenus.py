"""Journeys kept: a row for each request counted so far, to be told from the facts by the next fold."""

import django.contrib.postgres.fields
from django.db import migrations, models

from guichet.cloison.operations import Cloisonner
from guichet.fonctions import InstallerFonction
from guichet.migration_groupee import Migration as Groupee

_AXES = (
    "region, statut, categorie, sexe, age, pays, langue, scolarite, arrivee, formule, niveau, type_organisme,"
    " organisation"
)
AMORCER = f"""
INSERT INTO indicateurs_parcourstenu (origine_id, jour, personne_id, chemin, pas, depuis, a_refaire, {_AXES})
SELECT journal_id, jour, personne_id, '{{1}}', '{{}}', jour, true, {_AXES} FROM indicateurs_fait
WHERE evenement = 'demande' AND personne_id IS NOT NULL ORDER BY jour, journal_id
"""


class Migration(Groupee):

    dependencies = [
        ('indicateurs', '0020_cloisons_relues'),
    ]

    operations = [
        migrations.CreateModel(
            name='ParcoursTenu',
            fields=[
                ('region', models.CharField(blank=True, default='', max_length=2, verbose_name='région')),
                ('statut', models.CharField(blank=True, default='', max_length=40, verbose_name='statut')),
                ('categorie', models.CharField(blank=True, default='', max_length=40, verbose_name='catégorie')),
                ('sexe', models.CharField(blank=True, default='', max_length=1, verbose_name='sexe')),
                ('age', models.CharField(blank=True, default='', max_length=8, verbose_name='groupe d’âge')),
                ('pays', models.CharField(blank=True, default='', max_length=3, verbose_name='pays de naissance')),
                ('langue', models.CharField(blank=True, default='', max_length=8, verbose_name='langue maternelle')),
                ('scolarite', models.CharField(blank=True, default='', max_length=8, verbose_name='années d’école')),
                ('arrivee', models.CharField(blank=True, default='', max_length=4, verbose_name='année d’arrivée')),
                ('formule', models.CharField(blank=True, default='', max_length=32, verbose_name='formule')),
                ('niveau', models.SmallIntegerField(default=0, verbose_name='niveau')),
                ('type_organisme', models.CharField(blank=True, default='', max_length=24, verbose_name='type d’organisme')),
                ('organisation', models.CharField(blank=True, default='', max_length=36, verbose_name='organisme')),
                ('origine_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('jour', models.DateField(verbose_name='jour')),
                ('personne_id', models.UUIDField()),
                ('chemin', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None, verbose_name='chemin')),
                ('pas', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None, verbose_name='pas')),
                ('depuis', models.DateField(verbose_name='depuis')),
                ('a_refaire', models.BooleanField(default=True, verbose_name='à refaire')),
            ],
            options={
                'verbose_name': 'parcours tenu',
            },
        ),
        migrations.AddIndex(
            model_name='fait',
            index=models.Index(fields=['personne_id'], name='fait_personne'),
        ),
        migrations.AddIndex(
            model_name='parcourstenu',
            index=models.Index(fields=['jour'], name='parcours_jour'),
        ),
        migrations.AddIndex(
            model_name='parcourstenu',
            index=models.Index(fields=['personne_id'], name='parcours_personne'),
        ),
        migrations.AddIndex(
            model_name='parcourstenu',
            index=models.Index(condition=models.Q(('a_refaire', True)), fields=['personne_id'], name='parcours_a_refaire'),
        ),
        Cloisonner("indicateurs_parcourstenu"),
        # The owner's functions count without a scope; nobody else gains a row.
        migrations.RunSQL(
            "CREATE POLICY comptage ON indicateurs_parcourstenu FOR SELECT TO CURRENT_USER USING (true)",
            "DROP POLICY comptage ON indicateurs_parcourstenu",
        ),
        migrations.RunSQL(
            f"SELECT set_config('portail.portee', 'province', true); {AMORCER}; "
            "SELECT set_config('portail.portee', '', true)",
            migrations.RunSQL.noop,
        ),
        InstallerFonction(
            "indicateurs_parcours(text[], text[], date, date, jsonb, date, integer)",
            "indicateurs.fonctions_parcours.PARCOURS",
            "0165e2b465b54f43",
        ),
    ]
