"""The four skills and three stages of the *échelle québécoise*."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NIVEAU_MINIMUM, NIVEAU_MAXIMUM = 1, 12
# The Auditor General calls level 8 the threshold of language autonomy (2017 report, in the press).
SEUIL_AUTONOMIE = 8


class Competence(TextChoices):
    """The four skills; a person has one level in each, never a single level."""

    CO = "CO", _("Compréhension orale")
    PO = "PO", _("Production orale")
    CE = "CE", _("Compréhension écrite")
    PE = "PE", _("Production écrite")


class Stade(TextChoices):
    """The three stages, four levels each."""

    DEBUTANT = "debutant", _("Débutant")
    INTERMEDIAIRE = "intermediaire", _("Intermédiaire")
    AVANCE = "avance", _("Avancé")


def stade_du_niveau(niveau: int) -> Stade:
    """The stage a level belongs to; a level outside the scale is refused."""
    if not NIVEAU_MINIMUM <= niveau <= NIVEAU_MAXIMUM:
        raise ValueError(f"niveau hors de l’échelle : {niveau}")
    return (Stade.DEBUTANT, Stade.INTERMEDIAIRE, Stade.AVANCE)[(niveau - 1) // 4]
