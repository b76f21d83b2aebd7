"""What the database holds about concertation: who sits where today, mandates never rewritten, minutes approved by
another person then frozen, promises that close with their evidence, tables that close with nothing left open."""

from __future__ import annotations

from partenaires.gardes import fonction

_JOUR = "(now() AT TIME ZONE 'America/Toronto')::date"


def _en_vigueur(jour: str) -> str:
    """The mandates that hold on that day, as SQL."""
    return (
        f"m.du <= {jour} AND (m.au IS NULL OR m.au >= {jour}) "
        f"AND (m.fini_le IS NULL OR (m.fini_le AT TIME ZONE 'America/Toronto')::date > {jour})"
    )


_EN_VIGUEUR = _en_vigueur(_JOUR)

# The tables where the organisation of this transaction sits today: what its policies read. It looks at mandates with
# the widest scope and gives back the one it found.
TABLES_SIENNES = """CREATE OR REPLACE FUNCTION partenaires_tables_siennes() RETURNS uuid[] LANGUAGE plpgsql
AS $fonction$
DECLARE
  avant text := coalesce(current_setting('portail.portee', true), '');
  siennes uuid[];
BEGIN
  PERFORM set_config('portail.portee', 'province', true);
  SELECT coalesce(array_agg(DISTINCT m.table_id), '{}') INTO siennes FROM partenaires_mandattable m
    WHERE m.organisation_id = nullif(current_setting('portail.organisation', true), '')::uuid AND EN_VIGUEUR;
  PERFORM set_config('portail.portee', avant, true);
  RETURN siennes;
END
$fonction$""".replace("EN_VIGUEUR", _EN_VIGUEUR)

# A mandate is never rewritten: it ends once, and another begins.
GARDER_MANDAT = fonction(
    "partenaires_garder_mandat",
    """
DECLARE
BEGIN
  IF TG_OP = 'DELETE' OR OLD.fini_le IS NOT NULL
     OR to_jsonb(NEW) - '{fini_le,fini_par_id,fin_motif_id,fin_precision}'::text[]
        <> to_jsonb(OLD) - '{fini_le,fini_par_id,fin_motif_id,fin_precision}'::text[] THEN
    RAISE EXCEPTION 'un mandat ne se réécrit pas : il finit et un autre commence'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'mandat_fige';
  END IF;
  RETURN NEW;
END
""",
)

# Approved minutes are frozen, and so is the meeting they tell. The database alone keeps who wrote a version of them,
# and takes the approval of none of these; what is told of the past (inserted) may have no account.
GARDER_RENCONTRE = fonction(
    "partenaires_garder_rencontre",
    """
DECLARE
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.etat IN ('consignee', 'annulee')
     AND to_jsonb(NEW) - 'cree_le' <> to_jsonb(OLD) - 'cree_le') THEN
    RAISE EXCEPTION 'rencontre % : son compte rendu est approuvé ou elle est annulée, elle ne change plus', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rencontre_figee';
  END IF;
  IF TG_OP = 'INSERT' OR OLD.etat NOT IN ('consignee', 'annulee') THEN
    NEW.redacteurs := CASE WHEN TG_OP = 'UPDATE' THEN OLD.redacteurs ELSE '{}' END;
    IF NEW.redige_par_id IS NOT NULL AND NEW.redige_par_id <> ALL (NEW.redacteurs) THEN
      NEW.redacteurs := NEW.redacteurs || NEW.redige_par_id::bigint;
    END IF;
    IF NEW.etat = 'consignee' AND (NEW.approuve_par_id = ANY (NEW.redacteurs)
       OR (TG_OP = 'UPDATE' AND (NEW.approuve_par_id IS NULL OR NEW.redacteurs = '{}'))) THEN
      RAISE EXCEPTION 'rencontre % : qui a rédigé le compte rendu ne l''approuve pas', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'compte_rendu_deux_personnes';
    END IF;
  END IF;
  RETURN NEW;
END
""",
)

# Agenda, attendance and decisions are frozen with the minutes.
GARDER_SEANCE = fonction(
    "partenaires_garder_seance",
    """
DECLARE
BEGIN
  IF TG_OP = 'DELETE' OR EXISTS (SELECT 1 FROM partenaires_rencontre r
      WHERE r.etat IN ('consignee', 'annulee')
        AND (r.id = NEW.rencontre_id OR (TG_OP = 'UPDATE' AND r.id = OLD.rencontre_id))) THEN
    RAISE EXCEPTION 'cette rencontre ne change plus'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rencontre_figee';
  END IF;
  RETURN NEW;
END
""",
)

# A position comes from a member whose mandate holds, while the question is open.
GARDER_POSITION = fonction(
    "partenaires_garder_position",
    """
DECLARE
BEGIN
  IF TG_OP = 'DELETE' OR EXISTS (SELECT 1 FROM partenaires_consultationtable c
      WHERE c.id = NEW.consultation_id AND c.etat <> 'ouverte')
     OR (TG_OP = 'UPDATE'
         AND (NEW.consultation_id, NEW.organisation_id) <> (OLD.consultation_id, OLD.organisation_id)) THEN
    RAISE EXCEPTION 'la consultation % ne reçoit pas de position', coalesce(NEW.consultation_id, OLD.consultation_id)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'position_consultation_ouverte';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM partenaires_mandattable m
      WHERE m.table_id = NEW.table_id AND m.organisation_id = NEW.organisation_id AND EN_VIGUEUR) THEN
    RAISE EXCEPTION 'cette organisation ne siège pas à la table aujourd''hui'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'position_d_un_membre';
  END IF;
  RETURN NEW;
END
""".replace("EN_VIGUEUR", _EN_VIGUEUR),
)

