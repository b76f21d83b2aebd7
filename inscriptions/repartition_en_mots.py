"""The dispatch order told: a worked example, and the chart of its classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from guichet.graphiques import Barres
from inscriptions.priorites import CRITERES, ClasseDePriorite


@dataclass(frozen=True, slots=True)
class Cas:
    """One person of the example."""

    prenom: str
    classe: ClasseDePriorite
    dossier: str
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Exemple:
    """Three people, two seats: who gets them, and why."""

    cas: tuple[Cas, ...]
    phrases: tuple[str, ...]


def exemple(ordre: Sequence[ClasseDePriorite]) -> Exemple:
    """A worked example of this order: class first, then the day the file was complete."""
    premiere, derniere = ordre[0], ordre[-1]
    raison = str(CRITERES[premiere.criteres[0]].libelle) if premiere.criteres else ""
    ana = Cas("Ana", derniere, _("le 3 mars"))
    li = Cas("Li", derniere, _("le 8 avril"))
    nour = Cas("Nour", premiere, _("le 20 mai"), raison)
    if premiere == derniere:
        phrases = (
            _("Les trois sont dans la même classe."),
            _("Ana et Li ont les deux places : leurs dossiers sont complets en premier."),
            _("Nour garde son rang pour la prochaine place."),
        )
    else:
        phrases = (
            _("Nour a la première place : sa classe passe avant."),
            _("Ana a la deuxième place : son dossier est complet avant celui de Li."),
            _("Li garde son rang pour la prochaine place."),
        )
    return Exemple((ana, li, nour), phrases)


def figure_des_classes(effets: Sequence[Any]) -> Barres:
    """How many of those who wait stand in each class."""
    return Barres(
        titre=_("Personnes en attente aujourd’hui, par classe"),
        entetes=[_("Classe"), _("Personnes")],
        lignes=[(f"{effet.classe.rang}. {effet.classe.libelle}", effet.nombre) for effet in effets],
        cle="classes",
    )


def raison_de_classe(ordre: Sequence[ClasseDePriorite], rang: int, criteres: Sequence[str]) -> dict[str, Any]:
    """The class of one request and what opened it, as her file shows it; empty before she has one."""
    classe = next((classe for classe in ordre if classe.rang == rang), None)
    if classe is None:
        return {}
    return {
        "rang": classe.rang,
        "nombre": len(ordre),
        "libelle": classe.libelle,
        "raisons": [CRITERES[code].libelle for code in criteres if code in CRITERES],
        "vous": [CRITERES[code].vous for code in criteres if code in CRITERES],
    }
