"""Which stages do a scenario, an alert and an export go through, and who moves them?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_MINISTERE, Role
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


# Who may answer for a figure: any role of the ministry, as the one that answers today says.
VEILLEURS = ROLES_MINISTERE


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


# Who takes rows out of the portal.
EXPORTATEURS = frozenset({Role.ANALYSTE, Role.DIRECTION, Role.ADMINISTRATEUR})


class EtatExport(TextChoices):
    DEMANDE = "demande", _("Demandé")
    EN_COURS = "en_cours", _("En cours")
    PRET = "pret", _("Prêt")
    ECHEC = "echec", _("Échoué")
    EXPIRE = "expire", _("Expiré")


X = EtatExport

CYCLE_EXPORT = Cycle(
    "export",
    EtatExport,
    {X.DEMANDE},
    (
        Transition("preparer", {X.DEMANDE}, X.EN_COURS, {Role.SYSTEME}, _("Préparer"), _("Commencé"), discret=True),
        Transition("livrer", {X.EN_COURS}, X.PRET, {Role.SYSTEME}, _("Livrer"), _("Prêt"), discret=True),
        Transition(
            "echouer",
            {X.DEMANDE, X.EN_COURS},
            X.ECHEC,
            {Role.SYSTEME},
            _("Échouer"),
            _("Préparation échouée"),
            motif_requis=True,
            discret=True,
        ),
        Transition("expirer", {X.PRET}, X.EXPIRE, {Role.SYSTEME}, _("Expirer"), _("Fichier effacé"), discret=True),
    ),
)
