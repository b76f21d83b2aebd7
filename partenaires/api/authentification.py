"""The keys an organisation makes for its own system."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guichet.api.authentification import Appelant, ParCle
from partenaires.actions.jetons import acteur_du_jeton, jeton_du_secret


class CleDOrganisme(ParCle):
    """The organisation's rows and no other."""

    nom = "jetonOrganisme"
    description = _("Jeton créé par un gestionnaire de l’organisme, à la page « Services hors du portail ».")

    def appelant(self, secret: str, *, le: datetime) -> Appelant | None:
        """The system of the organisation that made the key."""
        jeton = jeton_du_secret(secret, le=le)
        return Appelant(jeton, acteur_du_jeton(jeton), f"organisme:{jeton.pk}") if jeton else None
