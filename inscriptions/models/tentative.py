"""Attempts to reach a person: by which channel, when, by whom, how it went; only ever added to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CanalContact(models.TextChoices):
    TELEPHONE = "telephone", _("Téléphone")
    COURRIEL = "courriel", _("Courriel")
    SMS = "sms", _("Texto")
    LETTRE = "lettre", _("Lettre")
    EN_PERSONNE = "en_personne", _("En personne")


# What the portal sends by itself, through the outbox.
CANAUX_ENVOYES = frozenset({CanalContact.COURRIEL, CanalContact.SMS})


class TentativeContact(models.Model):
    """One attempt, about a lost class (`replacement`) or a follow-up (`suivi`): one of the two."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    replacement = models.ForeignKey(
        "inscriptions.Replacement", models.PROTECT, null=True, blank=True, related_name="tentatives"
    )
    suivi = models.ForeignKey(
        "inscriptions.SuiviPersonne", models.PROTECT, null=True, blank=True, related_name="tentatives"
    )
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    canal = models.CharField(_("moyen"), max_length=12, choices=CanalContact, default=CanalContact.TELEPHONE)
    # How it went: joined, message left, no answer, wrong number, comes back…
    motif = models.ForeignKey("guichet.Motif", models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    prochaine_le = models.DateField(_("prochaine tentative le"), null=True, blank=True)
    le = models.DateTimeField(_("le"))
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    par_libelle = models.CharField(_("par"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("tentative de contact")
        verbose_name_plural = _("tentatives de contact")
        ordering = ("-le",)
        indexes = [models.Index(fields=["personne", "-le"], name="tentative_personne")]
        constraints = [
            models.CheckConstraint(
                condition=Q(replacement__isnull=False, suivi__isnull=True)
                | Q(replacement__isnull=True, suivi__isnull=False),
                name="tentative_un_seul_objet",
            )
        ]

    def __str__(self) -> str:
        return str(self.motif)
