"""Which stages a file of services goes through, and who moves it?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.table import Cycle, Transition

# An organisation writes its own services; the ministry those it knows of, from itself or another ministry.
SAISIE_ORGANISME = frozenset({Role.AGENT_PARTENAIRE, Role.GESTIONNAIRE_PARTENAIRE, Role.CLIENT_API})
SAISIE_MINISTERE = frozenset({Role.GESTIONNAIRE_ENTENTES})
SAISIE = SAISIE_ORGANISME | SAISIE_MINISTERE


class EtatLot(TextChoices):
    APERCU = "apercu", _("À confirmer")
    APPLIQUE = "applique", _("Enregistré")
    ANNULE = "annule", _("Annulé")


L = EtatLot

CYCLE_LOT_SERVICES = Cycle(
    "lot_services",
    EtatLot,
    {L.APERCU},
    (
        # Confirmed by a person, written by her page or, when it is long, by a worker.
        Transition(
            "appliquer",
            {L.APERCU},
            L.APPLIQUE,
            SAISIE | {Role.SYSTEME},
            _("Enregistrer"),
            _("Enregistré"),
            discret=True,
        ),
        Transition("annuler", {L.APPLIQUE}, L.ANNULE, SAISIE, _("Annuler le fichier"), _("Annulé"), discret=True),
    ),
)
