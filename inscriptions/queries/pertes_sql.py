"""The statements of the ledger of losses: exits told by the journal, and those already told, kept in a table.

How an exit is told depends on the steps its person took before, and on nothing else: it is told once, kept, and told
again when that person takes another step. A reading joins what is kept to what is not yet (docs/relances.md).
"""

from __future__ import annotations

# The objects whose steps say how an exit is told.
_OBJETS = "'inscription', 'offre', 'place', 'replacement'"
# Whoever took such a step since the mark.
_SUIVIES = f"""
        SELECT DISTINCT p.personne_id FROM guichet_journal p
         WHERE p.xid >= %(repere)s::xid8 AND p.objet_type IN ({_OBJETS}) AND p.personne_id IS NOT NULL"""
# An exit is a request that ends without its path being over, or a person who leaves for good when her class closed.
# The end of a request that says again what such a departure said is not a second loss.
_SORTIES = """
    SELECT j.id, j.le, j.objet_id AS inscription_id, j.personne_id, j.region_id, j.niveau, j.formule, j.de, j.vers,
           j.motif_code, false AS du_groupe
      FROM guichet_journal j
     WHERE j.objet_type = 'inscription' AND j.vers IN ('retiree', 'non_admissible', 'inactive')
       AND j.le >= %(du)s AND j.le < %(au)s {ou_j}
       AND NOT EXISTS (
           SELECT 1 FROM inscriptions_replacement r JOIN guichet_journal d ON d.objet_id = r.id
            WHERE r.inscription_id = j.objet_id AND d.pas = 'constater_depart'
              AND d.motif_code <> 'replacement_demande_finie' AND d.le <= j.le
              AND NOT EXISTS (SELECT 1 FROM guichet_journal n WHERE n.objet_id = j.objet_id
                               AND n.pas IN ('placer', 'reprendre') AND n.le > d.le AND n.le < j.le))
    UNION ALL
    SELECT j.id, j.le, r.inscription_id, j.personne_id, j.region_id, j.niveau, j.formule, 'en_cours', 'partie',
           j.motif_code, true
      FROM inscriptions_replacement r JOIN guichet_journal j ON j.objet_id = r.id
     WHERE j.pas = 'constater_depart' AND j.motif_code <> 'replacement_demande_finie'
       AND j.le >= %(du)s AND j.le < %(au)s {ou_j}
"""
# The last step of a seat, and the last answer to an offer, at the time of the exit.
_CONTEXTE = """
    SELECT s.*, pl.id AS place_ligne, pl.pas AS place_pas, pl.motif_code AS place_motif,
           CASE WHEN o.le >= coalesce(pl.le, '-infinity') THEN o.vers END AS offre_etat, o.motif_code AS offre_motif
      FROM sorties s
      LEFT JOIN LATERAL (
           SELECT j.id, j.pas, j.motif_code, j.le
             FROM inscriptions_place p JOIN guichet_journal j ON j.objet_id = p.id AND j.objet_type = 'place'
            WHERE p.inscription_id = s.inscription_id AND j.le <= s.le ORDER BY j.le DESC, j.id DESC LIMIT 1) pl ON true
      LEFT JOIN LATERAL (
           SELECT j.vers, j.motif_code, j.le
             FROM inscriptions_offredeplace f JOIN guichet_journal j ON j.objet_id = f.id AND j.objet_type = 'offre'
            WHERE f.inscription_id = s.inscription_id AND j.le <= s.le ORDER BY j.le DESC, j.id DESC LIMIT 1) o ON true
"""
_NATURE = """CASE
    WHEN motif_code = 'inactive_absence_initiale' THEN 'absence_initiale'
    WHEN motif_code = 'inactive_abandon' THEN 'abandon'
    WHEN vers = 'non_admissible' THEN 'non_admissible'
    WHEN du_groupe OR (place_pas = 'fermer' AND de = 'en_attente' AND offre_etat IS NULL) THEN 'groupe_ferme'
    WHEN de = 'en_attente' AND offre_etat = 'declinee' THEN 'offre_declinee'
    WHEN de = 'en_attente' AND offre_etat = 'expiree' THEN 'offre_expiree'
    WHEN vers = 'retiree' THEN 'retrait' ELSE 'inactivite' END"""
_ETAPE = """CASE WHEN de = 'brouillon' THEN 'brouillon' WHEN de IN ('deposee', 'a_completer') THEN 'dossier'
    WHEN de IN ('complete', 'evaluee') THEN 'evaluation' WHEN de = 'en_attente' THEN 'attente'
    WHEN nature = 'absence_initiale' THEN 'premier_cours' ELSE 'classe' END"""
