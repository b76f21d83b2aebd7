"""How a course is given: formula, mode and stream. Codes are stored; labels may change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Formule(TextChoices):
    """The weekly load a person asks for."""

    TEMPS_COMPLET = "temps_complet", _("Temps complet")
    TEMPS_PARTIEL = "temps_partiel", _("Temps partiel")


class FormuleDeRegle(TextChoices):
    """What an eligibility rule is written for: a weekly load, or studying online whatever the load."""

    TEMPS_COMPLET = "temps_complet", _("Temps complet")
    TEMPS_PARTIEL = "temps_partiel", _("Temps partiel")
    EN_LIGNE = "en_ligne", _("En ligne")


class Mode(TextChoices):
    """Where a class takes place."""

    EN_CLASSE = "en_classe", _("En classe")
    EN_LIGNE = "en_ligne", _("En ligne")
    HYBRIDE = "hybride", _("En classe et en ligne")


class Filiere(TextChoices):
    """The stream of a group: regular, or for persons with little schooling."""

    REGULIERE = "reguliere", _("Régulière")
    ALPHA = "alpha", _("Alpha-francisation")
