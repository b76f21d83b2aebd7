"""What a proposal of redesign rests on: one table of functions that turn a nature and a key into words and a link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.mesure.definition import MESURES
from indicateurs import policies
from indicateurs.figures_scenario import Ligne, totaux
from indicateurs.models import Scenario
from indicateurs.queries.scenarios import resultat_de
from partenaires.models import BesoinTerrain, NaturePreuve, PreuveRefonte
from partenaires.policies import besoins_visibles

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Source:
    """What a key names: its words, and the page that shows it when this reader may open it."""

    libelle: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Effet:
    """The simulated effect: a scenario and its two sides."""

    scenario: Scenario
    lignes: list[Ligne]


Resolveur = Callable[[str, Acteur], Source | None]


def _besoin(cle: str, acteur: Acteur) -> Source | None:
    visible = besoins_visibles(acteur).filter(numero=cle).select_related("theme", "region").first()
    if visible:
        return Source(f"{visible.theme}, {visible.region.nom}", reverse("besoin", args=[visible.pk]))
    with portee(Acteur.systeme()):
        connu = BesoinTerrain.objects.filter(numero=cle).select_related("theme", "region").first()
        return Source(f"{connu.theme}, {connu.region.nom}") if connu else None


def _constat(cle: str, acteur: Acteur) -> Source | None:
    trouve = policies.constats_visibles(acteur).en_place().filter(numero=cle).first()  # type: ignore[attr-defined]
    return Source(trouve.enonce, reverse("groupe_temoin", args=[trouve.groupe_id])) if trouve else None


def _indicateur(cle: str, acteur: Acteur) -> Source | None:
    mesure = MESURES.get(cle)
    return Source(str(mesure.titre), reverse("indicateur", args=[cle])) if mesure else None


def _scenario(cle: str, acteur: Acteur) -> Source | None:
    trouve = Scenario.objects.filter(pk=cle).first() if UUID.fullmatch(cle) else None
    if trouve is None:
        return None
    return Source(trouve.nom, reverse("scenario", args=[cle]) if policies.peut_simuler(acteur) else "")


# Natures whose own part says what a key names are added here by that part; without one the key stands for itself.
RESOLVEURS: dict[str, Resolveur] = {
    NaturePreuve.BESOIN: _besoin,
    NaturePreuve.CONSTAT: _constat,
    NaturePreuve.INDICATEUR: _indicateur,
    NaturePreuve.SCENARIO: _scenario,
}


def source_de(nature: str, cle: str, acteur: Acteur) -> Source | None:
    """What the key names, None when a known nature has nothing of that key."""
    resolveur = RESOLVEURS.get(nature)
    return resolveur(cle, acteur) if resolveur else Source(cle)


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
