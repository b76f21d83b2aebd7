"""What the access matrix has of listening and steering: surveys, tables, needs, focus groups, redesigns, registers."""

from __future__ import annotations

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from guichet.models import Organisation, Personne
from tests.acces_roles import CANARI
from tests.factories.concertation import (
    ConsultationFactory,
    DocumentTableFactory,
    EngagementFactory,
    MandatFactory,
    RencontreFactory,
    TableFactory,
)
from tests.factories.ecoute import BesoinTerrainFactory, ConstatFactory, RecrueFactory, RefonteFactory
from tests.factories.pilotage import AmeliorationFactory, PreuveFactory
from tests.factories.sondages import VagueSondageFactory


def ecoute(organisation: Organisation, invitee: Personne) -> dict[str, uuid.UUID]:
    """One of each: the partner's own where an organisation owns it, about the person where it is about someone."""
    preuve, groupe = PreuveFactory(), RecrueFactory(personne=invitee, region_id="06").groupe
    return {
        **_concertation(organisation),
        **_sondage(),
        "preuve": preuve.pk,
        "ligne_de_plan": preuve.ligne_id,
        "amelioration": AmeliorationFactory().pk,
        "besoin_terrain": BesoinTerrainFactory(organisation=organisation, region_id="06", entendu=CANARI).pk,
        "groupe_temoin": groupe.pk,
        "constat": ConstatFactory(groupe=groupe).pk,
        "refonte": RefonteFactory().pk,
    }


def _concertation(organisation: Organisation) -> dict[str, uuid.UUID]:
    """A table of region 06 where partner A sits: a meeting called, a question open, a promise with its document."""
    table = TableFactory(mandat=CANARI)
    mandat = MandatFactory(table=table, organisation=organisation, representant=CANARI)
    engagement = EngagementFactory(table=table, organisation=organisation, titre=CANARI)
    chemin = storages["prive"].save(f"concertation/{uuid.uuid4().hex}.pdf", ContentFile(CANARI.encode()))
    return {
        "table": table.pk,
        "mandat": mandat.pk,
        "rencontre": RencontreFactory(table=table, convoquee=True, sujet=CANARI).pk,
        "consultation": ConsultationFactory(table=table, question=CANARI).pk,
        "engagement": engagement.pk,
        "document_table": DocumentTableFactory(engagement=engagement, sain=True, nom_origine=CANARI, chemin=chemin).pk,
    }


def _sondage() -> dict[str, uuid.UUID]:
    """A wave of a survey: its questions, its campaign."""
    vague = VagueSondageFactory()
    return {
        "vague_sondage": vague.pk,
        "vague_a_saisir": vague.pk,
        "campagne_sondage": vague.campagne_id,
        "version_sondage": vague.version_id,
    }
