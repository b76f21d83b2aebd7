"""Scenes of the editions and of the exports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from indicateurs.actions import export as exports
from indicateurs.models import ChiffreFige, DemandeEdition, Edition, Export
from indicateurs.queries.editions import derniere_echeance
from tests.factories.indicateurs import ExportFactory
from tests.taches.scene import Scene
from tests.taches.scenes import pas_journalises


def edition_due() -> Scene:
    """The calendar asked for an edition that nobody has made."""
    echeance = derniere_echeance(timezone.localdate())
    faites = Edition.objects.filter(echeance=echeance)
    return Scene(faites.count, 1, etat=ChiffreFige.objects.count)


def edition_demandee() -> Scene:
    """Figures asked for, frozen by nobody yet."""
    demande = DemandeEdition.objects.create(motif="Essai", demandee_le=timezone.now())
    return Scene(Edition.objects.count, 1, {"demande_id": str(demande.pk)}, ChiffreFige.objects.count)


def edition_oubliee() -> Scene:
    """A demand whose message was lost."""
    DemandeEdition.objects.create(motif="Essai", demandee_le=timezone.now() - timedelta(hours=1))
    return Scene(Edition.objects.count, 1, etat=ChiffreFige.objects.count)


def _contenu() -> list[Any]:
    return list(Export.objects.order_by("pk").values_list("etat", "lignes", "sha256", "chemin"))


def export_a_produire() -> Scene:
    """A file nobody made yet."""
    export = ExportFactory()
    return Scene(pas_journalises("export", "livrer"), 1, {"export_id": str(export.pk)}, _contenu)


def export_oublie() -> Scene:
    """A file whose message was lost; another whose time is over."""
    il_y_a = timezone.now() - timedelta(days=30)
    perime = ExportFactory(demande_le=il_y_a)
    exports.produire(export_id=perime.pk, le=il_y_a)
    ExportFactory(demande_le=il_y_a, etat_depuis=il_y_a)
    livres, expires = pas_journalises("export", "livrer"), pas_journalises("export", "expirer")
    return Scene(lambda: (livres(), expires()), (2, 1), etat=_contenu)


SCENES_PUBLICATION: dict[str, Callable[[], Scene]] = {
    "indicateurs.routines.figer_editions": edition_due,
    "indicateurs.routines.reprendre_editions": edition_oubliee,
    "indicateurs.tasks.figer_edition_demandee": edition_demandee,
    "indicateurs.routines.suivre_exports": export_oublie,
    "indicateurs.tasks.produire_export": export_a_produire,
}
