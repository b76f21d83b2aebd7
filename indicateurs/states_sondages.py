"""Which stages do a version of a survey, its campaign and a wave go through, and who moves them?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.table import Cycle, Transition

# Who writes surveys, launches them and reads what they say.
SONDEURS = frozenset({Role.ANALYSTE, Role.DIRECTION})
# Who enters an answer received on paper or by telephone.
SAISISSEURS = SONDEURS | {Role.CONSEILLER}
PORTAIL = frozenset({Role.SYSTEME})


class EtatVersion(TextChoices):
    BROUILLON = "brouillon", _("En rédaction")
    PUBLIEE = "publiee", _("Prête à poser")
    REMPLACEE = "remplacee", _("Remplacée")


V = EtatVersion

CYCLE_VERSION_SONDAGE = Cycle(
    "version_sondage",
    EtatVersion,
    {V.BROUILLON},
    (
        Transition("publier", {V.BROUILLON}, V.PUBLIEE, SONDEURS, _("Figer ces questions"), _("Questions figées")),
        Transition(
            "remplacer", {V.PUBLIEE}, V.REMPLACEE, SONDEURS, _("Remplacer"), _("Remplacée par une autre"), discret=True
        ),
    ),
)


class EtatCampagneSondage(TextChoices):
    PREPAREE = "preparee", _("En préparation")
    ACTIVE = "active", _("En cours")
    TERMINEE = "terminee", _("Terminée")
    ARRETEE = "arretee", _("Arrêtée")


C = EtatCampagneSondage

# A step reaches one state: a newer version is taken without leaving the one the campaign is in.
PAS_DE_VERSION: dict[str, str] = {C.PREPAREE: "changer_version", C.ACTIVE: "changer_version_en_cours"}

CYCLE_CAMPAGNE_SONDAGE = Cycle(
    "campagne_sondage",
    EtatCampagneSondage,
    {C.PREPAREE},
    (
        Transition("lancer", {C.PREPAREE}, C.ACTIVE, SONDEURS, _("Lancer la campagne"), _("Lancée")),
        *(
            Transition(nom, {etat}, etat, SONDEURS, _("Changer de version"), _("Version changée"), discret=True)
            for etat, nom in PAS_DE_VERSION.items()
        ),
        Transition("terminer", {C.ACTIVE}, C.TERMINEE, PORTAIL, _("Terminer"), _("Terminée"), discret=True),
        Transition(
            "arreter",
            {C.PREPAREE, C.ACTIVE},
            C.ARRETEE,
            SONDEURS,
            _("Arrêter la campagne"),
            _("Arrêtée"),
            motif_requis=True,
        ),
    ),
)


class EtatVague(TextChoices):
    OUVERTE = "ouverte", _("Réponses attendues")
    FERMEE = "fermee", _("Fermée")


G = EtatVague

CYCLE_VAGUE_SONDAGE = Cycle(
    "vague_sondage",
    EtatVague,
    {G.OUVERTE},
    (Transition("fermer", {G.OUVERTE}, G.FERMEE, PORTAIL, _("Fermer"), _("Fermée"), discret=True),),
)
