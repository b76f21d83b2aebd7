"""Results by skill, and the attestation made from them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.echelle import Competence
from guichet.vieprivee.historique import suivre

# Neither 0/O, 1/I/L nor U/V confusions: what is read aloud or on paper is typed right.
ALPHABET_CODE = "23456789ABCDEFGHJKMNPQRSTWXYZ"
LONGUEUR_CODE = 12


def normaliser_code(texte: str) -> str:
    """The code as it is kept, from what was typed; empty when it cannot be one."""
    code = "".join(texte[:40].split()).replace("-", "").upper()
    return code if len(code) == LONGUEUR_CODE and set(code) <= set(ALPHABET_CODE) else ""


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def a_produire(self) -> AttestationQuerySet:
        """Issued, and their file not made yet."""
        return self.filter(chemin="")

    def telechargeables(self) -> AttestationQuerySet:
        """Their file exists and nobody took them back."""
        return self.exclude(chemin="").filter(revoquee_le__isnull=True)


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

    objects = AttestationQuerySet.as_manager()

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

    @property
    def code_lisible(self) -> str:
        """The code in groups of four, as it is printed."""
        return "-".join(self.code[rang : rang + 4] for rang in range(0, len(self.code), 4))

    @property
    def est_valide(self) -> bool:
        """True until it is revoked."""
        return self.revoquee_le is None

    @property
    def est_prete(self) -> bool:
        """True once its file can be downloaded."""
        return bool(self.chemin) and self.est_valide
