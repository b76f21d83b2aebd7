"""Those who work on ententes write their steps and messages, and read no person's."""

from django.db import migrations

from guichet.cloison.operations import Cloisonner

OBJETS = (
    "objet_type IN ('entente', 'avenant', 'reddition', 'versement', 'revue_mi_parcours', 'version_programme', "
    "'appel_projets') AND personne_id IS NULL"
)


class Migration(migrations.Migration):

    dependencies = [("guichet", "0005_formules_des_regles")]

    operations = [
        Cloisonner(
            "guichet_journal",
            personne="personne_id",
            organisation="organisation_id",
            region="region_id",
            autres=(("ententes", OBJETS),),
        ),
        Cloisonner(
            "guichet_avis",
            personne="personne_id",
            organisation="organisation_id",
            region="region_id",
            autres=(("ententes", "personne_id IS NULL"),),
        ),
    ]
