"""What an agent learns about an admitted person: not interested, exempt, gone; written and withdrawn with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee
from indicateurs.actions.rapprochement import toucher_cohortes
from indicateurs.models import IssueAdmission, PersonneAdmise
from indicateurs.states_admissions import ISSUES


def _exiger(acteur: Acteur, motif: str) -> str:
    if acteur.role not in (Role.CONSEILLER, Role.SYSTEME):
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’écrire l’issue d’une admission."))
    if not motif.strip():
        raise MotifRequis(_("Dites comment vous le savez."))
    return motif.strip()[:200]


@transaction.atomic
def coder_issue(*, admise: PersonneAdmise, issue: str, motif: str, acteur: Acteur, le: datetime) -> IssueAdmission:
    """Write what is known of the person; returns the row."""
    motif = _exiger(acteur, motif)
    if issue not in ISSUES:
        raise TransitionRefusee(_("Choisissez une issue de la liste."))
    fait = IssueAdmission.objects.create(
        cle=admise.cle, region_id=admise.region_id, issue=issue, motif=motif, le=le, par_id=acteur.utilisateur_id
    )
    toucher_cohortes([admise.cohorte_id])
    return fait


@transaction.atomic
def retirer_issue(*, issue: IssueAdmission, motif: str, acteur: Acteur, le: datetime) -> IssueAdmission:
    """Take back what was written by mistake; it stays, and counts no more."""
    motif = _exiger(acteur, motif)
    issue = IssueAdmission.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if issue.retire_le:
        raise TransitionRefusee(_("Cette issue est déjà retirée."))
    issue.retire_le, issue.retire_par_id, issue.retire_motif = le, acteur.utilisateur_id, motif
    issue.save(update_fields=["retire_le", "retire_par", "retire_motif"])
    toucher_cohortes(PersonneAdmise.objects.actives().filter(cle=issue.cle).values("cohorte"))
    return issue
