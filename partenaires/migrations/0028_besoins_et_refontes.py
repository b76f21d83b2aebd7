"""Field needs, their groups, proposals of redesign and their evidence."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0013_journal_des_decomptes'),
        ('partenaires', '0027_gardes_concertation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Refonte',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('numero', models.CharField(max_length=16, unique=True, verbose_name='numéro')),
                ('titre', models.CharField(max_length=160, verbose_name='titre')),
                ('etat', models.CharField(choices=[('ebauche', 'Ébauche'), ('en_consultation', 'En consultation'), ('soumise', 'À décider'), ('adoptee', 'Approuvée, à venir'), ('refusee', 'Refusée'), ('abandonnee', 'Abandonnée'), ('en_vigueur', 'En vigueur'), ('a_evaluer', 'À évaluer'), ('conclue', 'Évaluée')], default='ebauche', max_length=16, verbose_name='état')),
                ('formule', models.CharField(blank=True, choices=[('temps_complet', 'Temps complet'), ('temps_partiel', 'Temps partiel')], max_length=32, verbose_name='formule')),
                ('constat', models.TextField(verbose_name='ce qui ne va pas')),
                ('changement', models.TextField(verbose_name='ce qui changerait')),
                ('effet_attendu', models.TextField(verbose_name='effet attendu')),
                ('soumise_le', models.DateTimeField(blank=True, null=True, verbose_name='soumise le')),
                ('decidee_le', models.DateTimeField(blank=True, null=True, verbose_name='décidée le')),
                ('en_vigueur_le', models.DateField(blank=True, null=True, verbose_name='en vigueur le')),
                ('evaluer_le', models.DateField(blank=True, null=True, verbose_name='à évaluer le')),
                ('evaluee_le', models.DateTimeField(blank=True, null=True, verbose_name='évaluée le')),
                ('bilan', models.TextField(blank=True, verbose_name='ce que cela a donné')),
                ('suite', models.CharField(blank=True, choices=[('garder', 'Garder'), ('ajuster', 'Ajuster'), ('arreter', 'Arrêter')], max_length=8, verbose_name='suite')),
                ('auteur', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decidee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refontes', to='partenaires.versionprogramme')),
            ],
            options={
                'verbose_name': 'refonte de l’offre',
                'verbose_name_plural': 'refontes de l’offre',
                'ordering': ('-cree_le',),
            },
        ),
        migrations.CreateModel(
            name='PreuveRefonte',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('nature', models.CharField(choices=[('sondage', 'Sondage'), ('besoin', 'Besoin du terrain'), ('constat', 'Constat d’un groupe témoin'), ('indicateur', 'Indicateur'), ('scenario', 'Scénario : effet simulé'), ('consultation', 'Consultation')], max_length=12, verbose_name='nature')),
                ('cle', models.CharField(max_length=64, verbose_name='référence')),
                ('note', models.CharField(max_length=400, verbose_name='ce que cela montre')),
                ('ajoutee_le', models.DateTimeField(verbose_name='ajoutée le')),
                ('retiree_le', models.DateTimeField(blank=True, null=True, verbose_name='retirée le')),
                ('motif_retrait', models.CharField(blank=True, max_length=200, verbose_name='motif du retrait')),
                ('ajoutee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retiree_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refonte', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preuves', to='partenaires.refonte')),
            ],
            options={
                'verbose_name': 'preuve d’une refonte',
                'verbose_name_plural': 'preuves d’une refonte',
                'ordering': ('nature', 'ajoutee_le'),
            },
        ),
        migrations.CreateModel(
            name='RegroupementBesoins',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cree_le', models.DateTimeField(verbose_name='créé le')),
                ('defait_le', models.DateTimeField(blank=True, null=True, verbose_name='défait le')),
                ('cree_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('defait_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif')),
            ],
            options={
                'verbose_name': 'regroupement de besoins',
                'verbose_name_plural': 'regroupements de besoins',
                'ordering': ('-cree_le',),
            },
        ),
        migrations.CreateModel(
            name='BesoinTerrain',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('numero', models.CharField(max_length=16, unique=True, verbose_name='numéro')),
                ('envoi', models.UUIDField(editable=False, verbose_name='envoi')),
                ('etat', models.CharField(choices=[('recu', 'Reçu'), ('regroupe', 'Regroupé'), ('prise_en_charge', 'Pris en charge'), ('repondu', 'Répondu'), ('ecarte', 'Écarté')], default='recu', max_length=16, verbose_name='état')),
                ('clientele', models.CharField(choices=[('toutes', 'Toutes les personnes immigrantes'), ('refugies', "Personnes réfugiées prises en charge par l'État"), ('demandeurs_asile', "Personnes qui demandent l'asile"), ('travailleurs_temporaires', 'Travailleurs étrangers temporaires'), ('familles', 'Familles et enfants'), ('peu_scolarisees', 'Personnes peu scolarisées')], max_length=24, verbose_name='clientèle')),
                ('nb_personnes', models.PositiveIntegerField(verbose_name='personnes concernées')),
                ('entendu', models.TextField(verbose_name='ce qui a été entendu')),
                ('entendu_le', models.DateField(verbose_name='entendu le')),
                ('source', models.CharField(choices=[('personnes', 'Des personnes en francisation'), ('equipe', 'Notre équipe'), ('milieu', 'Un organisme du milieu'), ('employeur', 'Un employeur'), ('table', 'Une table ou un comité'), ('autre', 'Une autre source')], max_length=12, verbose_name='source')),
                ('urgence', models.CharField(choices=[('haute', 'Haute : des personnes perdent leur place ou leur chance'), ('moyenne', 'Moyenne : à régler dans l’année'), ('basse', 'Basse : à garder en tête')], max_length=8, verbose_name='urgence')),
                ('recu_le', models.DateTimeField(verbose_name='reçu le')),
                ('reponse', models.TextField(blank=True, verbose_name='réponse')),
                ('repondu_le', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.organisation')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region', verbose_name='région')),
                ('saisi_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif', verbose_name='thème')),
                ('regroupement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='besoins', to='partenaires.regroupementbesoins')),
            ],
            options={
                'verbose_name': 'besoin du terrain',
                'verbose_name_plural': 'besoins du terrain',
                'ordering': ('-recu_le',),
            },
        ),
        migrations.AddConstraint(
            model_name='refonte',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('formule', ''), _negated=True), ('version__isnull', True)), models.Q(('formule', ''), ('version__isnull', False)), _connector='OR'), name='refonte_formule_ou_version', violation_error_message='Une refonte porte sur une formule ou sur une version de programme.'),
        ),
        migrations.AddConstraint(
            model_name='refonte',
            constraint=models.CheckConstraint(condition=models.Q(('decidee_par__isnull', True), models.Q(('decidee_par', models.F('auteur')), _negated=True), _connector='OR'), name='refonte_deux_personnes', violation_error_message='On ne décide pas de sa propre proposition.'),
        ),
        migrations.AddConstraint(
            model_name='refonte',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['adoptee', 'en_vigueur', 'a_evaluer', 'conclue']), _negated=True), models.Q(('decidee_le__isnull', False), ('en_vigueur_le__isnull', False), ('evaluer_le__gt', models.F('en_vigueur_le')), ('evaluer_le__isnull', False)), _connector='OR'), name='refonte_decidee_datee', violation_error_message='L’évaluation suit l’entrée en vigueur.'),
        ),
        migrations.AddConstraint(
            model_name='refonte',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'conclue'), _negated=True), models.Q(models.Q(('bilan', ''), _negated=True), models.Q(('suite', ''), _negated=True), ('evaluee_le__isnull', False)), _connector='OR'), name='refonte_evaluee_avec_bilan'),
        ),
        migrations.AddConstraint(
            model_name='preuverefonte',
            constraint=models.UniqueConstraint(condition=models.Q(('retiree_le__isnull', True)), fields=('refonte', 'nature', 'cle'), name='preuve_refonte_unique', violation_error_message='Cette preuve est déjà là.'),
        ),
        migrations.AddConstraint(
            model_name='preuverefonte',
            constraint=models.CheckConstraint(condition=models.Q(('retiree_le__isnull', True), models.Q(('motif_retrait', ''), _negated=True), _connector='OR'), name='preuve_refonte_retiree_motivee'),
        ),
        migrations.AddIndex(
            model_name='besointerrain',
            index=models.Index(fields=['region', 'theme'], name='besoin_region_theme'),
        ),
        migrations.AddIndex(
            model_name='besointerrain',
            index=django.contrib.postgres.indexes.GinIndex(fields=['entendu'], name='besoin_ressemblance', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='besointerrain',
            constraint=models.UniqueConstraint(fields=('saisi_par', 'organisation', 'envoi'), name='besoin_un_par_envoi', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='besointerrain',
            constraint=models.CheckConstraint(condition=models.Q(('entendu', ''), _negated=True), name='besoin_dit_quelque_chose'),
        ),
        migrations.AddConstraint(
            model_name='besointerrain',
            constraint=models.CheckConstraint(condition=models.Q(('nb_personnes__gt', 0)), name='besoin_concerne_quelqu_un', violation_error_message='Un besoin concerne au moins une personne.'),
        ),
        migrations.AddConstraint(
            model_name='besointerrain',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'repondu'), _negated=True), models.Q(models.Q(('reponse', ''), _negated=True), ('repondu_le__isnull', False)), _connector='OR'), name='besoin_repondu_avec_reponse'),
        ),
        migrations.AddConstraint(
            model_name='besointerrain',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'regroupe'), _negated=True), ('regroupement__isnull', False), _connector='OR'), name='besoin_regroupe_quelque_part'),
        ),
    ]
