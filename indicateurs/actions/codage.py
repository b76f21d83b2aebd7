"""Say what an answer in someone's own words is about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guichet.acteurs import Acteur
from indicateurs.actions.sondage import exiger_sondeur
from indicateurs.models import TexteLibre


@transaction.atomic
def coder_texte(*, texte: TexteLibre, acteur: Acteur, themes: list[str], le: datetime) -> TexteLibre:
    """Write the themes a person chose; the last one who decided counts."""
    exiger_sondeur(acteur)
    texte.themes, texte.code_le, texte.code_par_id = themes, le, acteur.utilisateur_id
    texte.save(update_fields=["themes", "code_le", "code_par"])
    return texte
