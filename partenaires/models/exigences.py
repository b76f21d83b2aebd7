"""What a volet asks of a request and how it is judged: documents to give, criteria of the analysis grid."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partenaires.models.programme import EN_PLACE, ElementDeNorme, Volet


class DocumentExige(ElementDeNorme):
    """A document a request comes with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volet = models.ForeignKey(Volet, models.PROTECT, related_name="documents")
    code = models.SlugField(_("code"), max_length=32)
    nom = models.CharField(_("document"), max_length=160)
    obligatoire = models.BooleanField(_("obligatoire"), default=True)

    class Meta:
        verbose_name = _("document exigé")
        verbose_name_plural = _("documents exigés")
        ordering = ("volet", "-obligatoire", "code")
        constraints = [
            models.UniqueConstraint(fields=["volet", "code"], condition=EN_PLACE, name="document_exige_unique")
        ]

    def __str__(self) -> str:
        return self.nom


class CritereAnalyse(ElementDeNorme):
    """A line of the grid: what is judged, out of how much, and how much it weighs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volet = models.ForeignKey(Volet, models.PROTECT, related_name="criteres")
    code = models.SlugField(_("code"), max_length=32)
    libelle = models.CharField(_("critère"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    poids = models.PositiveSmallIntegerField(_("poids"))
    note_max = models.PositiveSmallIntegerField(_("note maximale"), default=5)

    class Meta:
        verbose_name = _("critère d’analyse")
        verbose_name_plural = _("critères d’analyse")
        ordering = ("volet", "code")
        constraints = [
            models.UniqueConstraint(fields=["volet", "code"], condition=EN_PLACE, name="critere_analyse_unique"),
            models.CheckConstraint(condition=Q(poids__gt=0, note_max__gt=0), name="critere_analyse_positif"),
        ]

    def __str__(self) -> str:
        return self.libelle
