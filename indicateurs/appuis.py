"""What a proposal of redesign rests on, for its page: each piece of evidence with its source, the effects simulated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.origines import Source, source_de
from indicateurs.figures_scenario import Ligne, totaux
from indicateurs.models import Scenario
from indicateurs.origines import UUID
from indicateurs.queries.scenarios import resultat_de
from partenaires.models import NaturePreuve, PreuveRefonte


@dataclass(frozen=True, slots=True)
class Effet:
    """The simulated effect: a scenario and its two sides."""

    scenario: Scenario
    lignes: list[Ligne]


def cle_lue(nature: str, texte: str) -> str:
    """The key in what was typed: a scenario may be given by its address."""
    trouvee = UUID.search(texte.lower()) if nature == NaturePreuve.SCENARIO else None
    return trouvee[0] if trouvee else texte.strip()


def avec_sources(preuves: Iterable[PreuveRefonte], acteur: Acteur) -> list[tuple[PreuveRefonte, Source]]:
    """Each piece of evidence with what it names; what is no longer found says so."""
    return [
        (
            preuve,
            source_de(preuve.nature, preuve.cle, acteur) or Source(_("%(cle)s (introuvable)") % {"cle": preuve.cle}),
        )
        for preuve in preuves
    ]


def effets_simules(preuves: Iterable[PreuveRefonte]) -> list[Effet]:
    """Both sides of each scenario joined: totals without a person, for whoever reads the proposal."""
    cles = [preuve.cle for preuve in preuves if preuve.nature == NaturePreuve.SCENARIO]
    trouves: Any = Scenario.objects.filter(pk__in=[cle for cle in cles if UUID.fullmatch(cle)], resultat__isnull=False)
    effets = []
    for scenario in trouves.select_related("instantane__session").defer("instantane__donnees"):
        resultat = resultat_de(scenario)
        effets.append(Effet(scenario, [un for un in totaux(resultat["base"], resultat["variante"]) if un.ecart]))
    return effets
