"""Which stages do a scenario and an alert go through, and who moves them?"""

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


# Who answers for figures: management for what ententes give, analysts for the rest.
VEILLEURS = frozenset({Role.ANALYSTE, Role.DIRECTION})


class EtatAlerte(TextChoices):
    OUVERTE = "ouverte", _("À prendre en charge")
    PRISE_EN_CHARGE = "prise_en_charge", _("Prise en charge")
    FERMEE = "fermee", _("Fermée")


A = EtatAlerte

CYCLE_ALERTE = Cycle(
    "alerte",
    EtatAlerte,
    {A.OUVERTE},
    (
        Transition(
            "prendre_en_charge",
            {A.OUVERTE},
            A.PRISE_EN_CHARGE,
            VEILLEURS,
            _("Prendre en charge"),
            _("Prise en charge"),
        ),
        Transition(
            "fermer",
            {A.OUVERTE, A.PRISE_EN_CHARGE},
            A.FERMEE,
            VEILLEURS,
            _("Fermer l’alerte"),
            _("Alerte fermée"),
            motif_requis=True,
        ),
    ),
)
