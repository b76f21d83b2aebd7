"""What the database refuses about delegated powers: an approval beyond them, a delegation rewritten."""

from __future__ import annotations

from partenaires.gardes import fonction

# Who approves is who the journal says, and holds that day a delegation of at least the amount. An amount raised after
# the decision is judged as the decision was.
GARDER_APPROBATION = fonction(
    "partenaires_garder_approbation",
    """
DECLARE
  jour date := (NEW.approuvee_le AT TIME ZONE 'America/Toronto')::date;
BEGIN
  IF OLD.etat <> 'approuvee' AND NOT EXISTS (SELECT 1 FROM guichet_journal j
      WHERE j.objet_type = 'entente' AND j.objet_id = NEW.id AND j.vers = 'approuvee'
        AND j.acteur_id = NEW.approuvee_par_id AND j.le = NEW.approuvee_le AND j.xid = pg_current_xact_id()) THEN
    RAISE EXCEPTION 'entente % : le journal ne dit pas que cette personne l''approuve', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entente_approuvee_par_qui_decide';
  END IF;
  IF NEW.montant_convenu IS NULL OR NOT EXISTS (SELECT 1 FROM partenaires_delegationpouvoir d
      WHERE d.utilisateur_id = NEW.approuvee_par_id AND d.montant_max >= NEW.montant_convenu
        AND d.valide_du <= jour AND (d.valide_au IS NULL OR d.valide_au >= jour)
        AND (d.finie_le IS NULL OR (d.finie_le AT TIME ZONE 'America/Toronto')::date > jour)) THEN
    RAISE EXCEPTION 'entente % : % au-delà de la délégation', NEW.id, NEW.montant_convenu
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entente_dans_la_delegation';
  END IF;
  RETURN NEW;
END
""",
)

# A signed amount rises by an amendment signed in the same transaction, whose approver held, the day of the approval, a
# delegation of at least the whole amount.
GARDER_HAUSSE = fonction(
    "partenaires_garder_hausse",
    """
DECLARE
BEGIN
  IF NOT EXISTS (SELECT 1 FROM partenaires_avenant a
      JOIN guichet_journal j ON j.objet_type = 'avenant' AND j.objet_id = a.id AND j.vers = 'signe'
       AND j.xid = pg_current_xact_id()
      JOIN partenaires_delegationpouvoir d ON d.utilisateur_id = a.approuve_par_id
       AND d.montant_max >= NEW.montant_convenu
       AND d.valide_du <= (a.approuve_le AT TIME ZONE 'America/Toronto')::date
       AND (d.valide_au IS NULL OR d.valide_au >= (a.approuve_le AT TIME ZONE 'America/Toronto')::date)
       AND (d.finie_le IS NULL OR (d.finie_le AT TIME ZONE 'America/Toronto')::date
            > (a.approuve_le AT TIME ZONE 'America/Toronto')::date)
      WHERE a.entente_id = NEW.id AND a.etat = 'signe') THEN
    RAISE EXCEPTION 'entente % : % sans avenant signé que sa délégation permettait d''approuver', NEW.id,
      NEW.montant_convenu USING ERRCODE = 'check_violation', CONSTRAINT = 'avenant_dans_la_delegation';
  END IF;
  RETURN NEW;
END
""",
)

# A delegation is never rewritten: it ends once, and another begins.
GARDER_DELEGATION = fonction(
    "partenaires_garder_delegation",
    """
DECLARE
BEGIN
  IF TG_OP = 'DELETE' OR OLD.finie_le IS NOT NULL
     OR to_jsonb(NEW) - '{finie_le,finie_par_id,fin_motif_id,fin_precision}'::text[]
        <> to_jsonb(OLD) - '{finie_le,finie_par_id,fin_motif_id,fin_precision}'::text[] THEN
    RAISE EXCEPTION 'une délégation ne se réécrit pas : elle finit et une autre commence'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_figee';
  END IF;
  RETURN NEW;
END
""",
)
