"""The statements that fold the journal, in the order they run; one transaction a batch."""

from __future__ import annotations

from indicateurs.filtre import AXES
from indicateurs.models import COUPES

# Where each axis of a fact comes from: its journal row, or the profiles in force at that row.
_AXES_SQL = dict.fromkeys(AXES, "coalesce(p.{axe}, '')") | {
    "region": "coalesce(c.region_id, '')",
    "niveau": "coalesce(c.niveau, 0)::smallint",
    "formule": "coalesce(c.formule, '')",
    "organisation": "coalesce(c.organisation_id::text, '')",
    "type_organisme": "coalesce(o.type_organisme, '')",
}
_DIMENSIONS = ", ".join(f"{sql.format(axe=axe)} AS {axe}" for axe, sql in _AXES_SQL.items())
FUSEAU = "America/Toronto"

# Rows are read in (transaction, row) order below the oldest transaction still running: a late commit cannot be
# missed, because no transaction below that mark is unfinished (performance.md §3).
LOT = """
CREATE TEMPORARY TABLE lot ON COMMIT DROP AS
SELECT j.id, j.xid, j.objet_type, j.objet_id, j.pas, j.de, j.vers, j.le, (j.le AT TIME ZONE %(fuseau)s)::date AS jour,
       j.region_id, j.niveau, j.formule, j.personne_id, j.organisation_id
FROM guichet_journal j, indicateurs_repere r
WHERE r.nom = 'journal' AND j.xid < pg_snapshot_xmin(pg_current_snapshot())
  AND (j.xid, j.id) > (r.xid, r.journal_id)
ORDER BY j.xid, j.id LIMIT %(taille)s
"""

# What is known of each person and organisation, kept where it differs from what was kept last. Only beyond the mark
# « profils »: a rebuild reads rows whose profiles are already there, and must find them as they were.
PROFILS = """
INSERT INTO indicateurs_profil
  (sujet_id, xid, journal_id, statut, categorie, sexe, age, pays, langue, scolarite, arrivee, type_organisme)
WITH lus AS (
  SELECT l.* FROM lot l, indicateurs_repere r WHERE r.nom = 'profils' AND (l.xid, l.id) > (r.xid, r.journal_id)
), gens AS MATERIALIZED (
  SELECT p.id, p.date_naissance, i.statut_id, i.categorie_id, p.sexe, p.pays_naissance_id, p.langue_maternelle_id,
         (%(scolarites)s::text[])[width_bucket(i.annees_scolarite, %(bornes_scolarites)s::int[])] AS scolarite,
         extract(year FROM i.arrivee_le)::int AS arrivee
  FROM (SELECT DISTINCT personne_id FROM lus) d
  JOIN guichet_personne p ON p.id = d.personne_id
  LEFT JOIN LATERAL (
    SELECT * FROM inscriptions_inscription i WHERE i.personne_id = p.id ORDER BY i.cree_le DESC, i.id LIMIT 1
  ) i ON true
), vus AS (
  SELECT g.id AS sujet_id, l.xid, l.id AS journal_id,
         ARRAY[g.statut_id, g.categorie_id, g.sexe,
               (%(ages)s::text[])[width_bucket(extract(year FROM age(l.jour, g.date_naissance))::int,
                                               %(bornes_ages)s::int[])],
               g.pays_naissance_id, g.langue_maternelle_id, g.scolarite, g.arrivee::text, NULL]::text[] AS vu
  FROM lus l JOIN gens g ON g.id = l.personne_id
  UNION ALL
  SELECT o.id, l.xid, l.id, array_fill(NULL::text, ARRAY[8]) || o.genre::text
  FROM lus l JOIN guichet_organisation o ON o.id = l.organisation_id
), suite AS (
  SELECT v.*, lag(vu) OVER (PARTITION BY sujet_id ORDER BY xid, journal_id) AS avant FROM vus v
)
SELECT s.sujet_id, s.xid, s.journal_id, coalesce(vu[1], ''), coalesce(vu[2], ''), coalesce(vu[3], ''),
       coalesce(vu[4], ''), coalesce(vu[5], ''), coalesce(vu[6], ''), coalesce(vu[7], ''), coalesce(vu[8], ''),
       coalesce(vu[9], '')
FROM suite s
LEFT JOIN LATERAL (
  SELECT ARRAY[p.statut, p.categorie, p.sexe, p.age, p.pays, p.langue, p.scolarite, p.arrivee, p.type_organisme]
         ::text[] AS garde
  FROM indicateurs_profil p WHERE p.sujet_id = s.sujet_id ORDER BY p.xid DESC, p.journal_id DESC LIMIT 1
) g ON s.avant IS NULL
WHERE CASE WHEN s.avant IS NULL
           THEN g.garde IS NULL OR array_replace(s.vu, NULL, '') <> g.garde
           ELSE s.vu IS DISTINCT FROM s.avant END
ON CONFLICT DO NOTHING
"""

