"""Figures no event gives, and alerts when a figure leaves its corridor."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from guichet.cycle.operations import GarderEtat
from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('indicateurs', '0004_faits_par_mois'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgregatMesure',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=48, verbose_name='indicateur')),
                ('jour', models.DateField(verbose_name='jour')),
                ('region', models.CharField(blank=True, max_length=2, verbose_name='région')),
                ('statut', models.CharField(blank=True, max_length=32, verbose_name='statut')),
                ('categorie', models.CharField(blank=True, max_length=32, verbose_name='catégorie')),
                ('sexe', models.CharField(blank=True, max_length=1, verbose_name='sexe')),
                ('age', models.CharField(blank=True, max_length=8, verbose_name='âge')),
                ('pays', models.CharField(blank=True, max_length=3, verbose_name='pays')),
                ('langue', models.CharField(blank=True, max_length=8, verbose_name='langue maternelle')),
                ('scolarite', models.CharField(blank=True, max_length=8, verbose_name='scolarité')),
                ('arrivee', models.CharField(blank=True, max_length=4, verbose_name='année d’arrivée')),
                ('formule', models.CharField(blank=True, max_length=32, verbose_name='formule')),
                ('niveau', models.SmallIntegerField(default=0, verbose_name='niveau')),
                ('type_organisme', models.CharField(blank=True, max_length=24, verbose_name='type d’organisme')),
                ('organisation', models.CharField(blank=True, max_length=36, verbose_name='organisme')),
                ('valeur', models.DecimalField(decimal_places=4, default=0, max_digits=16, verbose_name='valeur')),
                ('haut', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='numérateur')),
                ('bas', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='dénominateur')),
            ],
            options={
                'verbose_name': 'agrégat d’indicateur',
                'constraints': [models.UniqueConstraint(fields=('code', 'jour', 'region', 'statut', 'categorie', 'sexe', 'age', 'pays', 'langue', 'scolarite', 'arrivee', 'formule', 'niveau', 'type_organisme', 'organisation', 'valeur'), name='agregatmesure_unique')],
            },
        ),
        migrations.CreateModel(
            name='AgregatMesureAxe',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=48, verbose_name='indicateur')),
                ('axe', models.CharField(blank=True, max_length=16, verbose_name='axe')),
                ('cle', models.CharField(blank=True, max_length=36, verbose_name='code')),
                ('jour', models.DateField(verbose_name='jour')),
                ('valeur', models.DecimalField(decimal_places=4, default=0, max_digits=16, verbose_name='valeur')),
                ('haut', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='numérateur')),
                ('bas', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='dénominateur')),
            ],
            options={
                'verbose_name': 'agrégat d’indicateur par axe',
                'constraints': [models.UniqueConstraint(fields=('code', 'axe', 'cle', 'jour', 'valeur'), name='agregatmesureaxe_unique')],
            },
        ),
        migrations.CreateModel(
            name='Alerte',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('code', models.SlugField(max_length=48, verbose_name='indicateur')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('etat', models.CharField(choices=[('ouverte', 'À prendre en charge'), ('prise_en_charge', 'Prise en charge'), ('fermee', 'Fermée')], default='ouverte', max_length=16, verbose_name='état')),
                ('role', models.CharField(choices=[('personne', 'Personne'), ('mandataire', 'Mandataire'), ('agent_partenaire', 'Agent de partenaire'), ('gestionnaire_partenaire', 'Gestionnaire de partenaire'), ('enseignant', 'Enseignant'), ('conseiller', 'Conseiller'), ('gestionnaire_ententes', "Gestionnaire d'ententes"), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('analyste', 'Analyste'), ('direction', 'Direction'), ('administrateur', 'Administrateur'), ('client_api', "Client d'API"), ('systeme', 'Portail')], max_length=32, verbose_name='responsable')),
                ('borne', models.CharField(choices=[('basse', 'sous la borne basse'), ('haute', 'au-dessus de la borne haute')], max_length=8, verbose_name='sortie')),
                ('seuil', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='borne')),
                ('valeur', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='valeur')),
                ('du', models.DateField(verbose_name='du')),
                ('au', models.DateField(verbose_name='au')),
                ('fermee_le', models.DateTimeField(blank=True, null=True, verbose_name='fermée le')),
                ('revenue_le', models.DateField(blank=True, null=True, verbose_name='revenue le')),
                ('prise_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'alerte',
                'ordering': ('-cree_le',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('etat', 'fermee'), _negated=True), fields=('code',), name='alerte_une_ouverte'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'fermee'), _negated=True), ('fermee_le__isnull', False), _connector='OR'), name='alerte_fermee_le')],
            },
        ),
        GarderEtat("indicateurs_alerte", "alerte", ("ouverte",)),
    ]
