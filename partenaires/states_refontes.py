"""Which stages does the redesign of the offer go through, and who moves it?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_ENTENTES, Role
from guichet.cycle.table import Cycle, Transition
from partenaires.states_ententes import APPROBATION, GESTION_ENTENTES, PORTAIL

# Who writes a proposal, gathers its evidence and says later what it gave; who reads it.
REDACTION_REFONTES = GESTION_ENTENTES | {Role.ANALYSTE}
LECTURE_REFONTES = ROLES_ENTENTES | {Role.ANALYSTE}


class EtatRefonte(TextChoices):
    EBAUCHE = "ebauche", _("Ébauche")
    EN_CONSULTATION = "en_consultation", _("En consultation")
    SOUMISE = "soumise", _("À décider")
    APPROUVEE = "adoptee", _("Approuvée, à venir")
    REFUSEE = "refusee", _("Refusée")
    ABANDONNEE = "abandonnee", _("Abandonnée")
    EN_VIGUEUR = "en_vigueur", _("En vigueur")
    A_EVALUER = "a_evaluer", _("À évaluer")
    EVALUEE = "conclue", _("Évaluée")


F = EtatRefonte

CYCLE_REFONTE = Cycle(
    "refonte",
    EtatRefonte,
    {F.EBAUCHE},
    (
        Transition(
            "consulter",
            {F.EBAUCHE},
            F.EN_CONSULTATION,
            REDACTION_REFONTES,
            _("Mettre en consultation"),
            _("En consultation"),
        ),
        Transition(
            "reprendre",
            {F.EN_CONSULTATION, F.SOUMISE},
            F.EBAUCHE,
            REDACTION_REFONTES,
            _("Reprendre la rédaction"),
            _("Reprise"),
        ),
        Transition(
            "soumettre",
            {F.EBAUCHE, F.EN_CONSULTATION},
            F.SOUMISE,
            REDACTION_REFONTES,
            _("Soumettre à la décision"),
            _("Soumise à la décision"),
        ),
        Transition("approuver", {F.SOUMISE}, F.APPROUVEE, APPROBATION, _("Approuver"), _("Approuvée"), discret=True),
        Transition(
            "refuser",
            {F.SOUMISE},
            F.REFUSEE,
            APPROBATION,
            _("Refuser"),
            _("Refusée"),
            motif_requis=True,
        ),
        Transition(
            "abandonner",
            {F.EBAUCHE, F.EN_CONSULTATION, F.SOUMISE},
            F.ABANDONNEE,
            REDACTION_REFONTES,
            _("Abandonner"),
            _("Abandonnée"),
            motif_requis=True,
        ),
        Transition(
            "entrer_en_vigueur",
            {F.APPROUVEE},
            F.EN_VIGUEUR,
            PORTAIL,
            _("Entrer en vigueur"),
            _("Entrée en vigueur"),
            discret=True,
        ),
        Transition("echoir", {F.EN_VIGUEUR}, F.A_EVALUER, PORTAIL, _("Rendre due"), _("Évaluation due"), discret=True),
        Transition(
            "evaluer",
            {F.EN_VIGUEUR, F.A_EVALUER},
            F.EVALUEE,
            REDACTION_REFONTES,
            _("Évaluer"),
            _("Évaluée"),
            discret=True,
        ),
    ),
)
