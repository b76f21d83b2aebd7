"""The function that takes seats, fewer indexes and keys written twice under its lock."""

import django.db.models.deletion
from django.db import migrations, models

from guichet.fonctions import InstallerFonction
from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0005_formules_des_regles'),
        ('inscriptions', '0012_cloisons_des_suites'),
    ]

    operations = [
        migrations.AlterField(
            model_name='inscription',
            name='categorie',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.categorieimmigration'),
        ),
        migrations.AlterField(
            model_name='inscription',
            name='preuve',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.piece'),
        ),
        migrations.AlterField(
            model_name='inscription',
            name='region',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region'),
        ),
        migrations.AlterField(
            model_name='inscription',
            name='statut',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.statutimmigration'),
        ),
        migrations.AlterField(
            model_name='offredeplace',
            name='groupe',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='offres', to='inscriptions.groupe'),
        ),
        migrations.AlterField(
            model_name='offredeplace',
            name='inscription',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='offres', to='inscriptions.inscription'),
        ),
        migrations.AlterField(
            model_name='offredeplace',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.organisation'),
        ),
        migrations.AlterField(
            model_name='offredeplace',
            name='personne',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.personne'),
        ),
        migrations.AlterField(
            model_name='offredeplace',
            name='region',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region'),
        ),
        migrations.AlterField(
            model_name='place',
            name='groupe',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='inscriptions.groupe'),
        ),
        migrations.AlterField(
            model_name='place',
            name='inscription',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='inscriptions.inscription'),
        ),
        migrations.AlterField(
            model_name='place',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.organisation'),
        ),
        migrations.AlterField(
            model_name='place',
            name='personne',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='guichet.personne'),
        ),
        migrations.AlterField(
            model_name='place',
            name='region',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region'),
        ),
        InstallerFonction("inscriptions_tenir_sieges(jsonb, jsonb)", "inscriptions.actions.sieges_sql.SQL", "ad8e6b170f99748c"),
    ]
