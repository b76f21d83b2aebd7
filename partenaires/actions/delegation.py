"""Powers delegated to approvers: granted by management for a time, ended with a reason."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Motif, Utilisateur
from partenaires.models import DelegationPouvoir
from partenaires.queries.delegations import approbateurs
from partenaires.states_ententes import DELEGATION


@transaction.atomic
def accorder_delegation(
    *,
    utilisateur: Utilisateur,
    montant_max: Decimal,
    valide_du: date,
    valide_au: date | None,
    acte: str,
    acteur: Acteur,
    le: datetime,
) -> DelegationPouvoir:
    """Let an approver decide up to this amount between these days; the delegation."""
    _exiger(acteur)
    au = timezone.localdate(le)
    if utilisateur.pk == acteur.utilisateur_id:
        raise TransitionRefusee(_("On ne s’accorde pas une délégation à soi-même."))
    if not approbateurs(au=au).filter(pk=utilisateur.pk).exists():
        raise TransitionRefusee(_("Cette personne n’a pas le rôle d’approbateur aujourd’hui."))
    if valide_au and (valide_au < valide_du or valide_au < au):
        raise TransitionRefusee(_("Le dernier jour suit le premier et n’est pas passé."))
    return DelegationPouvoir.objects.create(
        utilisateur=utilisateur,
        montant_max=montant_max,
        valide_du=valide_du,
        valide_au=valide_au,
        acte=acte,
        accordee_le=le,
        accordee_par_id=acteur.utilisateur_id,
    )


@transaction.atomic
def terminer_delegation(
    *, delegation: DelegationPouvoir, motif: Motif, acteur: Acteur, le: datetime, precision: str = ""
) -> DelegationPouvoir:
    """End a delegation from that day on; what was approved under it stands."""
    _exiger(acteur)
    delegation = DelegationPouvoir.objects.select_for_update().get(pk=delegation.pk)
    if DelegationPouvoir.objects.finies(au=timezone.localdate(le)).filter(pk=delegation.pk).exists():
        raise TransitionRefusee(_("Cette délégation est déjà terminée."))
    delegation.finie_le, delegation.finie_par_id = le, acteur.utilisateur_id
    delegation.fin_motif, delegation.fin_precision = motif, precision.strip()
    delegation.save(update_fields=["finie_le", "finie_par", "fin_motif", "fin_precision"])
    return delegation


def _exiger(acteur: Acteur) -> None:
    if acteur.role not in DELEGATION:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de déléguer un pouvoir."))
