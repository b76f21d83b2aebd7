"""Which stages do a focus group and an invitation to it go through, and who moves them?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.table import Cycle, Transition

# Who recruits, holds and notes: those who may see the persons.
ANIMATION = frozenset({Role.CONSEILLER})
# Who codes what was said.
CODAGE = ANIMATION | {Role.ANALYSTE}
PERSONNE = frozenset({Role.PERSONNE})
PORTAIL = frozenset({Role.SYSTEME})


class EtatGroupeTemoin(TextChoices):
    EBAUCHE = "ebauche", _("En préparation")
    EN_RECRUTEMENT = "en_recrutement", _("Invitations envoyées")
    TENU = "rencontre", _("Rencontre tenue")
    CLOS = "clos", _("Constats déposés")
    ANNULE = "annule", _("Annulé")


class EtatRecrue(TextChoices):
    INVITEE = "invitee", _("Invitée")
    ACCEPTEE = "acceptee", _("A accepté")
    DECLINEE = "declinee", _("A décliné")
    PRESENTE = "presente", _("Présente")
    ABSENTE = "absente", _("Absente")
    SANS_REPONSE = "expiree", _("Sans réponse")


G, R = EtatGroupeTemoin, EtatRecrue

CYCLE_GROUPE_TEMOIN = Cycle(
    "groupe_temoin",
    EtatGroupeTemoin,
    {G.EBAUCHE},
    (
        Transition(
            "recruter",
            {G.EBAUCHE},
            G.EN_RECRUTEMENT,
            ANIMATION,
            _("Tirer et inviter"),
            _("Personnes tirées et invitées"),
            discret=True,
        ),
        Transition(
            "tenir",
            {G.EN_RECRUTEMENT},
            G.TENU,
            ANIMATION,
            _("Noter la rencontre"),
            _("Rencontre tenue"),
            discret=True,
        ),
        Transition("conclure", {G.TENU}, G.CLOS, CODAGE, _("Conclure"), _("Constats déposés"), discret=True),
        Transition(
            "annuler",
            {G.EBAUCHE, G.EN_RECRUTEMENT},
            G.ANNULE,
            ANIMATION,
            _("Annuler"),
            _("Annulé"),
            motif_requis=True,
            discret=True,
        ),
    ),
)

CYCLE_RECRUE = Cycle(
    "recrue",
    EtatRecrue,
    {R.INVITEE},
    (
        Transition("accepter", {R.INVITEE, R.DECLINEE}, R.ACCEPTEE, PERSONNE, _("J’accepte"), _("A accepté")),
        Transition("decliner", {R.INVITEE, R.ACCEPTEE}, R.DECLINEE, PERSONNE, _("Je décline"), _("A décliné")),
        Transition(
            "noter_presence",
            {R.INVITEE, R.ACCEPTEE},
            R.PRESENTE,
            ANIMATION,
            _("Présente"),
            _("Présente à la rencontre"),
            discret=True,
        ),
        Transition(
            "noter_absence",
            {R.ACCEPTEE},
            R.ABSENTE,
            ANIMATION,
            _("Absente"),
            _("Absente de la rencontre"),
            discret=True,
        ),
        Transition(
            "expirer", {R.INVITEE}, R.SANS_REPONSE, ANIMATION, _("Sans réponse"), _("Sans réponse"), discret=True
        ),
    ),
)
