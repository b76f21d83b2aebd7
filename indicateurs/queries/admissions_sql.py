"""The statements that judge lines of admissions, the same for a program and for a file of three hundred thousand."""

from __future__ import annotations

from django.db import models

from guichet.bd.identifiants import identifiant
from indicateurs.admissions_lignes import GARDEES, MAL_FORME
from indicateurs.models.admission import Francais, Population, Sexe

_LISTE = ", ".join


def _mots(choix: type[models.TextChoices]) -> str:
    return _LISTE(f"'{code}'" for code in choix.values)


# Lines that came as arrays: the web's role has no temporary table.
DES_LISTES = (
    "SELECT rang, "
    + _LISTE(GARDEES)
    + " FROM unnest(%(rang)s::int[], "
    + _LISTE(f"%({colonne})s::text[]" for colonne in GARDEES)
    + ") AS recus (rang, "
    + _LISTE(GARDEES)
    + ")"
)
DE_LA_COPIE = "SELECT rang, " + _LISTE(GARDEES) + " FROM admissions_recues"

CREER_RECUES = (
    "CREATE TEMPORARY TABLE admissions_recues (rang integer, "
    + _LISTE(f"{colonne} text NOT NULL" for colonne in GARDEES)
    + ") ON COMMIT DROP"
)
COPIER = "COPY admissions_recues (rang, " + _LISTE(GARDEES) + ") FROM STDIN"

_MOIS = "^[0-9]{4}-(0[1-9]|1[0-2])$"
_JOUR = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

# Each line with what it would do, and its faults as « column:code ».
_LUES = (
    r"""
SELECT l.rang, l.cle, l.population, l.jour_mois, l.identifiant, l.identifiant_index, l.prenom, l.nom, l.naissance,
       l.sexe, l.pays, l.langue, l.categorie, l.region, l.francais, a.id AS ancienne_id,
       CASE WHEN a.id IS NULL THEN 'ajout'
            WHEN (c.mois, c.population, a.identifiant_index, a.prenom, a.nom, a.date_naissance, a.sexe, a.pays_id,
                  a.langue_id, a.categorie_id, a.region_id, a.francais) IS NOT DISTINCT FROM
                 (l.jour_mois, l.population, l.identifiant_index, l.prenom, l.nom, l.naissance, l.sexe,
                  nullif(l.pays, ''), nullif(l.langue, ''), nullif(l.categorie, ''), nullif(l.region, ''), l.francais)
            THEN 'inchangee' ELSE 'changement' END AS effet,
       array_remove(ARRAY[
         CASE WHEN l.cle !~ '^[[:alnum:]][[:alnum:]_./-]{0,59}$' THEN 'cle:forme' END,
         CASE WHEN l.jour_mois IS NULL THEN 'mois:forme' WHEN l.jour_mois > %(aujourdhui)s THEN 'mois:futur' END,
         CASE WHEN l.population NOT IN ("""
    + _mots(Population)
    + r""") THEN 'population:inconnue' END,
         CASE WHEN l.identifiant_index = '"""
    + MAL_FORME
    + r"""' THEN 'identifiant:forme' END,
         CASE WHEN l.prenom = '' AND l.nom = '' THEN 'nom:absent' WHEN length(l.nom) > 80 THEN 'nom:long' END,
         CASE WHEN length(l.prenom) > 80 THEN 'prenom:long' END,
         CASE WHEN l.date_naissance <> '' AND l.naissance IS NULL THEN 'date_naissance:forme'
              WHEN l.naissance > %(aujourdhui)s OR l.naissance < '1900-01-01' THEN 'date_naissance:impossible' END,
         CASE WHEN l.sexe NOT IN ('', """
    + _mots(Sexe)
    + r""") THEN 'sexe:inconnu' END,
         CASE WHEN l.pays <> '' AND p.code IS NULL THEN 'pays:inconnu' END,
         CASE WHEN l.langue <> '' AND g.code IS NULL THEN 'langue:inconnue' END,
         CASE WHEN l.categorie <> '' AND k.code IS NULL THEN 'categorie:inconnue' END,
         CASE WHEN l.region <> '' AND r.code IS NULL THEN 'region:inconnue' END,
         CASE WHEN l.francais NOT IN ("""
    + _mots(Francais)
    + r""") THEN 'francais:inconnu' END
       ], NULL) AS fautes
FROM (
  SELECT b.*,
         CASE WHEN b.mois ~ '"""
    + _MOIS
    + r"""' THEN (b.mois || '-01')::date END AS jour_mois,
         CASE WHEN b.date_naissance ~ '"""
    + _JOUR
    + r"""' AND pg_input_is_valid(b.date_naissance, 'date') THEN b.date_naissance::date END AS naissance
  FROM (RECUES) b
) l
LEFT JOIN guichet_pays p ON p.code = l.pays
LEFT JOIN guichet_langue g ON g.code = l.langue
LEFT JOIN guichet_categorieimmigration k ON k.code = l.categorie
LEFT JOIN guichet_region r ON r.code = l.region
LEFT JOIN indicateurs_personneadmise a ON a.cle = l.cle AND a.fini_le IS NULL
LEFT JOIN indicateurs_cohorteadmission c ON c.id = a.cohorte_id
"""
)

