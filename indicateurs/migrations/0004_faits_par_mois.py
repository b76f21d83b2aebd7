"""Facts divided by month, with every axis of a filter; roll-ups by axis. The worker folds the whole journal again."""

from django.db import migrations, models

import guichet.models.journal
from guichet.cloison.operations import Cloisonner
from guichet.fonctions import InstallerFonction
from guichet.migration_groupee import Migration as Groupee

TABLE = """
CREATE TABLE indicateurs_fait (
  jour date NOT NULL, journal_id bigint NOT NULL, evenement varchar(32) NOT NULL, personne_id uuid,
  delai_jours integer, origine_id bigint, depuis date, sens smallint NOT NULL, fini_le date,
  region varchar(2) NOT NULL, statut varchar(40) NOT NULL, categorie varchar(40) NOT NULL, sexe varchar(1) NOT NULL,
  age varchar(8) NOT NULL, pays varchar(3) NOT NULL, langue varchar(8) NOT NULL, scolarite varchar(8) NOT NULL,
  arrivee varchar(4) NOT NULL, formule varchar(32) NOT NULL, niveau smallint NOT NULL,
  type_organisme varchar(24) NOT NULL, organisation varchar(36) NOT NULL,
  PRIMARY KEY (jour, journal_id, evenement)
) PARTITION BY RANGE (jour);
CREATE INDEX fait_evenement ON indicateurs_fait (evenement, jour);
CREATE INDEX fait_region ON indicateurs_fait (evenement, region, jour);
CREATE INDEX fait_en_cours ON indicateurs_fait (evenement) WHERE fini_le IS NULL AND sens = 1;
"""


