"""Row-level security, composite keys and guards of services rendered and of submissions."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.cycle.operations import GarderEtat
from guichet.fonctions import InstallerFonction

# Every adviser may know what a partner did under its ententes; those who work on ententes see it all.
MINISTERE = {"organisation": "organisation_id", "autres": (("region", "true"), ("ententes", "true"))}
TROIS = ("id", "entente_id", "organisation_id")


def declencher(nom: str, table: str, quand: str, fonction: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {nom} {quand} ON {table} FOR EACH ROW EXECUTE FUNCTION {fonction}()",
        f"DROP TRIGGER {nom} ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0009_services")]

    operations = [
        *(
            Cloisonner(f"partenaires_{table}", **MINISTERE)
            for table in ("depotreddition", "lotservices", "servicerendu")
        ),
        Cloisonner("partenaires_jetonservices", organisation="organisation_id"),
        Cloisonner("partenaires_envoiservices", organisation="organisation_id"),
        ClesComposites(
            ("partenaires_depotreddition", ("reddition_id", "entente_id", "organisation_id"), "partenaires_reddition", TROIS),
            ("partenaires_servicerendu", ("entente_id", "organisation_id"), "partenaires_entente", ("id", "organisation_id")),
            ("partenaires_servicerendu", ("lot_id", "organisation_id"), "partenaires_lotservices", ("id", "organisation_id")),
        ),
        GarderEtat("partenaires_lotservices", "lot_services", ("apercu",)),
        InstallerFonction("partenaires_garder_compte()", "partenaires.gardes_redditions.GARDER_COMPTE", "c1f7d785be7e54ef"),
        InstallerFonction("partenaires_garder_service()", "partenaires.gardes_redditions.GARDER_SERVICE", "ee43c7cac2d85d27"),
        *(
            declencher("garder_compte", f"partenaires_{table}", "BEFORE UPDATE", "partenaires_garder_compte")
            for table in ("valeurreddition", "depensereddition")
        ),
        declencher(
            "garder_service", "partenaires_servicerendu", "BEFORE UPDATE", "partenaires_garder_service"
        ),
    ]