# Other rows of the journal are looked at only if their transaction is not after this row's: those are all visible
# whenever this row is, so a rebuild sees exactly what the first reading saw.
NOUVEAUX = f"""
CREATE TEMPORARY TABLE nouveaux ON COMMIT DROP AS
WITH e AS (
  SELECT * FROM unnest(%(code)s::text[], %(objet)s::text[], %(pas)s::text[], %(de)s::text[], %(vers)s::text[],
                       %(delai_depuis)s::text[], %(delais)s::boolean[], %(file)s::text[], %(dossier)s::boolean[],
                       %(ouvrables)s::boolean[], %(par_cohorte)s::boolean[], %(sens)s::smallint[])
    AS e (code, objet, pas, de, vers, delai_depuis, delais, file, dossier, ouvrables, par_cohorte, sens)
), comptables AS (
  SELECT l.*, e.code, e.delais, e.file, e.dossier, e.par_cohorte, e.sens, origine.id AS origine_id,
         (origine.le AT TIME ZONE %(fuseau)s)::date AS depuis,
         CASE WHEN origine.le IS NULL THEN NULL
              WHEN e.ouvrables
              THEN indicateurs_jours_ouvrables((origine.le AT TIME ZONE %(fuseau)s)::date, l.jour, attente.suspensions)
              ELSE greatest(0, l.jour - (origine.le AT TIME ZONE %(fuseau)s)::date) END AS delai,
         dense_rank() OVER (PARTITION BY e.dossier, e.sens = 1, origine.id ORDER BY l.xid, l.id) AS rang
  FROM lot l
  JOIN e ON e.objet = l.objet_type AND coalesce(e.pas, l.pas) = l.pas
        AND coalesce(e.de, l.de) = l.de AND coalesce(e.vers, l.vers) = l.vers
  LEFT JOIN LATERAL (
    SELECT o.id, o.le FROM guichet_journal o
    WHERE e.delai_depuis IS NULL AND NOT e.dossier AND e.sens <> 1
      AND o.objet_id = l.objet_id AND o.vers = l.de AND o.id < l.id AND o.xid <= l.xid
    ORDER BY o.id DESC LIMIT 1
  ) precedent ON true
  LEFT JOIN LATERAL (
    SELECT o.id, o.le FROM guichet_journal o
    WHERE e.delai_depuis IS NOT NULL AND o.personne_id = l.personne_id AND o.objet_type = 'inscription'
      AND o.pas = e.delai_depuis AND o.le <= l.le AND o.xid <= l.xid
    ORDER BY o.le DESC, o.id DESC LIMIT 1
  ) repere ON true
  LEFT JOIN LATERAL (
    SELECT o.id, o.le FROM guichet_journal o
    WHERE e.dossier AND o.personne_id = l.personne_id AND o.objet_type = 'inscription'
      AND o.pas = 'declarer_complete' AND (o.le, o.id) <= (l.le, l.id) AND o.xid <= l.xid
      AND (o.le, o.id) > ALL (
        SELECT d.le, d.id FROM guichet_journal d
        WHERE d.personne_id = l.personne_id AND d.objet_type = 'inscription' AND d.pas IN ('deposer', 'reprendre')
          AND (d.le, d.id) < (l.le, l.id) AND d.xid <= l.xid)
    ORDER BY o.le, o.id LIMIT 1
  ) dossier ON true
  CROSS JOIN LATERAL (
    SELECT CASE WHEN e.sens = 1 THEN l.id ELSE coalesce(dossier.id, repere.id, precedent.id) END AS id,
           CASE WHEN e.sens = 1 THEN l.le ELSE coalesce(dossier.le, repere.le, precedent.le) END AS le
    WHERE NOT e.dossier OR e.sens <> 1 OR dossier.id = l.id
  ) origine
  LEFT JOIN LATERAL (
    SELECT range_agg(daterange(s.du, greatest(s.du, s.au), '(]')) AS suspensions
    FROM (SELECT (o.le AT TIME ZONE %(fuseau)s)::date AS du,
                 coalesce((SELECT (f.le AT TIME ZONE %(fuseau)s)::date FROM guichet_journal f
                           WHERE f.objet_id = o.objet_id AND f.id > o.id AND f.xid <= l.xid
                           ORDER BY f.id LIMIT 1), l.jour) AS au
          FROM guichet_journal o
          JOIN unnest(%(suspend_objet)s::text[], %(suspend_etat)s::text[]) AS c (objet, etat)
            ON c.objet = o.objet_type AND c.etat = o.vers
          WHERE o.personne_id = l.personne_id AND o.xid <= l.xid) s
  ) attente ON e.ouvrables
  WHERE NOT e.dossier OR origine.id IS NOT NULL
)
SELECT CASE WHEN c.par_cohorte THEN c.depuis ELSE c.jour END AS jour, c.id AS journal_id, c.code::varchar AS evenement,
       c.personne_id, CASE WHEN c.sens <> 1 THEN c.delai END AS delai_jours, c.origine_id, c.depuis, c.sens,
       c.jour AS fait_le, c.file, c.delais,
       {_DIMENSIONS}
FROM comptables c
LEFT JOIN LATERAL (
  SELECT * FROM indicateurs_profil p WHERE p.sujet_id = c.personne_id AND (p.xid, p.journal_id) <= (c.xid, c.id)
  ORDER BY p.xid DESC, p.journal_id DESC LIMIT 1
) p ON true
LEFT JOIN LATERAL (
  SELECT * FROM indicateurs_profil o WHERE o.sujet_id = c.organisation_id AND (o.xid, o.journal_id) <= (c.xid, c.id)
  ORDER BY o.xid DESC, o.journal_id DESC LIMIT 1
) o ON true
LEFT JOIN indicateurs_fait entree ON c.sens <= 0 AND entree.journal_id = c.origine_id AND entree.jour = c.depuis
     AND entree.evenement = coalesce(c.file, %(entree_dossier)s)
WHERE (NOT c.dossier OR c.sens = 1 OR (c.rang = 1 AND entree.fini_le IS NULL))
  AND NOT EXISTS (SELECT 1 FROM indicateurs_fait f
                  WHERE f.jour = CASE WHEN c.par_cohorte THEN c.depuis ELSE c.jour END
                    AND f.journal_id = c.id AND f.evenement = c.code)
"""  # noqa: S608

