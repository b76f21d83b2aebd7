"""The database refuses a signed amount raised without an amendment whose approver could approve it."""

from django.db import migrations

from guichet.fonctions import InstallerFonction


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0032_gardes_concertation_suite")]

    operations = [
        InstallerFonction(
            "partenaires_garder_hausse()", "partenaires.gardes_delegations.GARDER_HAUSSE", "526637a51206d03e"
        ),
        migrations.RunSQL(
            "CREATE TRIGGER garder_hausse BEFORE UPDATE ON partenaires_entente FOR EACH ROW "
            "WHEN (OLD.etat IN ('signee', 'active', 'revue_mi_parcours', 'rapport_final', 'suspendue', 'resiliee', 'fermee') "
            "AND NEW.montant_convenu > OLD.montant_convenu) EXECUTE FUNCTION partenaires_garder_hausse()",
            "DROP TRIGGER garder_hausse ON partenaires_entente",
        ),
    ]
