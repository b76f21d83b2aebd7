"""Where each admitted person stands, month after month, read from the journal, the links and what agents wrote.

Every fact has a rank and a month; a person's state is the highest rank reached so far (states_admissions.RANGS): ranks
never go down, so a cohort is one state per person at any month, and the roll-up keeps only the changes.
"""

from __future__ import annotations

from indicateurs.queries.contacts import JOINTES
from indicateurs.states_admissions import ISSUES, RANG_DECLAREE, RANGS, EtatParticipation
from inscriptions.queries.pertes_sql import REGISTRE

E = EtatParticipation

# Bands of ages at admission; empty: unknown.
_AGE = """CASE WHEN b.date_naissance IS NULL THEN ''
  WHEN b.ans < 16 THEN '0-15' WHEN b.ans < 25 THEN '16-24' WHEN b.ans < 35 THEN '25-34' WHEN b.ans < 45 THEN '35-44'
  WHEN b.ans < 55 THEN '45-54' WHEN b.ans < 65 THEN '55-64' ELSE '65+' END"""

# The persons of the cohort with their dimensions and, when linked, the registered person. Unknown age: counted in.
_BASE = f"""
base AS MATERIALIZED (
  SELECT b.id, b.cle, b.cohorte_id, b.mois, b.population, b.personne_id, b.francais,
         coalesce(b.region_id, '') AS region_id, coalesce(b.categorie_id, '') AS categorie, b.sexe, {_AGE} AS age,
         coalesce(b.pays_id, '') AS pays, coalesce(b.langue_id, '') AS langue,
         b.francais <> 'oui' AND coalesce(b.ans, 16) >= %(age_minimum)s AS besoin
  FROM (
    SELECT a.*, c.mois, c.population, r.personne_id,
           extract(year FROM age(c.mois + interval '1 month - 1 day', a.date_naissance))::int AS ans
    FROM indicateurs_personneadmise a
    JOIN indicateurs_cohorteadmission c ON c.id = a.cohorte_id
    LEFT JOIN indicateurs_rapprochement r ON r.cle = a.cle AND r.etat IN ('certain', 'confirme')
    WHERE a.cohorte_id = %(cohorte)s AND a.fini_le IS NULL
  ) b
)"""
_DIMS = "besoin, region_id, categorie, sexe, age, pays, langue"
_SIENNES = ", ".join(f"b.{axe}" for axe in _DIMS.split(", "))

PAS = (
    ("inscription", "deposer", E.INSCRITE),
    ("offre", "ouvrir", E.OFFERTE),
    ("place", "commencer", E.COMMENCEE),
    ("place", "terminer", E.PERSEVERANTE),
    ("inscription", "terminer", E.TERMINEE),
)
_VALEURS = ", ".join(f"('{objet}', '{pas}', {RANGS[etat]})" for objet, pas, etat in PAS)
_ISSUES = " ".join(f"WHEN '{etat.value}' THEN {RANGS[etat]}" for etat in ISSUES)
_ETATS = ", ".join(f"({rang}, '{etat}')" for etat, rang in (*RANGS.items(), (E.EXEMPTEE.value, RANG_DECLAREE)))

_FAITS = f"""
faits AS (
  SELECT b.id, CASE WHEN b.francais = 'oui' THEN {RANG_DECLAREE} ELSE 0 END AS rang, NULL::timestamptz AS le FROM base b
  UNION ALL
  SELECT b.id, p.rang, j.le
  FROM base b JOIN guichet_journal j ON j.personne_id = b.personne_id
  JOIN (VALUES {_VALEURS}) AS p (objet, pas, rang) ON p.objet = j.objet_type AND p.pas = j.pas
  UNION ALL
  SELECT b.id, CASE i.issue {_ISSUES} END, i.le
  FROM base b JOIN indicateurs_issueadmission i ON i.cle = b.cle AND i.retire_le IS NULL
  UNION ALL
  SELECT b.id, {RANGS[E.EXEMPTEE]}, e.evaluee_le
  FROM base b JOIN inscriptions_evaluation e ON e.personne_id = b.personne_id AND e.genre = 'classement'
   AND least(e.co, e.po) >= %(seuil_autonomie)s
  UNION ALL
  SELECT b.id, {RANGS[E.SANS_SUITE]}, t.le FROM base b JOIN ({JOINTES}) t ON t.cle = b.cle
)"""

# What happened before the admission counts from its first month.
_MOIS_DU_FAIT = "date_trunc('month', f.le AT TIME ZONE %(fuseau)s)::date"

