"""Amendments, and the terms of an entente as dated facts: what holds on a day, as known on another."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from partenaires.models.entente import Entente
from partenaires.states_ententes import EtatAvenant


class Avenant(ObjetACycle):
    """A dated change to a signed entente: why, from which day; its changes are `TermeEntente` rows once signed.

    Until then they are in `changements`: a list of {"cle", "operation", "valeur"}.
    """

    CYCLE = "avenant"

    entente = models.ForeignKey(Entente, models.PROTECT, related_name="avenants")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    numero = models.PositiveSmallIntegerField(_("numéro"))
    etat = models.CharField(_("état"), max_length=12, choices=EtatAvenant, default=EtatAvenant.EBAUCHE)
    objet = models.CharField(_("objet"), max_length=160)
    justification = models.TextField(_("justification"))
    effet_du = models.DateField(_("prend effet le"))
    changements = models.JSONField(_("changements"), default=list)
    propose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approuve_le = models.DateTimeField(_("approuvé le"), null=True, blank=True)
    approuve_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signe_le = models.DateTimeField(_("signé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("avenant")
        ordering = ("entente", "numero")
        constraints = [
            models.UniqueConstraint(fields=["entente", "numero"], name="avenant_numero_unique"),
            models.UniqueConstraint(fields=["id", "entente", "organisation"], name="avenant_rattachement"),
            models.CheckConstraint(
                condition=Q(propose_par__isnull=True)
                | Q(approuve_par__isnull=True)
                | ~Q(propose_par=F("approuve_par")),
                name="avenant_propose_nest_pas_approuve",
                violation_error_message=_("La personne qui propose l’avenant ne peut pas l’approuver."),
            ),
            models.CheckConstraint(condition=~Q(etat="signe") | Q(signe_le__isnull=False), name="avenant_signe_le"),
        ]

    def __str__(self) -> str:
        return f"Avenant {self.numero} – {self.objet}"

    @property
    def est_modifiable(self) -> bool:
        """True while its changes may still be written."""
        return self.etat == EtatAvenant.EBAUCHE

    @property
    def est_propose(self) -> bool:
        """True while it waits for its approval."""
        return self.etat == EtatAvenant.PROPOSE

    @property
    def est_a_signer(self) -> bool:
        """True once approved, until the last signature."""
        return self.etat == EtatAvenant.APPROUVE

    @property
    def est_signe(self) -> bool:
        """True once in the terms of the entente."""
        return self.etat == EtatAvenant.SIGNE


class OperationTerme(models.TextChoices):
    FIXER = "fixer", _("devient")
    AJOUTER = "ajouter", _("augmente de")


class TermeEntente(models.Model):
    """One term, from one day on, as known from one moment on; only ever added to.

    `cle` names it: « montant », « fin », « activite:<code>:volume », « activite:<code>:prix »,
    « indicateur:<code>:cible », « versement:<n>:montant », « versement:<n>:date », « livrable:<code>:date »,
    « clause:<code> ». `valeur` is text: a number with a point, an ISO date, or words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="termes")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, related_name="termes")
    cle = models.CharField(_("terme"), max_length=120)
    operation = models.CharField(_("opération"), max_length=8, choices=OperationTerme, default=OperationTerme.FIXER)
    valeur = models.TextField(_("valeur"))
    effet_du = models.DateField(_("prend effet le"))
    connu_le = models.DateTimeField(_("connu le"))
    rang = models.PositiveSmallIntegerField(_("rang"), default=0)

    class Meta:
        verbose_name = _("terme de l’entente")
        ordering = ("entente", "cle", "effet_du", "connu_le", "rang")
        indexes = [models.Index(fields=["entente", "cle"], name="terme_entente_cle")]

    def __str__(self) -> str:
        return f"{self.cle} {self.valeur}"
