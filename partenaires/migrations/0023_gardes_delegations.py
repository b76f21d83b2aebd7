"""The database refuses an approval beyond a delegation, and a delegation rewritten."""

from django.db import migrations

from guichet.fonctions import InstallerFonction


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0022_registre_des_delegations")]

    operations = [
        InstallerFonction(
            "partenaires_garder_approbation()", "partenaires.gardes_delegations.GARDER_APPROBATION", "bac75242254cbb31"
        ),
        InstallerFonction(
            "partenaires_garder_delegation()", "partenaires.gardes_delegations.GARDER_DELEGATION", "e8c5beed3a41cbd2"
        ),
        migrations.RunSQL(
            "CREATE TRIGGER garder_approbation BEFORE UPDATE ON partenaires_entente FOR EACH ROW "
            "WHEN (NEW.etat = 'approuvee' AND (OLD.etat, OLD.montant_convenu, OLD.approuvee_par_id, OLD.approuvee_le) "
            "IS DISTINCT FROM (NEW.etat, NEW.montant_convenu, NEW.approuvee_par_id, NEW.approuvee_le)) "
            "EXECUTE FUNCTION partenaires_garder_approbation()",
            "DROP TRIGGER garder_approbation ON partenaires_entente",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER garder_delegation BEFORE UPDATE OR DELETE ON partenaires_delegationpouvoir "
            "FOR EACH ROW EXECUTE FUNCTION partenaires_garder_delegation()",
            "DROP TRIGGER garder_delegation ON partenaires_delegationpouvoir",
        ),
    ]
