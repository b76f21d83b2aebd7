"""The exits of the ledger, kept as the journal tells them, behind the walls of the ledger itself."""

import django.db.models.deletion
import guichet.models.journal
from django.db import migrations, models

from guichet.cloison.operations import Cloisonner
from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0013_journal_des_decomptes'),
        ('inscriptions', '0023_places_rendues_a_part'),
    ]

    operations = [
        migrations.CreateModel(
            name='RepereRegistre',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('xid', guichet.models.journal.NumeroDeTransaction()),
                ('lu_le', models.DateTimeField(null=True, verbose_name='lu le')),
                ('version', models.CharField(blank=True, max_length=16, verbose_name='version')),
            ],
            options={
                'verbose_name': 'repère du registre des pertes',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='repere_registre_seul')],
            },
        ),
        migrations.CreateModel(
            name='LigneDePerte',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('le', models.DateTimeField(verbose_name='le')),
                ('niveau', models.SmallIntegerField(null=True, verbose_name='niveau')),
                ('formule', models.CharField(blank=True, max_length=32, verbose_name='formule')),
                ('nature', models.CharField(choices=[('retrait', 'Retrait de la demande'), ('non_admissible', 'Non admissible'), ('inactivite', 'Demande rendue inactive'), ('offre_declinee', 'Départ après une offre refusée'), ('offre_expiree', 'Départ après une offre expirée'), ('absence_initiale', 'Jamais présentée'), ('abandon', 'Abandon du cours'), ('groupe_ferme', 'Départ après la fermeture du groupe')], max_length=16, verbose_name='nature')),
                ('etape', models.CharField(choices=[('brouillon', 'Demande'), ('dossier', 'Dossier'), ('evaluation', 'Niveau'), ('attente', 'Attente'), ('premier_cours', 'Début'), ('classe', 'Classe')], max_length=16, verbose_name='étape')),
                ('dit', models.CharField(blank=True, max_length=48, verbose_name='raison dite')),
                ('source', models.BigIntegerField(null=True, verbose_name='ligne de la raison')),
                ('comptee', models.BooleanField(default=True, verbose_name='comptée')),
                ('inscription', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inscriptions.inscription')),
                ('personne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.personne')),
                ('region', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
            ],
            options={
                'verbose_name': 'ligne du registre des pertes',
                'indexes': [models.Index(condition=models.Q(('comptee', True)), fields=['le'], name='ligne_perte_le')],
            },
        ),
        # Who left and why is for those who follow the region it happened in.
        Cloisonner("inscriptions_lignedeperte", region="region_id"),
        migrations.RunSQL(
            "INSERT INTO inscriptions_repereregistre (id, xid, version) VALUES (1, '0', '')",
            "DELETE FROM inscriptions_repereregistre",
        ),
    ]
