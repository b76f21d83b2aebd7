"""The dispatch order: guard of its states, published classes frozen, and the first version in force.

The real order of the waiting list is not public: the first version is the product's own, and says so.
"""

import json
import uuid

from django.db import migrations

from guichet.cycle.operations import GarderEtat

PREMIERE = uuid.UUID("5b1d0a4e-6f0e-4c55-9f2b-7c1f6a0d9e01")
CLASSES = [
    {"rang": 1, "libelle": "Groupe fermé ou annulé", "criteres": ["groupe_ferme"], "tous": False},
    {"rang": 2, "libelle": "Suite d’un cours terminé", "criteres": ["suite_parcours"], "tous": False},
    {
        "rang": 3,
        "libelle": "Protection et asile",
        "criteres": ["personne_protegee", "demandeur_asile"],
        "tous": False,
    },
    {"rang": 4, "libelle": "Attente plus longue que la norme", "criteres": ["attente_hors_norme"], "tous": False},
    {"rang": 5, "libelle": "Toutes les autres demandes", "criteres": [], "tous": False},
]

FIGER = """
CREATE OR REPLACE FUNCTION inscriptions_figer_regle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.classes IS DISTINCT FROM OLD.classes OR NEW.numero <> OLD.numero
     OR NEW.en_vigueur_le IS DISTINCT FROM OLD.en_vigueur_le THEN
    RAISE EXCEPTION 'une version publiée de l''ordre d''attribution ne change plus' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER figer_regle BEFORE UPDATE ON inscriptions_regledepriorite FOR EACH ROW
  WHEN (OLD.etat <> 'brouillon') EXECUTE FUNCTION inscriptions_figer_regle();
"""

DEFIGER = """
DROP TRIGGER figer_regle ON inscriptions_regledepriorite;
DROP FUNCTION inscriptions_figer_regle();
"""


def publier_la_premiere(apps, schema_editor):
    """The first version and the row of the journal that explains its state."""
    with schema_editor.connection.cursor() as curseur:
        curseur.execute("SELECT set_config('portail.portee', 'province', true)")
        curseur.execute(
            "INSERT INTO guichet_journal (objet_type, objet_id, pas, de, vers, le, acteur_role, acteur_libelle, motif,"
            " motif_code, requete_id, formule, contexte) VALUES ('regle_priorite', %s, 'ouvrir', '',"
            " 'en_vigueur', now(), 'systeme', 'Portail', '', '', '', '', '{\"version\": 1}')",
            [PREMIERE],
        )
        curseur.execute(
            "INSERT INTO inscriptions_regledepriorite (id, numero, nom, etat, etat_depuis, cree_le, classes, pourquoi,"
            " certitude, en_vigueur_le, publiee_le, appliquee_le) VALUES (%s, 1, %s, 'en_vigueur', now(), now(), %s,"
            " %s, 'synthetique', '2026-01-01', now(), now())",
            [
                PREMIERE,
                "Ordre synthétique de départ",
                json.dumps(CLASSES),
                "L’ordre réel de la file n’est pas public. Cet ordre est un exemple, à remplacer par celui du ministère.",
            ],
        )


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0009_regle_de_priorite"), ("guichet", "0002_cloisons")]

    operations = [
        GarderEtat("inscriptions_regledepriorite", "regle_priorite", ("brouillon",)),
        migrations.RunSQL(FIGER, DEFIGER),
        migrations.RunPython(publier_la_premiere, migrations.RunPython.noop),
    ]
