"""Which stages do a file of admissions and a linked pair go through; where can an admitted person stand?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.table import Cycle, Transition

CONSEIL = frozenset({Role.CONSEILLER})
PORTAIL = frozenset({Role.SYSTEME})


class EtatParticipation(TextChoices):
    """Where an admitted person stands, exactly one at a time, in the order of a path."""

    JAMAIS_JOINTE = "jamais_jointe", _("Jamais jointe")
    SANS_SUITE = "sans_suite", _("Jointe, pas intéressée")
    INSCRITE = "inscrite", _("Inscrite")
    OFFERTE = "offerte", _("Place offerte")
    COMMENCEE = "commencee", _("Cours commencé")
    PERSEVERANTE = "perseverante", _("Cours mené à terme")
    TERMINEE = "terminee", _("Parcours terminé")
    EXEMPTEE = "exemptee", _("Exemptée")
    DEMENAGEE = "demenagee", _("Partie du Québec")


E = EtatParticipation
# What wins when several are true: what was done in class, then what an agent wrote, then what was asked.
RANGS: dict[str, int] = {
    E.JAMAIS_JOINTE: 0,
    E.SANS_SUITE: 1,
    E.INSCRITE: 3,
    E.OFFERTE: 4,
    E.EXEMPTEE: 5,
    E.DEMENAGEE: 6,
    E.COMMENCEE: 7,
    E.PERSEVERANTE: 8,
    E.TERMINEE: 9,
}
# French declared at admission exempts, until the person asks for a course.
RANG_DECLAREE = 2
# Those who took part: at least one course begun.
PARTICIPANTES = (E.COMMENCEE, E.PERSEVERANTE, E.TERMINEE)
# Those who are no longer expected: neither in the numerator nor in the denominator of participation.
HORS_BESOIN = (E.EXEMPTEE, E.DEMENAGEE)
# What an agent may write about an admitted person.
ISSUES = (E.SANS_SUITE, E.EXEMPTEE, E.DEMENAGEE)


class EtatLotAdmissions(TextChoices):
    RECU = "recu", _("En lecture")
    ILLISIBLE = "illisible", _("Illisible")
    APERCU = "apercu", _("À confirmer")
    APPLIQUE = "applique", _("Enregistré")
    ANNULE = "annule", _("Annulé")


A = EtatLotAdmissions

CYCLE_LOT_ADMISSIONS = Cycle(
    "lot_admissions",
    EtatLotAdmissions,
    {A.RECU},
    (
        Transition("lire", {A.RECU}, A.APERCU, PORTAIL, _("Lire"), _("Lu"), discret=True),
        Transition(
            "rejeter", {A.RECU}, A.ILLISIBLE, PORTAIL, _("Rejeter"), _("Illisible"), motif_requis=True, discret=True
        ),
        Transition("appliquer", {A.APERCU}, A.APPLIQUE, PORTAIL, _("Enregistrer"), _("Enregistré"), discret=True),
        Transition("annuler", {A.APPLIQUE}, A.ANNULE, CONSEIL, _("Annuler le fichier"), _("Annulé"), discret=True),
    ),
)


class EtatRapprochement(TextChoices):
    PROPOSE = "propose", _("À vérifier")
    CERTAIN = "certain", _("Certain, fait par le portail")
    CONFIRME = "confirme", _("Confirmé")
    REFUSE = "refuse", _("Personnes différentes")
    DEFAIT = "defait", _("Défait")


L = EtatRapprochement
LIES = (L.CERTAIN, L.CONFIRME)

CYCLE_RAPPROCHEMENT = Cycle(
    "rapprochement",
    EtatRapprochement,
    {L.PROPOSE, L.CERTAIN},
    (
        Transition("confirmer", {L.PROPOSE}, L.CONFIRME, CONSEIL, _("C’est la même personne"), _("Confirmé")),
        Transition(
            "refuser",
            {L.PROPOSE},
            L.REFUSE,
            CONSEIL | PORTAIL,
            _("Ce sont deux personnes"),
            _("Refusé"),
            motif_requis=True,
        ),
        Transition(
            "defaire",
            {L.CERTAIN, L.CONFIRME},
            L.DEFAIT,
            CONSEIL | PORTAIL,
            _("Défaire le rapprochement"),
            _("Défait"),
            motif_requis=True,
        ),
        Transition(
            "rouvrir",
            {L.REFUSE, L.DEFAIT},
            L.PROPOSE,
            CONSEIL | PORTAIL,
            _("Revoir cette paire"),
            _("Rouvert"),
            motif_requis=True,
        ),
        # What came since (an identifier, a spelling) leaves no doubt.
        Transition("constater", {L.PROPOSE}, L.CERTAIN, PORTAIL, _("Constater"), _("Devenu certain"), discret=True),
    ),
)
