"""The terms of an entente: activities, indicators, budget, deliverables, clauses."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.vieprivee.historique import suivre
from partenaires.models.entente import Entente
from partenaires.models.programme import UniteService


class ElementQuerySet(models.QuerySet[Any]):
    def actifs(self) -> ElementQuerySet:
        """Those not taken out."""
        return self.filter(retire_le__isnull=True)


class ElementEntente(models.Model):
    """A row of one entente, in its organisation, named by a code; taken out, it stays with its date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    code = models.SlugField(_("code"), max_length=48)
    rang = models.PositiveSmallIntegerField(_("rang"), default=0)
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = ElementQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


@suivre()
class ActiviteEntente(ElementEntente):
    """An activity: its service unit, the planned volume and the price of one."""

    entente = models.ForeignKey(Entente, models.PROTECT, related_name="activites")
    titre = models.CharField(_("activité"), max_length=160)
    unite = models.CharField(_("unité de service"), max_length=24, choices=UniteService)
    volume_prevu = models.DecimalField(_("volume prévu"), max_digits=10, decimal_places=1)
    prix_unitaire = models.DecimalField(_("prix unitaire"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("activité de l’entente")
        ordering = ("rang", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["entente", "code"], condition=Q(retire_le__isnull=True), name="activite_entente_unique"
            ),
            models.CheckConstraint(
                condition=Q(volume_prevu__gt=0, prix_unitaire__gte=0),
                name="activite_entente_positive",
                violation_error_message=_("Le volume prévu est plus grand que zéro; le prix n’est pas négatif."),
            ),
        ]

    @property
    def montant(self) -> Decimal:
        """Planned volume times price, in dollars and cents."""
        return (self.volume_prevu * self.prix_unitaire).quantize(Decimal("0.01"))


class SensIndicateur(models.TextChoices):
    AU_MOINS = "au_moins", _("au moins")
    AU_PLUS = "au_plus", _("au plus")


@suivre()
class IndicateurEntente(ElementEntente):
    """An indicator of the registry agreed on: its version, the target and how far from it needs no reason.

    `code` is the code of a `guichet.mesure` definition; rates are parts of one.
    """

    entente = models.ForeignKey(Entente, models.PROTECT, related_name="indicateurs")
    version_mesure = models.PositiveSmallIntegerField(_("version de la définition"))
    sens = models.CharField(_("sens"), max_length=8, choices=SensIndicateur, default=SensIndicateur.AU_MOINS)
    cible = models.DecimalField(_("cible"), max_digits=12, decimal_places=3)
    tolerance = models.DecimalField(_("tolérance"), max_digits=4, decimal_places=3)

    class Meta:
        verbose_name = _("indicateur convenu")
        verbose_name_plural = _("indicateurs convenus")
        ordering = ("rang", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["entente", "code"], condition=Q(retire_le__isnull=True), name="indicateur_entente_unique"
            ),
            models.CheckConstraint(
                condition=Q(cible__gte=0, tolerance__gte=0, tolerance__lte=1),
                name="indicateur_entente_valide",
                violation_error_message=_("La cible n’est pas négative; la tolérance est une part entre 0 et 100 %."),
            ),
        ]


@suivre()
class LigneBudget(ElementEntente):
    """An eligible expense and its amount."""

    entente = models.ForeignKey(Entente, models.PROTECT, related_name="lignes_budget")
    poste = models.CharField(_("poste de dépense"), max_length=80)
    montant = models.DecimalField(_("montant"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("ligne de budget")
        verbose_name_plural = _("lignes de budget")
        ordering = ("rang", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["entente", "code"], condition=Q(retire_le__isnull=True), name="ligne_budget_unique"
            ),
            models.CheckConstraint(condition=Q(montant__gte=0), name="ligne_budget_positive"),
        ]


class GenreLivrable(models.TextChoices):
    PERIODIQUE = "reddition_periodique", _("Reddition de comptes périodique")
    FINAL = "reddition_finale", _("Rapport final")
    DOCUMENT = "document", _("Document à remettre")


@suivre()
class Livrable(ElementEntente):
    """What the organisation gives, about which period, by which day; a reddition is made of it at signature."""

    entente = models.ForeignKey(Entente, models.PROTECT, related_name="livrables")
    genre = models.CharField(_("genre"), max_length=24, choices=GenreLivrable)
    titre = models.CharField(_("titre"), max_length=160)
    periode_du = models.DateField(_("période du"))
    periode_au = models.DateField(_("période au"))
    du_le = models.DateField(_("dû le"))

    class Meta:
        verbose_name = _("livrable")
        ordering = ("du_le", "rang")
        constraints = [
            models.UniqueConstraint(fields=["id", "entente", "organisation"], name="livrable_rattachement"),
            models.UniqueConstraint(
                fields=["entente", "code"], condition=Q(retire_le__isnull=True), name="livrable_unique"
            ),
            models.CheckConstraint(
                condition=Q(periode_au__gte=F("periode_du")),
                name="livrable_periode_ordonnee",
                violation_error_message=_("La période finit après son début."),
            ),
        ]


@suivre()
class ClauseEntente(ElementEntente):
    """A clause as both parties will sign it; `modele` names the template and version it came from."""

    entente = models.ForeignKey(Entente, models.PROTECT, related_name="clauses")
    titre = models.CharField(_("titre"), max_length=160)
    texte = models.TextField(_("texte"))
    modele = models.CharField(_("modèle"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("clause")
        ordering = ("rang", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["entente", "code"], condition=Q(retire_le__isnull=True), name="clause_entente_unique"
            )
        ]
