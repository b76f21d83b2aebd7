"""What an account said each time it was submitted: corrections are compared with it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partenaires.models.entente import Entente
from partenaires.models.reddition import Reddition


class DepotReddition(models.Model):
    """One submission, as it was sent; only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reddition = models.ForeignKey(Reddition, models.PROTECT, related_name="depots")
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    numero = models.PositiveSmallIntegerField(_("numéro"))
    contenu = models.JSONField(_("contenu"))
    soumis_le = models.DateTimeField(_("soumis le"))
    soumis_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("dépôt de reddition")
        verbose_name_plural = _("dépôts de reddition")
        ordering = ("numero",)
        constraints = [models.UniqueConstraint(fields=["reddition", "numero"], name="depot_reddition_unique")]

    def __str__(self) -> str:
        return f"{self.reddition} ({self.numero})"
