"""Row-level security and guards of concertation: members see their tables, promises and minutes are never rewritten."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.cycle.operations import GarderEtat
from guichet.fonctions import InstallerFonction

# Actions check who may write, then write in the portal's scope; no other scope writes.
PORTAIL = "(SELECT current_setting('portail.portee', true)) = 'province'"
TABLE_VISIBLE = "table_id IN (SELECT t.id FROM partenaires_tableconcertation t)"
PAR_TABLE = {
    "autres": (("organisation", TABLE_VISIBLE), ("region", TABLE_VISIBLE), ("ententes", "true")),
    "ecriture": PORTAIL,
}
LIEES = (
    "mandattable",
    "rencontre",
    "pointordredujour",
    "presencerencontre",
    "decisionrencontre",
    "documenttable",
    "consultationtable",
    "positionmembre",
    "engagementconcertation",
)
DE_LA_RENCONTRE = ("pointordredujour", "presencerencontre", "decisionrencontre")
# (table, column, target)
CLES = (
    *((table, "rencontre_id", "rencontre") for table in (*DE_LA_RENCONTRE, "documenttable", "engagementconcertation")),
    ("pointordredujour", "engagement_id", "engagementconcertation"),
    ("documenttable", "consultation_id", "consultationtable"),
    ("documenttable", "engagement_id", "engagementconcertation"),
    ("positionmembre", "consultation_id", "consultationtable"),
    ("engagementconcertation", "decision_id", "decisionrencontre"),
)


def declencher(nom: str, table: str, fonction: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {nom} BEFORE INSERT OR UPDATE OR DELETE ON partenaires_{table} FOR EACH ROW "
        f"EXECUTE FUNCTION {fonction}()",
        f"DROP TRIGGER {nom} ON partenaires_{table}",
    )


def figer(nom: str, table: str, fonction: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {nom} BEFORE UPDATE OR DELETE ON partenaires_{table} FOR EACH ROW "
        f"EXECUTE FUNCTION {fonction}()",
        f"DROP TRIGGER {nom} ON partenaires_{table}",
    )


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0026_concertation")]

    operations = [
        InstallerFonction("partenaires_tables_siennes()", "partenaires.gardes_concertation.TABLES_SIENNES", "bd5f051839812da5"),
        InstallerFonction("partenaires_garder_mandat()", "partenaires.gardes_concertation.GARDER_MANDAT", "a3cf20acdc318707"),
        InstallerFonction("partenaires_garder_rencontre()", "partenaires.gardes_concertation.GARDER_RENCONTRE", "4a2609efae720afb"),
        InstallerFonction("partenaires_garder_seance()", "partenaires.gardes_concertation.GARDER_SEANCE", "c3abde2530c70c23"),
        InstallerFonction("partenaires_garder_position()", "partenaires.gardes_concertation.GARDER_POSITION", "0345a6291eb1de0c"),
        InstallerFonction("partenaires_garder_engagement()", "partenaires.gardes_concertation.GARDER_ENGAGEMENT", "8818695d72c0ef9a"),
        Cloisonner(
            "partenaires_tableconcertation",
            autres=(
                ("organisation", "id = ANY((SELECT partenaires_tables_siennes())::uuid[])"),
                ("region", "(region_id IS NULL OR region_id = ANY({regions}))"),
                ("ententes", "true"),
            ),
            ecriture=PORTAIL,
        ),
        *(Cloisonner(f"partenaires_{table}", **PAR_TABLE) for table in LIEES),
        # What a position said before is for those who lead the tables.
        Cloisonner("partenaires_positionmembreevent", organisation="organisation_id", autres=(("ententes", "true"),)),
        Cloisonner("partenaires_abonnementcalendrier"),
        ClesComposites(
            *(
                (f"partenaires_{table}", (colonne, "table_id"), f"partenaires_{cible}", ("id", "table_id"))
                for table, colonne, cible in CLES
            )
        ),
        GarderEtat("partenaires_rencontre", "rencontre_table", ("preparee",)),
        GarderEtat("partenaires_consultationtable", "consultation_table", ("preparee",)),
        GarderEtat("partenaires_engagementconcertation", "engagement_concertation", ("pris",)),
        figer("garder_mandat", "mandattable", "partenaires_garder_mandat"),
        figer("garder_rencontre", "rencontre", "partenaires_garder_rencontre"),
        *(declencher("garder_seance", table, "partenaires_garder_seance") for table in DE_LA_RENCONTRE),
        declencher("garder_position", "positionmembre", "partenaires_garder_position"),
        declencher("garder_engagement", "engagementconcertation", "partenaires_garder_engagement"),
    ]
