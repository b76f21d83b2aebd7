"""How a course is given: formula, stream, mode and time of day. Codes are stored; labels may change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Formule(TextChoices):
    """The formulas of courses offered to the public."""

    TEMPS_COMPLET = "temps_complet", _("Temps complet")
    TEMPS_PARTIEL = "temps_partiel", _("Temps partiel")
    EN_LIGNE = "en_ligne", _("En ligne")
    SPECIALISE = "specialise", _("Spécialisé par domaine d’emploi")
    EN_ENTREPRISE = "en_entreprise", _("En entreprise")


class Filiere(TextChoices):
    """The stream of a group: ordinary, or for persons with little schooling."""

    ORDINAIRE = "ordinaire", _("Francisation")
    ALPHA = "alpha", _("Alpha-francisation")


class Mode(TextChoices):
    """Where a class takes place."""

    EN_CLASSE = "en_classe", _("En classe")
    A_DISTANCE = "a_distance", _("À distance")


class Plage(TextChoices):
    """The part of the week a person is free, or a group meets."""

    JOUR = "jour", _("Le jour")
    SOIR = "soir", _("Le soir")
    FIN_DE_SEMAINE = "fin_de_semaine", _("La fin de semaine")
