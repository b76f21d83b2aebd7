"""The database function behind « Prendre cette place »: the seat at once, or the request recorded in a rush.

A group is sought after (*couru*) when a request waits for it, when someone takes a seat of it at this very moment, or
when the parameter `places_libres_en_file` says that every request is recorded. `docs/places.md`.
"""

from __future__ import annotations

from inscriptions.actions.sieges_sql import EN_ATTENTE
from inscriptions.actions.sieges_sql import NOM as TENIR_SIEGES

NOM = "inscriptions_demander_place"
# The turn of a group: who takes one of its seats, or answers its requests, holds it until the end of the transaction.
TOUR = "hashtextextended({groupe}::text, 0)"

SQL = f"""
CREATE OR REPLACE FUNCTION {NOM}(p_demande jsonb, p_lot jsonb, p_regles jsonb)
RETURNS TABLE (issue text, detail text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off AS $fonction$
#variable_conflict use_column
DECLARE
  v_portee text := current_setting('portail.portee', true);
  v_inscription uuid := p_demande ->> 'inscription';
  v_groupe uuid := p_demande ->> 'groupe';
  v_libre boolean;
BEGIN
  PERFORM set_config('portail.portee', 'province', true);
  v_libre := EXISTS (SELECT 1 FROM inscriptions_groupe g WHERE g.id = v_groupe AND g.places_prises < g.capacite);
  IF v_libre AND ((p_demande ->> 'en_file')::boolean
      OR EXISTS (SELECT 1 FROM inscriptions_demandedeplace q WHERE q.groupe_id = v_groupe AND q.traitee_le IS NULL)
      OR NOT pg_try_advisory_xact_lock({TOUR.format(groupe="v_groupe")})) THEN
    INSERT INTO inscriptions_demandedeplace (id, inscription_id, personne_id, region_id, groupe_id, organisation_id,
      classe_priorite, complete_le, tirage, acteur_id, acteur_role, acteur_libelle, requete_id, demandee_le, refus)
    SELECT (p_demande ->> 'id')::uuid, d.id, d.personne_id, d.region_id, g.id, g.organisation_id,
      d.classe_priorite, d.complete_le, sha256(convert_to('0:' || d.id::text, 'UTF8')),
      (p_demande ->> 'acteur_id')::bigint, p_demande ->> 'acteur_role', p_demande ->> 'acteur_libelle',
      p_demande ->> 'requete_id', (p_regles ->> 'le')::timestamptz, ''
    FROM inscriptions_inscription d, inscriptions_groupe g
    WHERE d.id = v_inscription AND d.etat = '{EN_ATTENTE}' AND d.region_id IS NOT NULL AND g.id = v_groupe
    ON CONFLICT (inscription_id) WHERE traitee_le IS NULL DO NOTHING;
    -- Asked twice, it is the same request; asked elsewhere before, that one is answered first.
    RETURN QUERY SELECT CASE WHEN q.groupe_id = v_groupe THEN 'notee' ELSE 'ailleurs' END, q.id::text
      FROM inscriptions_demandedeplace q WHERE q.inscription_id = v_inscription AND q.traitee_le IS NULL;
    IF NOT FOUND THEN RETURN QUERY SELECT 'decidee', 'plus_en_attente'; END IF;
  ELSE
    RETURN QUERY SELECT 'decidee', t.refus FROM {TENIR_SIEGES}(p_lot, p_regles) t;
  END IF;
  PERFORM set_config('portail.portee', coalesce(v_portee, ''), true);
END $fonction$
"""
