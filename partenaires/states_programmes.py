"""Which stages exist for programmes and calls for projects, and who moves between them?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.cycle.table import Cycle, Transition
from partenaires.states_ententes import APPROBATION, GESTION_ENTENTES, PORTAIL


class EtatVersion(TextChoices):
    EBAUCHE = "ebauche", _("Ébauche")
    EN_CONSULTATION = "en_consultation", _("En consultation")
    ADOPTEE = "adoptee", _("Adoptée")
    ABANDONNEE = "abandonnee", _("Abandonnée")


class EtatAppel(TextChoices):
    EBAUCHE = "ebauche", _("Ébauche")
    OUVERT = "ouvert", _("Ouvert")
    CLOS = "clos", _("Clos")
    ANNULE = "annule", _("Annulé")


V, A = EtatVersion, EtatAppel

CYCLE_VERSION_PROGRAMME = Cycle(
    "version_programme",
    EtatVersion,
    {V.EBAUCHE},
    (
        Transition(
            "consulter",
            {V.EBAUCHE},
            V.EN_CONSULTATION,
            GESTION_ENTENTES,
            _("Mettre en consultation"),
            _("En consultation"),
        ),
        Transition(
            "reprendre", {V.EN_CONSULTATION}, V.EBAUCHE, GESTION_ENTENTES, _("Reprendre la rédaction"), _("Reprise")
        ),
        Transition("adopter", {V.EN_CONSULTATION}, V.ADOPTEE, APPROBATION, _("Adopter"), _("Adoptée"), discret=True),
        Transition(
            "abandonner",
            {V.EBAUCHE, V.EN_CONSULTATION},
            V.ABANDONNEE,
            GESTION_ENTENTES | APPROBATION,
            _("Abandonner"),
            _("Abandonnée"),
            motif_requis=True,
        ),
    ),
)

CYCLE_APPEL = Cycle(
    "appel_projets",
    EtatAppel,
    {A.EBAUCHE},
    (
        Transition("ouvrir_appel", {A.EBAUCHE}, A.OUVERT, GESTION_ENTENTES, _("Ouvrir l’appel"), _("Appel ouvert")),
        Transition("clore", {A.OUVERT}, A.CLOS, PORTAIL, _("Clore l’appel"), _("Appel clos"), discret=True),
        Transition(
            "annuler",
            {A.EBAUCHE, A.OUVERT},
            A.ANNULE,
            GESTION_ENTENTES,
            _("Annuler l’appel"),
            _("Appel annulé"),
            motif_requis=True,
        ),
    ),
)
