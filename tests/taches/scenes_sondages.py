"""Scenes of surveys: a wave to open, ballots to count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from guichet.models import Avis
from indicateurs.actions.depouillement import sceller
from indicateurs.models import AgregatSondage, Invitation, Reponse, Urne, VagueSondage
from tests.factories.sondages import CampagneSondageFactory, VagueSondageFactory, sondee
from tests.taches.scene import Scene


def vague_due() -> Scene:
    """One campaign whose day has come, one wave to close."""
    sondee()
    campagne = CampagneSondageFactory()
    hier = timezone.localdate() - timedelta(days=1)
    finie = VagueSondageFactory(campagne__prochaine_le=None, ouverte_le=hier - timedelta(days=30), ferme_le=hier)

    def faites() -> Any:
        fermees = VagueSondage.objects.filter(pk=finie.pk, etat="fermee").count()
        return (
            VagueSondage.objects.filter(campagne=campagne).count(),
            Invitation.objects.count(),
            Avis.objects.filter(cle__startswith="sondage:").count(),
            fermees,
        )

    return Scene(faites, (1, 1, 1, 1))


def urne_pleine() -> Scene:
    """Twenty-five ballots of one stratum: ten stay behind."""
    vague = VagueSondageFactory()
    contenu = {"valeurs": {"satisfaction": 8, "mots": "Rien"}}
    Urne.objects.bulk_create(
        Urne(vague=vague, strate="06", source="invitation", scelle=sceller(contenu)) for _ in range(25)
    )

    def comptees() -> Any:
        compte = AgregatSondage.objects.filter(vague_id=vague.pk, question="").values_list("nb", flat=True)
        return Urne.objects.count(), Reponse.objects.count(), list(compte)

    return Scene(comptees, (10, 15, [15]))


SCENES_SONDAGES: dict[str, Callable[[], Scene]] = {
    "indicateurs.routines.suivre_sondages": vague_due,
    "indicateurs.routines.depouiller_urnes": urne_pleine,
}
