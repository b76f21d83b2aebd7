"""Which stages do meetings, consultations and commitments of concertation go through, and who moves them?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_ENTENTES, Role
from guichet.cycle.table import Cycle, Transition
from partenaires.states_ententes import PREPARATION

# Who leads the tables: advisers those of their regions, management all of them, the national one included.
ANIMATION = frozenset({Role.CONSEILLER, Role.DIRECTION})
LECTURE_CONCERTATION = ANIMATION | ROLES_ENTENTES | PREPARATION
# Who may answer for a commitment on the ministry's side.
RESPONSABLES = (
    Role.CONSEILLER,
    Role.GESTIONNAIRE_ENTENTES,
    Role.APPROBATEUR,
    Role.PAYEUR,
    Role.DIRECTION,
)
# Whoever answers for one moves it (partenaires.actions.engagement_concertation says who does).
REPONDANTS = frozenset(RESPONSABLES) | PREPARATION


class EtatRencontre(TextChoices):
    PREPAREE = "preparee", _("En préparation")
    CONVOQUEE = "convoquee", _("Convoquée")
    REDIGEE = "redigee", _("Compte rendu à approuver")
    CONSIGNEE = "consignee", _("Compte rendu approuvé")
    ANNULEE = "annulee", _("Annulée")


class EtatConsultation(TextChoices):
    PREPAREE = "preparee", _("En préparation")
    OUVERTE = "ouverte", _("Positions attendues")
    CLOSE = "close", _("Close, suite donnée")
    ANNULEE = "annulee", _("Annulée")


class EtatEngagement(TextChoices):
    PRIS = "pris", _("Pris")
    EN_COURS = "en_cours", _("En cours")
    TENU = "tenu", _("Tenu")
    ABANDONNE = "abandonne", _("Abandonné")


R, C, G = EtatRencontre, EtatConsultation, EtatEngagement
OUVERTS = (G.PRIS, G.EN_COURS)

CYCLE_RENCONTRE = Cycle(
    "rencontre_table",
    EtatRencontre,
    {R.PREPAREE},
    (
        Transition("convoquer", {R.PREPAREE}, R.CONVOQUEE, ANIMATION, _("Convoquer les membres"), _("Convoquée")),
        Transition(
            "rediger",
            {R.CONVOQUEE},
            R.REDIGEE,
            ANIMATION,
            _("Rédiger le compte rendu"),
            _("Compte rendu rédigé"),
            discret=True,
        ),
        Transition(
            "approuver",
            {R.REDIGEE},
            R.CONSIGNEE,
            ANIMATION,
            _("Approuver le compte rendu"),
            _("Compte rendu approuvé"),
        ),
        Transition(
            "annuler",
            {R.PREPAREE, R.CONVOQUEE},
            R.ANNULEE,
            ANIMATION,
            _("Annuler la rencontre"),
            _("Annulée"),
            motif_requis=True,
        ),
    ),
)

CYCLE_CONSULTATION = Cycle(
    "consultation_table",
    EtatConsultation,
    {C.PREPAREE},
    (
        Transition("ouvrir_aux_membres", {C.PREPAREE}, C.OUVERTE, ANIMATION, _("Ouvrir aux membres"), _("Ouverte")),
        Transition("clore", {C.OUVERTE}, C.CLOSE, ANIMATION, _("Clore avec la suite donnée"), _("Close"), discret=True),
        Transition(
            "annuler",
            {C.PREPAREE, C.OUVERTE},
            C.ANNULEE,
            ANIMATION,
            _("Annuler la consultation"),
            _("Annulée"),
            motif_requis=True,
        ),
    ),
)

CYCLE_ENGAGEMENT = Cycle(
    "engagement_concertation",
    EtatEngagement,
    {G.PRIS},
    (
        Transition("commencer", {G.PRIS}, G.EN_COURS, REPONDANTS, _("Commencer"), _("Commencé")),
        # With its evidence.
        Transition(
            "tenir", {G.PRIS, G.EN_COURS}, G.TENU, REPONDANTS, _("Montrer qu’il est tenu"), _("Tenu"), discret=True
        ),
        # Those who lead the table alone give a promise up.
        Transition(
            "abandonner",
            {G.PRIS, G.EN_COURS},
            G.ABANDONNE,
            ANIMATION,
            _("Abandonner"),
            _("Abandonné"),
            motif_requis=True,
            discret=True,
        ),
    ),
)
