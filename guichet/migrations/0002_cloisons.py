"""Row-level security on the portal's own tables. Personne waits for inscriptions, whose places say who sees whom."""

from django.db import migrations

from guichet.cloison.operations import Cloisonner


class Migration(migrations.Migration):

    dependencies = [("guichet", "0001_initial")]

    operations = [
        Cloisonner("guichet_journal", personne="personne_id", organisation="organisation_id", region="region_id"),
        Cloisonner("guichet_avis", personne="personne_id", organisation="organisation_id", region="region_id"),
        Cloisonner("guichet_consentement", personne="personne_id", region="region_id"),
        Cloisonner("guichet_lecturedossier", personne="personne_id", organisation="organisation_id", region="region_id"),
        Cloisonner("guichet_piece", personne="personne_id", region="region_id"),
        # The journal is only ever added to: no role of the portal changes or removes a row.
        migrations.RunSQL(
            """
            CREATE FUNCTION portail_ajout_seul() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'le journal ne se modifie pas' USING ERRCODE = 'insufficient_privilege'; END $$;
            CREATE TRIGGER ajout_seul BEFORE UPDATE OR DELETE OR TRUNCATE ON guichet_journal
              FOR EACH STATEMENT EXECUTE FUNCTION portail_ajout_seul();
            """,
            "DROP TRIGGER ajout_seul ON guichet_journal; DROP FUNCTION portail_ajout_seul();",
        ),
    ]
