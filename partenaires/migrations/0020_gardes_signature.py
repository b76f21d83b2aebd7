"""Row-level security and guards of what is signed; a deliverable may come with the amendment that brings it."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.fonctions import InstallerFonction

MINISTERE = {"organisation": "organisation_id", "autres": (("region", "true"), ("ententes", "true"))}
# A printed code opens the one document it names.
PAR_CODE = MINISTERE | {"autres": (*MINISTERE["autres"], ("verification", "code = {cle}"))}
TROIS = ("id", "entente_id", "organisation_id")
TABLES = ("documentsigne", "signataire", "delegationsignature")


def declencher(nom: str, table: str, quand: str, fonction: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {nom} {quand} ON {table} FOR EACH ROW EXECUTE FUNCTION {fonction}()",
        f"DROP TRIGGER {nom} ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0019_signature")]

    operations = [
        Cloisonner("partenaires_documentsigne", **PAR_CODE),
        *(
            Cloisonner(f"partenaires_{table}{suite}", **MINISTERE)
            for table in ("signataire", "delegationsignature")
            for suite in ("", "event")
        ),
        ClesComposites(
            *(
                (f"partenaires_{table}", ("entente_id", "organisation_id"), "partenaires_entente", ("id", "organisation_id"))
                for table in TABLES
            ),
            ("partenaires_documentsigne", ("avenant_id", "entente_id", "organisation_id"), "partenaires_avenant", TROIS),
            ("partenaires_signataire", ("document_id", "entente_id", "organisation_id"), "partenaires_documentsigne", TROIS),
            (
                "partenaires_delegationsignature",
                ("signataire_id", "entente_id", "organisation_id"),
                "partenaires_signataire",
                TROIS,
            ),
        ),
        InstallerFonction("partenaires_garder_contenu()", "partenaires.gardes.GARDER_CONTENU", "5d1227a1caf8d306"),
        InstallerFonction("partenaires_garder_document()", "partenaires.gardes.GARDER_DOCUMENT", "15928e6cf1c9df95"),
        InstallerFonction("partenaires_garder_signature()", "partenaires.gardes.GARDER_SIGNATURE", "df2b486a60646bde"),
        declencher(
            "garder_document", "partenaires_documentsigne", "BEFORE UPDATE OR DELETE", "partenaires_garder_document"
        ),
        declencher(
            "garder_signature",
            "partenaires_signataire",
            "BEFORE INSERT OR UPDATE OR DELETE",
            "partenaires_garder_signature",
        ),
    ]
