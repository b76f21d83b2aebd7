"""The words of the ledger of losses: how a person left, at which stage, and the family of each coded reason."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Nature(TextChoices):
    RETRAIT = "retrait", _("Retrait de la demande")
    NON_ADMISSIBLE = "non_admissible", _("Non admissible")
    INACTIVITE = "inactivite", _("Demande rendue inactive")
    OFFRE_DECLINEE = "offre_declinee", _("Départ après une offre refusée")
    OFFRE_EXPIREE = "offre_expiree", _("Départ après une offre expirée")
    ABSENCE_INITIALE = "absence_initiale", _("Jamais présentée")
    ABANDON = "abandon", _("Abandon du cours")
    GROUPE_FERME = "groupe_ferme", _("Départ après la fermeture du groupe")


class EtapePerdue(TextChoices):
    """Where the person was when she left, in the order of the path."""

    BROUILLON = "brouillon", _("Demande")
    DOSSIER = "dossier", _("Dossier")
    EVALUATION = "evaluation", _("Niveau")
    ATTENTE = "attente", _("Attente")
    PREMIER_COURS = "premier_cours", _("Début")
    CLASSE = "classe", _("Classe")


class Famille(TextChoices):
    EMPLOI = "emploi", _("Emploi")
    HORAIRE = "horaire", _("Horaire ou formule")
    LIEU = "lieu", _("Lieu")
    GARDE = "garde", _("Garde d’enfants")
    SANTE = "sante", _("Santé ou famille")
    DEMENAGEMENT = "demenagement", _("Déménagement")
    AILLEURS = "ailleurs", _("Cours ou études ailleurs")
    NIVEAU = "niveau", _("Niveau")
    ATTENTE = "attente", _("Attente trop longue")
    BESOIN = "besoin", _("Plus besoin")
    ADMISSIBILITE = "admissibilite", _("Conditions d’admissibilité")
    FERMETURE = "fermeture", _("Groupe fermé ou annulé")
    AUTRE = "autre", _("Autre raison")
    INCONNUE = "inconnue", _("Raison inconnue")


# The same reason has one code in each step's list; a code without a family is « autre », no code is « inconnue ».
CODES: dict[str, tuple[str, ...]] = {
    Famille.EMPLOI: ("abandon_emploi", "offre_emploi", "rendue_emploi", "replacement_emploi", "perte_emploi"),
    Famille.HORAIRE: ("abandon_horaire", "offre_horaire", "offre_formule", "rendue_horaire", "perte_horaire"),
    Famille.LIEU: ("offre_lieu", "rendue_lieu", "perte_lieu"),
    Famille.GARDE: ("abandon_garde", "offre_garde", "rendue_garde", "perte_garde"),
    Famille.SANTE: ("abandon_sante", "offre_sante", "rendue_sante", "perte_sante"),
    Famille.DEMENAGEMENT: (
        "abandon_demenagement",
        "abandon_depart",
        "demande_depart",
        "replacement_depart_quebec",
        "perte_demenagement",
    ),
    Famille.AILLEURS: (
        "abandon_etudes",
        "demande_autre_cours",
        "offre_autre_cours",
        "replacement_autre_cours",
        "perte_etudes",
    ),
    Famille.NIVEAU: ("abandon_niveau", "perte_niveau"),
    Famille.ATTENTE: ("demande_attente", "perte_attente"),
    Famille.BESOIN: (
        "demande_plus_besoin",
        "inactive_pause",
        "offre_plus_tard",
        "replacement_plus_besoin",
        "perte_plus_besoin",
    ),
    Famille.ADMISSIBILITE: ("refus_statut", "refus_age", "refus_domicile", "refus_doublon"),
    Famille.FERMETURE: ("fermeture_effectif", "fermeture_enseignant", "fermeture_lieu"),
    Famille.INCONNUE: (
        "",
        "abandon_inconnu",
        "absence_initiale_sans_nouvelles",
        "inactive_abandon",
        "inactive_absence_initiale",
        "inactive_sans_nouvelles",
        "perte_introuvable",
        "perte_refuse_de_dire",
        "replacement_demande_finie",
        "replacement_sans_nouvelles",
    ),
}
FAMILLE_DU_CODE = {code: str(famille) for famille, codes in CODES.items() for code in codes}
