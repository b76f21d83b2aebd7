"""Which stages does a scenario go through, and who moves it?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.table import Cycle, Transition

# Who imagines and reads scenarios.
SIMULATEURS = frozenset({Role.ANALYSTE, Role.DIRECTION})


class EtatScenario(TextChoices):
    DEMANDE = "demande", _("En calcul")
    CALCULE = "calcule", _("Calculé")
    ECHOUE = "echoue", _("Échoué")
    ARCHIVE = "archive", _("Archivé")


E = EtatScenario

CYCLE_SCENARIO = Cycle(
    "scenario",
    EtatScenario,
    {E.DEMANDE},
    (
        Transition("conclure", {E.DEMANDE}, E.CALCULE, {Role.SYSTEME}, _("Conclure"), _("Calculé"), discret=True),
        Transition(
            "echouer",
            {E.DEMANDE},
            E.ECHOUE,
            {Role.SYSTEME},
            _("Échouer"),
            _("Calcul échoué"),
            motif_requis=True,
            discret=True,
        ),
        Transition(
            "archiver",
            {E.CALCULE, E.ECHOUE},
            E.ARCHIVE,
            SIMULATEURS,
            _("Archiver"),
            _("Archivé"),
            motif_requis=True,
        ),
    ),
)
