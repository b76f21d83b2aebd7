"""Walls, keys and guards of what follows an offer; and no person holds an open offer beside an active seat."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.cycle.operations import GarderEtat

TOUT_LE_MINISTERE = ("region", "true")
TOUS = {"personne": "personne_id", "organisation": "organisation_id", "region": "region_id"}
GROUPE = ("inscriptions_groupe", ("id", "organisation_id"))
DEMANDE = ("inscriptions_inscription", ("id", "personne_id", "region_id"))

# The row of the request is the lock: an offer and a seat that meet wait for one another, and the second one sees
# the first. Two partial unique indexes already say at most one of each; this says not both.
ENGAGEMENT = """
CREATE FUNCTION inscriptions_un_seul_engagement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM inscriptions_inscription WHERE id = NEW.inscription_id FOR NO KEY UPDATE;
  IF TG_ARGV[0] = 'offre' AND EXISTS (SELECT 1 FROM inscriptions_place p
       WHERE p.inscription_id = NEW.inscription_id AND p.etat IN ('confirmee', 'commencee')) THEN
    RAISE EXCEPTION 'offre vive pour une demande qui a une place' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_ARGV[0] = 'place' AND EXISTS (SELECT 1 FROM inscriptions_offredeplace o
       WHERE o.inscription_id = NEW.inscription_id AND o.etat = 'proposee') THEN
    RAISE EXCEPTION 'place active pour une demande qui a une offre vive' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER un_seul_engagement BEFORE INSERT OR UPDATE OF etat, inscription_id ON inscriptions_offredeplace
  FOR EACH ROW WHEN (NEW.etat = 'proposee') EXECUTE FUNCTION inscriptions_un_seul_engagement('offre');
CREATE TRIGGER un_seul_engagement BEFORE INSERT OR UPDATE OF etat, inscription_id ON inscriptions_place
  FOR EACH ROW WHEN (NEW.etat IN ('confirmee', 'commencee'))
  EXECUTE FUNCTION inscriptions_un_seul_engagement('place');
"""
LIBRE = """
DROP TRIGGER un_seul_engagement ON inscriptions_offredeplace;
DROP TRIGGER un_seul_engagement ON inscriptions_place;
DROP FUNCTION inscriptions_un_seul_engagement();
"""


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0011_suites_des_offres")]

    operations = [
        Cloisonner("inscriptions_changementcapacite", organisation="organisation_id", autres=(TOUT_LE_MINISTERE,)),
        Cloisonner("inscriptions_siegeajoute", organisation="organisation_id", autres=(TOUT_LE_MINISTERE,)),
        Cloisonner("inscriptions_recommandation", **TOUS),
        # The partner's words about a person are for the adviser; the person is told the decision.
        Cloisonner("inscriptions_refusaccueil", organisation="organisation_id", region="region_id"),
        Cloisonner("inscriptions_dossierreplacement", organisation="organisation_id", autres=(TOUT_LE_MINISTERE,)),
        Cloisonner("inscriptions_replacement", **TOUS),
        Cloisonner("inscriptions_tentativecontact", personne="personne_id", region="region_id"),
        ClesComposites(
            ("inscriptions_changementcapacite", ("groupe_id", "organisation_id"), *GROUPE),
            ("inscriptions_siegeajoute", ("groupe_id", "organisation_id"), *GROUPE),
            (
                "inscriptions_siegeajoute",
                ("changement_id", "groupe_id", "organisation_id"),
                "inscriptions_changementcapacite",
                ("id", "groupe_id", "organisation_id"),
            ),
            ("inscriptions_recommandation", ("groupe_id", "organisation_id"), *GROUPE),
            ("inscriptions_recommandation", ("inscription_id", "personne_id", "region_id"), *DEMANDE),
            (
                "inscriptions_refusaccueil",
                ("place_id", "personne_id", "organisation_id", "region_id"),
                "inscriptions_place",
                ("id", "personne_id", "organisation_id", "region_id"),
            ),
            ("inscriptions_dossierreplacement", ("groupe_id", "organisation_id"), *GROUPE),
            (
                "inscriptions_replacement",
                ("place_id", "personne_id", "organisation_id", "region_id"),
                "inscriptions_place",
                ("id", "personne_id", "organisation_id", "region_id"),
            ),
            ("inscriptions_replacement", ("inscription_id", "personne_id", "region_id"), *DEMANDE),
            (
                "inscriptions_replacement",
                ("dossier_id", "organisation_id"),
                "inscriptions_dossierreplacement",
                ("id", "organisation_id"),
            ),
            (
                "inscriptions_tentativecontact",
                ("replacement_id", "personne_id", "region_id"),
                "inscriptions_replacement",
                ("id", "personne_id", "region_id"),
            ),
        ),
        GarderEtat("inscriptions_recommandation", "recommandation", ("demandee",)),
        GarderEtat("inscriptions_refusaccueil", "refus_accueil", ("soumis",)),
        GarderEtat("inscriptions_dossierreplacement", "dossier_replacement", ("ouvert",)),
        GarderEtat("inscriptions_replacement", "replacement", ("a_replacer",)),
        migrations.RunSQL(ENGAGEMENT, LIBRE),
    ]
