"""French words of the models with their typographic apostrophe: nothing changes in the tables."""

import datetime
import guichet.vieprivee.chiffrement
from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0014_venues_au_journal'),
    ]

    operations = [
        migrations.AlterField(
            model_name='adhesion',
            name='role',
            field=models.CharField(choices=[('personne', 'Personne'), ('mandataire', 'Mandataire'), ('agent_partenaire', 'Agent de partenaire'), ('gestionnaire_partenaire', 'Gestionnaire de partenaire'), ('enseignant', 'Enseignant'), ('conseiller', 'Conseiller'), ('gestionnaire_ententes', 'Gestionnaire d’ententes'), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('analyste', 'Analyste'), ('direction', 'Direction'), ('administrateur', 'Administrateur'), ('client_api', 'Client d’API'), ('systeme', 'Portail')], max_length=32, verbose_name='rôle'),
        ),
        migrations.AlterField(
            model_name='adhesionevent',
            name='role',
            field=models.CharField(choices=[('personne', 'Personne'), ('mandataire', 'Mandataire'), ('agent_partenaire', 'Agent de partenaire'), ('gestionnaire_partenaire', 'Gestionnaire de partenaire'), ('enseignant', 'Enseignant'), ('conseiller', 'Conseiller'), ('gestionnaire_ententes', 'Gestionnaire d’ententes'), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('analyste', 'Analyste'), ('direction', 'Direction'), ('administrateur', 'Administrateur'), ('client_api', 'Client d’API'), ('systeme', 'Portail')], max_length=32, verbose_name='rôle'),
        ),
        migrations.AlterField(
            model_name='journal',
            name='acteur_role',
            field=models.CharField(choices=[('personne', 'Personne'), ('mandataire', 'Mandataire'), ('agent_partenaire', 'Agent de partenaire'), ('gestionnaire_partenaire', 'Gestionnaire de partenaire'), ('enseignant', 'Enseignant'), ('conseiller', 'Conseiller'), ('gestionnaire_ententes', 'Gestionnaire d’ententes'), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('analyste', 'Analyste'), ('direction', 'Direction'), ('administrateur', 'Administrateur'), ('client_api', 'Client d’API'), ('systeme', 'Portail')], max_length=32, verbose_name='rôle'),
        ),
        migrations.AlterField(
            model_name='journal',
            name='objet_id',
            field=models.UUIDField(verbose_name='identifiant de l’objet'),
        ),
        migrations.AlterField(
            model_name='lecturedossier',
            name='lecteur_role',
            field=models.CharField(choices=[('personne', 'Personne'), ('mandataire', 'Mandataire'), ('agent_partenaire', 'Agent de partenaire'), ('gestionnaire_partenaire', 'Gestionnaire de partenaire'), ('enseignant', 'Enseignant'), ('conseiller', 'Conseiller'), ('gestionnaire_ententes', 'Gestionnaire d’ententes'), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('analyste', 'Analyste'), ('direction', 'Direction'), ('administrateur', 'Administrateur'), ('client_api', 'Client d’API'), ('systeme', 'Portail')], max_length=32, verbose_name='rôle'),
        ),
        migrations.AlterField(
            model_name='personne',
            name='iuc',
            field=guichet.vieprivee.chiffrement.ChampChiffre(blank=True, default='', verbose_name='identifiant d’immigration (IUC)'),
        ),
        migrations.AlterField(
            model_name='personneevent',
            name='iuc',
            field=guichet.vieprivee.chiffrement.ChampChiffre(blank=True, default='', verbose_name='identifiant d’immigration (IUC)'),
        ),
        migrations.AlterField(
            model_name='piece',
            name='conserver_jusqu_au',
            field=models.DateField(blank=True, null=True, verbose_name='à conserver jusqu’au'),
        ),
        migrations.AlterField(
            model_name='utilisateur',
            name='is_staff',
            field=models.BooleanField(default=False, verbose_name='accès à l’administration'),
        ),
        migrations.AlterField(
            model_name='utilisateur',
            name='langue',
            field=models.CharField(default='fr-ca', max_length=8, verbose_name='langue de l’interface'),
        ),
        migrations.AlterConstraint(
            model_name='personne',
            name='personne_naissance_plausible',
            constraint=models.CheckConstraint(condition=models.Q(('date_naissance__isnull', True), ('date_naissance__gte', datetime.date(1900, 1, 1)), _connector='OR'), name='personne_naissance_plausible', violation_error_message='La date de naissance suit l’année 1900.'),
        ),
    ]
