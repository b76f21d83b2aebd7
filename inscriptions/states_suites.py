"""Which stages have a referral, a refusal by a partner and the re-placement of a closed group's people?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_PARTENAIRE, ROLES_PERSONNE, Role
from guichet.cycle.table import Cycle, Transition
from inscriptions.states import CONSEIL, PERSONNE, PORTAIL

# A teacher teaches: referrals, refusals and capacities are the organisation's.
ORGANISATION = frozenset({Role.AGENT_PARTENAIRE, Role.GESTIONNAIRE_PARTENAIRE})


class EtatRecommandation(TextChoices):
    DEMANDEE = "demandee", _("Accord demandé")
    CONSENTIE = "consentie", _("À traiter")
    PREFERENCE = "preference", _("Notée comme préférence")
    OFFERTE = "offerte", _("Place proposée")
    ECARTEE = "ecartee", _("Non retenue")
    REFUSEE = "refusee", _("Accord refusé")
    EXPIREE = "expiree", _("Expirée")
    RETIREE = "retiree", _("Retirée")


class EtatRefusAccueil(TextChoices):
    SOUMIS = "soumis", _("À décider")
    ECARTE = "ecarte", _("Place maintenue")
    ADMIS = "admis", _("Place retirée")
    RETIRE = "retire", _("Refus retiré")
    CADUC = "caduc", _("Sans objet")


class EtatDossierReplacement(TextChoices):
    OUVERT = "ouvert", _("Ouvert")
    CLOS = "clos", _("Clos")


class EtatReplacement(TextChoices):
    A_REPLACER = "a_replacer", _("À replacer")
    PLACEE = "placee", _("Placée")
    TRANSFEREE = "transferee", _("Transférée")
    PARTIE = "partie", _("Partie")


R, A, D, S = EtatRecommandation, EtatRefusAccueil, EtatDossierReplacement, EtatReplacement

CYCLE_RECOMMANDATION = Cycle(
    "recommandation",
    EtatRecommandation,
    {R.DEMANDEE},
    (
        Transition(
            "consentir", {R.DEMANDEE}, R.CONSENTIE, PERSONNE, _("Donner mon accord"), _("Accord donné"), discret=True
        ),
        Transition(
            "refuser",
            {R.DEMANDEE, R.CONSENTIE, R.PREFERENCE},
            R.REFUSEE,
            PERSONNE,
            _("Refuser ou retirer mon accord"),
            _("Accord refusé"),
            discret=True,
        ),
        Transition(
            "offrir", {R.CONSENTIE, R.PREFERENCE}, R.OFFERTE, CONSEIL, _("Proposer la place"), _("Place proposée")
        ),
        Transition(
            "noter_preference",
            {R.CONSENTIE},
            R.PREFERENCE,
            CONSEIL,
            _("Noter comme préférence"),
            _("Notée comme préférence"),
        ),
        Transition(
            "rouvrir", {R.PREFERENCE}, R.CONSENTIE, PORTAIL, _("Reprendre"), _("Place devenue possible"), discret=True
        ),
        Transition(
            "ecarter",
            {R.CONSENTIE, R.PREFERENCE},
            R.ECARTEE,
            CONSEIL,
            _("Ne pas retenir"),
            _("Non retenue"),
            motif_requis=True,
        ),
        Transition(
            "expirer",
            {R.DEMANDEE, R.CONSENTIE, R.PREFERENCE},
            R.EXPIREE,
            PORTAIL,
            _("Expirer"),
            _("Expirée"),
            discret=True,
        ),
        Transition(
            "retirer",
            {R.DEMANDEE, R.CONSENTIE, R.PREFERENCE},
            R.RETIREE,
            ORGANISATION,
            _("Retirer la recommandation"),
            _("Retirée"),
        ),
    ),
    libelles={
        ROLES_PERSONNE: {R.DEMANDEE: _("À vous de répondre"), R.CONSENTIE: _("Votre accord est donné")},
        ROLES_PARTENAIRE: {R.CONSENTIE: _("Accord donné, à l’étude"), R.REFUSEE: _("Non retenue")},
    },
)

CYCLE_REFUS_ACCUEIL = Cycle(
    "refus_accueil",
    EtatRefusAccueil,
    {A.SOUMIS},
    (
        Transition(
            "ecarter", {A.SOUMIS}, A.ECARTE, CONSEIL, _("Maintenir la place"), _("Place maintenue"), motif_requis=True
        ),
        Transition(
            "admettre", {A.SOUMIS}, A.ADMIS, CONSEIL, _("Retirer la place et replacer la personne"), _("Place retirée")
        ),
        Transition("retirer", {A.SOUMIS}, A.RETIRE, ORGANISATION, _("Retirer ce refus"), _("Refus retiré")),
        Transition(
            "clore", {A.SOUMIS}, A.CADUC, PORTAIL, _("Clore"), _("Sans objet : la place est finie"), discret=True
        ),
    ),
)

CYCLE_DOSSIER_REPLACEMENT = Cycle(
    "dossier_replacement",
    EtatDossierReplacement,
    {D.OUVERT},
    (Transition("clore", {D.OUVERT}, D.CLOS, CONSEIL | PORTAIL, _("Clore le dossier"), _("Dossier clos")),),
)

CYCLE_REPLACEMENT = Cycle(
    "replacement",
    EtatReplacement,
    {S.A_REPLACER},
    (
        Transition("placer", {S.A_REPLACER}, S.PLACEE, PORTAIL, _("Placer"), _("Nouvelle place"), discret=True),
        Transition("transferer", {S.A_REPLACER}, S.TRANSFEREE, PORTAIL, _("Transférer"), _("Transférée"), discret=True),
        Transition(
            "constater_depart",
            {S.A_REPLACER},
            S.PARTIE,
            CONSEIL | PORTAIL,
            _("Noter le départ"),
            _("Partie"),
            motif_requis=True,
        ),
    ),
)

RECOMMANDATIONS_OUVERTES = frozenset({R.DEMANDEE, R.CONSENTIE, R.PREFERENCE})
RECOMMANDATIONS_A_TRAITER = frozenset({R.CONSENTIE, R.PREFERENCE})
