"""The statements that judge lines of services, the same for a page, a program and a file of a hundred thousand."""

from __future__ import annotations

from guichet.bd.identifiants import identifiant
from partenaires.models import Clientele, UniteService
from partenaires.models.entente import ENGAGEES
from partenaires.services_lignes import COLONNES

_LISTE = ", ".join


def _mots(choix: object) -> str:
    return _LISTE(f"'{code}'" for code in choix)  # type: ignore[attr-defined]


_ENGAGEES = _mots([etat.value for etat in ENGAGEES])

# Lines that came as arrays: the web's role has no temporary table.
DES_LISTES = (
    "SELECT rang, "
    + _LISTE(COLONNES)
    + " FROM unnest("
    + _LISTE(f"%({colonne})s::text[]" for colonne in COLONNES)
    + ") WITH ORDINALITY AS recus ("
    + _LISTE(COLONNES)
    + ", rang)"
)
DE_LA_COPIE = "SELECT rang, " + _LISTE(COLONNES) + " FROM services_recus"

CREER_RECUS = (
    "CREATE TEMPORARY TABLE services_recus (rang integer, "
    + _LISTE(f"{colonne} text NOT NULL" for colonne in COLONNES)
    + ") ON COMMIT DROP"
)
COPIER = "COPY services_recus (rang, " + _LISTE(COLONNES) + ") FROM STDIN"
# What the lines are joined by: without its statistics, PostgreSQL reads every line of the table for each of theirs.
ANALYSER = "ANALYZE services_recus (reference, entente, activite, region)"

# Its faults as « column:code ». A bounded repetition ({0,59}) costs ten times a free one and a length, asked first.
_FAUTES = (
    r"""
       array_remove(ARRAY[
         CASE WHEN l.reference !~ '^[[:alnum:]][[:alnum:]_./-]*$' OR length(l.reference) > 60
              THEN 'reference:forme' END,
         CASE WHEN l.entente <> '' AND l.entente_id IS NULL THEN 'entente:inconnue' END,
         CASE WHEN l.activite !~ '^[-a-zA-Z0-9_]+$' OR length(l.activite) > 48 THEN 'activite:forme'
              WHEN l.entente_id IS NOT NULL AND l.unite_convenue IS NULL THEN 'activite:inconnue' END,
         CASE WHEN l.jour IS NULL THEN 'date:forme'
              WHEN l.jour > %(aujourdhui)s THEN 'date:future'
              WHEN l.entente_id IS NOT NULL AND l.jour NOT BETWEEN l.debut AND l.fin THEN 'date:hors_entente' END,
         CASE WHEN l.qte IS NULL OR l.qte <= 0 THEN 'quantite:forme' END,
         CASE WHEN l.unite NOT IN ("""
    + _mots(UniteService.values)
    + r""") THEN 'unite:inconnue'
              WHEN l.unite_convenue IS NOT NULL AND l.unite <> l.unite_convenue THEN 'unite:autre' END,
         CASE WHEN l.clientele NOT IN ("""
    + _mots(Clientele.values)
    + r""") THEN 'clientele:inconnue' END,
         CASE WHEN g.code IS NULL THEN 'region:inconnue' END,
         CASE WHEN l.personne <> '' AND (l.personne !~ '^[A-Za-z0-9._-]+$' OR length(l.personne) > 40
                   OR l.personne !~ '[0-9]'
                   OR length(l.personne) = 12 AND l.personne ~* '^[a-z]{4}[0-9]{8}$'
                   OR length(l.personne) = 9 AND l.personne ~ '^[0-9]+$')
              THEN 'personne:forme' END,
         CASE WHEN (l.personne = '') = (l.nombre = '') THEN 'nombre:un_des_deux'
              WHEN l.nombre <> '' AND l.nb IS NULL THEN 'nombre:forme' END
       ], NULL) AS fautes
"""
)
# The lines with what they are joined to; without OFFSET 0, a date would be read again wherever it is named.
_LIGNES = (
    r"""
FROM (
  SELECT r.*, e.id AS entente_id, e.debut, e.fin, a.unite AS unite_convenue,
         CASE WHEN r.date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND pg_input_is_valid(r.date, 'date')
              THEN r.date::date END AS jour,
         CASE WHEN r.quantite ~ '^[0-9]{1,7}([.,][0-9]{1,2})?$'
              THEN replace(r.quantite, ',', '.')::numeric(10, 2) END AS qte,
         CASE WHEN r.nombre ~ '^[1-9][0-9]{0,6}$' THEN r.nombre::integer END AS nb
  FROM (RECUS) r
  LEFT JOIN partenaires_entente e ON e.numero = r.entente AND e.organisation_id = %(organisation)s
   AND e.etat IN ("""
    + _ENGAGEES
    + r""")
  LEFT JOIN partenaires_activiteentente a ON a.entente_id = e.id AND a.code = r.activite AND a.retire_le IS NULL
  OFFSET 0
) l
LEFT JOIN guichet_region g ON g.code = l.region
"""
)
# Each line with what it would do, and its faults.
_LUS = (
    """
SELECT l.rang, l.reference, l.activite, l.unite, l.clientele, l.region, l.personne, l.entente_id, l.jour, l.qte, l.nb,
       s.id AS ancien_id,
       CASE WHEN s.id IS NULL THEN 'ajout'
            WHEN (s.entente_id, s.activite, s.date, s.quantite, s.unite, s.clientele, s.region_id, s.personne_ref,
                  s.nombre) IS NOT DISTINCT FROM
                 (l.entente_id, l.activite, l.jour, l.qte, l.unite, l.clientele, l.region, l.personne, l.nb)
            THEN 'inchangee' ELSE 'changement' END AS effet,"""
    + _FAUTES
    + _LIGNES
    + """
LEFT JOIN partenaires_servicerendu s ON s.organisation_id = %(organisation)s AND s.source = %(source)s
 AND s.reference = l.reference AND s.fini_le IS NULL
"""
)

