"""The database function that takes seats: the text of `inscriptions_tenir_sieges`, written from the life-cycle tables.

One call treats a batch in the order given: the persons are locked, then their groups; only then does one statement read
who may have a seat, count the free ones, and write everything a seat needs, the journal first. `docs/places.md`.
"""

from __future__ import annotations

from collections.abc import Iterable

from inscriptions.courriels_offres import CLE_ACCEPTEE, CLE_PROPOSEE
from inscriptions.queries.candidats import GROUPES_ACCESSIBLES, OFFRES_LIBEREES, PLACES_LIBEREES
from inscriptions.queries.compatibilite import CONVIENT, TRAITS_COURS, TRAITS_DEMANDE
from inscriptions.states import CYCLE_INSCRIPTION, CYCLE_OFFRE, CYCLE_PLACE, OFFRES_VIVES, EtatGroupe

NOM = "inscriptions_tenir_sieges"

(OFFERTE,) = CYCLE_OFFRE.initiaux
(CONFIRMEE,) = CYCLE_PLACE.initiaux
ACCEPTER = CYCLE_OFFRE["accepter"]
DECLINER = CYCLE_OFFRE["decliner"]
PLACER = CYCLE_INSCRIPTION["placer"]
(EN_ATTENTE,) = PLACER.de


def liste(etats: Iterable[str]) -> str:
    """States as an SQL list."""
    return ", ".join(f"'{etat}'" for etat in sorted(map(str, etats)))


# (object, its column in the batch, step, from, to, whether only a seat held at once takes it)
PAS = (
    ("offre", "offre", "ouvrir", "", OFFERTE, False),
    ("offre", "offre", ACCEPTER.nom, OFFERTE, ACCEPTER.vers, True),
    ("place", "place", "ouvrir", "", CONFIRMEE, True),
    ("inscription", "inscription", PLACER.nom, EN_ATTENTE, PLACER.vers, True),
)
_LIGNES = ", ".join(
    f"({rang}, '{objet}', '{pas}', '{de}', '{vers}', {str(acceptee).lower()})"
    for rang, (objet, _colonne, pas, de, vers, acceptee) in enumerate(PAS)
)
_OBJETS = " ".join(f"WHEN '{objet}' THEN d.{colonne}" for objet, colonne, *_reste in PAS[1:])
_CONVIENT = CONVIENT % {"voisinages": "v_voisinages"}
# Written so, a state is no reason to read an index of open offers: those of one request are found by the index of
# requests. Before a table was ever analysed, PostgreSQL chose the index of delays, read whole for each person.
ETAT_DE_L_OFFRE = "(o.etat || '')"

# An offer that became a seat stays accepted: counted apart, nothing is counted twice. The offset keeps each one looked
# up by itself: on tables analysed when they held little, PostgreSQL merged all the offers with all the offers.
UNE_A_UNE = " OFFSET 0"
_RENDUES = f"""(SELECT count({{offre}}) FROM {{table}} r
         WHERE r.groupe_id = g.id AND r.etat IN ({{etats}}) AND NOT EXISTS (
           SELECT 1 FROM inscriptions_offredeplace s WHERE s.remplace_id = {{offre}}{UNE_A_UNE}))"""
_OFFRES_RENDUES = _RENDUES.format(offre="r.id", table="inscriptions_offredeplace", etats=liste(OFFRES_LIBEREES))
_PLACES_RENDUES = _RENDUES.format(offre="r.offre_id", table="inscriptions_place", etats=liste(PLACES_LIBEREES))

# The seats owed to the next persons of the order: `places_dues` in SQL, under the lock.
_DUES = f"""
    SELECT CASE WHEN g.etat = '{EtatGroupe.EN_COURS}' THEN g.capacite ELSE
      {_OFFRES_RENDUES}
      + {_PLACES_RENDUES}
      + (SELECT count(*) FROM inscriptions_siegeajoute a
         WHERE a.groupe_id = g.id AND a.offre_id IS NULL AND a.retire_le IS NULL) END
    INTO v_dues FROM inscriptions_groupe g WHERE g.id = v_groupes[1];
"""

