"""Partner organisations and who acts for whom."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_PARTENAIRE, Role
from guichet.vieprivee.historique import suivre


class GenreOrganisation(models.TextChoices):
    CENTRE_SERVICES = "centre_services", _("Centre de services scolaire")
    CEGEP = "cegep", _("Cégep")
    UNIVERSITE = "universite", _("Université")
    ORGANISME = "organisme", _("Organisme communautaire")


class Organisation(models.Model):
    """A partner: the tenant. Its name is public, its rows are not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField(_("nom"), max_length=160)
    genre = models.CharField(_("genre"), max_length=24, choices=GenreOrganisation)
    neq = models.CharField(_("NEQ"), max_length=10, blank=True)
    region = models.ForeignKey("guichet.Region", models.PROTECT, verbose_name=_("région"))
    centre_services = models.ForeignKey("guichet.CentreServices", models.PROTECT, null=True, blank=True)
    adresse = models.CharField(_("adresse"), max_length=200, blank=True)
    code_postal = models.CharField(_("code postal"), max_length=7, blank=True)
    telephone = models.CharField(_("téléphone"), max_length=16, blank=True)
    courriel = models.EmailField(_("courriel"), blank=True)
    cree_le = models.DateTimeField(_("créée le"), auto_now_add=True)

    class Meta:
        verbose_name = _("organisation partenaire")
        verbose_name_plural = _("organisations partenaires")
        constraints = [
            models.UniqueConstraint(fields=["neq"], condition=~Q(neq=""), name="organisation_neq_unique"),
            models.CheckConstraint(
                condition=Q(neq="") | Q(neq__regex=r"^(11|22|33|88)[0-9]{8}$"),
                name="organisation_neq_valide",
                violation_error_message=_("Le NEQ compte 10 chiffres et commence par 11, 22, 33 ou 88."),
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class AdhesionQuerySet(models.QuerySet["Adhesion"]):
    def en_vigueur(self, *, au: date) -> AdhesionQuerySet:
        """The memberships that hold on that day."""
        return self.filter(Q(valide_au__isnull=True) | Q(valide_au__gte=au), valide_du__lte=au)


@suivre()
class Adhesion(models.Model):
    """A role given to an account, for an organisation or for regions, for a time; it ends, never vanishes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="adhesions")
    role = models.CharField(_("rôle"), max_length=32, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="adhesions")
    regions = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("régions"))
    valide_du = models.DateField(_("valide du"))
    valide_au = models.DateField(_("valide au"), null=True, blank=True)
    accordee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif_fin = models.CharField(_("motif de fin"), max_length=200, blank=True)

    objects = AdhesionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adhésion")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=sorted(ROLES_PARTENAIRE), organisation__isnull=False)
                | (~Q(role__in=sorted(ROLES_PARTENAIRE)) & Q(organisation__isnull=True)),
                name="adhesion_organisation_selon_role",
                violation_error_message=_("Un rôle de partenaire demande une organisation, et lui seul."),
            ),
            models.CheckConstraint(
                condition=Q(valide_au__isnull=True) | Q(valide_au__gte=F("valide_du")),
                name="adhesion_dates_ordonnees",
                violation_error_message=_("La fin suit le début."),
            ),
            models.CheckConstraint(
                condition=Q(valide_au__isnull=True) | ~Q(motif_fin=""),
                name="adhesion_fin_motivee",
                violation_error_message=_("Une adhésion qui finit a un motif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} – {self.get_role_display()}"
