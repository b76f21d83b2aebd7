"""Row-level security and guards of admissions and links; the mark of the cohorts is set at the journal's beginning."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.cycle.operations import GarderEtat

# Another ministry's system writes admissions and reads those alone.
API = {"autres": (("admissions", "true"),)}


class Migration(migrations.Migration):

    dependencies = [("indicateurs", "0006_admissions"), ("inscriptions", "0018_engagement_par_lot")]

    operations = [
        Cloisonner("indicateurs_lotadmissions"),
        Cloisonner("indicateurs_jetonadmissions"),
        Cloisonner("indicateurs_envoiadmissions", **API),
        Cloisonner("indicateurs_personneadmise", region="region_id", **API),
        Cloisonner("indicateurs_issueadmission", region="region_id"),
        Cloisonner("indicateurs_rapprochement", region="region_id"),
        *(Cloisonner(f"indicateurs_{table}") for table in ("clepersonne", "cleadmise", "personnecomparee")),
        ClesComposites(
            ("indicateurs_rapprochement", ("admise_id", "cle"), "indicateurs_personneadmise", ("id", "cle")),
        ),
        GarderEtat("indicateurs_lotadmissions", "lot_admissions", ("recu",)),
        GarderEtat("indicateurs_rapprochement", "rapprochement", ("propose", "certain")),
        migrations.RunSQL(
            "INSERT INTO indicateurs_repere (nom, xid, journal_id) VALUES ('cohortes', '0', 0)",
            "DELETE FROM indicateurs_repere WHERE nom = 'cohortes'",
        ),
    ]
