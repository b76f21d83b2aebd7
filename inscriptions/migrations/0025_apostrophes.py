"""French words of the models with their typographic apostrophe: nothing changes in the tables."""

import django.db.models.deletion
from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0015_apostrophes'),
        ('inscriptions', '0024_registre_des_pertes'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='etalonnageattente',
            options={'ordering': ('-jour',), 'verbose_name': 'étalonnage de l’attente', 'verbose_name_plural': 'étalonnages de l’attente'},
        ),
        migrations.AlterModelOptions(
            name='nuitattente',
            options={'ordering': ('-jour',), 'verbose_name': 'nuit de prévision de l’attente'},
        ),
        migrations.AlterModelOptions(
            name='previsionattente',
            options={'verbose_name': 'prévision d’une attente', 'verbose_name_plural': 'prévisions d’attente'},
        ),
        migrations.AlterField(
            model_name='demandedeplace',
            name='acteur_role',
            field=models.CharField(choices=[('personne', 'Personne'), ('mandataire', 'Mandataire'), ('agent_partenaire', 'Agent de partenaire'), ('gestionnaire_partenaire', 'Gestionnaire de partenaire'), ('enseignant', 'Enseignant'), ('conseiller', 'Conseiller'), ('gestionnaire_ententes', 'Gestionnaire d’ententes'), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('analyste', 'Analyste'), ('direction', 'Direction'), ('administrateur', 'Administrateur'), ('client_api', 'Client d’API'), ('systeme', 'Portail')], max_length=32, verbose_name='rôle'),
        ),
        migrations.AlterField(
            model_name='demandedeplace',
            name='refus',
            field=models.CharField(blank=True, choices=[('plus_en_attente', 'Cette personne n’attend plus de place.'), ('offre_vive', 'Cette personne a déjà une offre en attente de réponse.'), ('complet', 'Ce groupe est complet.'), ('ferme', 'Ce groupe n’accueille plus de nouvelles personnes.'), ('ne_convient_pas', 'Cette place n’est plus libre, ou le cours ne vous convient pas.'), ('promise', 'Cette place revient à une personne qui attend depuis plus longtemps.')], max_length=16, verbose_name='raison du refus'),
        ),
        migrations.AlterField(
            model_name='groupe',
            name='garde',
            field=models.BooleanField(default=False, verbose_name='garde d’enfants sur place'),
        ),
        migrations.AlterField(
            model_name='groupeevent',
            name='garde',
            field=models.BooleanField(default=False, verbose_name='garde d’enfants sur place'),
        ),
        migrations.AlterField(
            model_name='inscription',
            name='admissibilite',
            field=models.JSONField(blank=True, default=dict, verbose_name='décision d’admissibilité'),
        ),
        migrations.AlterField(
            model_name='inscription',
            name='annees_scolarite',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='années d’école'),
        ),
        migrations.AlterField(
            model_name='inscription',
            name='domicile',
            field=models.CharField(blank=True, choices=[('quebec', 'Oui'), ('bientot', 'Non, mais je vais m’y établir'), ('ailleurs', 'Non')], max_length=8, verbose_name='domicile au Québec'),
        ),
        migrations.AlterField(
            model_name='inscription',
            name='etat',
            field=models.CharField(choices=[('brouillon', 'Brouillon'), ('deposee', 'Déposée'), ('a_completer', 'À compléter'), ('complete', 'Complète'), ('evaluee', 'Évaluée'), ('en_attente', 'En attente d’une place'), ('en_cours', 'En cours'), ('terminee', 'Terminée'), ('retiree', 'Retirée'), ('non_admissible', 'Non admissible'), ('inactive', 'Inactive')], default='brouillon', max_length=16, verbose_name='état'),
        ),
        migrations.AlterField(
            model_name='inscription',
            name='objectif',
            field=models.CharField(blank=True, choices=[('quotidien', 'Parler dans la vie de tous les jours'), ('emploi', 'Travailler en français'), ('etudes', 'Étudier en français'), ('famille', 'Aider mes enfants à l’école'), ('citoyennete', 'Préparer une démarche d’immigration')], max_length=32, verbose_name='objectif'),
        ),
        migrations.AlterField(
            model_name='inscription',
            name='occupation',
            field=models.CharField(blank=True, choices=[('emploi', 'Je travaille'), ('recherche', 'Je cherche un emploi'), ('etudes', 'J’étudie'), ('maison', 'Je m’occupe de ma famille'), ('retraite', 'Je suis à la retraite'), ('autre', 'Autre situation')], max_length=32, verbose_name='occupation'),
        ),
        migrations.AlterField(
            model_name='inscriptionevent',
            name='admissibilite',
            field=models.JSONField(blank=True, default=dict, verbose_name='décision d’admissibilité'),
        ),
        migrations.AlterField(
            model_name='inscriptionevent',
            name='annees_scolarite',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='années d’école'),
        ),
        migrations.AlterField(
            model_name='inscriptionevent',
            name='domicile',
            field=models.CharField(blank=True, choices=[('quebec', 'Oui'), ('bientot', 'Non, mais je vais m’y établir'), ('ailleurs', 'Non')], max_length=8, verbose_name='domicile au Québec'),
        ),
        migrations.AlterField(
            model_name='inscriptionevent',
            name='etat',
            field=models.CharField(choices=[('brouillon', 'Brouillon'), ('deposee', 'Déposée'), ('a_completer', 'À compléter'), ('complete', 'Complète'), ('evaluee', 'Évaluée'), ('en_attente', 'En attente d’une place'), ('en_cours', 'En cours'), ('terminee', 'Terminée'), ('retiree', 'Retirée'), ('non_admissible', 'Non admissible'), ('inactive', 'Inactive')], default='brouillon', max_length=16, verbose_name='état'),
        ),
        migrations.AlterField(
            model_name='inscriptionevent',
            name='objectif',
            field=models.CharField(blank=True, choices=[('quotidien', 'Parler dans la vie de tous les jours'), ('emploi', 'Travailler en français'), ('etudes', 'Étudier en français'), ('famille', 'Aider mes enfants à l’école'), ('citoyennete', 'Préparer une démarche d’immigration')], max_length=32, verbose_name='objectif'),
        ),
        migrations.AlterField(
            model_name='inscriptionevent',
            name='occupation',
            field=models.CharField(blank=True, choices=[('emploi', 'Je travaille'), ('recherche', 'Je cherche un emploi'), ('etudes', 'J’étudie'), ('maison', 'Je m’occupe de ma famille'), ('retraite', 'Je suis à la retraite'), ('autre', 'Autre situation')], max_length=32, verbose_name='occupation'),
        ),
        migrations.AlterField(
            model_name='previsiondemande',
            name='semaines',
            field=models.PositiveSmallIntegerField(verbose_name='semaines d’histoire'),
        ),
        migrations.AlterField(
            model_name='seance',
            name='motif_annulation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.motif', verbose_name='motif d’annulation'),
        ),
        migrations.AlterConstraint(
            model_name='previsionattente',
            name='prevision_attente_montree_ou_raison',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('jours_p50__isnull', False), ('jours_p80__gte', models.F('jours_p50')), ('raison', '')), models.Q(models.Q(('raison', ''), _negated=True), ('jours_p50__isnull', True), ('jours_p80__isnull', True)), _connector='OR'), name='prevision_attente_montree_ou_raison', violation_error_message='Une prévision a ses deux bornes dans l’ordre, ou la raison de son absence.'),
        ),
    ]
