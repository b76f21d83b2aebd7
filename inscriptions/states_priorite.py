"""Which stages does a version of the dispatch order go through, and who moves it?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.table import Cycle, Transition

REPARTITEURS = frozenset({Role.DIRECTION, Role.ADMINISTRATEUR})


class EtatRegle(TextChoices):
    BROUILLON = "brouillon", _("Brouillon")
    PUBLIEE = "publiee", _("Annoncée")
    EN_VIGUEUR = "en_vigueur", _("En vigueur")
    REMPLACEE = "remplacee", _("Remplacée")
    ANNULEE = "annulee", _("Annulée")


E = EtatRegle

CYCLE_REGLE = Cycle(
    "regle_priorite",
    EtatRegle,
    {E.BROUILLON},
    (
        Transition(
            "publier", {E.BROUILLON}, E.PUBLIEE, REPARTITEURS, _("Publier cette version"), _("Publiée"), discret=True
        ),
        Transition(
            "appliquer",
            {E.PUBLIEE},
            E.EN_VIGUEUR,
            {Role.SYSTEME},
            _("Appliquer"),
            _("Entrée en vigueur, file reclassée"),
            discret=True,
        ),
        Transition(
            "remplacer", {E.EN_VIGUEUR}, E.REMPLACEE, {Role.SYSTEME}, _("Remplacer"), _("Remplacée"), discret=True
        ),
        Transition(
            "annuler",
            {E.BROUILLON, E.PUBLIEE},
            E.ANNULEE,
            REPARTITEURS,
            _("Annuler cette version"),
            _("Annulée"),
            motif_requis=True,
        ),
    ),
)
