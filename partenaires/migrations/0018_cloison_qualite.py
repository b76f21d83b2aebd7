"""Row-level security and composite keys of anomalies and draws of controls."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner

MINISTERE = {"organisation": "organisation_id", "autres": (("region", "true"), ("ententes", "true"))}


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0017_qualite")]

    operations = [
        Cloisonner("partenaires_anomalie", **MINISTERE),
        Cloisonner("partenaires_anomalieevent", **MINISTERE),
        # Which reports are about to be controlled is no partner's business.
        Cloisonner("partenaires_tiragecontroles", autres=(("ententes", "true"),)),
        migrations.RunSQL(
            "ALTER TABLE partenaires_reddition ADD CONSTRAINT reddition_de_l_organisation UNIQUE (id, organisation_id)",
            "ALTER TABLE partenaires_reddition DROP CONSTRAINT reddition_de_l_organisation",
        ),
        ClesComposites(
            (
                "partenaires_anomalie",
                ("reddition_id", "organisation_id"),
                "partenaires_reddition",
                ("id", "organisation_id"),
            )
        ),
    ]
