import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0004_presence_motivee'),
        ('inscriptions', '0003_demande_en_etapes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='presence',
            name='modification_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='presence',
            name='suppression_delete',
        ),
        migrations.AddField(
            model_name='presence',
            name='motif_correction',
            field=models.CharField(blank=True, max_length=200, verbose_name='motif de la correction'),
        ),
        migrations.AddField(
            model_name='presenceevent',
            name='motif_correction',
            field=models.CharField(blank=True, max_length=200, verbose_name='motif de la correction'),
        ),
        migrations.AddField(
            model_name='seance',
            name='motif_annulation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif', verbose_name="motif d'annulation"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='presence',
            trigger=pgtrigger.compiler.Trigger(name='modification_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inscriptions_presenceevent" ("code", "id", "motif_correction", "organisation_id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "region_id", "saisie_le", "saisie_par_id", "seance_id") VALUES (OLD."code", OLD."id", OLD."motif_correction", OLD."organisation_id", OLD."personne_id", _pgh_attach_context(), NOW(), \'modification\', OLD."id", OLD."place_id", OLD."region_id", OLD."saisie_le", OLD."saisie_par_id", OLD."seance_id"); RETURN NULL;', hash='a1a9fa923b8b3343be4102f069d5ba43d4bc2a49', operation='UPDATE', pgid='pgtrigger_modification_update_81bfb', table='inscriptions_presence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='presence',
            trigger=pgtrigger.compiler.Trigger(name='suppression_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inscriptions_presenceevent" ("code", "id", "motif_correction", "organisation_id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "region_id", "saisie_le", "saisie_par_id", "seance_id") VALUES (OLD."code", OLD."id", OLD."motif_correction", OLD."organisation_id", OLD."personne_id", _pgh_attach_context(), NOW(), \'suppression\', OLD."id", OLD."place_id", OLD."region_id", OLD."saisie_le", OLD."saisie_par_id", OLD."seance_id"); RETURN NULL;', hash='cc409f8f6ab3a3b34170794ca153220786273541', operation='DELETE', pgid='pgtrigger_suppression_delete_eca64', table='inscriptions_presence', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='seance',
            constraint=models.CheckConstraint(condition=models.Q(('annulee_le__isnull', True), ('motif_annulation__isnull', False), _connector='OR'), name='seance_annulation_motivee', violation_error_message='Une séance annulée a un motif.'),
        ),
    ]
