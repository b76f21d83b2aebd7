"""Tables of concertation, mandates, meetings, questions, positions, promises, subscriptions to their calendar."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import guichet.models.referentiels.validite
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0013_journal_des_decomptes'),
        ('partenaires', '0025_plan_action'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsultationTable',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('etat', models.CharField(choices=[('preparee', 'En préparation'), ('ouverte', 'Positions attendues'), ('close', 'Close, suite donnée'), ('annulee', 'Annulée')], default='preparee', max_length=20, verbose_name='état')),
                ('question', models.CharField(max_length=240, verbose_name='question')),
                ('contexte', models.TextField(verbose_name='contexte')),
                ('du', models.DateField(verbose_name='premier jour')),
                ('au', models.DateField(verbose_name='dernier jour')),
                ('ouverte_le', models.DateTimeField(blank=True, null=True, verbose_name='ouverte le')),
                ('suite', models.TextField(blank=True, verbose_name='suite donnée')),
                ('close_le', models.DateTimeField(blank=True, null=True, verbose_name='close le')),
                ('close_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
            ],
            options={
                'verbose_name': "consultation d'une table",
                'verbose_name_plural': "consultations d'une table",
                'ordering': ('-au',),
            },
        ),
        migrations.CreateModel(
            name='DecisionRencontre',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rang', models.PositiveSmallIntegerField(verbose_name='numéro')),
                ('texte', models.TextField(verbose_name='décision')),
                ('prise_le', models.DateTimeField(verbose_name='inscrite le')),
                ('prise_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': "décision d'une table",
                'ordering': ('rencontre', 'rang'),
            },
        ),
        migrations.CreateModel(
            name='DocumentTable',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('nom_origine', models.CharField(max_length=160, verbose_name='nom du fichier')),
                ('type_mime', models.CharField(max_length=80, verbose_name='type')),
                ('taille', models.PositiveIntegerField(verbose_name='taille (octets)')),
                ('sha256', models.CharField(max_length=64)),
                ('chemin', models.CharField(max_length=120, unique=True)),
                ('verdict', models.CharField(choices=[('en_quarantaine', 'En vérification'), ('saine', 'Vérifiée'), ('refusee', 'Refusée')], default='en_quarantaine', max_length=16, verbose_name='vérification')),
                ('verifiee_le', models.DateTimeField(blank=True, null=True, verbose_name='vérifiée le')),
                ('depose_le', models.DateTimeField(verbose_name='déposé le')),
                ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('consultation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='partenaires.consultationtable')),
                ('depose_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retire_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': "document d'une table",
                'verbose_name_plural': "documents d'une table",
                'ordering': ('depose_le',),
            },
        ),
        migrations.CreateModel(
            name='EngagementConcertation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('etat', models.CharField(choices=[('pris', 'Pris'), ('en_cours', 'En cours'), ('tenu', 'Tenu'), ('abandonne', 'Abandonné')], default='pris', max_length=12, verbose_name='état')),
                ('titre', models.CharField(max_length=240, verbose_name='ce qui est promis')),
                ('description', models.TextField(blank=True, verbose_name='précisions')),
                ('role', models.CharField(blank=True, choices=[('conseiller', 'Conseiller'), ('gestionnaire_ententes', "Gestionnaire d'ententes"), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('direction', 'Direction')], max_length=32, verbose_name='rôle du ministère')),
                ('pris_le', models.DateField(verbose_name='pris le')),
                ('echeance', models.DateField(verbose_name='échéance')),
                ('indicateur', models.SlugField(blank=True, max_length=48, verbose_name='indicateur')),
                ('preuve', models.TextField(blank=True, verbose_name='ce qui le montre')),
                ('preuve_lien', models.URLField(blank=True, verbose_name='lien')),
                ('preuve_valeur', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='chiffre')),
                ('tenu_le', models.DateTimeField(blank=True, null=True, verbose_name='tenu le')),
                ('abandonne_le', models.DateTimeField(blank=True, null=True, verbose_name='abandonné le')),
                ('abandon_precision', models.CharField(blank=True, max_length=200, verbose_name='précision')),
                ('abandon_motif', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif')),
                ('abandonne_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='partenaires.decisionrencontre')),
                ('entente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engagements_lies', to='partenaires.entente')),
                ('ligne_de_plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='partenaires.lignedeplan')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engagements_de_concertation', to='guichet.organisation')),
                ('preuve_document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partenaires.documenttable')),
                ('pris_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
                ('tenu_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'engagement de concertation',
                'verbose_name_plural': 'engagements de concertation',
                'ordering': ('echeance', 'titre'),
            },
        ),
        migrations.AddField(
            model_name='documenttable',
            name='engagement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='partenaires.engagementconcertation'),
        ),
        migrations.CreateModel(
            name='PositionMembre',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.CharField(choices=[('pour', 'Pour'), ('amende', 'Pour, avec modifications'), ('contre', 'Contre')], max_length=8, verbose_name='position')),
                ('raisons', models.TextField(verbose_name='raisons')),
                ('donnee_le', models.DateTimeField(verbose_name='donnée le')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='partenaires.consultationtable')),
                ('donnee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.organisation')),
            ],
            options={
                'verbose_name': "position d'un membre",
                'verbose_name_plural': 'positions des membres',
                'ordering': ('organisation__nom',),
            },
        ),
        migrations.CreateModel(
            name='Rencontre',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('etat_depuis', models.DateTimeField(editable=False, verbose_name='état depuis')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('etat', models.CharField(choices=[('preparee', 'En préparation'), ('convoquee', 'Convoquée'), ('redigee', 'Compte rendu à approuver'), ('consignee', 'Compte rendu approuvé'), ('annulee', 'Annulée')], default='preparee', max_length=20, verbose_name='état')),
                ('sujet', models.CharField(max_length=160, verbose_name='sujet')),
                ('debut', models.DateTimeField(verbose_name='début')),
                ('fin', models.DateTimeField(verbose_name='fin')),
                ('lieu', models.CharField(max_length=200, verbose_name='lieu')),
                ('lien', models.URLField(blank=True, verbose_name='lien de la visioconférence')),
                ('sequence', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('modifiee_le', models.DateTimeField(verbose_name='modifiée le')),
                ('convoquee_le', models.DateTimeField(blank=True, null=True, verbose_name='convoquée le')),
                ('compte_rendu', models.TextField(blank=True, verbose_name='compte rendu')),
                ('redige_le', models.DateTimeField(blank=True, null=True, verbose_name='rédigé le')),
                ('approuve_le', models.DateTimeField(blank=True, null=True, verbose_name='approuvé le')),
                ('empreinte', models.CharField(blank=True, max_length=64, verbose_name='empreinte du compte rendu')),
                ('approuve_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('redige_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
            ],
            options={
                'verbose_name': 'rencontre',
                'verbose_name_plural': 'rencontres',
                'ordering': ('-debut',),
            },
        ),
        migrations.AddField(
            model_name='engagementconcertation',
            name='rencontre',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='partenaires.rencontre'),
        ),
        migrations.AddField(
            model_name='documenttable',
            name='rencontre',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='partenaires.rencontre'),
        ),
        migrations.AddField(
            model_name='decisionrencontre',
            name='rencontre',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='partenaires.rencontre'),
        ),
        migrations.CreateModel(
            name='TableConcertation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('nom', models.CharField(max_length=120, verbose_name='nom')),
                ('mandat', models.TextField(verbose_name='mandat de la table')),
                ('ouverte_le', models.DateTimeField(verbose_name='ouverte le')),
                ('ouverte_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
            ],
            options={
                'verbose_name': 'table de concertation',
                'verbose_name_plural': 'tables de concertation',
                'ordering': (models.OrderBy(models.F('region'), nulls_first=True),),
            },
        ),
        migrations.AddField(
            model_name='rencontre',
            name='table',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rencontres', to='partenaires.tableconcertation'),
        ),
        migrations.CreateModel(
            name='PresenceRencontre',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('presence', models.CharField(choices=[('presente', 'Présente'), ('excusee', 'Excusée'), ('absente', 'Absente')], max_length=8, verbose_name='présence')),
                ('representant', models.CharField(blank=True, max_length=120, verbose_name='personne présente')),
                ('notee_le', models.DateTimeField(verbose_name='notée le')),
                ('notee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.organisation')),
                ('rencontre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='partenaires.rencontre')),
                ('table', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partenaires.tableconcertation')),
            ],
            options={
                'verbose_name': 'présence à une rencontre',
                'ordering': ('organisation__nom',),
            },
        ),
        migrations.CreateModel(
            name='PositionMembreEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('position', models.CharField(choices=[('pour', 'Pour'), ('amende', 'Pour, avec modifications'), ('contre', 'Contre')], max_length=8, verbose_name='position')),
                ('raisons', models.TextField(verbose_name='raisons')),
                ('donnee_le', models.DateTimeField(verbose_name='donnée le')),
                ('consultation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partenaires.consultationtable')),
                ('donnee_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='guichet.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partenaires.positionmembre')),
                ('table', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partenaires.tableconcertation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='positionmembre',
            name='table',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partenaires.tableconcertation'),
        ),
        migrations.CreateModel(
            name='PointOrdreDuJour',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rang', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('titre', models.CharField(max_length=240, verbose_name='sujet')),
                ('en_retard', models.BooleanField(default=False, verbose_name='en retard à ce moment')),
                ('origine_genre', models.CharField(blank=True, max_length=24, verbose_name='origine')),
                ('origine_cle', models.CharField(blank=True, max_length=120, verbose_name="référence de l'origine")),
                ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('engagement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='points', to='partenaires.engagementconcertation')),
                ('retire_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rencontre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='partenaires.rencontre')),
                ('table', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partenaires.tableconcertation')),
            ],
            options={
                'verbose_name': "point à l'ordre du jour",
                'ordering': ('rencontre', 'rang'),
            },
        ),
        migrations.CreateModel(
            name='MandatTable',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('titre', models.CharField(max_length=160, verbose_name='au titre de')),
                ('representant', models.CharField(max_length=120, verbose_name='personne qui la représente')),
                ('du', models.DateField(verbose_name='premier jour')),
                ('au', models.DateField(blank=True, null=True, verbose_name='dernier jour')),
                ('donne_le', models.DateTimeField(verbose_name='donné le')),
                ('fini_le', models.DateTimeField(blank=True, null=True, verbose_name='terminé le')),
                ('fin_precision', models.CharField(blank=True, max_length=200, verbose_name='précision')),
                ('donne_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fin_motif', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif')),
                ('fini_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandats_de_concertation', to='guichet.organisation')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandats', to='partenaires.tableconcertation')),
            ],
            options={
                'verbose_name': 'mandat à une table',
                'verbose_name_plural': 'mandats à une table',
                'ordering': ('organisation__nom', 'du'),
            },
        ),
        migrations.AddField(
            model_name='engagementconcertation',
            name='table',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='partenaires.tableconcertation'),
        ),
        migrations.AddField(
            model_name='documenttable',
            name='table',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='partenaires.tableconcertation'),
        ),
        migrations.AddField(
            model_name='decisionrencontre',
            name='table',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partenaires.tableconcertation'),
        ),
        migrations.AddField(
            model_name='consultationtable',
            name='table',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='partenaires.tableconcertation'),
        ),
        migrations.CreateModel(
            name='AbonnementCalendrier',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('empreinte', models.CharField(max_length=64, unique=True)),
                ('cree_le', models.DateTimeField(verbose_name='créé le')),
                ('revoque_le', models.DateTimeField(blank=True, null=True, verbose_name='révoqué le')),
                ('adhesion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.adhesion')),
                ('revoque_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'abonnement au calendrier',
                'verbose_name_plural': 'abonnements au calendrier',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoque_le__isnull', True)), fields=('adhesion',), name='abonnement_calendrier_un_actif')],
            },
        ),
        migrations.AddConstraint(
            model_name='tableconcertation',
            constraint=models.UniqueConstraint(fields=('region',), name='table_une_par_region', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='tableconcertation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('nom', ''), _negated=True), models.Q(('mandat', ''), _negated=True)), name='table_nommee'),
        ),
        migrations.AddConstraint(
            model_name='rencontre',
            constraint=models.UniqueConstraint(fields=('id', 'table'), name='rencontre_rattachement'),
        ),
        migrations.AddConstraint(
            model_name='rencontre',
            constraint=models.CheckConstraint(condition=models.Q(('fin__gt', models.F('debut'))), name='rencontre_heures_ordonnees', violation_error_message='La rencontre finit après son début.'),
        ),
        migrations.AddConstraint(
            model_name='rencontre',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['convoquee', 'redigee', 'consignee']), _negated=True), ('convoquee_le__isnull', False), _connector='OR'), name='rencontre_convoquee_datee'),
        ),
        migrations.AddConstraint(
            model_name='rencontre',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['redigee', 'consignee']), _negated=True), models.Q(('redige_le__isnull', False), models.Q(('compte_rendu', ''), _negated=True)), _connector='OR'), name='rencontre_compte_rendu_ecrit', violation_error_message='Le compte rendu est vide.'),
        ),
        migrations.AddConstraint(
            model_name='rencontre',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approuve_le__isnull', False), ('empreinte__regex', '^[0-9a-f]{64}$'), ('etat', 'consignee')), models.Q(models.Q(('etat', 'consignee'), _negated=True), ('approuve_le__isnull', True), ('empreinte', '')), _connector='OR'), name='rencontre_approuvee_scellee'),
        ),
        migrations.AddConstraint(
            model_name='presencerencontre',
            constraint=models.UniqueConstraint(fields=('rencontre', 'organisation'), name='presence_une_par_membre'),
        ),
        migrations.AddConstraint(
            model_name='positionmembre',
            constraint=models.UniqueConstraint(fields=('consultation', 'organisation'), name='position_une_par_membre'),
        ),
        migrations.AddConstraint(
            model_name='positionmembre',
            constraint=models.CheckConstraint(condition=models.Q(('raisons', ''), _negated=True), name='position_motivee', violation_error_message='Une position a ses raisons.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='positionmembre',
            trigger=pgtrigger.compiler.Trigger(name='modification_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partenaires_positionmembreevent" ("consultation_id", "donnee_le", "donnee_par_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "raisons", "table_id") VALUES (OLD."consultation_id", OLD."donnee_le", OLD."donnee_par_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'modification\', OLD."id", OLD."position", OLD."raisons", OLD."table_id"); RETURN NULL;', hash='5ed271f8a1a0ec761434235416fb77b6aa1f06a1', operation='UPDATE', pgid='pgtrigger_modification_update_3c151', table='partenaires_positionmembre', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='positionmembre',
            trigger=pgtrigger.compiler.Trigger(name='suppression_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partenaires_positionmembreevent" ("consultation_id", "donnee_le", "donnee_par_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "raisons", "table_id") VALUES (OLD."consultation_id", OLD."donnee_le", OLD."donnee_par_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'suppression\', OLD."id", OLD."position", OLD."raisons", OLD."table_id"); RETURN NULL;', hash='98d5e598425ce4534c1efd231f4ed3d1dffdd57a', operation='DELETE', pgid='pgtrigger_suppression_delete_12541', table='partenaires_positionmembre', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='pointordredujour',
            constraint=models.UniqueConstraint(fields=('rencontre', 'engagement'), name='point_un_par_engagement'),
        ),
        migrations.AddConstraint(
            model_name='pointordredujour',
            constraint=models.CheckConstraint(condition=models.Q(('titre', ''), _negated=True), name='point_ecrit'),
        ),
        migrations.AddConstraint(
            model_name='pointordredujour',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origine_cle', ''), ('origine_genre', '')), models.Q(models.Q(('origine_genre', ''), _negated=True), models.Q(('origine_cle', ''), _negated=True)), _connector='OR'), name='point_origine_entiere'),
        ),
        migrations.AddConstraint(
            model_name='mandattable',
            constraint=models.CheckConstraint(condition=models.Q(('au__isnull', True), ('au__gte', models.F('du')), _connector='OR'), name='mandat_dates_ordonnees', violation_error_message='Le dernier jour suit le premier.'),
        ),
        migrations.AddConstraint(
            model_name='mandattable',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('titre', ''), _negated=True), models.Q(('representant', ''), _negated=True)), name='mandat_nomme'),
        ),
        migrations.AddConstraint(
            model_name='mandattable',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fin_motif__isnull', True), ('fini_le__isnull', True), ('fini_par__isnull', True)), models.Q(('fin_motif__isnull', False), ('fini_le__isnull', False), ('fini_par__isnull', False)), _connector='OR'), name='mandat_fin_complete', violation_error_message='Un mandat finit avec sa date, sa personne et son motif.'),
        ),
        migrations.AddConstraint(
            model_name='mandattable',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('fini_le__isnull', True)), expressions=[('table', '='), ('organisation', '='), (guichet.models.referentiels.validite.PeriodeDeValidite(models.F('du'), models.F('au'), models.Value('[]')), '&&')], name='mandat_un_a_la_fois', violation_error_message='Cette organisation a déjà un mandat à cette table pendant cette période.'),
        ),
        migrations.AddIndex(
            model_name='engagementconcertation',
            index=models.Index(fields=['region', 'pris_le'], name='engagement_region_pris_le'),
        ),
        migrations.AddConstraint(
            model_name='engagementconcertation',
            constraint=models.UniqueConstraint(fields=('id', 'table'), name='engagement_rattachement'),
        ),
        migrations.AddConstraint(
            model_name='engagementconcertation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('role', '')), models.Q(('organisation__isnull', True), models.Q(('role', ''), _negated=True)), _connector='OR'), name='engagement_un_responsable', violation_error_message='Un engagement a un responsable : une organisation ou un rôle du ministère.'),
        ),
        migrations.AddConstraint(
            model_name='engagementconcertation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('indicateur', ''), _negated=True), ('entente__isnull', False), ('ligne_de_plan__isnull', False), _connector='OR'), name='engagement_rattache', violation_error_message='Rattachez l’engagement à un indicateur, à une entente ou à une ligne de plan.'),
        ),
        migrations.AddConstraint(
            model_name='engagementconcertation',
            constraint=models.CheckConstraint(condition=models.Q(('echeance__gte', models.F('pris_le'))), name='engagement_echeance_apres', violation_error_message='L’échéance suit le jour de l’engagement.'),
        ),
        migrations.AddConstraint(
            model_name='engagementconcertation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('tenu_le__isnull', True), models.Q(('etat', 'tenu'), _negated=True)), models.Q(('etat', 'tenu'), ('tenu_le__isnull', False), models.Q(('preuve', ''), _negated=True), models.Q(('preuve_document__isnull', False), models.Q(('preuve_lien', ''), _negated=True), models.Q(('preuve_valeur__isnull', False), models.Q(('indicateur', ''), _negated=True)), _connector='OR')), _connector='OR'), name='engagement_tenu_prouve', violation_error_message='Un engagement tenu a sa preuve : un document, un lien ou un chiffre.'),
        ),
        migrations.AddConstraint(
            model_name='engagementconcertation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('abandon_motif__isnull', True), ('abandonne_le__isnull', True), models.Q(('etat', 'abandonne'), _negated=True)), models.Q(('abandon_motif__isnull', False), ('abandonne_le__isnull', False), ('etat', 'abandonne')), _connector='OR'), name='engagement_abandon_motive', violation_error_message='Un engagement abandonné a sa date et son motif.'),
        ),
        migrations.AddConstraint(
            model_name='documenttable',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consultation__isnull', True), ('engagement__isnull', True), ('rencontre__isnull', False)), models.Q(('consultation__isnull', False), ('engagement__isnull', True), ('rencontre__isnull', True)), models.Q(('consultation__isnull', True), ('engagement__isnull', False), ('rencontre__isnull', True)), _connector='OR'), name='document_table_d_un_objet'),
        ),
        migrations.AddConstraint(
            model_name='decisionrencontre',
            constraint=models.UniqueConstraint(fields=('rencontre', 'rang'), name='decision_rang_unique'),
        ),
        migrations.AddConstraint(
            model_name='decisionrencontre',
            constraint=models.UniqueConstraint(fields=('id', 'table'), name='decision_rattachement'),
        ),
        migrations.AddConstraint(
            model_name='decisionrencontre',
            constraint=models.CheckConstraint(condition=models.Q(('texte', ''), _negated=True), name='decision_ecrite'),
        ),
        migrations.AddConstraint(
            model_name='consultationtable',
            constraint=models.UniqueConstraint(fields=('id', 'table'), name='consultation_table_rattachement'),
        ),
        migrations.AddConstraint(
            model_name='consultationtable',
            constraint=models.CheckConstraint(condition=models.Q(('au__gte', models.F('du'))), name='consultation_table_dates_ordonnees', violation_error_message='Le dernier jour suit le premier.'),
        ),
        migrations.AddConstraint(
            model_name='consultationtable',
            constraint=models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='consultation_table_pose_une_question'),
        ),
        migrations.AddConstraint(
            model_name='consultationtable',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['ouverte', 'close']), _negated=True), ('ouverte_le__isnull', False), _connector='OR'), name='consultation_table_ouverte_datee'),
        ),
        migrations.AddConstraint(
            model_name='consultationtable',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'close'), _negated=True), models.Q(('close_le__isnull', False), models.Q(('suite', ''), _negated=True)), _connector='OR'), name='consultation_table_close_avec_suite', violation_error_message='Une consultation se clôt avec la suite donnée, par écrit.'),
        ),
    ]
