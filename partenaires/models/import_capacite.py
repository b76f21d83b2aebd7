"""A file of capacity received and looked at; nothing of it counts until it is confirmed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partenaires.models.declaration import DeclarationCapacite


class ImportCapacite(models.Model):
    """The text of the file, kept between the preview and the one confirmation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.ForeignKey(DeclarationCapacite, models.PROTECT, related_name="imports")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    nom_fichier = models.CharField(_("nom du fichier"), max_length=120)
    contenu = models.TextField(_("contenu"))
    recu_le = models.DateTimeField(_("reçu le"))
    recu_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applique_le = models.DateTimeField(_("appliqué le"), null=True, blank=True)

    class Meta:
        verbose_name = _("fichier de capacité")
        verbose_name_plural = _("fichiers de capacité")

    def __str__(self) -> str:
        return self.nom_fichier