EXAMINER = _LUS.replace("RECUS", DES_LISTES) + " ORDER BY l.rang"
CREER_LUS = "CREATE TEMPORARY TABLE services_lus ON COMMIT DROP AS " + _LUS.replace("RECUS", DE_LA_COPIE)
# How many lines there are, how many at fault or written twice, what the others do.
COMPTER = """
SELECT count(*) FILTER (WHERE fautes <> '{}'), count(*) - count(DISTINCT reference),
       count(*) FILTER (WHERE effet = 'ajout'), count(*) FILTER (WHERE effet = 'changement'),
       count(*) FILTER (WHERE effet = 'inchangee')
FROM services_lus
"""
FINIR = """
UPDATE partenaires_servicerendu s
SET fini_le = %(le)s, fini_par_id = %(par)s, fini_lot_id = %(lot)s, fini_motif = %(motif)s
FROM services_lus l WHERE l.effet = 'changement' AND s.id = l.ancien_id
"""
_INSERER = f"""
INSERT INTO partenaires_servicerendu (id, organisation_id, entente_id, lot_id, source, reference, activite, date,
  quantite, unite, clientele, region_id, personne_ref, nombre, cree_le, cree_par_id, fini_motif)
SELECT {identifiant("rang")}, %(organisation)s, entente_id, %(lot)s, %(source)s, reference, activite, jour, qte,
  unite, clientele, region, personne, nb, %(le)s, %(par)s, ''
"""
INSERER = _INSERER + "FROM services_lus WHERE effet <> 'inchangee' ORDER BY rang"
# Judged and written in one pass, as if none were known: a line that is breaks the key of references, one at fault
# is not counted. Whoever sees either takes it back and looks at each line.
INSERER_NEUVES = (
    _INSERER
    # OFFSET 0: judged before being chosen.
    + f"FROM (SELECT l.*, {_FAUTES} {_LIGNES.replace('RECUS', DE_LA_COPIE)} OFFSET 0) l WHERE fautes = '{{}}'"
)
