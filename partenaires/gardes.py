"""What the database refuses about money, frozen words and who did what: the functions of its triggers.

Each opens the widest scope and gives back the one it found: a guard judges on every row, whoever writes. A refusal
aborts the transaction, which gives the scope back too.
"""

from __future__ import annotations

from partenaires.models.entente import ENGAGEES

_ENGAGEES = ", ".join(f"'{etat.value}'" for etat in ENGAGEES)


_DECLARE = "DECLARE\n  avant text := coalesce(current_setting('portail.portee', true), '');"
_DEBUT = "BEGIN\n  PERFORM set_config('portail.portee', 'province', true);"
_FIN = "  PERFORM set_config('portail.portee', avant, true);\n  RETURN"


def fonction(nom: str, corps: str) -> str:
    """The text of a trigger function that judges in the widest scope and gives back the one it found."""
    corps = corps.replace("DECLARE", _DECLARE, 1).replace("BEGIN", _DEBUT, 1).replace("  RETURN", _FIN)
    return f"CREATE OR REPLACE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql AS $fonction${corps}$fonction$"


# Instalments of a signed entente sum to its agreed amount; checked when the transaction commits.
GARDER_TOTAL = fonction(
    "partenaires_garder_total",
    f"""
DECLARE
  cible uuid;
  convenu numeric;
  total numeric;
BEGIN
  IF TG_TABLE_NAME = 'partenaires_versement' THEN cible := NEW.entente_id; ELSE cible := NEW.id; END IF;
  SELECT e.montant_convenu INTO convenu FROM partenaires_entente e WHERE e.id = cible AND e.etat IN ({_ENGAGEES});
  SELECT coalesce(sum(v.montant), 0) INTO total
    FROM partenaires_versement v WHERE v.entente_id = cible AND v.genre = 'ordinaire' AND v.retire_le IS NULL;
  IF convenu IS NOT NULL AND total <> convenu THEN
    RAISE EXCEPTION 'versements de l''entente % : % au lieu de %', cible, total, convenu
      USING ERRCODE = 'check_violation', CONSTRAINT = 'versements_egalent_convenu';
  END IF;
  RETURN NULL;
END
""",
)

# No release against an unmet condition without an exception granted by a second role; no payer who decided.
GARDER_VERSEMENT = fonction(
    "partenaires_garder_versement",
    """
DECLARE
  e record;
  remplie boolean;
BEGIN
  SELECT id, signee_le, recommandee_par_id, approuvee_par_id INTO e FROM partenaires_entente WHERE id = NEW.entente_id;
  IF NEW.etat IN ('autorise', 'emis') THEN
    remplie := CASE NEW.condition
      WHEN 'signature' THEN e.signee_le IS NOT NULL
      WHEN 'reddition' THEN EXISTS (SELECT 1 FROM partenaires_reddition r
        WHERE r.livrable_id = NEW.livrable_id AND r.entente_id = NEW.entente_id AND r.etat = 'acceptee')
      WHEN 'revue' THEN EXISTS (SELECT 1 FROM partenaires_revue r
        WHERE r.entente_id = NEW.entente_id AND r.etat = 'conclue')
      WHEN 'decompte' THEN EXISTS (SELECT 1 FROM partenaires_decompte d
        WHERE d.entente_id = NEW.entente_id AND d.approuve_le IS NOT NULL)
      ELSE false END;
    IF NOT remplie AND NOT EXISTS (SELECT 1 FROM partenaires_derogation d
        WHERE d.versement_id = NEW.id AND d.accordee_le IS NOT NULL AND d.refusee_le IS NULL) THEN
      RAISE EXCEPTION 'condition non remplie du versement % (%)', NEW.id, NEW.condition
        USING ERRCODE = 'check_violation', CONSTRAINT = 'versement_condition_remplie';
    END IF;
  END IF;
  IF NEW.emis_par_id IN (e.recommandee_par_id, e.approuvee_par_id)
     OR NEW.autorise_par_id = e.recommandee_par_id THEN
    RAISE EXCEPTION 'rôles confondus sur le versement %', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'versement_roles_separes';
  END IF;
  RETURN NEW;
END
""",
)

