"""What the pages of a declaration show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, Q, QuerySet, Sum

from guichet.models import Organisation
from inscriptions.models import SessionCours
from inscriptions.states import EtatGroupe
from partenaires.models import Bassin, DeclarationCapacite, GroupePropose

ENVISAGE = Q(groupes_proposes__groupe__etat=EtatGroupe.ENVISAGE, groupes_proposes__retire_le__isnull=True)


@dataclass(frozen=True)
class Bilan:
    """The figures of one declaration."""

    groupes: int
    places: int
    groupes_de_bassins: int
    heures: Decimal
    cout: Decimal
    prochaine_decision: date | None

    @property
    def est_vide(self) -> bool:
        """True while nothing is declared."""
        return not self.groupes and not self.groupes_de_bassins


def declarations_de_la_liste(declarations: QuerySet[DeclarationCapacite]) -> QuerySet[DeclarationCapacite]:
    """The declarations with their counts, the latest session first."""
    return (
        declarations.select_related("session", "organisation")
        .annotate(
            nb_groupes=Count("groupes_proposes", filter=ENVISAGE),
            nb_places=Sum("groupes_proposes__groupe__capacite", filter=ENVISAGE),
            prochaine_decision=Min("groupes_proposes__decision_le", filter=ENVISAGE),
        )
        .order_by("-session__debut", "organisation__nom")
    )


def bilan(groupes: Sequence[GroupePropose], bassins: Sequence[Bassin]) -> Bilan:
    """Hours, seats and cost if everything opened; a group already decided no longer counts."""
    envisages = [g for g in groupes if g.groupe.etat == EtatGroupe.ENVISAGE]
    return Bilan(
        len(envisages),
        sum(g.groupe.capacite for g in envisages),
        sum(b.nombre for b in bassins),
        sum((g.heures_totales for g in envisages), Decimal()),
        sum((g.cout for g in envisages), Decimal()),
        min((g.decision_le for g in envisages), default=None),
    )


def sessions_sans_declaration(organisation: Organisation, sessions: Sequence[SessionCours]) -> list[SessionCours]:
    """Those of these sessions for which the partner has said nothing yet."""
    faites = DeclarationCapacite.objects.filter(organisation=organisation, session__in=sessions)
    deja = set(faites.values_list("session_id", flat=True))
    return [session for session in sessions if session.pk not in deja]