_LOT = f"""
  lot AS MATERIALIZED (
    SELECT lu.*, d.personne_id, d.region_id, d.niveau, d.formules, g.organisation_id, g.formule,
      g.capacite - g.places_prises AS libres,
      CASE
        WHEN d.etat <> '{EN_ATTENTE}' OR d.region_id IS NULL THEN 'plus_en_attente'
        WHEN vive.est THEN 'offre_vive'
        WHEN g.places_prises >= g.capacite THEN 'complet'
        WHEN g.etat NOT IN ({liste(GROUPES_ACCESSIBLES)}) OR g.debut < v_limite_entree THEN 'ferme'
        WHEN v_choisie AND convient.est IS NULL THEN 'ne_convient_pas'
      END AS obstacle
    FROM ROWS FROM (jsonb_to_recordset(p_lot) AS (inscription uuid, groupe uuid, offre uuid, place uuid,
      remplace uuid, rappel_le timestamptz, expire_le timestamptz, acteur_id bigint, acteur_role text,
      acteur_libelle text, requete_id text)) WITH ORDINALITY AS lu(inscription, groupe, offre, place, remplace,
      rappel_le, expire_le, acteur_id, acteur_role, acteur_libelle, requete_id, rang)
    JOIN LATERAL (SELECT {TRAITS_DEMANDE}, i.etat, i.personne_id, i.en_attente_le
                  FROM inscriptions_inscription i WHERE i.id = lu.inscription OFFSET 0) d ON true
    JOIN LATERAL (SELECT {TRAITS_COURS}, g.etat, g.organisation_id, g.capacite, g.places_prises
                  FROM inscriptions_groupe g LEFT JOIN inscriptions_lieu l ON l.id = g.lieu_id
                  WHERE g.id = lu.groupe OFFSET 0) g ON true
    LEFT JOIN LATERAL (
      SELECT true AS est FROM inscriptions_offredeplace o
      WHERE o.inscription_id = d.id AND {ETAT_DE_L_OFFRE} IN ({liste(OFFRES_VIVES)}) LIMIT 1) vive ON true
    LEFT JOIN LATERAL (
      SELECT true AS est WHERE v_choisie AND g.debut <= v_dernier_debut
        AND (SELECT count(*) FROM inscriptions_offredeplace o WHERE o.inscription_id = d.id
             AND o.etat = '{DECLINER.vers}' AND o.proposee_le >= d.en_attente_le) < v_refus_maximum
        AND {_CONVIENT} OFFSET 0) convient ON true
  ), d AS MATERIALIZED (
    SELECT c.*, CASE
      WHEN c.obstacle IS NOT NULL THEN c.obstacle
      WHEN NOT v_libre OR c.numero > c.libres THEN 'complet'
      WHEN v_choisie AND c.numero > c.libres - v_dues AND NOT c.inscription = ANY(v_promises) THEN 'promise'
    END AS refus
    FROM (SELECT lot.*, count(*) FILTER (WHERE lot.obstacle IS NULL)
                        OVER (PARTITION BY lot.groupe ORDER BY lot.rang) AS numero FROM lot) c
  )
"""

