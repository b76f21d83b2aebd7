"""Who read a file and why, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from guichet.models import LectureDossier

RAISONS = {
    "dossier": _("Étude de votre demande"),
    "piece": _("Lecture d’un document"),
    "evaluation": _("Évaluation de votre français"),
    "groupe": _("Suivi de votre groupe"),
    "replacement": _("Recherche d’une nouvelle place pour vous"),
    "suivi_personne": _("Suivi pour vous aider à revenir"),
    "perte": _("Étude de la fin de votre demande"),
    "appel": _("Prise des présences"),
    "resultats": _("Saisie de vos résultats"),
}


def en_mots(lectures: Iterable[LectureDossier]) -> list[dict[str, Any]]:
    """One line per reading: when, as what, from which organisation, for what."""
    return [
        {
            "le": lecture.le,
            "qui": lecture.get_lecteur_role_display(),
            "organisation": lecture.organisation,
            "raison": RAISONS.get(lecture.page, _("Consultation de votre dossier")),
        }
        for lecture in lectures
    ]
