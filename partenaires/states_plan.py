"""Which stages does a line of an action plan go through, and who moves it?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.table import Cycle, Transition

# Who answers for the plan before the public and the auditor.
PILOTES_DU_PLAN = frozenset({Role.DIRECTION})


class EtatLigne(TextChoices):
    A_ENTREPRENDRE = "a_entreprendre", _("À entreprendre")
    EN_REALISATION = "en_realisation", _("En réalisation")
    REALISEE = "realisee", _("Réalisée")
    ABANDONNEE = "abandonnee", _("Abandonnée")


E = EtatLigne
OUVERTES = frozenset({E.A_ENTREPRENDRE, E.EN_REALISATION})

CYCLE_LIGNE_DE_PLAN = Cycle(
    "ligne_de_plan",
    EtatLigne,
    {E.A_ENTREPRENDRE},
    (
        Transition(
            "entreprendre",
            {E.A_ENTREPRENDRE},
            E.EN_REALISATION,
            PILOTES_DU_PLAN,
            _("Entreprendre"),
            _("Entreprise"),
        ),
        # Refused without a proof that can be opened (partenaires.actions.plan).
        Transition(
            "realiser",
            {E.EN_REALISATION},
            E.REALISEE,
            PILOTES_DU_PLAN,
            _("Déclarer réalisée"),
            _("Réalisée"),
            motif_requis=True,
        ),
        Transition(
            "abandonner",
            OUVERTES,
            E.ABANDONNEE,
            PILOTES_DU_PLAN,
            _("Abandonner"),
            _("Abandonnée"),
            motif_requis=True,
        ),
        Transition(
            "rouvrir",
            {E.REALISEE, E.ABANDONNEE},
            E.EN_REALISATION,
            PILOTES_DU_PLAN,
            _("Rouvrir"),
            _("Rouverte"),
            motif_requis=True,
        ),
    ),
)
