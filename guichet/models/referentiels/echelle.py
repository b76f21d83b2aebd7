"""The *échelle québécoise*: its editions, and the twelve levels of each of the four skills."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.echelle import NIVEAU_MAXIMUM, NIVEAU_MINIMUM, Competence, Stade

from .validite import Referentiel


class EditionEchelle(Referentiel):
    """An edition of the scale; a result always says which one it was measured on."""

    code = models.CharField(_("édition"), max_length=10, primary_key=True)
    nom = models.CharField(_("nom"), max_length=150)

    class Meta(Referentiel.Meta):
        verbose_name = _("édition de l’échelle")
        verbose_name_plural = _("éditions de l’échelle")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.nom


class NiveauEchelle(Referentiel):
    """One level of one skill in one edition, with what a person at this level can do."""

    edition = models.ForeignKey(EditionEchelle, on_delete=models.PROTECT, related_name="niveaux")
    competence = models.CharField(_("compétence"), max_length=2, choices=Competence.choices)
    niveau = models.PositiveSmallIntegerField(
        _("niveau"), validators=[MinValueValidator(NIVEAU_MINIMUM), MaxValueValidator(NIVEAU_MAXIMUM)]
    )
    stade = models.CharField(_("stade"), max_length=13, choices=Stade.choices)
    descripteur = models.TextField(_("ce que la personne peut faire"), blank=True)

    class Meta(Referentiel.Meta):
        verbose_name = _("niveau de l’échelle")
        verbose_name_plural = _("niveaux de l’échelle")
        ordering = ["edition", "competence", "niveau"]
        constraints = [
            *Referentiel.Meta.constraints,
            models.UniqueConstraint(
                name="niveauechelle_un_par_edition_et_competence",
                fields=["edition", "competence", "niveau"],
                violation_error_message=_("Ce niveau existe déjà pour cette compétence dans cette édition."),
            ),
            models.CheckConstraint(
                name="niveauechelle_de_1_a_12",
                condition=Q(niveau__gte=NIVEAU_MINIMUM, niveau__lte=NIVEAU_MAXIMUM),
                violation_error_message=_("Le niveau va de 1 à 12."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_competence_display()} {self.niveau}"
