"""Scenes of listening and steering: redesigns whose day has come, notes past their date, the direction’s figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.utils import timezone

from indicateurs.filtre import AN, Filtre
from indicateurs.models import NotesDeGroupe
from indicateurs.queries.direction import _cle
from partenaires.models import Refonte
from tests.factories.ecoute import GroupeTemoinFactory, RefonteFactory
from tests.factories.indicateurs import cellule
from tests.taches.scene import Scene
from tests.taches.scenes import pas_journalises


def refontes_a_suivre() -> Scene:
    """One whose both days are behind, one in force whose evaluation is to come, one still to come."""
    jour = timezone.localdate()
    RefonteFactory(approuvee=True, numero="R-1")
    RefonteFactory(approuvee=True, numero="R-2", en_vigueur_le=jour, evaluer_le=jour + timedelta(days=90))
    demain = jour + timedelta(days=1)
    RefonteFactory(approuvee=True, numero="R-3", en_vigueur_le=demain, evaluer_le=demain + timedelta(days=90))
    pas = pas_journalises("refonte", "echoir")
    etats = Refonte.objects.order_by("numero").values_list("etat", flat=True)
    return Scene(lambda: (list(etats.all()), pas()), (["a_evaluer", "en_vigueur", "adoptee"], 1))


def notes_echues() -> Scene:
    """Notes past their date, and others that are not."""
    for jour in (date(2026, 1, 1), timezone.localdate() + timedelta(days=1)):
        NotesDeGroupe.objects.create(
            groupe=GroupeTemoinFactory(etat="rencontre"),
            texte="Les cours du soir finissent trop tard.",
            ecrites_le=timezone.now(),
            conserver_jusqu_au=jour,
        )
    notes = NotesDeGroupe.objects.order_by("conserver_jusqu_au")
    return Scene(
        lambda: [texte != "" for texte in notes.values_list("texte", flat=True)],
        [False, True],
        etat=lambda: list(notes.values_list("pk", "effacees_le")),
    )


def accueil_de_la_direction() -> Scene:
    """Figures nobody has read yet; once read, they stay as they are while they are recent."""
    cellule("versements_a_temps", 30, 100)
    filtre = Filtre.derniers_mois(AN, au=timezone.localdate())
    cache.delete(_cle(filtre))

    def valeur() -> Decimal | None:
        gardee = cache.get(_cle(filtre))
        return gardee and gardee.par_code["versements_a_temps"].valeur

    return Scene(valeur, Decimal("0.3"), etat=lambda: cache.get(_cle(filtre)).lue_le)


SCENES_ECOUTE: dict[str, Callable[[], Scene]] = {
    "partenaires.routines.suivre_refontes": refontes_a_suivre,
    "indicateurs.routines.lire_accueil_direction": accueil_de_la_direction,
    "indicateurs.routines.effacer_notes_echues": notes_echues,
}
