"""Row-level security, composite foreign keys and state guard of the declarations of capacity."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.cycle.operations import GarderEtat

# Seats cross regions: every adviser sees what could be opened anywhere.
MINISTERE = {"organisation": "organisation_id", "autres": (("region", "true"),)}
TABLES = ("declarationcapacite", "ressource", "bassin", "groupepropose")
DECLARATION = ("declaration_id", "organisation_id")
DANS_LA_DECLARATION = ("id", "declaration_id", "organisation_id")


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0001_initial"), ("inscriptions", "0007_cloison_executions")]

    operations = [
        *(Cloisonner(f"partenaires_{table}{suite}", **MINISTERE) for table in TABLES for suite in ("", "event")),
        Cloisonner("partenaires_besoinressource", **MINISTERE),
        ClesComposites(
            *(
                (f"partenaires_{table}", DECLARATION, "partenaires_declarationcapacite", ("id", "organisation_id"))
                for table in ("ressource", "bassin", "groupepropose")
            ),
            ("partenaires_bassin", ("lieu_id", "organisation_id"), "inscriptions_lieu", ("id", "organisation_id")),
            (
                "partenaires_groupepropose",
                ("groupe_id", "organisation_id"),
                "inscriptions_groupe",
                ("id", "organisation_id"),
            ),
            ("partenaires_groupepropose", ("bassin_id", *DECLARATION), "partenaires_bassin", DANS_LA_DECLARATION),
            *(
                ("partenaires_besoinressource", (f"{lien}_id", *DECLARATION), f"partenaires_{cible}", DANS_LA_DECLARATION)
                for lien, cible in (("ressource", "ressource"), ("propose", "groupepropose"), ("bassin", "bassin"))
            ),
        ),
        GarderEtat("partenaires_declarationcapacite", "declaration_capacite", ("brouillon",)),
    ]
