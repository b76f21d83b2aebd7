"""A file of re-placement ends only when everyone in it has an outcome: the database says so too."""

from django.db import migrations

GARDE = """
CREATE FUNCTION inscriptions_suites_connues() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM inscriptions_replacement r WHERE r.dossier_id = NEW.id AND r.etat = 'a_replacer') THEN
    RAISE EXCEPTION 'dossier clos avec une personne sans suite' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER suites_connues BEFORE UPDATE OF etat ON inscriptions_dossierreplacement
  FOR EACH ROW WHEN (NEW.etat = 'clos') EXECUTE FUNCTION inscriptions_suites_connues();
"""
LIBRE = """
DROP TRIGGER suites_connues ON inscriptions_dossierreplacement;
DROP FUNCTION inscriptions_suites_connues();
"""


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0015_demande_de_place")]

    operations = [migrations.RunSQL(GARDE, LIBRE)]
