"""Those who work on ententes write and read the steps of final accountings."""

from django.db import migrations

from guichet.cloison.operations import Cloisonner

OBJETS = (
    "objet_type IN ('entente', 'avenant', 'reddition', 'versement', 'revue_mi_parcours', 'version_programme', "
    "'appel_projets', 'lot_paiement', 'lot_services', 'decompte') AND personne_id IS NULL"
)


class Migration(migrations.Migration):

    dependencies = [("guichet", "0012_cible_mesure")]

    operations = [
        Cloisonner(
            "guichet_journal",
            personne="personne_id",
            organisation="organisation_id",
            region="region_id",
            autres=(("ententes", OBJETS),),
        ),
    ]
