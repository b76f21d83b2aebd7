"""Which stages exist for a final accounting, and who moves between them?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.cycle.table import Cycle, Transition
from partenaires.states_ententes import APPROBATION, GESTION_ENTENTES


class EtatDecompte(TextChoices):
    ETABLI = "etabli", _("Établi, à approuver")
    VERROUILLE = "verrouille", _("Approuvé")


D = EtatDecompte

CYCLE_DECOMPTE = Cycle(
    "decompte",
    EtatDecompte,
    {D.ETABLI},
    (
        # With the figures of the day, when what is accepted or paid has changed since.
        Transition(
            "refaire",
            {D.ETABLI},
            D.ETABLI,
            GESTION_ENTENTES,
            _("Établir de nouveau"),
            _("Établi de nouveau"),
            discret=True,
        ),
        Transition(
            "approuver",
            {D.ETABLI},
            D.VERROUILLE,
            APPROBATION,
            _("Approuver le décompte"),
            _("Décompte approuvé"),
            discret=True,
        ),
    ),
)
