"""Which stages lead from a finding to what its measure changed, and who moves it?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_MINISTERE, Role
from guichet.cycle.table import Cycle, Transition

# Who writes a finding down; who works it out; who decides what becomes of the measure.
CONSIGNATAIRES = ROLES_MINISTERE
INSTRUCTEURS = frozenset({Role.ANALYSTE, Role.DIRECTION})
DECIDEURS = frozenset({Role.DIRECTION})


class EtatAmelioration(TextChoices):
    CONSTATEE = "constatee", _("Constat à analyser")
    ANALYSEE = "analysee", _("Cause connue")
    PLANIFIEE = "planifiee", _("Mesure planifiée")
    EN_PLACE = "en_place", _("Mesure en place")
    CONCLUE = "conclue", _("Conclue")
    SANS_SUITE = "sans_suite", _("Sans suite")


E = EtatAmelioration
OUVERTES = frozenset({E.CONSTATEE, E.ANALYSEE, E.PLANIFIEE, E.EN_PLACE})

CYCLE_AMELIORATION = Cycle(
    "amelioration",
    EtatAmelioration,
    {E.CONSTATEE},
    (
        Transition(
            "analyser", {E.CONSTATEE}, E.ANALYSEE, INSTRUCTEURS, _("Dire la cause"), _("Cause dite"), discret=True
        ),
        Transition(
            "planifier",
            {E.ANALYSEE, E.PLANIFIEE},
            E.PLANIFIEE,
            INSTRUCTEURS,
            _("Planifier la mesure"),
            _("Mesure planifiée"),
            discret=True,
        ),
        # From there on, what was expected no longer changes.
        Transition(
            "mettre_en_place",
            {E.PLANIFIEE},
            E.EN_PLACE,
            INSTRUCTEURS,
            _("Mettre en place"),
            _("Mesure mise en place"),
            discret=True,
        ),
        # Refused without an effect measured on what was planned (indicateurs.actions.amelioration).
        Transition("conclure", {E.EN_PLACE}, E.CONCLUE, DECIDEURS, _("Conclure"), _("Conclue"), True, True),
        Transition(
            "classer",
            {E.CONSTATEE, E.ANALYSEE, E.PLANIFIEE},
            E.SANS_SUITE,
            INSTRUCTEURS,
            _("Classer sans suite"),
            _("Classée sans suite"),
            motif_requis=True,
            discret=True,
        ),
        # Closed without a conclusion: refused while its effect may still be measured (actions/amelioration.py).
        Transition(
            "classer_sans_mesure",
            {E.EN_PLACE},
            E.SANS_SUITE,
            DECIDEURS,
            _("Classer sans effet mesuré"),
            _("Classée sans effet mesuré"),
            motif_requis=True,
            discret=True,
        ),
    ),
)
