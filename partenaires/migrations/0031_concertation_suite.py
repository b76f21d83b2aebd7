"""Tables that close, answers to a call, who wrote the minutes, promises that another table takes over."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0013_journal_des_decomptes'),
        ('partenaires', '0030_origine_des_engagements'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReponseConvocation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reponse', models.CharField(choices=[('presente', 'Présente'), ('absente', 'Absente'), ('representee', 'Représentée')], max_length=12, verbose_name='réponse')),
                ('representant', models.CharField(blank=True, max_length=120, verbose_name='représentée par')),
                ('donnee_le', models.DateTimeField(verbose_name='donnée le')),
            ],
            options={
                'verbose_name': 'réponse à une convocation',
                'verbose_name_plural': 'réponses à une convocation',
                'ordering': ('organisation__nom',),
            },
        ),
        migrations.CreateModel(
            name='ReponseConvocationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('reponse', models.CharField(choices=[('presente', 'Présente'), ('absente', 'Absente'), ('representee', 'Représentée')], max_length=12, verbose_name='réponse')),
                ('representant', models.CharField(blank=True, max_length=120, verbose_name='représentée par')),
                ('donnee_le', models.DateTimeField(verbose_name='donnée le')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='tableconcertation',
            name='table_une_par_region',
        ),
        migrations.AddField(
            model_name='engagementconcertation',
            name='suite_de',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reprise', to='partenaires.engagementconcertation'),
        ),
        migrations.AddField(
            model_name='rencontre',
            name='redacteurs',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='tableconcertation',
            name='fermee_le',
            field=models.DateTimeField(blank=True, null=True, verbose_name='fermée le'),
        ),
        migrations.AddField(
            model_name='tableconcertation',
            name='fermee_par',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tableconcertation',
            name='fermeture_motif',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif'),
        ),
        migrations.AddField(
            model_name='tableconcertation',
            name='fermeture_precision',
            field=models.CharField(blank=True, max_length=200, verbose_name='précision'),
        ),
        migrations.AddConstraint(
            model_name='tableconcertation',
            constraint=models.UniqueConstraint(condition=models.Q(('fermee_le__isnull', True)), fields=('region',), name='table_une_par_region', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='tableconcertation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fermee_le__isnull', True), ('fermee_par__isnull', True), ('fermeture_motif__isnull', True)), models.Q(('fermee_le__isnull', False), ('fermee_par__isnull', False), ('fermeture_motif__isnull', False)), _connector='OR'), name='table_fermeture_complete', violation_error_message='Une table ferme avec sa date, sa personne et son motif.'),
        ),
        migrations.AddField(
            model_name='reponseconvocation',
            name='donnee_par',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reponseconvocation',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.organisation'),
        ),
        migrations.AddField(
            model_name='reponseconvocation',
            name='rencontre',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reponses', to='partenaires.rencontre'),
        ),
        migrations.AddField(
            model_name='reponseconvocation',
            name='table',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partenaires.tableconcertation'),
        ),
        migrations.AddField(
            model_name='reponseconvocationevent',
            name='donnee_par',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reponseconvocationevent',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='guichet.organisation'),
        ),
        migrations.AddField(
            model_name='reponseconvocationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reponseconvocationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partenaires.reponseconvocation'),
        ),
        migrations.AddField(
            model_name='reponseconvocationevent',
            name='rencontre',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partenaires.rencontre'),
        ),
        migrations.AddField(
            model_name='reponseconvocationevent',
            name='table',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partenaires.tableconcertation'),
        ),
        migrations.AddConstraint(
            model_name='reponseconvocation',
            constraint=models.UniqueConstraint(fields=('rencontre', 'organisation'), name='reponse_une_par_membre'),
        ),
        migrations.AddConstraint(
            model_name='reponseconvocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reponse', 'representee'), models.Q(('representant', ''), _negated=True)), models.Q(models.Q(('reponse', 'representee'), _negated=True), ('representant', '')), _connector='OR'), name='reponse_representee_par', violation_error_message='Dites qui représente l’organisation.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reponseconvocation',
            trigger=pgtrigger.compiler.Trigger(name='modification_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partenaires_reponseconvocationevent" ("donnee_le", "donnee_par_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rencontre_id", "reponse", "representant", "table_id") VALUES (OLD."donnee_le", OLD."donnee_par_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'modification\', OLD."id", OLD."rencontre_id", OLD."reponse", OLD."representant", OLD."table_id"); RETURN NULL;', hash='2be66d58797b3bb83ec4fb802fd4317165a0e407', operation='UPDATE', pgid='pgtrigger_modification_update_bcd96', table='partenaires_reponseconvocation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reponseconvocation',
            trigger=pgtrigger.compiler.Trigger(name='suppression_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partenaires_reponseconvocationevent" ("donnee_le", "donnee_par_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rencontre_id", "reponse", "representant", "table_id") VALUES (OLD."donnee_le", OLD."donnee_par_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'suppression\', OLD."id", OLD."rencontre_id", OLD."reponse", OLD."representant", OLD."table_id"); RETURN NULL;', hash='760193785bb2c25fb68e66f826af6fa4c06e7ba8', operation='DELETE', pgid='pgtrigger_suppression_delete_145ea', table='partenaires_reponseconvocation', when='AFTER')),
        ),
    ]