# Terms are as signed: later changes are amendments. A row comes in only with the transaction that makes the entente, or
# with the one that signs an amendment of it.
GARDER_CONTENU = fonction(
    "partenaires_garder_contenu",
    f"""
DECLARE
BEGIN
  IF EXISTS (SELECT 1 FROM partenaires_entente e WHERE e.id = NEW.entente_id AND e.etat IN ({_ENGAGEES}))
     AND (TG_OP = 'UPDATE' OR NOT EXISTS (SELECT 1 FROM guichet_journal j
          WHERE j.objet_id = NEW.entente_id AND j.xid = pg_current_xact_id())
       AND NOT EXISTS (SELECT 1 FROM guichet_journal j JOIN partenaires_avenant a ON a.id = j.objet_id
          WHERE a.entente_id = NEW.entente_id AND j.objet_type = 'avenant' AND j.pas = 'signer'
            AND j.xid = pg_current_xact_id())) THEN
    RAISE EXCEPTION 'entente % signée : ses termes ne changent que par avenant', NEW.entente_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entente_termes_figes';
  END IF;
  RETURN NEW;
END
""",
)

# An adopted norm keeps its words: a change is a new version. Nothing leaves it, nothing comes in.
GARDER_NORME = fonction(
    "partenaires_garder_norme",
    """
DECLARE
  avant_ligne jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  apres_ligne jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  adoptee boolean;
BEGIN
  IF TG_TABLE_NAME = 'partenaires_versionprogramme' THEN
    adoptee := OLD.etat = 'adoptee';
  ELSIF TG_ARGV[0] = 'volet' THEN
    SELECT coalesce(bool_or(v.etat = 'adoptee'), false) INTO adoptee FROM partenaires_versionprogramme v
      JOIN partenaires_volet o ON o.version_id = v.id
      WHERE o.id IN ((avant_ligne ->> 'volet_id')::uuid, (apres_ligne ->> 'volet_id')::uuid);
  ELSE
    SELECT coalesce(bool_or(v.etat = 'adoptee'), false) INTO adoptee FROM partenaires_versionprogramme v
      WHERE v.id IN ((avant_ligne ->> 'version_id')::uuid, (apres_ligne ->> 'version_id')::uuid);
  END IF;
  IF adoptee THEN
    RAISE EXCEPTION 'version adoptée : une norme ne change que par une nouvelle version'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'norme_figee';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
""",
)

# An envelope is never rewritten: it ends, and another begins.
GARDER_ENVELOPPE = fonction(
    "partenaires_garder_enveloppe",
    """
DECLARE
BEGIN
  IF TG_OP = 'DELETE' OR OLD.fin_le IS NOT NULL OR NEW.fin_le IS NULL
     OR to_jsonb(NEW) - 'fin_le' <> to_jsonb(OLD) - 'fin_le' THEN
    RAISE EXCEPTION 'une enveloppe ne se réécrit pas : elle finit et une autre commence'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'enveloppe_figee';
  END IF;
  RETURN NEW;
END
""",
)

# An approved final accounting is closed.
GARDER_DECOMPTE = fonction(
    "partenaires_garder_decompte",
    """
DECLARE
BEGIN
  IF OLD.approuve_le IS NOT NULL THEN
    RAISE EXCEPTION 'décompte approuvé : il ne change plus'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'decompte_verrouille';
  END IF;
  RETURN NEW;
END
""",
)

# A dated term is only ever added to.
AJOUT_SEUL_TERME = fonction(
    "partenaires_ajout_seul",
    """
DECLARE
BEGIN
  RAISE EXCEPTION 'un terme daté ne se modifie pas' USING ERRCODE = 'insufficient_privilege';
END
""",
)

