"""The register of continuous improvement and its measured effects; what was expected is frozen once the measure runs."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from guichet.cycle.operations import GarderEtat
from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('indicateurs', '0010_sondages'),
        ('partenaires', '0025_plan_action'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Amelioration',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('etat', models.CharField(choices=[('constatee', 'Constat à analyser'), ('analysee', 'Cause connue'), ('planifiee', 'Mesure planifiée'), ('en_place', 'Mesure en place'), ('conclue', 'Conclue'), ('sans_suite', 'Sans suite')], default='constatee', max_length=12, verbose_name='état')),
                ('titre', models.CharField(max_length=160, verbose_name='titre')),
                ('constat', models.TextField(verbose_name='constat')),
                ('origine', models.CharField(choices=[('enquete', 'Enquête'), ('alerte', 'Alerte d’un indicateur'), ('revue', 'Revue de mi-parcours'), ('audit', 'Audit'), ('plainte', 'Plainte'), ('besoin', 'Prise de besoins'), ('groupe_temoin', 'Groupe témoin')], max_length=16, verbose_name='origine')),
                ('origine_cle', models.CharField(blank=True, max_length=80, verbose_name='référence')),
                ('constatee_le', models.DateField(verbose_name='constaté le')),
                ('cause', models.TextField(blank=True, verbose_name='cause')),
                ('mesure_prise', models.TextField(blank=True, verbose_name='mesure')),
                ('responsable', models.CharField(blank=True, max_length=120, verbose_name='responsable')),
                ('indicateur', models.SlugField(blank=True, max_length=48, verbose_name='indicateur')),
                ('version', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='version')),
                ('sens', models.CharField(blank=True, choices=[('hausse', 'Une hausse'), ('baisse', 'Une baisse')], max_length=8, verbose_name='effet attendu')),
                ('ampleur', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='ampleur attendue')),
                ('effet_attendu_le', models.DateField(blank=True, null=True, verbose_name='effet attendu d’ici le')),
                ('methode', models.CharField(blank=True, choices=[('avant_apres', 'Avant et après'), ('comparaison', 'Par rapport à des régions semblables')], max_length=12, verbose_name='comparaison')),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='régions')),
                ('regions_temoins', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='régions de comparaison')),
                ('mois_prevus', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='mois à mesurer')),
                ('nombre_prevu', models.PositiveIntegerField(blank=True, null=True, verbose_name='nombre minimal compté')),
                ('mise_en_place_le', models.DateField(blank=True, null=True, verbose_name='mise en place le')),
                ('conclusion', models.CharField(blank=True, choices=[('garder', 'Garder la mesure'), ('ajuster', 'Ajuster la mesure'), ('arreter', 'Arrêter la mesure')], max_length=8, verbose_name='conclusion')),
                ('conclusion_motif', models.TextField(blank=True, verbose_name='motif de la conclusion')),
                ('conclue_le', models.DateTimeField(blank=True, null=True, verbose_name='conclue le')),
                ('consignee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ligne', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ameliorations', to='partenaires.lignedeplan')),
                ('suite_de', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suites', to='indicateurs.amelioration')),
            ],
            options={
                'verbose_name': 'amélioration',
                'ordering': ('-cree_le',),
            },
        ),
        migrations.CreateModel(
            name='EffetMesure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('calcule_le', models.DateTimeField(verbose_name='calculé le')),
                ('reference', models.CharField(max_length=60, verbose_name='indicateur et version')),
                ('confiance', models.DecimalField(decimal_places=3, max_digits=4, verbose_name='confiance')),
                ('avant', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='avant')),
                ('apres', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='après')),
                ('temoin_avant', models.DecimalField(decimal_places=6, max_digits=20, null=True, verbose_name='témoin, avant')),
                ('temoin_apres', models.DecimalField(decimal_places=6, max_digits=20, null=True, verbose_name='témoin, après')),
                ('effet', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='effet')),
                ('bas', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='borne basse')),
                ('haut', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='borne haute')),
                ('mois_avant', models.PositiveSmallIntegerField(verbose_name='mois avant')),
                ('mois_apres', models.PositiveSmallIntegerField(verbose_name='mois après')),
                ('nombre', models.BigIntegerField(verbose_name='comptés, au moins')),
                ('serie', models.JSONField(default=dict, verbose_name='mois')),
                ('amelioration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='effets', to='indicateurs.amelioration')),
                ('calcule_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'effet mesuré',
                'verbose_name_plural': 'effets mesurés',
                'ordering': ('-calcule_le',),
            },
        ),
        migrations.AddConstraint(
            model_name='amelioration',
            constraint=models.CheckConstraint(condition=models.Q(('etat__in', ['constatee', 'sans_suite']), models.Q(('cause', ''), _negated=True), _connector='OR'), name='amelioration_cause_dite'),
        ),
        migrations.AddConstraint(
            model_name='amelioration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['planifiee', 'en_place', 'conclue']), _negated=True), models.Q(('ampleur__gt', 0), ('ampleur__isnull', False), ('effet_attendu_le__isnull', False), ('mois_prevus__gte', 2), ('mois_prevus__isnull', False), ('nombre_prevu__gte', 1), ('nombre_prevu__isnull', False), ('version__isnull', False), models.Q(('indicateur', ''), _negated=True), models.Q(('sens', ''), _negated=True), models.Q(('methode', ''), _negated=True), models.Q(('mesure_prise', ''), _negated=True), models.Q(('responsable', ''), _negated=True)), _connector='OR'), name='amelioration_effet_attendu'),
        ),
        migrations.AddConstraint(
            model_name='amelioration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('methode', 'comparaison'), ('regions__len__gt', 0), ('regions_temoins__len__gt', 0)), models.Q(('methode', 'comparaison'), _negated=True), _connector='OR'), name='amelioration_deux_cotes'),
        ),
        migrations.AddConstraint(
            model_name='amelioration',
            constraint=models.CheckConstraint(condition=models.Q(('regions__overlap', models.F('regions_temoins')), _negated=True), name='amelioration_cotes_distincts'),
        ),
        migrations.AddConstraint(
            model_name='amelioration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['en_place', 'conclue']), _negated=True), ('mise_en_place_le__isnull', False), _connector='OR'), name='amelioration_mise_en_place_datee'),
        ),
        migrations.AddConstraint(
            model_name='amelioration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('conclue_le__isnull', False), ('etat', 'conclue'), models.Q(('conclusion', ''), _negated=True), models.Q(('conclusion_motif', ''), _negated=True)), models.Q(models.Q(('etat', 'conclue'), _negated=True), ('conclue_le__isnull', True), ('conclusion', ''), ('conclusion_motif', '')), _connector='OR'), name='amelioration_conclue_motivee'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='amelioration',
            trigger=pgtrigger.compiler.Trigger(name='amelioration_attendu_fige', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.etat IN ('en_place', 'conclue', 'sans_suite') AND (OLD.indicateur, OLD.version, OLD.sens, OLD.ampleur, OLD.effet_attendu_le, OLD.methode, OLD.regions, OLD.regions_temoins, OLD.mois_prevus, OLD.nombre_prevu, OLD.mise_en_place_le) IS DISTINCT FROM (NEW.indicateur, NEW.version, NEW.sens, NEW.ampleur, NEW.effet_attendu_le, NEW.methode, NEW.regions, NEW.regions_temoins, NEW.mois_prevus, NEW.nombre_prevu, NEW.mise_en_place_le))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e9e37e40ffb783d0cd01734b94f93fd56d06dff3', operation='UPDATE', pgid='pgtrigger_amelioration_attendu_fige_a5be0', table='indicateurs_amelioration', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='effetmesure',
            constraint=models.CheckConstraint(condition=models.Q(('bas__lte', models.F('effet')), ('haut__gte', models.F('effet'))), name='effet_dans_son_intervalle'),
        ),
        GarderEtat('indicateurs_amelioration', 'amelioration', ('constatee',)),
    ]
