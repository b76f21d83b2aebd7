"""The same seed builds the same province."""

from psycopg import sql

from inscriptions.peuplement.chargement import ORDRE
from tests.inscriptions.peuplement.bases import base_a_part, commander, lecture, peupler

# A transaction's number, what is encrypted with a random start, and signed links that carry the time.
CHANGEANTES = ["xid", "iuc", "corps"]
EMPREINTE = """
SELECT md5(string_agg(l, '' ORDER BY l)) FROM (
  SELECT (to_jsonb(t) - %s::text[])::text AS l FROM {} t WHERE NOT coalesce(to_jsonb(t) ->> 'objet_type', '') = ANY(%s)
) x"""
# What the night computes once the province is told has names of its own.
CALCULES = ["suivi_personne", "amelioration", "alerte", "rapprochement"]


def empreintes(base: str) -> dict[str, str]:
    with lecture(base) as curseur:
        return {
            modele._meta.db_table: curseur.execute(
                sql.SQL(EMPREINTE).format(sql.Identifier(modele._meta.db_table)), [CHANGEANTES, CALCULES]
            ).fetchone()[0]
            for modele in ORDRE
        }


def test_la_meme_graine_et_le_meme_jour_donnent_les_memes_lignes(modele_de_base):
    with base_a_part(modele_de_base, "p1") as une, base_a_part(modele_de_base, "p2") as autre:
        peupler(une, 120)
        peupler(autre, 120)
        assert empreintes(une) == empreintes(autre)


def test_une_autre_graine_donne_une_autre_province_et_s_ajoute_une_fois_sur_demande(modele_de_base):
    with base_a_part(modele_de_base, "p3") as base:
        peupler(base, 80)
        avant = empreintes(base)["guichet_personne"]
        refus = commander(base, "peupler", "--personnes", "60", "--graine", "2")
        assert refus.returncode != 0
        assert "--ajouter" in refus.stderr
        assert "Traceback" not in refus.stderr
        assert empreintes(base)["guichet_personne"] == avant
        ajout = commander(base, "peupler", "--personnes", "60", "--graine", "2", "--jour", "2026-11-23", "--ajouter")
        assert ajout.returncode == 0, ajout.stderr[-2000:]
        with lecture(base) as curseur:
            assert curseur.execute("SELECT count(*) FROM guichet_personne").fetchone()[0] == 140
        # The same seed again would make the same persons.
        refus = commander(base, "peupler", "--personnes", "60", "--graine", "2", "--jour", "2026-11-23", "--ajouter")
        assert refus.returncode != 0
        assert "graine" in refus.stderr
        assert "Traceback" not in refus.stderr
