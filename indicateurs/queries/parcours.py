"""Journeys from the request to its end: the paths people take, how long each step holds them, where they are lost."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from guichet.mesure.survie import kaplan_meier, quantile_de_survie
from guichet.referentiels.parametres import parametre
from indicateurs.filtre import Filtre
from indicateurs.queries import comptage
from indicateurs.queries.fraicheur import derniere_lecture_jour

# The steps, in the order of the path: the journeys kept hold the rank of each, so the list only ever grows at its end,
# up to 31 (a migration marks all of them otherwise). Those that end it, then what they are called when a request stops
# there.
ETAPES: dict[str, Any] = {
    "demande": _("Demande"),
    "complement": _("Complément demandé"),
    "dossier_complet": _("Dossier complet"),
    "evaluation": _("Niveau évalué"),
    "entree_attente": _("En attente"),
    "offre": _("Offre"),
    "offre_declinee": _("Offre refusée"),
    "offre_expiree": _("Offre expirée"),
    "offre_acceptee": _("Offre acceptée"),
    "jamais_presentee": _("Jamais présentée"),
    "place_perdue": _("Groupe fermé"),
    "debut": _("En cours"),
    "fin": _("Cours terminé"),
    "abandon": _("Abandon"),
    "retrait": _("Demande retirée"),
    "refus": _("Non admissible"),
    "inactivite": _("Demande inactive"),
}
PERTES = frozenset({"abandon", "retrait", "refus", "inactivite"})
ISSUES = PERTES | {"fin"}
MOITIE = Decimal("0.5")
ENCORE = ""
Chemin = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attente:
    """One step: who came to it, went on, was lost from it or is still there, and how long it holds half of them."""

    etape: str
    venues: int
    avancees: int
    perdues: int
    encore: int
    # Kaplan–Meier: those lost or still there count as long as they were seen. None while less than half went on.
    mediane: int | None


@dataclass(frozen=True, slots=True)
class Parcours:
    """What the requests of a period became: persons by path, then by (step, next step) and days."""

    chemins: Counter[Chemin]
    pas: dict[tuple[str, str], Counter[int]]

    @property
    def nb(self) -> int:
        """Requests followed."""
        return self.chemins.total()

    def finis(self, *issues: str) -> int:
        """Requests that ended so."""
        return sum(comptes.total() for (_de, vers), comptes in self.pas.items() if vers in issues)

    def attentes(self) -> list[Attente]:
        """Each step met, in the order of the path."""
        return [self._attente(etape) for etape in ETAPES if etape not in ISSUES and self._sorties(etape)]

    def _sorties(self, etape: str) -> dict[str, Counter[int]]:
        return {vers: comptes for (de, vers), comptes in self.pas.items() if de == etape}

    def _attente(self, etape: str) -> Attente:
        sorties = self._sorties(etape)
        servies: Counter[int] = Counter()
        autres: Counter[int] = Counter()
        for vers, comptes in sorties.items():
            (autres if vers == ENCORE or vers in PERTES else servies).update(comptes)
        encore = sorties.get(ENCORE, Counter()).total()
        return Attente(
            etape=etape,
            venues=servies.total() + autres.total(),
            avancees=servies.total(),
            perdues=autres.total() - encore,
            encore=encore,
            mediane=quantile_de_survie(kaplan_meier(servies, autres), MOITIE),
        )


def lire_parcours(filtre: Filtre, *, au: date) -> Parcours:
    """The journeys of the requests the filter chooses, followed until the last reading of the journal."""
    vu_au = derniere_lecture_jour() or au
    longueur = int(parametre("parcours_longueur_maximum", au=au))
    choix = json.dumps(filtre.choisis())
    lignes = comptage.lire(
        "SELECT sorte, chemin, jours, nb FROM indicateurs_parcours(%s, %s, %s, %s, %s::jsonb, %s, %s)",
        [list(ETAPES), sorted(ISSUES), filtre.du, filtre.au, choix, vu_au, longueur],
    )
    chemins: Counter[Chemin] = Counter()
    pas: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for sorte, chemin, jours, nombre in lignes:
        if sorte == "chemin":
            chemins[tuple(chemin)] += nombre
        else:
            pas[chemin[0], chemin[1]][jours] += nombre
    return Parcours(chemins, dict(pas))