EXAMINER = _LUES.replace("RECUES", DES_LISTES)
CREER_LUES = "CREATE TEMPORARY TABLE admissions_lues ON COMMIT DROP AS " + _LUES.replace("RECUES", DE_LA_COPIE)
# A key written twice in one file: the second line is at fault, and says where the first is.
MARQUER_DOUBLES = """
UPDATE admissions_lues l SET fautes = l.fautes || ('cle:double:' || d.premier)
FROM (SELECT cle, min(rang) AS premier FROM admissions_lues GROUP BY cle HAVING count(*) > 1) d
WHERE d.cle = l.cle AND l.rang > d.premier
"""
COMPTER = """
SELECT count(*), count(*) FILTER (WHERE fautes <> '{}'), count(*) FILTER (WHERE effet = 'ajout'),
       count(*) FILTER (WHERE effet = 'changement')
FROM admissions_lues
"""
COHORTES = "SELECT jour_mois, population, count(*) FROM admissions_lues GROUP BY 1, 2 ORDER BY 1, 2"
# What was written is shown as it came; an identifier never is.
FAUTIVES = """
SELECT l.rang, f.faute, to_jsonb(b) ->> split_part(f.faute, ':', 1)
FROM admissions_lues l JOIN admissions_recues b USING (rang) CROSS JOIN unnest(l.fautes) AS f (faute)
ORDER BY l.rang, f.faute
"""
_DEPUIS = "FROM admissions_lues"
OUVRIR_COHORTES = """
INSERT INTO indicateurs_cohorteadmission (id, mois, population, touchee_le)
SELECT gen_random_uuid(), jour_mois, population, clock_timestamp() FROM (SELECT DISTINCT jour_mois, population SOURCE) l
ORDER BY jour_mois, population
ON CONFLICT (mois, population) DO UPDATE SET touchee_le = clock_timestamp()
"""
FINIR = """
UPDATE indicateurs_personneadmise a SET fini_le = %(le)s, fini_lot_id = %(lot)s, fini_motif = %(motif)s
FROM (SELECT ancienne_id SOURCE WHERE effet = 'changement') l WHERE a.id = l.ancienne_id
"""
# The cohort a changed line leaves must be counted again too.
TOUCHER_QUITTEES = """
UPDATE indicateurs_cohorteadmission c SET touchee_le = clock_timestamp()
WHERE c.id IN (SELECT a.cohorte_id FROM indicateurs_personneadmise a
               JOIN (SELECT ancienne_id SOURCE WHERE effet = 'changement') l ON a.id = l.ancienne_id)
"""
INSERER = f"""
INSERT INTO indicateurs_personneadmise (id, cohorte_id, cle, identifiant, identifiant_index, prenom, nom,
  date_naissance, sexe, pays_id, langue_id, categorie_id, region_id, francais, lot_id, envoi_id, ligne, cree_le,
  fini_motif)
SELECT {identifiant("l.rang")}, c.id, l.cle, l.identifiant, l.identifiant_index, l.prenom, l.nom, l.naissance, l.sexe,
  nullif(l.pays, ''), nullif(l.langue, ''), nullif(l.categorie, ''), nullif(l.region, ''), l.francais, %(lot)s,
  %(envoi)s, l.rang, %(le)s, ''
FROM (SELECT * SOURCE WHERE effet <> 'inchangee') l
JOIN indicateurs_cohorteadmission c ON c.mois = l.jour_mois AND c.population = l.population
"""


# A file whose every line was judged good and new needs no second judgement: the unique key of a line that counts, the
# keys of the lists and the checks of the table refuse what changed since, and then the whole path is taken.
TOUTES_NEUVES = (
    """
CREATE TEMPORARY TABLE admissions_lues ON COMMIT DROP AS
SELECT (mois || '-01')::date AS jour_mois, population FROM admissions_recues GROUP BY 1, 2
""",
    OUVRIR_COHORTES.replace("SOURCE", "FROM admissions_lues"),
    f"""
INSERT INTO indicateurs_personneadmise (id, cohorte_id, cle, identifiant, identifiant_index, prenom, nom,
  date_naissance, sexe, pays_id, langue_id, categorie_id, region_id, francais, lot_id, ligne, cree_le, fini_motif)
SELECT {identifiant("b.rang")}, c.id, b.cle, b.identifiant, b.identifiant_index, b.prenom, b.nom,
  nullif(b.date_naissance, '')::date, b.sexe, nullif(b.pays, ''), nullif(b.langue, ''), nullif(b.categorie, ''),
  nullif(b.region, ''), b.francais, %(lot)s, b.rang, %(le)s, ''
FROM admissions_recues b
JOIN indicateurs_cohorteadmission c ON c.mois = (b.mois || '-01')::date AND c.population = b.population
""",
)


def ecrire(source: str = "FROM admissions_lues") -> tuple[str, ...]:
    """What writes judged lines, in order: cohorts, what the changed lines leave, their end, the new lines."""
    ordres = (OUVRIR_COHORTES, TOUCHER_QUITTEES, FINIR, INSERER)
    return tuple(ordre.replace("SOURCE", source) for ordre in ordres)


DES_LISTES_JUGEES = f"FROM ({EXAMINER}) j"


def ecrire_des_listes() -> tuple[str, ...]:
    """The same from arrays: once the old lines have ended, the changed ones read as new."""
    return ecrire(DES_LISTES_JUGEES)
