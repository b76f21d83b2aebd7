"""French words of the models with their typographic apostrophe: nothing changes in the tables."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0015_apostrophes'),
        ('partenaires', '0033_garder_hausse'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='activiteentente',
            options={'ordering': ('rang', 'code'), 'verbose_name': 'activité de l’entente'},
        ),
        migrations.AlterModelOptions(
            name='besoinressource',
            options={'verbose_name': 'besoin d’une ressource', 'verbose_name_plural': 'besoins de ressources'},
        ),
        migrations.AlterModelOptions(
            name='consultationtable',
            options={'ordering': ('-au',), 'verbose_name': 'consultation d’une table', 'verbose_name_plural': 'consultations d’une table'},
        ),
        migrations.AlterModelOptions(
            name='critereanalyse',
            options={'ordering': ('volet', 'code'), 'verbose_name': 'critère d’analyse', 'verbose_name_plural': 'critères d’analyse'},
        ),
        migrations.AlterModelOptions(
            name='decisionrencontre',
            options={'ordering': ('rencontre', 'rang'), 'verbose_name': 'décision d’une table'},
        ),
        migrations.AlterModelOptions(
            name='documententente',
            options={'ordering': ('code', '-depose_le'), 'verbose_name': 'document de l’entente', 'verbose_name_plural': 'documents de l’entente'},
        ),
        migrations.AlterModelOptions(
            name='documenttable',
            options={'ordering': ('depose_le',), 'verbose_name': 'document d’une table', 'verbose_name_plural': 'documents d’une table'},
        ),
        migrations.AlterModelOptions(
            name='noteanalyse',
            options={'ordering': ('critere__code',), 'verbose_name': 'note d’analyse', 'verbose_name_plural': 'notes d’analyse'},
        ),
        migrations.AlterModelOptions(
            name='pointordredujour',
            options={'ordering': ('rencontre', 'rang'), 'verbose_name': 'point à l’ordre du jour'},
        ),
        migrations.AlterModelOptions(
            name='positionmembre',
            options={'ordering': ('organisation__nom',), 'verbose_name': 'position d’un membre', 'verbose_name_plural': 'positions des membres'},
        ),
        migrations.AlterModelOptions(
            name='termeentente',
            options={'ordering': ('entente', 'cle', 'effet_du', 'connu_le', 'rang'), 'verbose_name': 'terme de l’entente'},
        ),
        migrations.AlterModelOptions(
            name='versionentente',
            options={'ordering': ('numero',), 'verbose_name': 'version de l’entente', 'verbose_name_plural': 'versions de l’entente'},
        ),
        migrations.AlterField(
            model_name='actioncorrective',
            name='responsable',
            field=models.CharField(choices=[('partenaire', 'l’organisme'), ('ministere', 'le ministère')], max_length=12, verbose_name='responsable'),
        ),
        migrations.AlterField(
            model_name='actioncorrectiveevent',
            name='responsable',
            field=models.CharField(choices=[('partenaire', 'l’organisme'), ('ministere', 'le ministère')], max_length=12, verbose_name='responsable'),
        ),
        migrations.AlterField(
            model_name='bassin',
            name='garde',
            field=models.BooleanField(default=False, verbose_name='garde d’enfants sur place'),
        ),
        migrations.AlterField(
            model_name='bassinevent',
            name='garde',
            field=models.BooleanField(default=False, verbose_name='garde d’enfants sur place'),
        ),
        migrations.AlterField(
            model_name='besointerrain',
            name='clientele',
            field=models.CharField(choices=[('toutes', 'Toutes les personnes immigrantes'), ('refugies', 'Personnes réfugiées prises en charge par l’État'), ('demandeurs_asile', 'Personnes qui demandent l’asile'), ('travailleurs_temporaires', 'Travailleurs étrangers temporaires'), ('familles', 'Familles et enfants'), ('peu_scolarisees', 'Personnes peu scolarisées')], max_length=24, verbose_name='clientèle'),
        ),
        migrations.AlterField(
            model_name='decompte',
            name='droit',
            field=models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant auquel l’organisme a droit'),
        ),
        migrations.AlterField(
            model_name='delegationpouvoir',
            name='montant_max',
            field=models.DecimalField(decimal_places=2, max_digits=14, verbose_name='jusqu’à'),
        ),
        migrations.AlterField(
            model_name='engagementconcertation',
            name='origine_cle',
            field=models.CharField(blank=True, max_length=120, verbose_name='référence de l’origine'),
        ),
        migrations.AlterField(
            model_name='engagementconcertation',
            name='role',
            field=models.CharField(blank=True, choices=[('conseiller', 'Conseiller'), ('gestionnaire_ententes', 'Gestionnaire d’ententes'), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('direction', 'Direction')], max_length=32, verbose_name='rôle du ministère'),
        ),
        migrations.AlterField(
            model_name='entente',
            name='clienteles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('toutes', 'Toutes les personnes immigrantes'), ('refugies', 'Personnes réfugiées prises en charge par l’État'), ('demandeurs_asile', 'Personnes qui demandent l’asile'), ('travailleurs_temporaires', 'Travailleurs étrangers temporaires'), ('familles', 'Familles et enfants'), ('peu_scolarisees', 'Personnes peu scolarisées')], max_length=32), default=list, size=None, verbose_name='clientèles'),
        ),
        migrations.AlterField(
            model_name='ententeevent',
            name='clienteles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('toutes', 'Toutes les personnes immigrantes'), ('refugies', 'Personnes réfugiées prises en charge par l’État'), ('demandeurs_asile', 'Personnes qui demandent l’asile'), ('travailleurs_temporaires', 'Travailleurs étrangers temporaires'), ('familles', 'Familles et enfants'), ('peu_scolarisees', 'Personnes peu scolarisées')], max_length=32), default=list, size=None, verbose_name='clientèles'),
        ),
        migrations.AlterField(
            model_name='enveloppe',
            name='fin_le',
            field=models.DateTimeField(blank=True, null=True, verbose_name='en vigueur jusqu’à'),
        ),
        migrations.AlterField(
            model_name='pointordredujour',
            name='origine_cle',
            field=models.CharField(blank=True, max_length=120, verbose_name='référence de l’origine'),
        ),
        migrations.AlterField(
            model_name='revue',
            name='commentaire_partenaire',
            field=models.TextField(blank=True, verbose_name='commentaires de l’organisme'),
        ),
        migrations.AlterField(
            model_name='servicerendu',
            name='clientele',
            field=models.CharField(choices=[('toutes', 'Toutes les personnes immigrantes'), ('refugies', 'Personnes réfugiées prises en charge par l’État'), ('demandeurs_asile', 'Personnes qui demandent l’asile'), ('travailleurs_temporaires', 'Travailleurs étrangers temporaires'), ('familles', 'Familles et enfants'), ('peu_scolarisees', 'Personnes peu scolarisées')], max_length=32, verbose_name='clientèle'),
        ),
        migrations.AlterField(
            model_name='signataire',
            name='partie',
            field=models.CharField(choices=[('partenaire', 'Pour l’organisme'), ('ministere', 'Pour le ministère')], max_length=12, verbose_name='partie'),
        ),
        migrations.AlterField(
            model_name='signataireevent',
            name='partie',
            field=models.CharField(choices=[('partenaire', 'Pour l’organisme'), ('ministere', 'Pour le ministère')], max_length=12, verbose_name='partie'),
        ),
        migrations.AlterField(
            model_name='valeurreddition',
            name='raison',
            field=models.TextField(blank=True, verbose_name='raison de l’écart'),
        ),
        migrations.AlterField(
            model_name='valeurredditionevent',
            name='raison',
            field=models.TextField(blank=True, verbose_name='raison de l’écart'),
        ),
        migrations.AlterField(
            model_name='volet',
            name='clienteles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('toutes', 'Toutes les personnes immigrantes'), ('refugies', 'Personnes réfugiées prises en charge par l’État'), ('demandeurs_asile', 'Personnes qui demandent l’asile'), ('travailleurs_temporaires', 'Travailleurs étrangers temporaires'), ('familles', 'Familles et enfants'), ('peu_scolarisees', 'Personnes peu scolarisées')], max_length=32), size=None, verbose_name='clientèles'),
        ),
        migrations.AlterConstraint(
            model_name='activiteentente',
            name='activite_entente_positive',
            constraint=models.CheckConstraint(condition=models.Q(('prix_unitaire__gte', 0), ('volume_prevu__gt', 0)), name='activite_entente_positive', violation_error_message='Le volume prévu est plus grand que zéro; le prix n’est pas négatif.'),
        ),
        migrations.AlterConstraint(
            model_name='appelprojets',
            name='appel_dates_ordonnees',
            constraint=models.CheckConstraint(condition=models.Q(('ferme_le__gte', models.F('ouvre_le'))), name='appel_dates_ordonnees', violation_error_message='L’appel ferme après son ouverture.'),
        ),
        migrations.AlterConstraint(
            model_name='avenant',
            name='avenant_propose_nest_pas_approuve',
            constraint=models.CheckConstraint(condition=models.Q(('propose_par__isnull', True), ('approuve_par__isnull', True), models.Q(('propose_par', models.F('approuve_par')), _negated=True), _connector='OR'), name='avenant_propose_nest_pas_approuve', violation_error_message='La personne qui propose l’avenant ne peut pas l’approuver.'),
        ),
        migrations.AlterConstraint(
            model_name='decompte',
            name='decompte_deux_personnes',
            constraint=models.CheckConstraint(condition=models.Q(('approuve_par__isnull', True), ('etabli_par__isnull', True), models.Q(('approuve_par', models.F('etabli_par')), _negated=True), _connector='OR'), name='decompte_deux_personnes', violation_error_message='La personne qui établit le décompte ne peut pas l’approuver.'),
        ),
        migrations.AlterConstraint(
            model_name='delegationpouvoir',
            name='delegation_deux_personnes',
            constraint=models.CheckConstraint(condition=models.Q(('accordee_par__isnull', True), models.Q(('accordee_par', models.F('utilisateur')), _negated=True), _connector='OR'), name='delegation_deux_personnes', violation_error_message='On ne s’accorde pas une délégation à soi-même.'),
        ),
        migrations.AlterConstraint(
            model_name='depensereddition',
            name='depense_positive',
            constraint=models.CheckConstraint(condition=models.Q(('montant__gte', 0)), name='depense_positive', violation_error_message='Une dépense n’est pas négative.'),
        ),
        migrations.AlterConstraint(
            model_name='derogation',
            name='derogation_deux_personnes',
            constraint=models.CheckConstraint(condition=models.Q(('accordee_par__isnull', True), models.Q(('accordee_par', models.F('demandee_par')), _negated=True), _connector='OR'), name='derogation_deux_personnes', violation_error_message='La personne qui demande une dérogation ne peut pas l’accorder.'),
        ),
        migrations.AlterConstraint(
            model_name='documententente',
            name='document_entente_conforme_verifie',
            constraint=models.CheckConstraint(condition=models.Q(('conforme__isnull', True), ('conforme', False), ('verdict', 'saine'), _connector='OR'), name='document_entente_conforme_verifie', violation_error_message='Un document conforme est d’abord vérifié.'),
        ),
        migrations.AlterConstraint(
            model_name='entente',
            name='entente_dates_ordonnees',
            constraint=models.CheckConstraint(condition=models.Q(('fin__gt', models.F('debut'))), name='entente_dates_ordonnees', violation_error_message='L’entente finit après son début.'),
        ),
        migrations.AlterConstraint(
            model_name='entente',
            name='entente_revue_pendant',
            constraint=models.CheckConstraint(condition=models.Q(('revue_prevue_le__isnull', True), models.Q(('revue_prevue_le__gt', models.F('debut')), ('revue_prevue_le__lt', models.F('fin'))), _connector='OR'), name='entente_revue_pendant', violation_error_message='La revue de mi-parcours a lieu pendant l’entente.'),
        ),
        migrations.AlterConstraint(
            model_name='entente',
            name='entente_montants_positifs',
            constraint=models.CheckConstraint(condition=models.Q(('autres_aides__gte', 0), ('montant_demande__gte', 0)), name='entente_montants_positifs', violation_error_message='Un montant n’est jamais négatif.'),
        ),
        migrations.AlterConstraint(
            model_name='entente',
            name='entente_analyste_nest_pas_approbateur',
            constraint=models.CheckConstraint(condition=models.Q(('recommandee_par__isnull', True), ('approuvee_par__isnull', True), models.Q(('recommandee_par', models.F('approuvee_par')), _negated=True), _connector='OR'), name='entente_analyste_nest_pas_approbateur', violation_error_message='La personne qui a analysé la demande ne peut pas l’approuver.'),
        ),
        migrations.AlterConstraint(
            model_name='indicateurentente',
            name='indicateur_entente_valide',
            constraint=models.CheckConstraint(condition=models.Q(('cible__gte', 0), ('tolerance__gte', 0), ('tolerance__lte', 1)), name='indicateur_entente_valide', violation_error_message='La cible n’est pas négative; la tolérance est une part entre 0 et 100 %.'),
        ),
        migrations.AlterConstraint(
            model_name='versement',
            name='versement_autorise_nest_pas_emis',
            constraint=models.CheckConstraint(condition=models.Q(('autorise_par__isnull', True), ('emis_par__isnull', True), models.Q(('autorise_par', models.F('emis_par')), _negated=True), _connector='OR'), name='versement_autorise_nest_pas_emis', violation_error_message='La personne qui autorise un versement ne peut pas l’émettre.'),
        ),
        migrations.AlterConstraint(
            model_name='versionprogramme',
            name='version_adoptee_datee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'adoptee'), _negated=True), models.Q(('adoptee_le__isnull', False), ('en_vigueur_le__isnull', False)), _connector='OR'), name='version_adoptee_datee', violation_error_message='Une version adoptée a sa date d’adoption et sa date d’entrée en vigueur.'),
        ),
    ]
