"""Which stages exist for ententes and what hangs on them, who moves between them, and who acts next in each?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_ENTENTES, Role
from guichet.cycle.table import Cycle, Transition

# Who commits an organisation is its manager; an agent prepares.
ENGAGEANT = frozenset({Role.GESTIONNAIRE_PARTENAIRE})
PREPARATION = frozenset({Role.AGENT_PARTENAIRE, Role.GESTIONNAIRE_PARTENAIRE})
GESTION_ENTENTES = frozenset({Role.GESTIONNAIRE_ENTENTES})
APPROBATION = frozenset({Role.APPROBATEUR})
PAIEMENT = frozenset({Role.PAYEUR})
# Who delegates the power to approve.
DELEGATION = frozenset({Role.DIRECTION})
PORTAIL = frozenset({Role.SYSTEME})
# Who reads every entente of the ministry.
LECTURE_ENTENTES = ROLES_ENTENTES
PARTIES = frozenset({Role.AGENT_PARTENAIRE, Role.GESTIONNAIRE_PARTENAIRE, Role.ENSEIGNANT})


class EtatEntente(TextChoices):
    EBAUCHE = "ebauche", _("Ébauche")
    SOUMISE = "soumise", _("Soumise")
    A_COMPLETER = "a_completer", _("À compléter")
    EN_ANALYSE = "en_analyse", _("En analyse")
    RECOMMANDEE = "recommandee", _("Recommandée")
    APPROUVEE = "approuvee", _("Approuvée")
    SIGNEE = "signee", _("Signée")
    ACTIVE = "active", _("Active")
    REVUE_MI_PARCOURS = "revue_mi_parcours", _("En revue de mi-parcours")
    RAPPORT_FINAL = "rapport_final", _("Rapport final attendu")
    FERMEE = "fermee", _("Fermée")
    SUSPENDUE = "suspendue", _("Suspendue")
    RESILIEE = "resiliee", _("Résiliée")
    REFUSEE = "refusee", _("Refusée")
    RETIREE = "retiree", _("Retirée")


class EtatAvenant(TextChoices):
    EBAUCHE = "ebauche", _("Ébauche")
    PROPOSE = "propose", _("Proposé")
    APPROUVE = "approuve", _("Approuvé")
    SIGNE = "signe", _("Signé")
    RETIRE = "retire", _("Retiré")
    REFUSE = "refuse", _("Refusé")


class EtatReddition(TextChoices):
    A_PRODUIRE = "a_produire", _("À produire")
    BROUILLON = "brouillon", _("Brouillon")
    SOUMISE = "soumise", _("Soumise")
    A_CORRIGER = "a_corriger", _("À corriger")
    ACCEPTEE = "acceptee", _("Acceptée")


class EtatVersement(TextChoices):
    PLANIFIE = "planifie", _("Planifié")
    EXIGIBLE = "exigible", _("Exigible")
    AUTORISE = "autorise", _("Autorisé")
    EMIS = "emis", _("Émis")
    RETENU = "retenu", _("Retenu")


class EtatRevue(TextChoices):
    GENEREE = "generee", _("Générée")
    COMMENTEE = "commentee_partenaire", _("Commentée par le partenaire")
    RENCONTRE = "rencontre", _("Rencontre tenue")
    CONCLUE = "conclue", _("Conclue")


class EtatLot(TextChoices):
    PREPARE = "prepare", _("Fichier transmis")
    EMIS = "emis", _("Émis")


E, AV = EtatEntente, EtatAvenant
R, P, RV = EtatReddition, EtatVersement, EtatRevue

EN_COURS: set[str] = {E.ACTIVE, E.REVUE_MI_PARCOURS}

CYCLE_ENTENTE = Cycle(
    "entente",
    EtatEntente,
    {E.EBAUCHE},
    (
        Transition(
            "soumettre",
            {E.EBAUCHE, E.A_COMPLETER},
            E.SOUMISE,
            ENGAGEANT,
            _("Soumettre la demande"),
            _("Demande soumise"),
            discret=True,
        ),
        Transition(
            "demander_complement",
            {E.SOUMISE, E.EN_ANALYSE},
            E.A_COMPLETER,
            GESTION_ENTENTES,
            _("Demander un complément"),
            _("Complément demandé"),
            motif_requis=True,
        ),
        Transition(
            "analyser", {E.SOUMISE}, E.EN_ANALYSE, GESTION_ENTENTES, _("Commencer l’analyse"), _("Analyse commencée")
        ),
        Transition(
            "recommander",
            {E.EN_ANALYSE},
            E.RECOMMANDEE,
            GESTION_ENTENTES,
            _("Recommander"),
            _("Recommandée"),
            discret=True,
        ),
        Transition(
            "renvoyer",
            {E.RECOMMANDEE},
            E.EN_ANALYSE,
            APPROBATION,
            _("Renvoyer à l’analyse"),
            _("Renvoyée à l’analyse"),
            motif_requis=True,
        ),
        Transition(
            "approuver", {E.RECOMMANDEE}, E.APPROUVEE, APPROBATION, _("Approuver"), _("Approuvée"), discret=True
        ),
        Transition("refuser", {E.RECOMMANDEE}, E.REFUSEE, APPROBATION, _("Refuser"), _("Refusée"), motif_requis=True),
        Transition(
            "retirer",
            {E.EBAUCHE, E.SOUMISE, E.A_COMPLETER, E.EN_ANALYSE, E.RECOMMANDEE, E.APPROUVEE},
            E.RETIREE,
            ENGAGEANT,
            _("Retirer la demande"),
            _("Demande retirée"),
            motif_requis=True,
        ),
        # The last signature, whoever gives it.
        Transition("signer", {E.APPROUVEE}, E.SIGNEE, PORTAIL, _("Signer"), _("Entente signée"), discret=True),
        Transition("activer", {E.SIGNEE}, E.ACTIVE, PORTAIL, _("Activer"), _("Entente commencée"), discret=True),
        Transition(
            "ouvrir_revue",
            {E.ACTIVE},
            E.REVUE_MI_PARCOURS,
            PORTAIL,
            _("Ouvrir la revue"),
            _("Revue de mi-parcours ouverte"),
            discret=True,
        ),
        Transition(
            "clore_revue",
            {E.REVUE_MI_PARCOURS},
            E.ACTIVE,
            GESTION_ENTENTES | PORTAIL,
            _("Clore la revue"),
            _("Revue de mi-parcours conclue"),
            discret=True,
        ),
        Transition(
            "attendre_rapport_final",
            EN_COURS,
            E.RAPPORT_FINAL,
            PORTAIL,
            _("Attendre le rapport final"),
            _("Période terminée"),
            discret=True,
        ),
        Transition(
            "suspendre",
            EN_COURS | {E.SIGNEE},
            E.SUSPENDUE,
            APPROBATION,
            _("Suspendre"),
            _("Suspendue"),
            motif_requis=True,
        ),
        Transition("reprendre", {E.SUSPENDUE}, E.ACTIVE, APPROBATION, _("Lever la suspension"), _("Suspension levée")),
        Transition(
            "resilier",
            {E.SIGNEE, E.SUSPENDUE} | EN_COURS,
            E.RESILIEE,
            APPROBATION,
            _("Résilier"),
            _("Résiliée"),
            motif_requis=True,
        ),
        # Once its final accounting is approved.
        Transition(
            "fermer",
            {E.RAPPORT_FINAL, E.RESILIEE},
            E.FERMEE,
            APPROBATION,
            _("Fermer l’entente"),
            _("Entente fermée"),
            discret=True,
        ),
    ),
    libelles={PARTIES: {E.RECOMMANDEE: _("En attente de décision"), E.APPROUVEE: _("Approuvée, à signer")}},
)

CYCLE_AVENANT = Cycle(
    "avenant",
    EtatAvenant,
    {AV.EBAUCHE},
    (
        Transition(
            "proposer", {AV.EBAUCHE}, AV.PROPOSE, GESTION_ENTENTES, _("Proposer l’avenant"), _("Avenant proposé")
        ),
        Transition("reprendre", {AV.PROPOSE}, AV.EBAUCHE, GESTION_ENTENTES, _("Reprendre"), _("Avenant repris")),
        Transition(
            "approuver",
            {AV.PROPOSE},
            AV.APPROUVE,
            APPROBATION,
            _("Approuver l’avenant"),
            _("Avenant approuvé"),
            discret=True,
        ),
        Transition(
            "refuser",
            {AV.PROPOSE},
            AV.REFUSE,
            APPROBATION,
            _("Refuser l’avenant"),
            _("Avenant refusé"),
            motif_requis=True,
        ),
        Transition("signer", {AV.APPROUVE}, AV.SIGNE, PORTAIL, _("Signer"), _("Avenant signé"), discret=True),
        Transition(
            "retirer",
            {AV.EBAUCHE, AV.PROPOSE, AV.APPROUVE},
            AV.RETIRE,
            GESTION_ENTENTES,
            _("Retirer l’avenant"),
            _("Avenant retiré"),
            motif_requis=True,
        ),
    ),
)

CYCLE_REDDITION = Cycle(
    "reddition",
    EtatReddition,
    {R.A_PRODUIRE},
    (
        Transition("preparer", {R.A_PRODUIRE}, R.BROUILLON, PREPARATION | PORTAIL, _("Commencer"), _("Commencée")),
        Transition(
            "soumettre",
            {R.BROUILLON, R.A_CORRIGER},
            R.SOUMISE,
            ENGAGEANT,
            _("Soumettre"),
            _("Soumise"),
            discret=True,
        ),
        Transition(
            "retourner",
            {R.SOUMISE},
            R.A_CORRIGER,
            GESTION_ENTENTES,
            _("Retourner pour correction"),
            _("Retournée"),
            motif_requis=True,
        ),
        Transition("accepter", {R.SOUMISE}, R.ACCEPTEE, GESTION_ENTENTES, _("Accepter"), _("Acceptée"), discret=True),
    ),
    libelles={PARTIES: {R.SOUMISE: _("Reçue par le ministère")}, GESTION_ENTENTES: {R.SOUMISE: _("À examiner")}},
)

CYCLE_VERSEMENT = Cycle(
    "versement",
    EtatVersement,
    {P.PLANIFIE},
    (
        Transition(
            "rendre_exigible",
            {P.PLANIFIE, P.RETENU},
            P.EXIGIBLE,
            PORTAIL,
            _("Rendre exigible"),
            _("Conditions remplies"),
            discret=True,
        ),
        Transition("autoriser", {P.EXIGIBLE}, P.AUTORISE, APPROBATION, _("Autoriser"), _("Autorisé")),
        Transition("emettre", {P.AUTORISE}, P.EMIS, PAIEMENT, _("Émettre"), _("Émis"), discret=True),
        Transition(
            "retenir",
            {P.PLANIFIE, P.EXIGIBLE, P.AUTORISE},
            P.RETENU,
            GESTION_ENTENTES | APPROBATION,
            _("Retenir"),
            _("Retenu"),
            motif_requis=True,
        ),
        Transition("liberer", {P.RETENU}, P.PLANIFIE, APPROBATION, _("Libérer"), _("Libéré"), motif_requis=True),
    ),
    libelles={PARTIES: {P.EXIGIBLE: _("À payer par le ministère"), P.AUTORISE: _("Paiement en préparation")}},
)

CYCLE_REVUE = Cycle(
    "revue_mi_parcours",
    EtatRevue,
    {RV.GENEREE},
    (
        Transition(
            "commenter",
            {RV.GENEREE},
            RV.COMMENTEE,
            ENGAGEANT,
            _("Envoyer nos commentaires"),
            _("Commentée par le partenaire"),
            discret=True,
        ),
        Transition(
            "rencontrer",
            {RV.GENEREE, RV.COMMENTEE},
            RV.RENCONTRE,
            GESTION_ENTENTES,
            _("Consigner la rencontre"),
            _("Rencontre tenue"),
            discret=True,
        ),
        Transition(
            "conclure", {RV.RENCONTRE}, RV.CONCLUE, GESTION_ENTENTES, _("Conclure la revue"), _("Conclue"), discret=True
        ),
    ),
    libelles={PARTIES: {RV.GENEREE: _("À commenter")}},
)

CYCLE_LOT_PAIEMENT = Cycle(
    "lot_paiement",
    EtatLot,
    {EtatLot.PREPARE},
    (
        # With the last of its lines.
        Transition(
            "emettre",
            {EtatLot.PREPARE},
            EtatLot.EMIS,
            PAIEMENT,
            _("Consigner les paiements"),
            _("Paiements consignés"),
            discret=True,
        ),
    ),
)
