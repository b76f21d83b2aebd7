"""Which stages exist on a person's path, and who moves between them?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_PARTENAIRE, ROLES_PERSONNE, Role
from guichet.cycle.table import Cycle, Transition

PERSONNE = frozenset({Role.PERSONNE, Role.MANDATAIRE})
CONSEIL = frozenset({Role.CONSEILLER})
PARTENAIRE = ROLES_PARTENAIRE
PORTAIL = frozenset({Role.SYSTEME})


class EtatInscription(TextChoices):
    BROUILLON = "brouillon", _("Brouillon")
    DEPOSEE = "deposee", _("Déposée")
    A_COMPLETER = "a_completer", _("À compléter")
    COMPLETE = "complete", _("Complète")
    EVALUEE = "evaluee", _("Évaluée")
    EN_ATTENTE = "en_attente", _("En attente d’une place")
    EN_COURS = "en_cours", _("En cours")
    TERMINEE = "terminee", _("Terminée")
    RETIREE = "retiree", _("Retirée")
    NON_ADMISSIBLE = "non_admissible", _("Non admissible")
    INACTIVE = "inactive", _("Inactive")


class EtatGroupe(TextChoices):
    ENVISAGE = "envisage", _("Envisagé")
    ANNONCE = "annonce", _("Annoncé")
    A_RISQUE = "a_risque", _("À risque")
    CONFIRME = "confirme", _("Confirmé")
    EN_COURS = "en_cours", _("En cours")
    TERMINE = "termine", _("Terminé")
    ANNULE = "annule", _("Annulé")
    FERME = "ferme", _("Fermé")


class EtatOffre(TextChoices):
    PROPOSEE = "proposee", _("Proposée")
    ACCEPTEE = "acceptee", _("Acceptée")
    DECLINEE = "declinee", _("Déclinée")
    EXPIREE = "expiree", _("Expirée")
    RETIREE = "retiree", _("Retirée")


class EtatPlace(TextChoices):
    CONFIRMEE = "confirmee", _("Confirmée")
    COMMENCEE = "commencee", _("Commencée")
    TERMINEE = "terminee", _("Terminée")
    ABANDONNEE = "abandonnee", _("Abandonnée")
    TRANSFEREE = "transferee", _("Transférée")
    JAMAIS_PRESENTEE = "jamais_presentee", _("Jamais présentée")
    GROUPE_FERME = "groupe_ferme", _("Groupe fermé")


class EtatExecution(TextChoices):
    DEMANDEE = "demandee", _("Demandée")
    PROPOSEE = "proposee", _("À confirmer")
    CONFIRMEE = "confirmee", _("Confirmée")
    REJETEE = "rejetee", _("Rejetée")
    ECHOUEE = "echouee", _("Échouée")


I, G, O, P, X = EtatInscription, EtatGroupe, EtatOffre, EtatPlace, EtatExecution  # noqa: E741

_VIVANTE = frozenset({I.DEPOSEE, I.A_COMPLETER, I.COMPLETE, I.EVALUEE, I.EN_ATTENTE})

CYCLE_INSCRIPTION = Cycle(
    "inscription",
    EtatInscription,
    {I.BROUILLON},
    (
        Transition(
            "deposer", {I.BROUILLON}, I.DEPOSEE, PERSONNE, _("Envoyer ma demande"), _("Demande envoyée"), discret=True
        ),
        Transition(
            "retourner",
            {I.DEPOSEE, I.COMPLETE},
            I.A_COMPLETER,
            CONSEIL,
            _("Demander un complément"),
            _("Complément demandé"),
            motif_requis=True,
        ),
        Transition(
            "completer",
            {I.A_COMPLETER},
            I.DEPOSEE,
            PERSONNE,
            _("Renvoyer ma demande"),
            _("Demande complétée"),
            discret=True,
        ),
        Transition(
            "declarer_complete",
            {I.DEPOSEE},
            I.COMPLETE,
            CONSEIL | PORTAIL,
            _("Déclarer le dossier complet"),
            _("Dossier complet"),
        ),
        Transition(
            "evaluer", {I.COMPLETE}, I.EVALUEE, CONSEIL, _("Évaluer le niveau"), _("Niveau évalué"), discret=True
        ),
        Transition(
            "mettre_en_attente",
            {I.EVALUEE},
            I.EN_ATTENTE,
            CONSEIL | PORTAIL,
            _("Mettre en attente d’une place"),
            _("En attente d’une place"),
        ),
        Transition(
            "placer",
            {I.EN_ATTENTE},
            I.EN_COURS,
            PERSONNE | CONSEIL | PORTAIL,
            _("Confirmer la place"),
            _("Place acceptée"),
            discret=True,
        ),
        Transition(
            "remettre_en_attente",
            {I.EN_COURS, I.INACTIVE},
            I.EN_ATTENTE,
            CONSEIL | PARTENAIRE | PORTAIL,
            _("Remettre en attente"),
            _("De nouveau en attente"),
            motif_requis=True,
        ),
        Transition(
            "poursuivre",
            {I.EN_COURS},
            I.EN_ATTENTE,
            PERSONNE | PORTAIL,
            _("Demander le niveau suivant"),
            _("Niveau suivant demandé"),
        ),
        Transition(
            "terminer", {I.EN_COURS}, I.TERMINEE, CONSEIL | PORTAIL, _("Terminer le parcours"), _("Parcours terminé")
        ),
        Transition(
            "retirer",
            {I.BROUILLON, *_VIVANTE},
            I.RETIREE,
            PERSONNE | CONSEIL,
            _("Retirer la demande"),
            _("Demande retirée"),
            motif_requis=True,
        ),
        Transition(
            "refuser",
            {I.DEPOSEE, I.A_COMPLETER, I.COMPLETE},
            I.NON_ADMISSIBLE,
            CONSEIL,
            _("Déclarer non admissible"),
            _("Non admissible"),
            motif_requis=True,
        ),
        Transition(
            "rendre_inactive",
            {*_VIVANTE, I.EN_COURS},
            I.INACTIVE,
            CONSEIL | PARTENAIRE | PORTAIL,
            _("Rendre inactive"),
            _("Demande inactive"),
            motif_requis=True,
        ),
        Transition(
            "reprendre",
            {I.RETIREE, I.INACTIVE, I.TERMINEE},
            I.DEPOSEE,
            PERSONNE | CONSEIL,
            _("Reprendre la demande"),
            _("Demande reprise"),
        ),
    ),
    libelles={
        ROLES_PERSONNE: {
            I.BROUILLON: _("À terminer"),
            I.DEPOSEE: _("Reçue"),
            I.A_COMPLETER: _("Il manque une information"),
            I.COMPLETE: _("Dossier complet"),
            I.EVALUEE: _("Niveau connu"),
            I.EN_ATTENTE: _("En attente d’une place"),
            I.EN_COURS: _("Vous avez une place"),
            I.TERMINEE: _("Parcours terminé"),
            I.RETIREE: _("Demande retirée"),
            I.NON_ADMISSIBLE: _("Non admissible"),
            I.INACTIVE: _("En pause"),
        }
    },
)

CYCLE_GROUPE = Cycle(
    "groupe",
    EtatGroupe,
    {G.ENVISAGE, G.ANNONCE},
    (
        # Taken when a formation is accepted, with the meetings the announcement brings.
        Transition(
            "annoncer",
            {G.ENVISAGE},
            G.ANNONCE,
            CONSEIL | PARTENAIRE | PORTAIL,
            _("Annoncer"),
            _("Annoncé"),
            discret=True,
        ),
        Transition(
            "abandonner",
            {G.ENVISAGE},
            G.ANNULE,
            PARTENAIRE | PORTAIL,
            _("Ne plus envisager"),
            _("N’est plus envisagé"),
            motif_requis=True,
            discret=True,
        ),
        Transition(
            "mettre_a_risque",
            {G.ANNONCE, G.CONFIRME},
            G.A_RISQUE,
            CONSEIL | PORTAIL,
            _("Mettre à risque"),
            _("Mis à risque"),
            motif_requis=True,
        ),
        Transition(
            "confirmer", {G.ANNONCE, G.A_RISQUE}, G.CONFIRME, CONSEIL | PARTENAIRE, _("Confirmer"), _("Confirmé")
        ),
        Transition("commencer", {G.CONFIRME}, G.EN_COURS, PARTENAIRE | PORTAIL, _("Commencer"), _("Commencé")),
        Transition("terminer", {G.EN_COURS}, G.TERMINE, PARTENAIRE | PORTAIL, _("Terminer"), _("Terminé")),
        Transition(
            "annuler",
            {G.ENVISAGE, G.ANNONCE, G.A_RISQUE, G.CONFIRME},
            G.ANNULE,
            CONSEIL,
            _("Annuler"),
            _("Annulé"),
            motif_requis=True,
        ),
        Transition("fermer", {G.EN_COURS}, G.FERME, CONSEIL, _("Fermer"), _("Fermé"), motif_requis=True),
    ),
)

CYCLE_OFFRE = Cycle(
    "offre",
    EtatOffre,
    {O.PROPOSEE},
    (
        Transition("accepter", {O.PROPOSEE}, O.ACCEPTEE, PERSONNE, _("Accepter la place"), _("Place acceptée")),
        Transition(
            "decliner", {O.PROPOSEE}, O.DECLINEE, PERSONNE, _("Refuser la place"), _("Place refusée"), motif_requis=True
        ),
        Transition("expirer", {O.PROPOSEE}, O.EXPIREE, PORTAIL, _("Expirer"), _("Offre expirée"), discret=True),
        Transition(
            "retirer",
            {O.PROPOSEE},
            O.RETIREE,
            CONSEIL | PORTAIL,
            _("Retirer l’offre"),
            _("Offre retirée"),
            motif_requis=True,
        ),
    ),
    libelles={ROLES_PERSONNE: {O.PROPOSEE: _("À vous de répondre"), O.RETIREE: _("Offre annulée")}},
)

CYCLE_PLACE = Cycle(
    "place",
    EtatPlace,
    {P.CONFIRMEE},
    (
        Transition(
            "commencer", {P.CONFIRMEE}, P.COMMENCEE, PARTENAIRE | PORTAIL, _("Marquer le début"), _("Cours commencé")
        ),
        Transition("terminer", {P.COMMENCEE}, P.TERMINEE, PARTENAIRE | PORTAIL, _("Terminer"), _("Cours terminé")),
        Transition(
            "abandonner",
            {P.COMMENCEE},
            P.ABANDONNEE,
            PARTENAIRE | CONSEIL | PERSONNE,
            _("Noter un abandon"),
            _("Cours abandonné"),
            motif_requis=True,
        ),
        Transition(
            "transferer",
            {P.CONFIRMEE, P.COMMENCEE},
            P.TRANSFEREE,
            CONSEIL | PARTENAIRE,
            _("Transférer"),
            _("Transférée"),
            motif_requis=True,
        ),
        Transition(
            "rendre", {P.CONFIRMEE}, P.TRANSFEREE, PERSONNE, _("Rendre ma place"), _("Place rendue"), motif_requis=True
        ),
        Transition(
            "noter_absence_initiale",
            {P.CONFIRMEE},
            P.JAMAIS_PRESENTEE,
            PARTENAIRE | PORTAIL,
            _("Noter « jamais présentée »"),
            _("Ne s’est jamais présentée"),
            motif_requis=True,
        ),
        Transition(
            "fermer",
            {P.CONFIRMEE, P.COMMENCEE},
            P.GROUPE_FERME,
            CONSEIL | PORTAIL,
            _("Fermer avec le groupe"),
            _("Groupe fermé"),
            motif_requis=True,
        ),
    ),
    libelles={ROLES_PERSONNE: {P.CONFIRMEE: _("Votre place est réservée"), P.COMMENCEE: _("Vous suivez ce cours")}},
)

CYCLE_EXECUTION = Cycle(
    "execution",
    EtatExecution,
    {X.DEMANDEE},
    (
        Transition("proposer", {X.DEMANDEE}, X.PROPOSEE, PORTAIL, _("Proposer"), _("Résultat vérifié"), discret=True),
        Transition(
            "echouer",
            {X.DEMANDEE},
            X.ECHOUEE,
            PORTAIL,
            _("Échouer"),
            _("Calcul échoué"),
            motif_requis=True,
            discret=True,
        ),
        Transition(
            "confirmer", {X.PROPOSEE}, X.CONFIRMEE, CONSEIL, _("Confirmer et envoyer les offres"), _("Offres envoyées")
        ),
        Transition("rejeter", {X.PROPOSEE}, X.REJETEE, CONSEIL, _("Rejeter"), _("Résultat rejeté"), motif_requis=True),
    ),
)

# States in which an object still weighs on its group's seats.
OFFRES_VIVES = frozenset({O.PROPOSEE})
PLACES_OCCUPEES = frozenset({P.CONFIRMEE, P.COMMENCEE, P.TERMINEE})
GROUPES_OUVERTS = frozenset({G.ANNONCE, G.A_RISQUE, G.CONFIRME})
