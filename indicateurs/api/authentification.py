"""The keys an operator makes for another ministry's system."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guichet.api.authentification import Appelant, ParCle
from indicateurs.actions.admissions_api import acteur_du_jeton, jeton_du_secret


class CleDAdmissions(ParCle):
    """Admissions and nothing else."""

    nom = "jetonAdmissions"
    description = _("Jeton remis par le ministère à un autre ministère, pour envoyer ses admissions.")

    def appelant(self, secret: str, *, le: datetime) -> Appelant | None:
        """The system the key was made for."""
        jeton = jeton_du_secret(secret, le=le)
        return Appelant(jeton, acteur_du_jeton(jeton), f"admissions:{jeton.pk}") if jeton else None
