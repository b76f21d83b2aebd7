"""Which stages does the subscription to a view go through, and who ends it?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_MINISTERE, Role
from guichet.cycle.table import Cycle, Transition


class EtatAbonnement(TextChoices):
    ACTIF = "actif", _("En cours")
    TERMINE = "termine", _("Terminé")


E = EtatAbonnement

CYCLE_ABONNEMENT = Cycle(
    "abonnement",
    EtatAbonnement,
    {E.ACTIF},
    (
        Transition("terminer", {E.ACTIF}, E.TERMINE, ROLES_MINISTERE, _("Ne plus recevoir"), _("Terminé")),
        Transition(
            "retirer",
            {E.ACTIF},
            E.TERMINE,
            {Role.SYSTEME},
            _("Retirer"),
            _("Terminé : le droit n’existe plus"),
            motif_requis=True,
        ),
    ),
)
