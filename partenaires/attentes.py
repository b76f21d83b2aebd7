"""In each state of an entente and of what hangs on it: who acts next, to do what, within how long?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from partenaires.states_decomptes import EtatDecompte as D
from partenaires.states_ententes import EtatEntente as E
from partenaires.states_ententes import EtatReddition as R
from partenaires.states_ententes import EtatRevue as RV
from partenaires.states_ententes import EtatVersement as P


class Partie(StrEnum):
    """Who has the ball."""

    PARTENAIRE = "partenaire"
    GESTION = "gestion"
    APPROBATION = "approbation"
    PAIEMENT = "paiement"
    PORTAIL = "portail"
    PERSONNE = "personne"

    @property
    def libelle(self) -> Any:
        """The words for it."""
        return MOTS[self]

    @property
    def est_du_ministere(self) -> bool:
        """True when the ministry is the one expected."""
        return self in (Partie.GESTION, Partie.APPROBATION, Partie.PAIEMENT)


MOTS = {
    Partie.PARTENAIRE: _("L’organisme"),
    Partie.GESTION: _("Le gestionnaire d’ententes"),
    Partie.APPROBATION: _("L’approbateur"),
    Partie.PAIEMENT: _("Le payeur"),
    Partie.PORTAIL: _("Le portail, à la date prévue"),
    Partie.PERSONNE: _("Personne : c’est terminé"),
}


@dataclass(frozen=True, slots=True)
class Attente:
    """Who acts next, what is expected, and the dated parameter (business days) that counts its delay."""

    qui: Partie
    quoi: Any
    delai: str = ""


FIN = Attente(Partie.PERSONNE, _("Rien à faire"))
ATTENTES: dict[str, dict[str, Attente]] = {
    "entente": {
        E.EBAUCHE: Attente(Partie.PARTENAIRE, _("Remplir la demande et la soumettre")),
        E.SOUMISE: Attente(
            Partie.GESTION, _("Vérifier la complétude et commencer l’analyse"), "delai_completude_entente"
        ),
        E.A_COMPLETER: Attente(Partie.PARTENAIRE, _("Compléter la demande"), "delai_complement_entente"),
        E.EN_ANALYSE: Attente(Partie.GESTION, _("Analyser et recommander"), "delai_analyse_entente"),
        E.RECOMMANDEE: Attente(Partie.APPROBATION, _("Décider"), "delai_decision_entente"),
        E.APPROUVEE: Attente(Partie.PARTENAIRE, _("S’entendre sur le texte, puis signer"), "delai_signature_entente"),
        E.SIGNEE: Attente(Partie.PORTAIL, _("Commencer l’entente à sa date de début")),
        E.ACTIVE: Attente(Partie.PARTENAIRE, _("Offrir les services et rendre compte aux dates convenues")),
        E.REVUE_MI_PARCOURS: Attente(
            Partie.PARTENAIRE, _("Commenter la revue de mi-parcours"), "delai_commentaire_revue"
        ),
        E.RAPPORT_FINAL: Attente(Partie.PARTENAIRE, _("Produire le rapport final")),
        E.SUSPENDUE: Attente(Partie.APPROBATION, _("Lever la suspension ou résilier")),
        E.RESILIEE: Attente(Partie.GESTION, _("Établir le décompte final"), "delai_decompte_entente"),
        E.FERMEE: FIN,
        E.REFUSEE: FIN,
        E.RETIREE: FIN,
    },
    "reddition": {
        R.A_PRODUIRE: Attente(Partie.PARTENAIRE, _("Rendre compte de la période")),
        R.BROUILLON: Attente(Partie.PARTENAIRE, _("Terminer et soumettre")),
        R.SOUMISE: Attente(Partie.GESTION, _("Examiner, accepter ou retourner"), "delai_examen_reddition"),
        R.A_CORRIGER: Attente(Partie.PARTENAIRE, _("Corriger et soumettre de nouveau"), "delai_correction_reddition"),
        R.ACCEPTEE: FIN,
    },
    "versement": {
        P.PLANIFIE: Attente(Partie.PORTAIL, _("Attendre que les conditions soient remplies")),
        P.EXIGIBLE: Attente(Partie.APPROBATION, _("Autoriser le versement"), "delai_autorisation_versement"),
        P.AUTORISE: Attente(Partie.PAIEMENT, _("Émettre le versement"), "delai_emission_versement"),
        P.EMIS: FIN,
        P.RETENU: Attente(Partie.APPROBATION, _("Libérer le versement ou le laisser retenu")),
    },
    "revue_mi_parcours": {
        RV.GENEREE: Attente(Partie.PARTENAIRE, _("Commenter la revue"), "delai_commentaire_revue"),
        RV.COMMENTEE: Attente(Partie.GESTION, _("Tenir la rencontre"), "delai_rencontre_revue"),
        RV.RENCONTRE: Attente(Partie.GESTION, _("Conclure par des mesures datées"), "delai_conclusion_revue"),
        RV.CONCLUE: FIN,
    },
    "decompte": {
        D.ETABLI: Attente(
            Partie.APPROBATION, _("Vérifier et approuver le décompte final"), "delai_approbation_decompte"
        ),
        D.VERROUILLE: FIN,
    },
}


def attente_de(objet: Any) -> Attente:
    """Who acts next on this object, in its present state."""
    return ATTENTES[objet.CYCLE][objet.etat]
