"""The synthetic concertation: a table everywhere, promises in every state, the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from guichet.acteurs import Role
from guichet.models import Journal
from inscriptions.peuplement.suites import Demandee
from partenaires.models import (
    ConsultationTable,
    EngagementConcertation,
    MandatTable,
    PositionMembre,
    Rencontre,
    ReponseConvocation,
    TableConcertation,
)
from partenaires.peuplement import concertation
from tests.factories.guichet import AdhesionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_chaque_region_a_sa_table_et_les_promesses_tous_leurs_etats():
    AdhesionFactory(role=Role.GESTIONNAIRE_ENTENTES, organisation=None)
    organisations = [OrganisationFactory(region_id=region) for region in ("06", "06", "06", "06", "03", "16", "13")]
    jour = timezone.localdate()
    concertation.raconter(Demandee(1, jour, 100, tuple(str(o.pk) for o in organisations)))
    assert TableConcertation.objects.count() == 18
    # Regions without a partner have a table where nobody sits yet.
    assert set(MandatTable.objects.values_list("table__region", flat=True)) == {None, "03", "06", "13", "16"}
    assert Counter(Rencontre.objects.values_list("etat", flat=True)) == {"consignee": 10, "convoquee": 5}
    assert {"pris", "en_cours", "tenu"} <= set(EngagementConcertation.objects.values_list("etat", flat=True))
    assert EngagementConcertation.objects.en_retard(au=jour).count() == 5
    assert set(ConsultationTable.objects.values_list("etat", flat=True)) == {"close", "ouverte"}
    assert PositionMembre.objects.exists() and MandatTable.objects.filter(fini_le__isnull=False).exists()
    assert set(ReponseConvocation.objects.values_list("reponse", flat=True)) <= {"presente", "absente", "representee"}
    assert ReponseConvocation.objects.exists()
    # Agendas begin with what is late.
    for a_venir in Rencontre.objects.filter(etat="convoquee"):
        assert a_venir.points.first().en_retard
    assert not Journal.objects.filter(objet_type="engagement_concertation", le__gt=timezone.now()).exists()
