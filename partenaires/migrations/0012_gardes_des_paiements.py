"""Row-level security and state guard of payment files; an entente closes with its accounts settled."""

from django.db import migrations

from guichet.cloison.operations import Cloisonner
from guichet.cycle.operations import GarderEtat
from guichet.fonctions import InstallerFonction


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0011_lot_de_paiement"), ("guichet", "0009_journal_des_lots")]

    operations = [
        # A payment file names many partners: the ministry's own alone read it.
        Cloisonner("partenaires_lotpaiement", autres=(("ententes", "true"),)),
        GarderEtat("partenaires_lotpaiement", "lot_paiement", ("prepare",)),
        InstallerFonction("partenaires_garder_fermeture()", "partenaires.gardes.GARDER_FERMETURE", "4004a71681245fd6"),
        migrations.RunSQL(
            "CREATE TRIGGER garder_fermeture BEFORE UPDATE OF etat ON partenaires_entente "
            "FOR EACH ROW EXECUTE FUNCTION partenaires_garder_fermeture()",
            "DROP TRIGGER garder_fermeture ON partenaires_entente",
        ),
    ]
