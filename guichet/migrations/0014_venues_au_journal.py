"""Who came, read for each admitted person in an index alone: the rows themselves lie all over the journal."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guichet', '0013_journal_des_decomptes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='journal',
            index=models.Index(condition=models.Q(models.Q(('objet_type', 'inscription'), ('pas__in', ['deposer', 'terminer'])), models.Q(('objet_type', 'offre'), ('pas', 'ouvrir')), models.Q(('objet_type', 'place'), ('pas__in', ['commencer', 'terminer'])), _connector='OR'), fields=['personne'], include=('organisation', 'region'), name='journal_venues'),
        ),
    ]
