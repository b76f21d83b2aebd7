"""Targets and corridors of figures, dated."""

import django.contrib.postgres.constraints
import guichet.models.referentiels.validite
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guichet', '0011_journal_des_sorties'),
    ]

    operations = [
        migrations.CreateModel(
            name='CibleMesure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valide_du', models.DateField(blank=True, null=True, verbose_name='valide du')),
                ('valide_au', models.DateField(blank=True, null=True, verbose_name='valide jusqu’au')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('certitude', models.CharField(choices=[('verifie', 'Vérifié'), ('a_verifier', 'À vérifier'), ('synthetique', 'Synthétique')], default='a_verifier', max_length=12, verbose_name='certitude')),
                ('fournie', models.BooleanField(default=False, editable=False, help_text='Une ligne modifiée à la main devient locale : le chargement ne la touche plus.', verbose_name='fournie avec le portail')),
                ('code', models.SlugField(max_length=48, verbose_name='indicateur')),
                ('cible', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='cible')),
                ('borne_basse', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='borne basse')),
                ('borne_haute', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='borne haute')),
            ],
            options={
                'verbose_name': 'cible d’un indicateur',
                'verbose_name_plural': 'cibles des indicateurs',
                'ordering': ['code', 'valide_du'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valide_du__isnull', True), ('valide_au__isnull', True), ('valide_au__gte', models.F('valide_du')), _connector='OR'), name='ciblemesure_periode_dans_l_ordre', violation_error_message='La fin de validité vient avant le début. Corrigez l’une des deux dates.'), models.CheckConstraint(condition=models.Q(('borne_basse__isnull', True), ('borne_haute__isnull', True), ('borne_haute__gte', models.F('borne_basse')), _connector='OR'), name='ciblemesure_bornes_ordonnees', violation_error_message='La borne haute vient après la borne basse.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (guichet.models.referentiels.validite.PeriodeDeValidite(), '&&')], name='ciblemesure_sans_chevauchement', violation_error_message='Cet indicateur a déjà une cible pendant cette période. Fermez d’abord la période en cours.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ciblemesure',
            trigger=pgtrigger.compiler.Trigger(name='cible_figee', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."cible" IS DISTINCT FROM (NEW."cible") OR OLD."borne_basse" IS DISTINCT FROM (NEW."borne_basse") OR OLD."borne_haute" IS DISTINCT FROM (NEW."borne_haute") OR OLD."valide_du" IS DISTINCT FROM (NEW."valide_du"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b053fc3b0166ba6ef248454e8acc5e05446df8c6', operation='UPDATE', pgid='pgtrigger_cible_figee_01497', table='guichet_ciblemesure', when='BEFORE')),
        ),
    ]