# An entente closes on an approved accounting, with everything paid or recovered: what was issued is what was due.
GARDER_FERMETURE = fonction(
    "partenaires_garder_fermeture",
    """
DECLARE
  du numeric;
  sorti numeric;
BEGIN
  IF NEW.etat = 'fermee' AND OLD.etat <> 'fermee' THEN
    SELECT d.droit INTO du FROM partenaires_decompte d WHERE d.entente_id = NEW.id AND d.approuve_le IS NOT NULL;
    SELECT coalesce(sum(v.montant), 0) INTO sorti
      FROM partenaires_versement v WHERE v.entente_id = NEW.id AND v.etat = 'emis';
    IF du IS NULL OR du <> sorti OR EXISTS (SELECT 1 FROM partenaires_versement v
        WHERE v.entente_id = NEW.id AND v.etat NOT IN ('emis', 'retenu')) THEN
      RAISE EXCEPTION 'entente % : % émis au lieu de %', NEW.id, sorti, du
        USING ERRCODE = 'check_violation', CONSTRAINT = 'entente_fermee_soldee';
    END IF;
  END IF;
  RETURN NEW;
END
""",
)

# What was frozen for signature stays as it was; a file made keeps its digest.
GARDER_DOCUMENT = fonction(
    "partenaires_garder_document",
    """
DECLARE
BEGIN
  IF TG_OP = 'DELETE' OR NEW.contexte <> OLD.contexte OR NEW.gabarit_sha256 <> OLD.gabarit_sha256
     OR NEW.code <> OLD.code OR NEW.entente_id <> OLD.entente_id
     OR NEW.avenant_id IS DISTINCT FROM OLD.avenant_id
     OR (OLD.pdf_sha256 <> '' AND NEW.pdf_sha256 <> OLD.pdf_sha256)
     OR (OLD.conclu_le IS NOT NULL AND NEW.conclu_le IS DISTINCT FROM OLD.conclu_le) THEN
    RAISE EXCEPTION 'document % figé pour la signature', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'document_signe_fige';
  END IF;
  RETURN NEW;
END
""",
)

# In order, once, on a text that still stands; who analysed the entente never signs for the ministry.
GARDER_SIGNATURE = fonction(
    "partenaires_garder_signature",
    """
DECLARE
  analyste integer;
  retire timestamptz;
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.signe_le IS NOT NULL
     AND (NEW.signe_le, NEW.signe_par_id, NEW.utilisateur_id, NEW.ordre)
         IS DISTINCT FROM (OLD.signe_le, OLD.signe_par_id, OLD.utilisateur_id, OLD.ordre)) THEN
    RAISE EXCEPTION 'signature % donnée : elle ne change plus', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_donnee';
  END IF;
  SELECT recommandee_par_id INTO analyste FROM partenaires_entente WHERE id = NEW.entente_id;
  IF NEW.partie = 'ministere' AND analyste IN (NEW.utilisateur_id, NEW.signe_par_id) THEN
    RAISE EXCEPTION 'la personne qui a analysé l''entente ne la signe pas'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_roles_separes';
  END IF;
  IF NEW.signe_le IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.signe_le IS NULL) THEN
    SELECT retire_le INTO retire FROM partenaires_documentsigne WHERE id = NEW.document_id;
    IF retire IS NOT NULL THEN
      RAISE EXCEPTION 'document % retiré', NEW.document_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_document_retire';
    END IF;
    IF EXISTS (SELECT 1 FROM partenaires_signataire s
        WHERE s.document_id = NEW.document_id AND s.ordre < NEW.ordre AND s.signe_le IS NULL) THEN
      RAISE EXCEPTION 'signature % avant son tour', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_en_ordre';
    END IF;
  END IF;
  RETURN NEW;
END
""",
)
