"""The envelope of a programme for a fiscal year: the former amount ends, the new one begins."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant
from partenaires.models import Enveloppe, Programme
from partenaires.states_ententes import GESTION_ENTENTES


@transaction.atomic
def fixer_enveloppe(
    *, programme: Programme, exercice: int, montant: Decimal, motif: str, acteur: Acteur, le: datetime
) -> Enveloppe:
    """The amount of this year from now on; the same amount again changes nothing."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de fixer une enveloppe."))
    Programme.objects.select_for_update().get(pk=programme.pk)
    actuelle = Enveloppe.objects.filter(programme=programme, exercice=exercice, fin_le__isnull=True).first()
    if actuelle and actuelle.montant == montant:
        return actuelle
    if actuelle:
        Enveloppe.objects.filter(pk=actuelle.pk).update(fin_le=le)
    return Enveloppe.objects.create(
        programme=programme,
        exercice=exercice,
        montant=montant,
        motif=motif,
        debut_le=le,
        fixee_par_id=acteur.utilisateur_id,
    )
