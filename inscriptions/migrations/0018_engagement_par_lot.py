"""One engagement a person, judged once for all the rows that a statement adds; seats are taken by index from the first."""

from django.db import migrations

from guichet.fonctions import InstallerFonction

# The row of the request stays the lock: it is taken before the other table is read, so the second of two that meet
# waits, then sees the first. A changed row keeps its own guard (`inscriptions_un_seul_engagement`).
PAR_LOT = """
CREATE FUNCTION inscriptions_engagements_du_lot() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  v_vives uuid[] := ARRAY(SELECT DISTINCT inscription_id FROM ajoutees
                          WHERE etat = ANY (string_to_array(TG_ARGV[1], ',')));
BEGIN
  IF v_vives = '{}' THEN RETURN NULL; END IF;
  PERFORM 1 FROM inscriptions_inscription i WHERE i.id = ANY (v_vives) ORDER BY i.id FOR NO KEY UPDATE;
  IF TG_ARGV[0] = 'offre' AND EXISTS (SELECT 1 FROM inscriptions_place p
       WHERE p.inscription_id = ANY (v_vives) AND p.etat IN ('confirmee', 'commencee')) THEN
    RAISE EXCEPTION 'offre vive pour une demande qui a une place' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_ARGV[0] = 'place' AND EXISTS (SELECT 1 FROM inscriptions_offredeplace o
       WHERE o.inscription_id = ANY (v_vives) AND o.etat = 'proposee') THEN
    RAISE EXCEPTION 'place active pour une demande qui a une offre vive' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER un_seul_engagement ON inscriptions_offredeplace;
DROP TRIGGER un_seul_engagement ON inscriptions_place;
CREATE TRIGGER un_seul_engagement BEFORE UPDATE OF etat, inscription_id ON inscriptions_offredeplace
  FOR EACH ROW WHEN (NEW.etat = 'proposee') EXECUTE FUNCTION inscriptions_un_seul_engagement('offre');
CREATE TRIGGER un_seul_engagement BEFORE UPDATE OF etat, inscription_id ON inscriptions_place
  FOR EACH ROW WHEN (NEW.etat IN ('confirmee', 'commencee'))
  EXECUTE FUNCTION inscriptions_un_seul_engagement('place');
CREATE TRIGGER un_seul_engagement_du_lot AFTER INSERT ON inscriptions_offredeplace
  REFERENCING NEW TABLE AS ajoutees FOR EACH STATEMENT
  EXECUTE FUNCTION inscriptions_engagements_du_lot('offre', 'proposee');
CREATE TRIGGER un_seul_engagement_du_lot AFTER INSERT ON inscriptions_place
  REFERENCING NEW TABLE AS ajoutees FOR EACH STATEMENT
  EXECUTE FUNCTION inscriptions_engagements_du_lot('place', 'confirmee,commencee');
"""
PAR_LIGNE = """
DROP TRIGGER un_seul_engagement_du_lot ON inscriptions_offredeplace;
DROP TRIGGER un_seul_engagement_du_lot ON inscriptions_place;
DROP FUNCTION inscriptions_engagements_du_lot();
DROP TRIGGER un_seul_engagement ON inscriptions_offredeplace;
DROP TRIGGER un_seul_engagement ON inscriptions_place;
CREATE TRIGGER un_seul_engagement BEFORE INSERT OR UPDATE OF etat, inscription_id ON inscriptions_offredeplace
  FOR EACH ROW WHEN (NEW.etat = 'proposee') EXECUTE FUNCTION inscriptions_un_seul_engagement('offre');
CREATE TRIGGER un_seul_engagement BEFORE INSERT OR UPDATE OF etat, inscription_id ON inscriptions_place
  FOR EACH ROW WHEN (NEW.etat IN ('confirmee', 'commencee'))
  EXECUTE FUNCTION inscriptions_un_seul_engagement('place');
"""


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0017_pieces_des_executions")]

    operations = [
        migrations.RunSQL(PAR_LOT, PAR_LIGNE),
        InstallerFonction("inscriptions_tenir_sieges(jsonb, jsonb)", "inscriptions.actions.sieges_sql.SQL", "c786d36f765c14fd"),
    ]
