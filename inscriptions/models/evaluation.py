"""Level evaluations: four skills, on one edition of the scale; never one figure."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class GenreEvaluation(models.TextChoices):
    AUTOEVALUATION = "autoevaluation", _("Autoévaluation")
    CLASSEMENT = "classement", _("Évaluation de classement")


def _niveau(libelle: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(libelle)


class Evaluation(models.Model):
    """The level reached in each skill (0 = below level 1), by whom, when, on which edition of the scale."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inscription = models.ForeignKey("inscriptions.Inscription", models.PROTECT, related_name="evaluations")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+")
    genre = models.CharField(_("genre"), max_length=16, choices=GenreEvaluation)
    edition = models.ForeignKey("guichet.EditionEchelle", models.PROTECT, related_name="+")
    co = _niveau(_("compréhension orale"))
    po = _niveau(_("production orale"))
    ce = _niveau(_("compréhension écrite"))
    pe = _niveau(_("production écrite"))
    evaluee_le = models.DateTimeField(_("évaluée le"))
    evaluee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    commentaire = models.TextField(_("commentaire"), blank=True)

    class Meta:
        verbose_name = _("évaluation")
        ordering = ("-evaluee_le",)
        constraints = [
            models.CheckConstraint(
                condition=Q(co__lte=12, po__lte=12, ce__lte=12, pe__lte=12),
                name="evaluation_niveaux_valides",
                violation_error_message=_("Chaque niveau va de 0 à 12."),
            ),
        ]

    def __str__(self) -> str:
        return f"CO {self.co}, PO {self.po}, CE {self.ce}, PÉ {self.pe}"

    @property
    def niveaux(self) -> dict[str, int]:
        """Level by skill code."""
        return {"CO": self.co, "PO": self.po, "CE": self.ce, "PE": self.pe}

    @property
    def niveau_de_cours(self) -> int:
        """The course to take: the level after the weaker of the two oral skills (synthetic rule, domaine.md §8)."""
        return min(12, min(self.co, self.po) + 1)
