"""Row-level security, composite keys and numbers of requests, their documents, notes, comments and versions."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.fonctions import InstallerFonction

MINISTERE = {"organisation": "organisation_id", "autres": (("region", "true"), ("ententes", "true"))}
# What the ministry writes for itself: the organisation reads neither notes nor recommendation.
INTERNE = {"autres": (("ententes", "true"),)}
PARTAGEES = ("documententente", "commentaire", "versionentente")
INTERNES = ("noteanalyse", "avisentente")


def surveiller(colonnes: str) -> str:
    """The constraint trigger that judges the total of instalments when one of these columns changes."""
    return (
        f"CREATE CONSTRAINT TRIGGER garder_total AFTER INSERT OR UPDATE OF {colonnes} ON partenaires_versement "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION partenaires_garder_total()"
    )


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0015_demandes")]

    operations = [
        *(Cloisonner(f"partenaires_{table}", **MINISTERE) for table in PARTAGEES),
        *(Cloisonner(f"partenaires_{table}{suite}", **INTERNE) for table in INTERNES for suite in ("", "event")),
        ClesComposites(
            *(
                (f"partenaires_{table}", ("entente_id", "organisation_id"), "partenaires_entente", ("id", "organisation_id"))
                for table in (*PARTAGEES, *INTERNES)
            )
        ),
        migrations.RunSQL("CREATE SEQUENCE partenaires_numero_entente", "DROP SEQUENCE partenaires_numero_entente"),
        InstallerFonction("partenaires_garder_total()", "partenaires.gardes.GARDER_TOTAL", "31247fc82969e0bb"),
        migrations.RunSQL("DROP TRIGGER garder_total ON partenaires_versement", surveiller("montant, genre")),
        migrations.RunSQL(surveiller("montant, genre, retire_le"), "DROP TRIGGER garder_total ON partenaires_versement"),
    ]
