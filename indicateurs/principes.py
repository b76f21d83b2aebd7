"""The five principles of the plan at a glance: three telling figures each, from the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Principe:
    """One principle, the question it asks of us, the figures that answer."""

    code: str
    titre: Any
    question: Any
    mesures: tuple[str, str, str]


PRINCIPES = (
    Principe(
        "P1",
        _("Connaître les besoins"),
        _("Qui n’avons-nous pas joint, qui perdons-nous?"),
        ("non_participation", "abandon", "motif_manquant"),
    ),
    Principe(
        "P2",
        _("Se concerter partout"),
        _("L’offre répond-elle à la demande, région par région?"),
        ("engagements_tenus", "couverture_demandes", "debuts_dans_la_norme"),
    ),
    Principe(
        "P3",
        _("Accompagner et encadrer"),
        _("Les partenaires peuvent-ils planifier?"),
        ("ententes_signees_avant_debut", "versements_a_temps", "conformite"),
    ),
    Principe(
        "P4",
        _("Mesurer et rendre compte"),
        _("Rend-on compte à temps, atteint-on ce qui est convenu?"),
        ("redditions_a_temps", "revues_tenues", "volumes_atteints"),
    ),
    Principe(
        "P5",
        _("Évaluer et améliorer"),
        _("Apprend-on vraiment le français?"),
        ("autonomie", "progression", "services_precis"),
    ),
)
