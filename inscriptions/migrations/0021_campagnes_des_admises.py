"""A campaign may draw people who never registered, by the key of their admission."""

import django.db.models.deletion
from django.db import migrations, models

from guichet.migration_groupee import Migration as Groupee


class Migration(Groupee):

    dependencies = [
        ('guichet', '0013_journal_des_decomptes'),
        ('inscriptions', '0020_cloisons_des_suivis'),
    ]

    operations = [
        migrations.AddField(
            model_name='participationcampagne',
            name='admission',
            field=models.CharField(blank=True, default='', max_length=60, verbose_name='clé de l’admission'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='campagnerelance',
            name='cible',
            field=models.CharField(choices=[('brouillon', 'Demande commencée, jamais envoyée'), ('a_completer', 'Dossier à compléter'), ('retiree', 'Demande retirée'), ('inactive', 'Demande en pause : absente, partie ou sans nouvelles'), ('jamais_jointe', 'Admise au Québec, jamais jointe')], max_length=16, verbose_name='personnes visées'),
        ),
        migrations.AlterField(
            model_name='participationcampagne',
            name='inscription',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inscriptions.inscription'),
        ),
        migrations.AlterField(
            model_name='participationcampagne',
            name='personne',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.personne'),
        ),
        migrations.AddIndex(
            model_name='participationcampagne',
            index=models.Index(condition=models.Q(('admission', ''), _negated=True), fields=['admission'], name='participation_admission'),
        ),
        migrations.AddConstraint(
            model_name='participationcampagne',
            constraint=models.UniqueConstraint(condition=models.Q(('admission', ''), _negated=True), fields=('campagne', 'admission'), name='participation_admission_unique'),
        ),
        migrations.AddConstraint(
            model_name='participationcampagne',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('admission', ''), ('inscription__isnull', False), ('personne__isnull', False)), models.Q(('inscription__isnull', True), ('personne__isnull', True), models.Q(('admission', ''), _negated=True)), _connector='OR'), name='participation_d_une_personne'),
        ),
    ]
