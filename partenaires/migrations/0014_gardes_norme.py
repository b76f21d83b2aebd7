"""An adopted norm refuses every change, in all that hangs on it; an envelope refuses to be rewritten."""

from django.db import migrations

from guichet.fonctions import InstallerFonction

# What hangs on a version, and what hangs on one of its volets.
DE_LA_VERSION = ("sectionnorme", "volet", "modeleclause")
DU_VOLET = ("activiteadmissible", "documentexige", "critereanalyse")
DEJA_GARDEES = ("sectionnorme", "volet", "activiteadmissible")
GARDE = "CREATE TRIGGER garder_norme BEFORE INSERT OR UPDATE{} ON partenaires_{} FOR EACH ROW EXECUTE FUNCTION {}({})"
FONCTION = "partenaires_garder_norme"


def garder(table: str, rattachement: str) -> migrations.RunSQL:
    """The guard on one table, for every way a row comes, changes or goes."""
    avant = f"DROP TRIGGER garder_norme ON partenaires_{table};" if table in DEJA_GARDEES else ""
    retour = GARDE.format("", table, FONCTION, "") if table in DEJA_GARDEES else ""
    return migrations.RunSQL(
        avant + GARDE.format(" OR DELETE", table, FONCTION, f"'{rattachement}'"),
        f"DROP TRIGGER garder_norme ON partenaires_{table};" + retour,
    )


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0013_norme_complete")]

    operations = [
        InstallerFonction("partenaires_garder_norme()", "partenaires.gardes.GARDER_NORME", "90d15207cdff02d3"),
        InstallerFonction("partenaires_garder_enveloppe()", "partenaires.gardes.GARDER_ENVELOPPE", "12ea1cde2d3c200b"),
        *(garder(table, "version") for table in DE_LA_VERSION),
        *(garder(table, "volet") for table in DU_VOLET),
        migrations.RunSQL(
            "CREATE TRIGGER garder_enveloppe BEFORE UPDATE OR DELETE ON partenaires_enveloppe "
            "FOR EACH ROW EXECUTE FUNCTION partenaires_garder_enveloppe()",
            "DROP TRIGGER garder_enveloppe ON partenaires_enveloppe",
        ),
    ]
