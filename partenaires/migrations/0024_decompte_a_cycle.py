"""The final accounting has a life cycle: its steps are in the journal, and the database refuses a state without its row."""

import django.utils.timezone
from django.db import migrations, models

from guichet.cycle.operations import GarderEtat
from guichet.migration_groupee import Migration as Groupee

# Those approved before had their day and no state; the lock opens for this one column.
ETATS = """
SELECT set_config('portail.portee', 'province', true);
ALTER TABLE partenaires_decompte DISABLE TRIGGER garder_decompte;
UPDATE partenaires_decompte SET etat = 'verrouille' WHERE approuve_le IS NOT NULL;
ALTER TABLE partenaires_decompte ENABLE TRIGGER garder_decompte;
SELECT set_config('portail.portee', '', true);
"""


class Migration(Groupee):

    dependencies = [("partenaires", "0023_gardes_delegations"), ("guichet", "0013_journal_des_decomptes")]

    operations = [
        migrations.AddField(
            model_name="decompte",
            name="etat",
            field=models.CharField(
                choices=[("etabli", "Établi, à approuver"), ("verrouille", "Approuvé")],
                default="etabli",
                max_length=12,
                verbose_name="état",
            ),
        ),
        migrations.AddField(
            model_name="decompte",
            name="etat_depuis",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, verbose_name="état depuis"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decompte",
            name="cree_le",
            field=models.DateTimeField(
                auto_now_add=True, default=django.utils.timezone.now, verbose_name="créé le"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(ETATS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="decompte",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approuve_le__isnull", True), ("etat", "etabli")),
                    models.Q(("approuve_le__isnull", False), ("etat", "verrouille")),
                    _connector="OR",
                ),
                name="decompte_etat_date",
            ),
        ),
        GarderEtat("partenaires_decompte", "decompte", ("etabli",)),
    ]
