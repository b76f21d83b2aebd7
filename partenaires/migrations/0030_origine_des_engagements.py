"""A promise may say what it comes from."""

from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('partenaires', '0029_cloison_besoins'),
    ]

    operations = [
        migrations.AddField(
            model_name='engagementconcertation',
            name='origine_genre',
            field=models.CharField(blank=True, default='', max_length=24, verbose_name='origine'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='engagementconcertation',
            name='origine_cle',
            field=models.CharField(blank=True, default='', max_length=120, verbose_name="référence de l'origine"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='engagementconcertation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origine_cle', ''), ('origine_genre', '')), models.Q(models.Q(('origine_genre', ''), _negated=True), models.Q(('origine_cle', ''), _negated=True)), _connector='OR'), name='engagement_origine_entiere'),
        ),
    ]
