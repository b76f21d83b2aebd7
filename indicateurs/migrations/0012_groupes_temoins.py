"""Focus groups: guides, sessions, persons invited, notes, findings."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0013_journal_des_decomptes'),
        ('indicateurs', '0011_amelioration'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GuideEntretien',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=32, verbose_name='code')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('titre', models.CharField(max_length=160, verbose_name='titre')),
                ('questions', models.JSONField(default=list, verbose_name='questions')),
                ('cree_le', models.DateTimeField(verbose_name='créé le')),
                ('cree_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'guide d’entretien',
                'verbose_name_plural': 'guides d’entretien',
                'ordering': ('code', '-version'),
            },
        ),
        migrations.CreateModel(
            name='GroupeTemoin',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('numero', models.CharField(max_length=16, unique=True, verbose_name='numéro')),
                ('titre', models.CharField(max_length=160, verbose_name='sujet')),
                ('etat', models.CharField(choices=[('ebauche', 'En préparation'), ('en_recrutement', 'Invitations envoyées'), ('rencontre', 'Rencontre tenue'), ('clos', 'Constats déposés'), ('annule', 'Annulé')], default='ebauche', max_length=16, verbose_name='état')),
                ('sexe', models.CharField(blank=True, choices=[('f', 'Féminin'), ('m', 'Masculin'), ('x', 'Autre ou préfère ne pas répondre')], max_length=1, verbose_name='sexe')),
                ('niveau_minimum', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='niveau minimal')),
                ('nb_invitees', models.PositiveSmallIntegerField(verbose_name='personnes à inviter')),
                ('graine', models.PositiveIntegerField(verbose_name='graine du tirage')),
                ('seance_le', models.DateTimeField(verbose_name='rencontre')),
                ('lieu', models.CharField(max_length=200, verbose_name='lieu')),
                ('auteur', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
                ('statut', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.statutimmigration')),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groupes', to='indicateurs.guideentretien')),
            ],
            options={
                'verbose_name': 'groupe témoin',
                'verbose_name_plural': 'groupes témoins',
                'ordering': ('-seance_le',),
            },
        ),
        migrations.CreateModel(
            name='Recrue',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('etat', models.CharField(choices=[('invitee', 'Invitée'), ('acceptee', 'A accepté'), ('declinee', 'A décliné'), ('presente', 'Présente'), ('absente', 'Absente'), ('expiree', 'Sans réponse')], default='invitee', max_length=12, verbose_name='état')),
                ('rang', models.PositiveIntegerField(verbose_name='rang du tirage')),
                ('invitee_le', models.DateTimeField(verbose_name='invitée le')),
                ('repondue_le', models.DateTimeField(blank=True, null=True, verbose_name='réponse le')),
                ('groupe', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recrues', to='indicateurs.groupetemoin')),
                ('personne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.personne')),
                ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
            ],
            options={
                'verbose_name': 'personne invitée',
                'verbose_name_plural': 'personnes invitées',
                'ordering': ('rang',),
            },
        ),
        migrations.CreateModel(
            name='NotesDeGroupe',
            fields=[
                ('groupe', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='notes', serialize=False, to='indicateurs.groupetemoin')),
                ('texte', models.TextField(blank=True, verbose_name='notes')),
                ('mots_gardes', models.JSONField(default=list, verbose_name='mots gardés')),
                ('ecrites_le', models.DateTimeField(verbose_name='écrites le')),
                ('conserver_jusqu_au', models.DateField(verbose_name='à conserver jusqu’au')),
                ('effacees_le', models.DateTimeField(blank=True, null=True, verbose_name='effacées le')),
                ('ecrites_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notes d’un groupe témoin',
                'verbose_name_plural': 'notes de groupes témoins',
            },
        ),
        migrations.CreateModel(
            name='Constat',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('numero', models.CharField(max_length=20, unique=True, verbose_name='numéro')),
                ('enonce', models.TextField(verbose_name='constat')),
                ('nb_personnes', models.PositiveSmallIntegerField(verbose_name='personnes qui l’ont dit')),
                ('code_le', models.DateTimeField(verbose_name='codé le')),
                ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('code_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retire_motif', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif')),
                ('retire_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif')),
                ('groupe', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='constats', to='indicateurs.groupetemoin')),
            ],
            options={
                'verbose_name': 'constat',
                'ordering': ('theme__ordre', '-nb_personnes', 'numero'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('enonce', ''), _negated=True), ('nb_personnes__gt', 0)), name='constat_dit_par_quelqu_un'), models.CheckConstraint(condition=models.Q(models.Q(('retire_le__isnull', True), ('retire_motif__isnull', True)), models.Q(('retire_le__isnull', False), ('retire_motif__isnull', False)), _connector='OR'), name='constat_retire_motive')],
            },
        ),
        migrations.AddConstraint(
            model_name='guideentretien',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='guide_version_unique'),
        ),
        migrations.AddConstraint(
            model_name='guideentretien',
            constraint=models.CheckConstraint(condition=models.Q(('questions', []), _negated=True), name='guide_a_des_questions'),
        ),
        migrations.AddConstraint(
            model_name='groupetemoin',
            constraint=models.CheckConstraint(condition=models.Q(('nb_invitees__gt', 0)), name='groupe_temoin_invite', violation_error_message='Invitez au moins une personne.'),
        ),
        migrations.AddConstraint(
            model_name='recrue',
            constraint=models.UniqueConstraint(fields=('groupe', 'personne'), name='recrue_une_par_groupe'),
        ),
        migrations.AddConstraint(
            model_name='notesdegroupe',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('effacees_le__isnull', True), models.Q(('texte', ''), _negated=True)), models.Q(('effacees_le__isnull', False), ('texte', '')), _connector='OR'), name='notes_presentes_ou_effacees'),
        ),
    ]
