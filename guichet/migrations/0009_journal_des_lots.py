"""Those who work on ententes write and read the steps of payment files, which belong to no organisation."""

from django.db import migrations

from guichet.cloison.operations import Cloisonner

OBJETS = (
    "objet_type IN ('entente', 'avenant', 'reddition', 'versement', 'revue_mi_parcours', 'version_programme', "
    "'appel_projets', 'lot_paiement') AND personne_id IS NULL"
)


class Migration(migrations.Migration):

    dependencies = [("guichet", "0008_journal_organisation")]

    operations = [
        Cloisonner(
            "guichet_journal",
            personne="personne_id",
            organisation="organisation_id",
            region="region_id",
            autres=(("ententes", OBJETS),),
        ),
    ]
