"""The words a person chooses from: formula, mode, slot, needs, attendance codes."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Jour(models.TextChoices):
    LUNDI = "lun", _("Lundi")
    MARDI = "mar", _("Mardi")
    MERCREDI = "mer", _("Mercredi")
    JEUDI = "jeu", _("Jeudi")
    VENDREDI = "ven", _("Vendredi")
    SAMEDI = "sam", _("Samedi")
    DIMANCHE = "dim", _("Dimanche")


class Periode(models.TextChoices):
    AVANT_MIDI = "am", _("Avant-midi")
    APRES_MIDI = "pm", _("Après-midi")
    SOIR = "soir", _("Soir")


class Besoin(models.TextChoices):
    GARDE = "garde", _("Garde d’enfants sur place")
    MOBILITE = "mobilite", _("Accès pour personne à mobilité réduite")
    AUDITION = "audition", _("Aide pour l’audition")
    VISION = "vision", _("Aide pour la vision")


class Deplacement(models.TextChoices):
    MA_REGION = "ma_region", _("Dans ma région seulement")
    REGIONS_VOISINES = "regions_voisines", _("Aussi dans les régions voisines")


class Domicile(models.TextChoices):
    QUEBEC = "quebec", _("Oui")
    BIENTOT = "bientot", _("Non, mais je vais m’y établir")
    AILLEURS = "ailleurs", _("Non")


class Occupation(models.TextChoices):
    EMPLOI = "emploi", _("Je travaille")
    RECHERCHE = "recherche", _("Je cherche un emploi")
    ETUDES = "etudes", _("J’étudie")
    MAISON = "maison", _("Je m’occupe de ma famille")
    RETRAITE = "retraite", _("Je suis à la retraite")
    AUTRE = "autre", _("Autre situation")


class Objectif(models.TextChoices):
    QUOTIDIEN = "quotidien", _("Parler dans la vie de tous les jours")
    EMPLOI = "emploi", _("Travailler en français")
    ETUDES = "etudes", _("Étudier en français")
    FAMILLE = "famille", _("Aider mes enfants à l’école")
    CITOYENNETE = "citoyennete", _("Préparer une démarche d’immigration")


class OrigineOffre(models.TextChoices):
    PLACEMENT = "placement", _("Placement")
    CASCADE = "cascade", _("Place libérée")
    DIRECTE = "directe", _("Place libre choisie par la personne")
    TARDIVE = "tardive", _("Place libre d’un cours commencé")
    REPLACEMENT = "replacement", _("Replacement après une fermeture")
    RECOMMANDEE = "recommandee", _("Proposition d’un partenaire")


class RefusDePlace(models.TextChoices):
    """Why a seat asked for is not held; the sentence answers the person or the adviser."""

    PLUS_EN_ATTENTE = "plus_en_attente", _("Cette personne n’attend plus de place.")
    OFFRE_VIVE = "offre_vive", _("Cette personne a déjà une offre en attente de réponse.")
    COMPLET = "complet", _("Ce groupe est complet.")
    FERME = "ferme", _("Ce groupe n’accueille plus de nouvelles personnes.")
    NE_CONVIENT_PAS = "ne_convient_pas", _("Cette place n’est plus libre, ou le cours ne vous convient pas.")
    PROMISE = "promise", _("Cette place revient à une personne qui attend depuis plus longtemps.")

    @property
    def a_la_personne(self) -> str:
        """The same reason, said to the person herself."""
        match self:
            case RefusDePlace.PLUS_EN_ATTENTE:
                return gettext("Vous n’attendez plus de place.")
            case RefusDePlace.OFFRE_VIVE:
                return gettext("Vous avez déjà une offre en attente de réponse.")
            case _:
                return str(self.label)


class CodePresence(models.TextChoices):
    PRESENT = "present", _("Présent")
    RETARD = "retard", _("En retard")
    EXCUSE = "excuse", _("Absence motivée")
    NON_EXCUSE = "non_excuse", _("Absence non motivée")
    TRANSFERT = "transfert", _("Transfert")
