"""The action plan: its lines and what shows them done; the database refuses a state without its journal row."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from guichet.cycle.operations import GarderEtat
from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('partenaires', '0024_decompte_a_cycle'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanAction',
            fields=[
                ('code', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='code')),
                ('genre', models.CharField(choices=[('plan', 'Plan d’action'), ('audit', 'Rapport d’audit')], default='plan', max_length=8, verbose_name='nature')),
                ('titre', models.CharField(max_length=200, verbose_name='titre')),
                ('presentation', models.TextField(blank=True, verbose_name='présentation')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('publie_le', models.DateField(verbose_name='publié le')),
                ('publie_texte', models.CharField(blank=True, max_length=60, verbose_name='date, comme écrite')),
                ('est_fourni', models.BooleanField(default=False, verbose_name='fourni avec le portail')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('cree_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'plan d’action',
                'verbose_name_plural': 'plans d’action',
                'ordering': ('-publie_le', 'code'),
            },
        ),
        migrations.CreateModel(
            name='LigneDePlan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('code', models.CharField(max_length=16, verbose_name='code')),
                ('genre', models.CharField(choices=[('constat', 'Constat'), ('principe', 'Principe'), ('action', 'Action'), ('recommandation', 'Recommandation')], max_length=16, verbose_name='genre')),
                ('volet', models.CharField(choices=[('commun', 'Francisation et intégration'), ('francisation', 'Francisation'), ('integration', 'Intégration')], default='commun', max_length=16, verbose_name='volet')),
                ('etat', models.CharField(choices=[('a_entreprendre', 'À entreprendre'), ('en_realisation', 'En réalisation'), ('realisee', 'Réalisée'), ('abandonnee', 'Abandonnée')], default='a_entreprendre', max_length=16, verbose_name='état')),
                ('titre', models.CharField(max_length=120, verbose_name='titre')),
                ('texte', models.TextField(verbose_name='texte')),
                ('responsable', models.CharField(blank=True, max_length=120, verbose_name='responsable')),
                ('echeance', models.CharField(blank=True, max_length=120, verbose_name='échéance, comme écrite')),
                ('echeance_le', models.DateField(blank=True, null=True, verbose_name='dernier jour')),
                ('finie_le', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='finie le')),
                ('ordre', models.PositiveSmallIntegerField(default=0, verbose_name='ordre')),
                ('est_fournie', models.BooleanField(default=False, verbose_name='fournie avec le portail')),
                ('cree_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='partenaires.lignedeplan')),
                ('repond_a', models.ManyToManyField(blank=True, related_name='reponses', to='partenaires.lignedeplan', verbose_name='répond à')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lignes', to='partenaires.planaction')),
            ],
            options={
                'verbose_name': 'ligne de plan',
                'verbose_name_plural': 'lignes de plan',
                'ordering': ('plan', 'ordre', 'code'),
            },
        ),
        migrations.CreateModel(
            name='PreuveDePlan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('genre', models.CharField(choices=[('ecran', 'Écran du portail'), ('indicateur', 'Indicateur')], max_length=12, verbose_name='nature')),
                ('cle', models.CharField(max_length=200, verbose_name='adresse ou code')),
                ('libelle', models.CharField(blank=True, max_length=160, verbose_name='ce qu’on y voit')),
                ('ordre', models.PositiveSmallIntegerField(default=0, verbose_name='ordre')),
                ('est_fournie', models.BooleanField(default=False, verbose_name='fournie avec le portail')),
                ('ajoutee_le', models.DateTimeField(verbose_name='ajoutée le')),
                ('retiree_le', models.DateTimeField(blank=True, null=True, verbose_name='retirée le')),
                ('retrait_motif', models.CharField(blank=True, max_length=300, verbose_name='motif du retrait')),
                ('ajoutee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ligne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preuves', to='partenaires.lignedeplan')),
                ('retiree_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'preuve',
                'ordering': ('genre', 'ordre', 'ajoutee_le'),
            },
        ),
        migrations.AddConstraint(
            model_name='lignedeplan',
            constraint=models.UniqueConstraint(fields=('plan', 'code'), name='ligne_de_plan_code', violation_error_message='Ce plan a déjà une ligne de ce code.'),
        ),
        migrations.AddConstraint(
            model_name='lignedeplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('texte', ''), _negated=True)), name='ligne_de_plan_ecrite'),
        ),
        migrations.AddConstraint(
            model_name='lignedeplan',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='ligne_de_plan_pas_sous_elle_meme'),
        ),
        migrations.AddConstraint(
            model_name='lignedeplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['realisee', 'abandonnee']), ('finie_le__isnull', False)), models.Q(('etat__in', ['a_entreprendre', 'en_realisation']), ('finie_le__isnull', True)), _connector='OR'), name='ligne_de_plan_finie_datee'),
        ),
        migrations.AddConstraint(
            model_name='preuvedeplan',
            constraint=models.UniqueConstraint(condition=models.Q(('retiree_le__isnull', True)), fields=('ligne', 'cle'), name='preuve_de_plan_une_fois', violation_error_message='Cette preuve est déjà jointe à la ligne.'),
        ),
        migrations.AddConstraint(
            model_name='preuvedeplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retiree_le__isnull', True), ('retrait_motif', '')), models.Q(('retiree_le__isnull', False), models.Q(('retrait_motif', ''), _negated=True)), _connector='OR'), name='preuve_de_plan_retrait_motive', violation_error_message='Une preuve retirée a son motif.'),
        ),
        GarderEtat('partenaires_lignedeplan', 'ligne_de_plan', ('a_entreprendre',)),
    ]
