"""The statements of linkage: who is due, who may be who."""

from __future__ import annotations

# Registered: a request was sent. A draft is nobody's registration yet.
_INSCRITE = "EXISTS (SELECT 1 FROM inscriptions_inscription i WHERE i.personne_id = p.id AND i.etat <> 'brouillon')"

PERSONNES_DUES = f"""
SELECT p.id, p.prenom, p.nom, p.date_naissance, p.iuc_index, p.modifiee_le
FROM guichet_personne p LEFT JOIN indicateurs_personnecomparee c ON c.personne_id = p.id
WHERE c.modifiee_le IS DISTINCT FROM p.modifiee_le AND {_INSCRITE}
LIMIT %(taille)s
"""
NOTER_PERSONNES = """
INSERT INTO indicateurs_personnecomparee (personne_id, modifiee_le)
SELECT * FROM unnest(%(ids)s::uuid[], %(dates)s::timestamptz[])
ON CONFLICT (personne_id) DO UPDATE SET modifiee_le = excluded.modifiee_le
"""
ECRIRE_CLES_PERSONNES = """
INSERT INTO indicateurs_clepersonne (cle, personne_id)
SELECT cle, id FROM unnest(%(ids)s::uuid[], %(cles)s::bigint[]) AS l (id, cle) ON CONFLICT DO NOTHING
"""
ECRIRE_CLES_ADMISES = """
INSERT INTO indicateurs_cleadmise (cle, admise_id)
SELECT cle, id FROM unnest(%(ids)s::uuid[], %(cles)s::bigint[]) AS l (id, cle) ON CONFLICT DO NOTHING
"""
ADMISES_DUES = """
SELECT a.id, a.cle, a.prenom, a.nom, a.date_naissance, a.identifiant_index, a.region_id, c.population
FROM indicateurs_personneadmise a JOIN indicateurs_cohorteadmission c ON c.id = a.cohorte_id
WHERE a.compare_le IS NULL AND a.fini_le IS NULL
ORDER BY a.id LIMIT %(taille)s FOR UPDATE OF a SKIP LOCKED
"""
# For each asked one, the registered persons that share a key that is enough, two others, or the identifier.
CANDIDATES = f"""
SELECT x.rang, p.id, p.prenom, p.nom, p.date_naissance, p.iuc_index, p.region_id
FROM (
  SELECT q.rang, k.personne_id
  FROM unnest(%(rangs)s::int[], %(cles)s::bigint[], %(suffisent)s::boolean[]) AS q (rang, cle, suffit)
  JOIN indicateurs_clepersonne k USING (cle)
  GROUP BY q.rang, k.personne_id HAVING bool_or(q.suffit) OR count(*) > 1
  UNION
  SELECT q.rang, p.id
  FROM unnest(%(rangs_identifiants)s::int[], %(identifiants)s::text[]) AS q (rang, identifiant)
  JOIN guichet_personne p ON p.iuc_index = q.identifiant WHERE {_INSCRITE}
) x JOIN guichet_personne p ON p.id = x.personne_id
"""
# The other way: the admissions that count, by the keys or the identifier of registered persons.
ADMISES_CANDIDATES = """
SELECT x.rang, a.id, a.prenom, a.nom, a.date_naissance, a.identifiant_index, c.population
FROM (
  SELECT q.rang, k.admise_id
  FROM unnest(%(rangs)s::int[], %(cles)s::bigint[], %(suffisent)s::boolean[]) AS q (rang, cle, suffit)
  JOIN indicateurs_cleadmise k USING (cle)
  GROUP BY q.rang, k.admise_id HAVING bool_or(q.suffit) OR count(*) > 1
  UNION
  SELECT q.rang, a.id
  FROM unnest(%(rangs_identifiants)s::int[], %(identifiants)s::text[]) AS q (rang, identifiant)
  JOIN indicateurs_personneadmise a ON a.identifiant_index = q.identifiant AND a.identifiant_index <> ''
) x JOIN indicateurs_personneadmise a ON a.id = x.admise_id AND a.fini_le IS NULL
JOIN indicateurs_cohorteadmission c ON c.id = a.cohorte_id
"""