# A promise is never rewritten, nor reopened; a document that shows it is its own, checked and not taken out; a reason
# for giving it up is one of those.
GARDER_ENGAGEMENT = fonction(
    "partenaires_garder_engagement",
    """
DECLARE
  suites text[] := '{etat,etat_depuis,cree_le,preuve,preuve_lien,preuve_document_id,preuve_valeur,tenu_le,tenu_par_id,'
    'abandonne_le,abandonne_par_id,abandon_motif_id,abandon_precision}';
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'un engagement ne s''efface pas' USING ERRCODE = 'check_violation', CONSTRAINT = 'engagement_fige';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - suites <> to_jsonb(OLD) - suites
       OR (OLD.etat IN ('tenu', 'abandonne') AND to_jsonb(NEW) - 'cree_le' <> to_jsonb(OLD) - 'cree_le') THEN
      RAISE EXCEPTION 'engagement % : une promesse ne se réécrit pas', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'engagement_fige';
    END IF;
  END IF;
  IF NEW.preuve_document_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM partenaires_documenttable d
      WHERE d.id = NEW.preuve_document_id AND d.engagement_id = NEW.id
        AND d.verdict = 'saine' AND d.retire_le IS NULL) THEN
    RAISE EXCEPTION 'engagement % : le document n''est pas le sien, ou n''est pas vérifié', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'engagement_preuve_saine';
  END IF;
  IF NEW.abandon_motif_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM guichet_motif f
      WHERE f.code = NEW.abandon_motif_id AND f.domaine = 'engagement_concertation.abandonner') THEN
    RAISE EXCEPTION 'engagement % : ce motif n''est pas un motif d''abandon', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'engagement_abandon_code';
  END IF;
  RETURN NEW;
END
""",
)

# A member answers for itself, once called, until the meeting begins, when it sits that day.
GARDER_REPONSE = fonction(
    "partenaires_garder_reponse",
    """
DECLARE
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE'
       AND (NEW.rencontre_id, NEW.organisation_id) <> (OLD.rencontre_id, OLD.organisation_id))
     OR EXISTS (SELECT 1 FROM partenaires_rencontre r
      WHERE r.id = NEW.rencontre_id AND (r.etat <> 'convoquee' OR r.debut <= now())) THEN
    RAISE EXCEPTION 'la rencontre % ne reçoit pas de réponse', coalesce(NEW.rencontre_id, OLD.rencontre_id)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reponse_avant_la_rencontre';
  END IF;
  IF EXISTS (SELECT 1 FROM partenaires_rencontre r WHERE r.id = NEW.rencontre_id AND NOT EXISTS (
      SELECT 1 FROM partenaires_mandattable m
        WHERE m.table_id = r.table_id AND m.organisation_id = NEW.organisation_id AND EN_VIGUEUR)) THEN
    RAISE EXCEPTION 'cette organisation ne siège pas à la table ce jour-là'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reponse_d_un_membre';
  END IF;
  RETURN NEW;
END
""".replace("EN_VIGUEUR", _en_vigueur("(r.debut AT TIME ZONE 'America/Toronto')::date")),
)

# A table closes once, for a coded reason, with nothing left open; closed, it does not change.
GARDER_TABLE = fonction(
    "partenaires_garder_table",
    """
DECLARE
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.fermee_le IS NOT NULL AND to_jsonb(NEW) <> to_jsonb(OLD)) THEN
    RAISE EXCEPTION 'une table de concertation ne s''efface pas; fermée, elle ne change plus'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'table_figee';
  END IF;
  IF NEW.fermee_le IS NOT NULL AND OLD.fermee_le IS NULL THEN
    IF EXISTS (SELECT 1 FROM partenaires_rencontre r
        WHERE r.table_id = NEW.id AND r.etat NOT IN ('consignee', 'annulee'))
       OR EXISTS (SELECT 1 FROM partenaires_consultationtable c
        WHERE c.table_id = NEW.id AND c.etat NOT IN ('close', 'annulee'))
       OR EXISTS (SELECT 1 FROM partenaires_engagementconcertation e
        WHERE e.table_id = NEW.id AND e.etat NOT IN ('tenu', 'abandonne'))
       OR EXISTS (SELECT 1 FROM partenaires_mandattable m
        WHERE m.table_id = NEW.id AND m.fini_le IS NULL AND (m.au IS NULL OR m.au >= JOUR)) THEN
      RAISE EXCEPTION 'table % : quelque chose y est encore ouvert', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'table_sans_rien_d_ouvert';
    END IF;
    IF NEW.fermeture_motif_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM guichet_motif f
        WHERE f.code = NEW.fermeture_motif_id AND f.domaine = 'table_concertation.fermer') THEN
      RAISE EXCEPTION 'table % : ce motif n''est pas un motif de fermeture', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'table_fermeture_code';
    END IF;
  END IF;
  RETURN NEW;
END
""".replace("JOUR", _JOUR),
)

# Nothing begins at a closed table. The share lock makes a closing wait for what is beginning, and the reverse.
REFUSER_TABLE_FERMEE = fonction(
    "partenaires_refuser_table_fermee",
    """
DECLARE
  fermee timestamptz;
BEGIN
  SELECT t.fermee_le INTO fermee FROM partenaires_tableconcertation t WHERE t.id = NEW.table_id FOR SHARE;
  IF fermee IS NOT NULL THEN
    RAISE EXCEPTION 'table % : elle est fermée, rien de nouveau ne s''y ouvre', NEW.table_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'table_ouverte';
  END IF;
  RETURN NEW;
END
""",
)
