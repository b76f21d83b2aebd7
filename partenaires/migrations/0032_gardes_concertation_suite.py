"""A member answers for itself alone; who wrote minutes does not approve them; nothing begins at a closed table."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.fonctions import InstallerFonction

PORTEE = "(SELECT current_setting('portail.portee', true))"
ORGANISATION = "(SELECT nullif(current_setting('portail.organisation', true), '')::uuid)"
SIENNE = f"organisation_id = {ORGANISATION} AND table_id = ANY((SELECT partenaires_tables_siennes())::uuid[])"
TABLE_VISIBLE = "table_id IN (SELECT t.id FROM partenaires_tableconcertation t)"
COMMENCENT = ("rencontre", "consultationtable", "engagementconcertation", "mandattable")
RENCONTRE = "ON partenaires_rencontre FOR EACH ROW EXECUTE FUNCTION partenaires_garder_rencontre()"


def declencher(nom: str, quand: str, table: str, fonction: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {nom} BEFORE {quand} ON partenaires_{table} FOR EACH ROW EXECUTE FUNCTION {fonction}()",
        f"DROP TRIGGER {nom} ON partenaires_{table}",
    )


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0031_concertation_suite")]

    operations = [
        InstallerFonction("partenaires_garder_rencontre()", "partenaires.gardes_concertation.GARDER_RENCONTRE", "43e5c8068775c30f"),
        InstallerFonction("partenaires_garder_reponse()", "partenaires.gardes_concertation.GARDER_REPONSE", "2a286a7f732f2c20"),
        InstallerFonction("partenaires_garder_table()", "partenaires.gardes_concertation.GARDER_TABLE", "c704265b5d2fe965"),
        InstallerFonction(
            "partenaires_refuser_table_fermee()", "partenaires.gardes_concertation.REFUSER_TABLE_FERMEE", "5599cc4edc006551"
        ),
        # A member reads and writes its own answer; those who lead the tables read all of them.
        Cloisonner(
            "partenaires_reponseconvocation",
            organisation="organisation_id",
            autres=(("region", TABLE_VISIBLE), ("ententes", "true")),
            ecriture=f"{PORTEE} = 'province' OR ({PORTEE} = 'organisation' AND {SIENNE})",
        ),
        Cloisonner(
            "partenaires_reponseconvocationevent", organisation="organisation_id", autres=(("ententes", "true"),)
        ),
        ClesComposites(
            (
                "partenaires_reponseconvocation",
                ("rencontre_id", "table_id"),
                "partenaires_rencontre",
                ("id", "table_id"),
            )
        ),
        # It now also reads what is inserted.
        migrations.RunSQL(
            f"DROP TRIGGER garder_rencontre ON partenaires_rencontre; "
            f"CREATE TRIGGER garder_rencontre BEFORE INSERT OR UPDATE OR DELETE {RENCONTRE}",
            f"DROP TRIGGER garder_rencontre ON partenaires_rencontre; "
            f"CREATE TRIGGER garder_rencontre BEFORE UPDATE OR DELETE {RENCONTRE}",
        ),
        declencher("garder_reponse", "INSERT OR UPDATE OR DELETE", "reponseconvocation", "partenaires_garder_reponse"),
        declencher("garder_table", "UPDATE OR DELETE", "tableconcertation", "partenaires_garder_table"),
        *(
            declencher("refuser_table_fermee", "INSERT", table, "partenaires_refuser_table_fermee")
            for table in COMMENCENT
        ),
    ]
