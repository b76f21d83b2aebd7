"""Where a measure is promised: the tables an actor leads that it touches, the promises taken from it."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from guichet.acteurs import Acteur
from indicateurs.models import Amelioration
from partenaires import policies
from partenaires.models import TableConcertation
from partenaires.models.engagement_concertation import EngagementConcertationQuerySet

# What a promise taken from a line of the register says it comes from (partenaires.origines).
GENRE = "amelioration"


def tables_a_engager(amelioration: Amelioration, acteur: Acteur) -> QuerySet[TableConcertation]:
    """The tables this actor leads: the national one, and those of the regions of the measure when it names some."""
    tables = policies.tables_animees(acteur).order_by(F("region_id").asc(nulls_first=True))
    if amelioration.regions:
        tables = tables.filter(Q(region__in=amelioration.regions) | Q(region__isnull=True))
    return tables


def engagements_de(amelioration: Amelioration, acteur: Acteur) -> EngagementConcertationQuerySet:
    """The promises taken from this line of the register, at the tables this actor may see."""
    visibles = policies.engagements_visibles(acteur).filter(origine_genre=GENRE, origine_cle=str(amelioration.pk))
    return visibles.select_related("table", "organisation")