_ECRITURES = f"""
  siege AS (
    UPDATE inscriptions_groupe g SET places_prises = g.places_prises + pris.n
    FROM (SELECT d.groupe, count(*) AS n FROM d WHERE d.refus IS NULL GROUP BY 1) pris WHERE g.id = pris.groupe
  ), ligne AS (
    INSERT INTO guichet_journal (objet_type, objet_id, pas, de, vers, le, acteur_id, acteur_role, acteur_libelle,
      motif_code, motif, requete_id, personne_id, organisation_id, region_id, niveau, formule, contexte)
    SELECT p.objet, CASE p.objet {_OBJETS} END, p.pas, p.de, p.vers, v_le, d.acteur_id, d.acteur_role,
      d.acteur_libelle, '', '', d.requete_id, d.personne_id,
      CASE WHEN p.objet <> 'inscription' THEN d.organisation_id END, d.region_id, d.niveau,
      CASE WHEN p.objet <> 'inscription' THEN d.formule ELSE coalesce(d.formules[1], '') END, '{{}}'::jsonb
    FROM d, (VALUES {_LIGNES}) AS p(rang, objet, pas, de, vers, acceptee)
    WHERE d.refus IS NULL AND (d.place IS NOT NULL OR NOT p.acceptee) ORDER BY d.rang, p.rang
    RETURNING objet_id, vers
  ), offre AS (
    INSERT INTO inscriptions_offredeplace (id, inscription_id, personne_id, region_id, groupe_id, organisation_id,
      etat, etat_depuis, cree_le, origine, execution_id, niveau, formule, remplace_id, proposee_le, rappel_le,
      expire_le, repondue_le)
    SELECT d.offre, d.inscription, d.personne_id, d.region_id, d.groupe, d.organisation_id, ligne.vers, v_le, now(),
      v_origine, v_execution, d.niveau, d.formule, d.remplace, v_le, d.rappel_le, d.expire_le,
      CASE WHEN d.place IS NOT NULL THEN v_le END
    FROM ligne JOIN d ON d.offre = ligne.objet_id
    WHERE ligne.vers = CASE WHEN d.place IS NULL THEN '{OFFERTE}' ELSE '{ACCEPTER.vers}' END
  ), place AS (
    INSERT INTO inscriptions_place (id, offre_id, inscription_id, personne_id, region_id, groupe_id, organisation_id,
      etat, etat_depuis, cree_le, niveau, formule, confirmee_le)
    SELECT d.place, d.offre, d.inscription, d.personne_id, d.region_id, d.groupe, d.organisation_id, ligne.vers, v_le,
      now(), d.niveau, d.formule, v_le
    FROM ligne JOIN d ON d.place = ligne.objet_id
  ), sortie AS (
    UPDATE inscriptions_inscription i SET etat = ligne.vers, etat_depuis = v_le
    FROM ligne WHERE i.id = ligne.objet_id
  ), avis AS (
    INSERT INTO guichet_avis (id, cle, canal, destinataire, objet, corps, corps_html, personne_id, region_id, etat,
      du_le, cree_le, tentatives, erreur)
    SELECT gen_random_uuid(), d.cle || m.suite, m.canal, m.destinataire, '', '', '', d.personne_id,
      p.region_id, 'a_envoyer', v_le, now(), 0, ''
    FROM (SELECT *, CASE WHEN d.place IS NULL THEN '{CLE_PROPOSEE}' ELSE '{CLE_ACCEPTEE}' END || d.offre AS cle
          FROM d WHERE d.refus IS NULL) d
    JOIN guichet_personne p ON p.id = d.personne_id
    JOIN LATERAL (
      SELECT 'courriel' AS canal, p.courriel AS destinataire, '' AS suite WHERE p.courriel <> ''
      UNION ALL
      SELECT 'sms', p.telephone, ':sms' WHERE d.place IS NULL AND p.telephone <> '' AND p.canal = 'sms' AND EXISTS (
        SELECT 1 FROM guichet_consentement c
        WHERE c.personne_id = p.id AND c.finalite = 'textos' AND c.accorde AND c.retire_le IS NULL)) m ON true
  )
"""

SQL = f"""
CREATE OR REPLACE FUNCTION {NOM}(p_lot jsonb, p_regles jsonb)
RETURNS TABLE (rang bigint, refus text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off SET enable_seqscan = off AS $fonction$
#variable_conflict use_column
DECLARE
  v_portee text := current_setting('portail.portee', true);
  v_inscriptions uuid[] := ARRAY(SELECT (l ->> 'inscription')::uuid FROM jsonb_array_elements(p_lot) l);
  v_groupes uuid[] := ARRAY(SELECT DISTINCT (l ->> 'groupe')::uuid FROM jsonb_array_elements(p_lot) l);
  v_le timestamptz := p_regles ->> 'le';
  v_origine text := p_regles ->> 'origine';
  v_execution uuid := p_regles ->> 'execution';
  v_limite_entree date := p_regles ->> 'limite_entree';
  v_dernier_debut date := p_regles ->> 'dernier_debut';
  v_choisie boolean := v_dernier_debut IS NOT NULL;
  v_refus_maximum int := p_regles ->> 'refus_maximum';
  v_voisinages text[] := ARRAY(SELECT jsonb_array_elements_text(p_regles -> 'voisinages'));
  v_promises uuid[] := ARRAY(SELECT jsonb_array_elements_text(p_regles -> 'promises'));
  v_libre boolean;
  v_dues int := 0;
BEGIN
  PERFORM set_config('portail.portee', 'province', true);
  v_libre := EXISTS (SELECT 1 FROM inscriptions_groupe g WHERE g.id = ANY(v_groupes) AND g.places_prises < g.capacite);
  IF v_libre THEN  -- A full group answers without waiting for anyone.
    PERFORM 1 FROM inscriptions_inscription i WHERE i.id = ANY(v_inscriptions) ORDER BY i.id FOR NO KEY UPDATE;
    PERFORM 1 FROM inscriptions_groupe g WHERE g.id = ANY(v_groupes) ORDER BY g.id FOR NO KEY UPDATE;
    IF v_choisie THEN{_DUES.rstrip()}
    END IF;
  END IF;
  RETURN QUERY WITH {_LOT.strip()}, {_ECRITURES.strip()}
  SELECT d.rang, d.refus FROM d ORDER BY d.rang;
  PERFORM set_config('portail.portee', coalesce(v_portee, ''), true);
END $fonction$
"""
