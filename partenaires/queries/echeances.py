"""What is due at a decision date, and not done."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from inscriptions.states import EtatGroupe
from partenaires.models import DeclarationCapacite, GroupePropose


def groupes_a_decider(declaration: DeclarationCapacite, *, au: date) -> QuerySet[GroupePropose]:
    """Its provisional groups whose date is past."""
    return declaration.groupes_proposes.echus(au=au).select_related("groupe").order_by("reference")


def a_echoir(*, au: date) -> QuerySet[DeclarationCapacite]:
    """Declarations with a group to decide, or to close: the session began and nothing is provisional any more."""
    dus = GroupePropose.objects.filter(declaration=OuterRef("pk")).echus(au=au)
    return DeclarationCapacite.objects.ouvertes().filter(Exists(dus) | Q(session__debut__lte=au))


def est_a_clore(declaration: DeclarationCapacite, *, au: date) -> bool:
    """True once its session began and none of its groups is provisional."""
    if declaration.session.debut > au or not DeclarationCapacite.objects.ouvertes().filter(pk=declaration.pk).exists():
        return False
    return not declaration.groupes_proposes.filter(groupe__etat=EtatGroupe.ENVISAGE).exists()
