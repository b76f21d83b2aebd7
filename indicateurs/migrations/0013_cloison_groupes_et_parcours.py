"""Row-level security of the persons invited, guards of both life cycles, numbers, and the count of journeys."""

from django.db import migrations

from guichet.cloison.operations import Cloisonner
from guichet.cycle.operations import GarderEtat
from guichet.fonctions import InstallerFonction


class Migration(migrations.Migration):

    dependencies = [("indicateurs", "0012_groupes_temoins")]

    operations = [
        Cloisonner("indicateurs_recrue", personne="personne_id", region="region_id"),
        GarderEtat("indicateurs_recrue", "recrue", ("invitee",)),
        GarderEtat("indicateurs_groupetemoin", "groupe_temoin", ("ebauche",)),
        migrations.RunSQL("CREATE SEQUENCE indicateurs_numero_groupe", "DROP SEQUENCE indicateurs_numero_groupe"),
        InstallerFonction(
            "indicateurs_parcours(text[], text[], date, date, jsonb, date, integer)",
            "indicateurs.fonctions_parcours.PARCOURS",
            "107d49533c79f2b1",
        ),
    ]
