"""Which stages does a field need go through, and who moves it?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_ENTENTES, ROLES_PARTENAIRE, Role
from guichet.cycle.table import Cycle, Transition
from partenaires.states_ententes import GESTION_ENTENTES

# Who writes what was heard; who answers for what becomes of it; who may read it all.
SAISIE_BESOINS = ROLES_PARTENAIRE | {Role.CONSEILLER}
TRAITEMENT_BESOINS = frozenset({Role.CONSEILLER}) | GESTION_ENTENTES
LECTURE_BESOINS = SAISIE_BESOINS | ROLES_ENTENTES


class EtatBesoin(TextChoices):
    RECU = "recu", _("Reçu")
    REGROUPE = "regroupe", _("Regroupé")
    PRIS_EN_CHARGE = "prise_en_charge", _("Pris en charge")
    REPONDU = "repondu", _("Répondu")
    ECARTE = "ecarte", _("Écarté")


B = EtatBesoin

CYCLE_BESOIN = Cycle(
    "besoin_terrain",
    EtatBesoin,
    {B.RECU},
    (
        Transition("regrouper", {B.RECU}, B.REGROUPE, TRAITEMENT_BESOINS, _("Regrouper"), _("Regroupé"), discret=True),
        Transition(
            "separer",
            {B.REGROUPE},
            B.RECU,
            TRAITEMENT_BESOINS,
            _("Séparer du groupe"),
            _("Séparé du groupe"),
            discret=True,
        ),
        Transition(
            "prendre_en_charge",
            {B.RECU, B.REGROUPE},
            B.PRIS_EN_CHARGE,
            TRAITEMENT_BESOINS,
            _("Prendre en charge"),
            _("Pris en charge"),
        ),
        Transition(
            "repondre",
            {B.PRIS_EN_CHARGE},
            B.REPONDU,
            TRAITEMENT_BESOINS,
            _("Répondre"),
            _("Réponse donnée"),
        ),
        Transition(
            "ecarter",
            {B.RECU, B.REGROUPE, B.PRIS_EN_CHARGE},
            B.ECARTE,
            TRAITEMENT_BESOINS,
            _("Écarter avec un motif"),
            _("Écarté"),
            motif_requis=True,
        ),
        Transition(
            "rouvrir",
            {B.REPONDU, B.ECARTE},
            B.PRIS_EN_CHARGE,
            TRAITEMENT_BESOINS,
            _("Rouvrir"),
            _("Rouvert"),
            motif_requis=True,
        ),
    ),
    libelles={
        ROLES_PARTENAIRE: {
            B.RECU: _("Reçu par le ministère"),
            B.REGROUPE: _("Regroupé avec d’autres semblables"),
            B.PRIS_EN_CHARGE: _("Pris en charge par le ministère"),
            B.REPONDU: _("Le ministère a répondu"),
            B.ECARTE: _("Non retenu, avec un motif"),
        }
    },
)
