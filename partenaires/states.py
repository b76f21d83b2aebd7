"""Which stages exist on a partner's path, and who moves between them?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.table import Cycle, Transition

# Who commits a partner: its agents and managers; a teacher teaches.
GESTION = frozenset({Role.AGENT_PARTENAIRE, Role.GESTIONNAIRE_PARTENAIRE})
PORTAIL = frozenset({Role.SYSTEME})


class EtatDeclaration(TextChoices):
    BROUILLON = "brouillon", _("Brouillon")
    DEPOSEE = "deposee", _("Déposée")
    RETIREE = "retiree", _("Retirée")
    CLOSE = "close", _("Close")


D = EtatDeclaration

CYCLE_DECLARATION = Cycle(
    "declaration_capacite",
    EtatDeclaration,
    {D.BROUILLON},
    (
        Transition(
            "deposer", {D.BROUILLON}, D.DEPOSEE, GESTION, _("Déposer la déclaration"), _("Déposée"), discret=True
        ),
        Transition(
            "reprendre", {D.DEPOSEE, D.RETIREE}, D.BROUILLON, GESTION, _("Reprendre pour modifier"), _("Reprise")
        ),
        Transition(
            "retirer",
            {D.BROUILLON, D.DEPOSEE},
            D.RETIREE,
            GESTION,
            _("Retirer la déclaration"),
            _("Retirée"),
            motif_requis=True,
        ),
        Transition(
            "clore", {D.BROUILLON, D.DEPOSEE, D.RETIREE}, D.CLOSE, PORTAIL, _("Clore"), _("Close"), discret=True
        ),
    ),
)


class EtatFormation(TextChoices):
    DEMANDEE = "demandee", _("Demandée")
    PROPOSEE = "proposee", _("À confirmer")
    CONFIRMEE = "confirmee", _("Confirmée")
    REJETEE = "rejetee", _("Rejetée")
    ECHOUEE = "echouee", _("Échouée")


class EtatOuverture(TextChoices):
    A_REPONDRE = "a_repondre", _("À vous de répondre")
    ACCEPTEE = "acceptee", _("Acceptée")
    REFUSEE = "refusee", _("Refusée")
    CADUQUE = "caduque", _("Sans réponse à temps")


CONSEIL = frozenset({Role.CONSEILLER})
F, O = EtatFormation, EtatOuverture  # noqa: E741

CYCLE_FORMATION = Cycle(
    "formation",
    EtatFormation,
    {F.DEMANDEE},
    (
        Transition("proposer", {F.DEMANDEE}, F.PROPOSEE, PORTAIL, _("Proposer"), _("Résultat vérifié"), discret=True),
        Transition(
            "echouer",
            {F.DEMANDEE},
            F.ECHOUEE,
            PORTAIL,
            _("Échouer"),
            _("Calcul échoué"),
            motif_requis=True,
            discret=True,
        ),
        Transition(
            "confirmer",
            {F.PROPOSEE},
            F.CONFIRMEE,
            CONSEIL,
            _("Confirmer et demander aux partenaires"),
            _("Groupes demandés aux partenaires"),
        ),
        Transition("rejeter", {F.PROPOSEE}, F.REJETEE, CONSEIL, _("Rejeter"), _("Résultat rejeté"), motif_requis=True),
    ),
)

CYCLE_OUVERTURE = Cycle(
    "ouverture",
    EtatOuverture,
    {O.A_REPONDRE},
    (
        Transition("accepter", {O.A_REPONDRE}, O.ACCEPTEE, GESTION, _("Ouvrir ce groupe"), _("Groupe accepté")),
        Transition(
            "refuser",
            {O.A_REPONDRE},
            O.REFUSEE,
            GESTION,
            _("Ne pas ouvrir ce groupe"),
            _("Groupe refusé"),
            motif_requis=True,
        ),
        Transition(
            "laisser_passer",
            {O.A_REPONDRE},
            O.CADUQUE,
            PORTAIL,
            _("Laisser passer"),
            _("Resté sans réponse"),
            discret=True,
        ),
    ),
    libelles={CONSEIL: {O.A_REPONDRE: _("Réponse attendue")}},
)
