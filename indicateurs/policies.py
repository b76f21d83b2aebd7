"""Who may read the indicators: every role of the ministry; figures on screen are exact for them."""

from __future__ import annotations

from guichet.acteurs import Acteur


def peut_lire_indicateurs(acteur: Acteur | None) -> bool:
    """True for the ministry's roles."""
    return acteur is not None and acteur.est_ministere
