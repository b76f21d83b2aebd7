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