OUVRIR_MOIS = "SELECT indicateurs_ouvrir_mois(ARRAY(SELECT DISTINCT date_trunc('month', jour)::date FROM nouveaux))"

_COLONNES = f"jour, journal_id, evenement, personne_id, delai_jours, origine_id, depuis, sens, {', '.join(AXES)}"
_INSERER = f"INSERT INTO indicateurs_fait ({_COLONNES}) SELECT {_COLONNES} FROM nouveaux WHERE "  # noqa: S608
_ENTREE = """
e.jour = n.depuis AND e.journal_id = n.origine_id AND e.evenement = n.file AND n.sens = -1
"""
# One leaves a queue in the cell where one entered it, whatever changed since: stocks are exact along every axis.
FAITS = (
    _INSERER + "sens = 1",
    f"UPDATE indicateurs_fait e SET fini_le = n.fait_le FROM nouveaux n WHERE {_ENTREE}",  # noqa: S608
    f"UPDATE nouveaux n SET {', '.join(f'{axe} = e.{axe}' for axe in AXES)} FROM indicateurs_fait e WHERE {_ENTREE}",  # noqa: S608
    _INSERER + "sens <> 1",
)

_DELAI = "CASE WHEN n.delais THEN coalesce(n.delai_jours, -1) ELSE -1 END"
_PAR_AXE = ", ".join(f"('{axe}', n.{axe}::text)" for axe in AXES if axe != "region")
_AUTRES_AXES = ", ".join(f"('{axe}', n.{axe}::text)" for axe in AXES if axe not in ("region", "niveau"))
_COUPES = ", ".join(f"'{evenement}'" for evenement in COUPES)
AGREGATS = (
    f"""
INSERT INTO indicateurs_agregataxe AS a (evenement, axe, valeur, region, mois, nb)
SELECT n.evenement, x.axe, x.valeur, r.region, date_trunc('month', n.jour)::date, count(*)
FROM nouveaux n CROSS JOIN LATERAL (VALUES ('', ''), {_PAR_AXE}) AS x (axe, valeur)
CROSS JOIN LATERAL (VALUES ('*'), (n.region)) AS r (region)
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (evenement, axe, valeur, region, mois) DO UPDATE SET nb = a.nb + excluded.nb
""",  # noqa: S608
    f"""
INSERT INTO indicateurs_agregatdelai AS a (evenement, axe, valeur, mois, delai_jours, nb)
SELECT n.evenement, x.axe, x.valeur, date_trunc('month', n.jour)::date, coalesce(n.delai_jours, -1), count(*)
FROM nouveaux n CROSS JOIN LATERAL (VALUES ('', ''), ('region', n.region), {_PAR_AXE}) AS x (axe, valeur)
WHERE n.delais GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (evenement, axe, valeur, mois, delai_jours) DO UPDATE SET nb = a.nb + excluded.nb
""",  # noqa: S608
    f"""
INSERT INTO indicateurs_agregataxeniveau AS a (evenement, axe, valeur, niveau, mois, nb)
SELECT n.evenement, x.axe, x.valeur, n.niveau, date_trunc('month', n.jour)::date, count(*)
FROM nouveaux n CROSS JOIN LATERAL (VALUES {_AUTRES_AXES}) AS x (axe, valeur)
WHERE n.evenement IN ({_COUPES}) GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (evenement, axe, valeur, niveau, mois) DO UPDATE SET nb = a.nb + excluded.nb
""",  # noqa: S608
    f"""
INSERT INTO indicateurs_agregatmois AS a (evenement, mois, region, statut, niveau, formule, delai_jours, nb)
SELECT n.evenement, date_trunc('month', n.jour)::date, n.region, n.statut, n.niveau, n.formule, {_DELAI}, count(*)
FROM nouveaux n GROUP BY 1, 2, 3, 4, 5, 6, 7
ON CONFLICT (evenement, statut, niveau, formule, region, mois, delai_jours) DO UPDATE SET nb = a.nb + excluded.nb
""",  # noqa: S608
    """
INSERT INTO indicateurs_agregatattente AS a (evenement, depuis, region, statut, niveau, formule, nb)
SELECT n.file, n.depuis, n.region, n.statut, n.niveau, n.formule, sum(n.sens)
FROM nouveaux n WHERE n.sens <> 0 AND n.depuis IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
ON CONFLICT (evenement, depuis, region, statut, niveau, formule) DO UPDATE SET nb = a.nb + excluded.nb
""",
)

AVANCER = """
UPDATE indicateurs_repere r SET xid = d.xid, journal_id = d.id, lu_le = %(maintenant)s
FROM (SELECT xid, id FROM lot ORDER BY xid DESC, id DESC LIMIT 1) d
WHERE r.nom = 'journal' OR (r.nom = 'profils' AND (r.xid, r.journal_id) < (d.xid, d.id))
"""