class Migration(Groupee):

    dependencies = [
        ("indicateurs", "0003_scenarios"),
        ("guichet", "0010_journal_des_services"),
        ("inscriptions", "0018_engagement_par_lot"),
    ]

    operations = [
        migrations.DeleteModel("AgregatAttente"),
        migrations.DeleteModel("AgregatJour"),
        migrations.DeleteModel("Fait"),
        migrations.CreateModel(
            name='Profil',
            fields=[
                ('pk', models.CompositePrimaryKey('sujet_id', 'xid', 'journal_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('sujet_id', models.UUIDField()),
                ('xid', guichet.models.journal.NumeroDeTransaction()),
                ('journal_id', models.BigIntegerField()),
                ('statut', models.CharField(blank=True, default='', max_length=40)),
                ('categorie', models.CharField(blank=True, default='', max_length=40)),
                ('sexe', models.CharField(blank=True, default='', max_length=1)),
                ('age', models.CharField(blank=True, default='', max_length=8)),
                ('pays', models.CharField(blank=True, default='', max_length=3)),
                ('langue', models.CharField(blank=True, default='', max_length=8)),
                ('scolarite', models.CharField(blank=True, default='', max_length=8)),
                ('arrivee', models.CharField(blank=True, default='', max_length=4)),
                ('type_organisme', models.CharField(blank=True, default='', max_length=24)),
            ],
            options={
                'verbose_name': 'profil compté',
            },
        ),
        migrations.CreateModel(
            name='AgregatAttente',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('evenement', models.CharField(max_length=32, verbose_name='événement')),
                ('depuis', models.DateField(verbose_name='depuis')),
                ('region', models.CharField(blank=True, max_length=2, verbose_name='région')),
                ('statut', models.CharField(blank=True, max_length=40, verbose_name='statut')),
                ('niveau', models.SmallIntegerField(verbose_name='niveau')),
                ('formule', models.CharField(blank=True, max_length=32, verbose_name='formule')),
                ('nb', models.IntegerField(verbose_name='personnes')),
            ],
            options={
                'verbose_name': "agrégat d'attente",
                'constraints': [models.UniqueConstraint(fields=('evenement', 'depuis', 'region', 'statut', 'niveau', 'formule'), name='agregatattente_unique')],
            },
        ),
        migrations.CreateModel(
            name='AgregatAxe',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('evenement', models.CharField(max_length=32, verbose_name='événement')),
                ('axe', models.CharField(blank=True, max_length=16, verbose_name='axe')),
                ('valeur', models.CharField(blank=True, max_length=40, verbose_name='valeur')),
                ('region', models.CharField(blank=True, max_length=2, verbose_name='région')),
                ('mois', models.DateField(verbose_name='mois')),
                ('nb', models.IntegerField(verbose_name='nombre')),
            ],
            options={
                'verbose_name': 'agrégat par axe',
                'constraints': [models.UniqueConstraint(fields=('evenement', 'axe', 'valeur', 'region', 'mois'), include=('nb',), name='agregataxe_unique')],
            },
        ),
        migrations.CreateModel(
            name='AgregatDelai',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('evenement', models.CharField(max_length=32, verbose_name='événement')),
                ('axe', models.CharField(blank=True, max_length=16, verbose_name='axe')),
                ('valeur', models.CharField(blank=True, max_length=40, verbose_name='valeur')),
                ('mois', models.DateField(verbose_name='mois')),
                ('delai_jours', models.IntegerField(default=-1, verbose_name='délai (jours)')),
                ('nb', models.IntegerField(verbose_name='nombre')),
            ],
            options={
                'verbose_name': 'agrégat par délai',
                'constraints': [models.UniqueConstraint(fields=('evenement', 'axe', 'valeur', 'mois', 'delai_jours'), include=('nb',), name='agregatdelai_unique')],
            },
        ),
        migrations.CreateModel(
            name='AgregatMois',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('evenement', models.CharField(max_length=32, verbose_name='événement')),
                ('mois', models.DateField(verbose_name='mois')),
                ('region', models.CharField(blank=True, max_length=2, verbose_name='région')),
                ('statut', models.CharField(blank=True, max_length=40, verbose_name='statut')),
                ('niveau', models.SmallIntegerField(verbose_name='niveau')),
                ('formule', models.CharField(blank=True, max_length=32, verbose_name='formule')),
                ('delai_jours', models.IntegerField(default=-1, verbose_name='délai (jours)')),
                ('nb', models.IntegerField(verbose_name='nombre')),
            ],
            options={
                'verbose_name': 'agrégat par mois',
                'indexes': [models.Index(fields=['evenement', 'niveau', 'formule', 'mois'], include=('region', 'delai_jours', 'nb'), name='agregatmois_formule'), models.Index(fields=['evenement', 'statut', 'formule', 'mois'], include=('region', 'delai_jours', 'nb'), name='agregatmois_statut')],
                'constraints': [models.UniqueConstraint(fields=('evenement', 'statut', 'niveau', 'formule', 'region', 'mois', 'delai_jours'), include=('nb',), name='agregatmois_unique')],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE, "DROP TABLE indicateurs_fait")],
            state_operations=[
                migrations.CreateModel(
                    name='Fait',
                    fields=[
                        ('region', models.CharField(blank=True, default='', max_length=2, verbose_name='région')),
                        ('statut', models.CharField(blank=True, default='', max_length=40, verbose_name='statut')),
                        ('categorie', models.CharField(blank=True, default='', max_length=40, verbose_name='catégorie')),
                        ('sexe', models.CharField(blank=True, default='', max_length=1, verbose_name='sexe')),
                        ('age', models.CharField(blank=True, default='', max_length=8, verbose_name='groupe d’âge')),
                        ('pays', models.CharField(blank=True, default='', max_length=3, verbose_name='pays de naissance')),
                        ('langue', models.CharField(blank=True, default='', max_length=8, verbose_name='langue maternelle')),
                        ('scolarite', models.CharField(blank=True, default='', max_length=8, verbose_name='années d’école')),
                        ('arrivee', models.CharField(blank=True, default='', max_length=4, verbose_name='année d’arrivée')),
                        ('formule', models.CharField(blank=True, default='', max_length=32, verbose_name='formule')),
                        ('niveau', models.SmallIntegerField(default=0, verbose_name='niveau')),
                        ('type_organisme', models.CharField(blank=True, default='', max_length=24, verbose_name='type d’organisme')),
                        ('organisation', models.CharField(blank=True, default='', max_length=36, verbose_name='organisme')),
                        ('pk', models.CompositePrimaryKey('jour', 'journal_id', 'evenement', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('jour', models.DateField(verbose_name='jour')),
                        ('journal_id', models.BigIntegerField()),
                        ('evenement', models.CharField(max_length=32, verbose_name='événement')),
                        ('personne_id', models.UUIDField(null=True)),
                        ('delai_jours', models.IntegerField(null=True, verbose_name='délai (jours)')),
                        ('origine_id', models.BigIntegerField(null=True)),
                        ('depuis', models.DateField(null=True, verbose_name='depuis')),
                        ('sens', models.SmallIntegerField(default=0)),
                        ('fini_le', models.DateField(null=True, verbose_name='fini le')),
                    ],
                    options={
                        'verbose_name': 'fait',
                        'indexes': [models.Index(fields=['evenement', 'jour'], name='fait_evenement'), models.Index(fields=['evenement', 'region', 'jour'], name='fait_region'), models.Index(condition=models.Q(('fini_le__isnull', True), ('sens', 1)), fields=['evenement'], name='fait_en_cours')],
                    },
                ),
            ],
        ),
        Cloisonner("indicateurs_fait"),
        # The owner's functions count without a scope; nobody else gains a row.
        migrations.RunSQL(
            "CREATE POLICY comptage ON indicateurs_fait FOR SELECT TO CURRENT_USER USING (true)",
            "DROP POLICY comptage ON indicateurs_fait",
        ),
        Cloisonner("indicateurs_profil"),
        InstallerFonction("indicateurs_jours_ouvrables(date, date, datemultirange)", "indicateurs.fonctions.JOURS_OUVRABLES", "ef1c82095435fe53"),
        InstallerFonction("indicateurs_ouvrir_mois(date[])", "indicateurs.fonctions.OUVRIR_MOIS", "ea104834b8790c1a"),
        InstallerFonction("indicateurs_conditions(jsonb, text)", "indicateurs.fonctions.CONDITIONS", "16507d97bdabe39e"),
        InstallerFonction("indicateurs_compter(text[], date, date, jsonb, text, boolean)", "indicateurs.fonctions.COMPTER", "16263658f219b33b"),
        InstallerFonction("indicateurs_en_cours(text, date, jsonb, text, boolean)", "indicateurs.fonctions.EN_COURS", "fc1141a668bdf4f5"),
        # From the beginning again: what is known of each person today is what the old rows are counted with.
        migrations.RunSQL(
            "UPDATE indicateurs_repere SET xid = '0', journal_id = 0; "
            "INSERT INTO indicateurs_repere (nom, xid, journal_id) VALUES ('profils', '0', 0)",
            "DELETE FROM indicateurs_repere WHERE nom = 'profils'",
        ),
    ]
