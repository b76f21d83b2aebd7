"""Results by skill, and the attestation made from them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.echelle import Competence
from guichet.vieprivee.historique import suivre


@suivre()
class Resultat(models.Model):
    """The level a learner reached in one skill at the end of a class."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey("inscriptions.Place", models.PROTECT, related_name="resultats")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    edition = models.ForeignKey("guichet.EditionEchelle", models.PROTECT, related_name="+")
    competence = models.CharField(_("compétence"), max_length=2, choices=Competence)
    niveau = models.PositiveSmallIntegerField(_("niveau atteint"))
    saisi_le = models.DateTimeField(_("saisi le"))
    saisi_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("résultat")
        constraints = [
            models.UniqueConstraint(fields=["place", "competence"], name="resultat_unique"),
            models.CheckConstraint(
                condition=Q(niveau__lte=12),
                name="resultat_niveau_valide",
                violation_error_message=_("Le niveau va de 0 à 12."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_competence_display()} : {self.niveau}"


@suivre()
class Attestation(models.Model):
    """What the portal certifies for one seat; the public code checks it, a revocation ends it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.OneToOneField("inscriptions.Place", models.PROTECT, related_name="attestation")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="attestations")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    code = models.CharField(_("code de vérification"), max_length=20, unique=True)
    # Frozen at issue: name, level by skill, class, dates.
    contenu = models.JSONField(_("contenu"))
    emise_le = models.DateTimeField(_("émise le"))
    chemin = models.CharField(_("fichier"), max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    revoquee_le = models.DateTimeField(_("révoquée le"), null=True, blank=True)
    motif_revocation = models.CharField(_("motif de révocation"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("attestation")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoquee_le__isnull=True) | ~Q(motif_revocation=""),
                name="attestation_revocation_motivee",
            )
        ]

    def __str__(self) -> str:
        return self.code