CALCULER_ETATS = f"""
WITH {_BASE}, {_FAITS},
mensuels AS (
  SELECT b.id, greatest(b.mois, coalesce({_MOIS_DU_FAIT}, b.mois)) AS depuis, max(f.rang) AS rang
  FROM faits f JOIN base b USING (id) GROUP BY 1, 2
),
cumules AS (
  SELECT id, depuis, max(rang) OVER (PARTITION BY id ORDER BY depuis) AS rang FROM mensuels
),
changes AS (
  SELECT id, depuis, rang, lag(rang) OVER (PARTITION BY id ORDER BY depuis) AS avant FROM cumules
),
deltas AS (
  SELECT id, depuis, rang, 1 AS nb FROM changes WHERE avant IS DISTINCT FROM rang
  UNION ALL
  SELECT id, depuis, avant, -1 FROM changes WHERE avant <> rang
)
INSERT INTO indicateurs_agregatcohorte (cohorte_id, mois, population, recul, depuis, etat, {_DIMS}, nb)
SELECT b.cohorte_id, b.mois, b.population,
       (extract(year FROM d.depuis) - extract(year FROM b.mois)) * 12
       + extract(month FROM d.depuis) - extract(month FROM b.mois),
       d.depuis, e.etat, {_SIENNES}, sum(d.nb)
FROM deltas d JOIN base b USING (id) JOIN (VALUES {_ETATS}) AS e (rang, etat) ON e.rang = d.rang
GROUP BY 1, 2, 3, 4, 5, 6, {_SIENNES} HAVING sum(d.nb) <> 0
ORDER BY 4, 6, {_SIENNES}
ON CONFLICT (cohorte_id, recul, etat, {_DIMS}) DO UPDATE SET nb = excluded.nb
"""

# The exits of the linked persons as the ledger of losses tells them: one each, with what was learnt later.
_REGISTRE = REGISTRE.format(ou_j=" AND j.personne_id IN (SELECT personne_id FROM base)", ou_r="", ou_k="", jointures="")
CALCULER_PERTES = f"""
WITH {_BASE}
INSERT INTO indicateurs_agregatpertecohorte (cohorte_id, mois, population, depuis, etape, motif, {_DIMS}, nb)
SELECT b.cohorte_id, b.mois, b.population,
       greatest(b.mois, date_trunc('month', l.le AT TIME ZONE %(fuseau)s)::date),
       l.etape, coalesce(nullif(l.code, ''), l.nature), {_SIENNES}, count(*)
FROM base b JOIN ({_REGISTRE} SELECT * FROM lignes) l ON l.personne_id = b.personne_id
GROUP BY 1, 2, 3, 4, 5, 6, {_SIENNES}
ORDER BY 4, 5, 6, {_SIENNES}
ON CONFLICT (cohorte_id, depuis, etape, motif, {_DIMS}) DO UPDATE SET nb = excluded.nb
"""

# Cohorts whose linked persons took a step since the mark, and the mark moved, in one statement: one snapshot says what
# was read. Transactions still running are left for the next time. What is learnt of a loss is no step: it is looked for
# some minutes back.
TOUCHER_PAR_LE_JOURNAL = """
WITH borne AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xid),
touchees AS (
  UPDATE indicateurs_cohorteadmission c SET touchee_le = clock_timestamp()
  WHERE c.id IN (
    SELECT a.cohorte_id
    FROM (SELECT DISTINCT j.personne_id FROM guichet_journal j, indicateurs_repere r, borne b
          WHERE r.nom = 'cohortes' AND j.xid >= r.xid AND j.xid < b.xid
            AND j.objet_type IN ('inscription', 'offre', 'place', 'replacement') AND j.personne_id IS NOT NULL
          UNION SELECT k.personne_id FROM inscriptions_complementdeperte k, indicateurs_repere r
          WHERE r.nom = 'cohortes' AND k.le > r.lu_le - interval '10 minutes') j
    JOIN indicateurs_rapprochement r ON r.personne_id = j.personne_id AND r.etat IN ('certain', 'confirme')
    JOIN indicateurs_personneadmise a ON a.cle = r.cle AND a.fini_le IS NULL
  )
)
UPDATE indicateurs_repere SET xid = (SELECT xid FROM borne), lu_le = %(le)s WHERE nom = 'cohortes'
"""
A_CALCULER = """
SELECT id FROM indicateurs_cohorteadmission
WHERE (calculee_le IS NULL OR touchee_le > calculee_le) AND id <> ALL(%(sauf)s::uuid[])
ORDER BY mois, population LIMIT 1 FOR UPDATE SKIP LOCKED
"""
# The clock is read once the lock is held, before anything else: what comes later finds the cohort due again.
NOTER_CALCUL = "UPDATE indicateurs_cohorteadmission SET calculee_le = clock_timestamp() WHERE id = %(cohorte)s"
# A cell that emptied is kept at zero: nothing is deleted.
VIDER = (
    "UPDATE indicateurs_agregatcohorte SET nb = 0 WHERE cohorte_id = %(cohorte)s AND nb <> 0",
    "UPDATE indicateurs_agregatpertecohorte SET nb = 0 WHERE cohorte_id = %(cohorte)s AND nb <> 0",
)
