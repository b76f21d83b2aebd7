"""French words of the models with their typographic apostrophe: nothing changes in the tables."""

from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('indicateurs', '0022_axes_par_niveau'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agregatattente',
            options={'verbose_name': 'agrégat d’attente'},
        ),
        migrations.AlterField(
            model_name='alerte',
            name='role',
            field=models.CharField(choices=[('personne', 'Personne'), ('mandataire', 'Mandataire'), ('agent_partenaire', 'Agent de partenaire'), ('gestionnaire_partenaire', 'Gestionnaire de partenaire'), ('enseignant', 'Enseignant'), ('conseiller', 'Conseiller'), ('gestionnaire_ententes', 'Gestionnaire d’ententes'), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('analyste', 'Analyste'), ('direction', 'Direction'), ('administrateur', 'Administrateur'), ('client_api', 'Client d’API'), ('systeme', 'Portail')], max_length=32, verbose_name='responsable'),
        ),
        migrations.AlterField(
            model_name='instantane',
            name='version_ordre',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='version de l’ordre d’attribution'),
        ),
        migrations.AlterField(
            model_name='veilleurindicateur',
            name='role',
            field=models.CharField(choices=[('personne', 'Personne'), ('mandataire', 'Mandataire'), ('agent_partenaire', 'Agent de partenaire'), ('gestionnaire_partenaire', 'Gestionnaire de partenaire'), ('enseignant', 'Enseignant'), ('conseiller', 'Conseiller'), ('gestionnaire_ententes', 'Gestionnaire d’ententes'), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('analyste', 'Analyste'), ('direction', 'Direction'), ('administrateur', 'Administrateur'), ('client_api', 'Client d’API'), ('systeme', 'Portail')], max_length=32, verbose_name='rôle'),
        ),
    ]
