"""Which stages have the follow-up of one person and an outreach campaign?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_PARTENAIRE
from guichet.cycle.table import Cycle, Transition
from inscriptions.states import CONSEIL, PORTAIL
from inscriptions.states_suites import ORGANISATION

SUIVENT = CONSEIL | ORGANISATION


class EtatSuivi(TextChoices):
    OUVERT = "ouvert", _("À joindre")
    EN_COURS = "en_cours", _("En cours")
    JOINT = "joint", _("Jointe")
    INJOIGNABLE = "injoignable", _("Injoignable")
    CLOS = "clos", _("Clos")


class EtatCampagne(TextChoices):
    PREPAREE = "preparee", _("Préparée")
    EN_COURS = "en_cours", _("En cours")
    TERMINEE = "terminee", _("Terminée")
    ABANDONNEE = "abandonnee", _("Abandonnée")


S, C = EtatSuivi, EtatCampagne
SUIVIS_OUVERTS = frozenset({S.OUVERT, S.EN_COURS, S.JOINT, S.INJOIGNABLE})

CYCLE_SUIVI = Cycle(
    "suivi_personne",
    EtatSuivi,
    {S.OUVERT},
    (
        Transition(
            "tenter",
            {S.OUVERT, S.INJOIGNABLE},
            S.EN_COURS,
            SUIVENT | PORTAIL,
            _("Noter une tentative"),
            _("Première tentative"),
            discret=True,
        ),
        Transition(
            "joindre",
            {S.OUVERT, S.EN_COURS, S.INJOIGNABLE},
            S.JOINT,
            SUIVENT | PORTAIL,
            _("Noter que la personne est jointe"),
            _("Personne jointe"),
            discret=True,
        ),
        Transition(
            "declarer_injoignable",
            {S.EN_COURS},
            S.INJOIGNABLE,
            SUIVENT,
            _("Déclarer injoignable"),
            _("Déclarée injoignable"),
        ),
        Transition(
            "clore",
            SUIVIS_OUVERTS,
            S.CLOS,
            SUIVENT | PORTAIL,
            _("Clore le suivi"),
            _("Suivi clos"),
            motif_requis=True,
        ),
        # The clock sees that the person came back, or that there is nothing left to follow.
        Transition(
            "annuler",
            SUIVIS_OUVERTS,
            S.CLOS,
            PORTAIL,
            _("Annuler"),
            _("Suivi devenu sans objet"),
            motif_requis=True,
            discret=True,
        ),
    ),
    libelles={ROLES_PARTENAIRE: {S.OUVERT: _("À joindre")}},
)

CYCLE_CAMPAGNE = Cycle(
    "campagne_relance",
    EtatCampagne,
    {C.PREPAREE},
    (
        Transition("lancer", {C.PREPAREE}, C.EN_COURS, CONSEIL, _("Tirer au sort et lancer"), _("Lancée")),
        Transition("terminer", {C.EN_COURS}, C.TERMINEE, CONSEIL | PORTAIL, _("Terminer"), _("Terminée"), discret=True),
        Transition(
            "abandonner",
            {C.PREPAREE, C.EN_COURS},
            C.ABANDONNEE,
            CONSEIL,
            _("Abandonner"),
            _("Abandonnée"),
            motif_requis=True,
        ),
    ),
)