# One exit as it is kept: `source` is the journal row whose words tell the reason.
CHAMPS = "id, le, inscription_id, personne_id, region_id, niveau, formule, nature, etape, dit, source"
RACONTEES = f"""
    sorties AS ({_SORTIES}), contexte AS ({_CONTEXTE}),
    natures AS (SELECT c.*, {_NATURE} AS nature FROM contexte c),
    racontees AS (
        SELECT n.id, n.le, n.inscription_id, n.personne_id, n.region_id, n.niveau, n.formule, n.nature,
               {_ETAPE} AS etape,
               CASE WHEN nature IN ('absence_initiale', 'abandon') THEN coalesce(place_motif, '')
                    WHEN nature = 'offre_declinee' AND motif_code = ANY (%(inconnus)s)
                    THEN coalesce(offre_motif, '') ELSE motif_code END AS dit,
               CASE WHEN nature IN ('absence_initiale', 'abandon') THEN place_ligne ELSE n.id END AS source
          FROM natures n)
"""
# With what is known of each reason, and what was learnt later.
_LUES = """
    familles AS (SELECT * FROM unnest(%(codes)s::text[], %(familles)s::text[]) AS f (code, famille)),
    complements AS (
        SELECT DISTINCT ON (k.sortie) k.* FROM inscriptions_complementdeperte k WHERE true {ou_k}
         ORDER BY k.sortie, k.le DESC, k.id DESC),
    registre AS (
        SELECT c.*, coalesce(k.motif_id, c.dit) AS code, coalesce(f.famille, 'autre') AS famille,
               k.preuve, k.note AS preuve_note, k.le AS complete_le, k.par_libelle AS complete_par
          FROM codees c LEFT JOIN complements k ON k.sortie = c.id
          LEFT JOIN familles f ON f.code = coalesce(k.motif_id, c.dit)),
    lignes AS (SELECT r.* FROM registre r {jointures} WHERE true {ou_r})
"""
# The whole ledger told from the journal.
REGISTRE = f"WITH {RACONTEES}, codees AS (SELECT * FROM racontees), {_LUES}"
# The same from the exits kept, but for those of whoever took a step since they were told.
REGISTRE_TENU = f"""
    WITH recentes AS MATERIALIZED ({_SUIVIES}),
    {RACONTEES.replace("{ou_j}", "{ou_j} AND j.personne_id IN (SELECT personne_id FROM recentes)")},
    codees AS (
        SELECT {CHAMPS} FROM inscriptions_lignedeperte j
         WHERE j.comptee AND j.le >= %(du)s AND j.le < %(au)s {{ou_j}}
           AND NOT EXISTS (SELECT 1 FROM recentes p WHERE p.personne_id = j.personne_id)
        UNION ALL SELECT {CHAMPS} FROM racontees),
    {_LUES}
"""
# The exits of whoever took a step between the mark and the oldest transaction still running, told again; then the mark.
_TOUCHEES = f"""
    borne AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xid),
    touchees AS MATERIALIZED ({_SUIVIES} AND p.xid < (SELECT b.xid FROM borne b))
"""
_A_TENIR = RACONTEES.format(ou_j="AND j.personne_id IN (SELECT personne_id FROM touchees)")
_VALEURS = ", ".join(f"{champ} = excluded.{champ}" for champ in CHAMPS.split(", ")[1:])
TENIR = f"""
    WITH {_TOUCHEES}, {_A_TENIR},
    tenues AS (
        INSERT INTO inscriptions_lignedeperte AS t ({CHAMPS}, comptee) SELECT {CHAMPS}, true FROM racontees ORDER BY id
        ON CONFLICT (id) DO UPDATE SET {_VALEURS}, comptee = true
         WHERE (t.nature, t.etape, t.dit, t.source, t.comptee) IS DISTINCT FROM
               (excluded.nature, excluded.etape, excluded.dit, excluded.source, true)
        RETURNING 1),
    ecartees AS (
        UPDATE inscriptions_lignedeperte t SET comptee = false
         WHERE t.comptee AND t.personne_id IN (SELECT personne_id FROM touchees)
           AND NOT EXISTS (SELECT 1 FROM racontees r WHERE r.id = t.id)
        RETURNING 1),
    repere AS (
        UPDATE inscriptions_repereregistre
           SET xid = (SELECT xid FROM borne), lu_le = %(maintenant)s, version = %(version)s RETURNING 1)
    SELECT (SELECT count(*) FROM tenues) + (SELECT count(*) FROM ecartees)
"""
