"""The outbox: each e-mail, text message or letter is a row of the transaction that decided it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.models.personne import Canal


class EtatAvis(models.TextChoices):
    A_ENVOYER = "a_envoyer", _("À envoyer")
    EN_COURS = "en_cours", _("Envoi en cours")
    ENVOYE = "envoye", _("Envoyé")
    # The provider may have it: a person decides, the portal never sends it again by itself (design.md §6).
    INCERTAIN = "incertain", _("Incertain")
    ECHEC = "echec", _("Échec")
    # Its reason vanished before it left: someone acted meanwhile.
    SANS_OBJET = "sans_objet", _("Sans objet")


class AvisQuerySet(models.QuerySet["Avis"]):
    def a_envoyer(self, *, au: datetime) -> AvisQuerySet:
        """What is due and not sent."""
        return self.filter(etat=EtatAvis.A_ENVOYER, du_le__lte=au)

    def inacheves(self) -> AvisQuerySet:
        """What is not settled yet."""
        return self.filter(etat__in=(EtatAvis.A_ENVOYER, EtatAvis.EN_COURS))


class Avis(models.Model):
    """One message to one address. `cle` names its purpose: two rows for one purpose cannot exist."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cle = models.CharField(_("clé"), max_length=160, unique=True)
    canal = models.CharField(_("canal"), max_length=8, choices=Canal)
    destinataire = models.CharField(_("destinataire"), max_length=254)
    objet = models.CharField(_("objet"), max_length=200, blank=True)
    corps = models.TextField(_("corps"))
    corps_html = models.TextField(_("corps HTML"), blank=True)
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, null=True, blank=True, related_name="avis")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, blank=True, related_name="+")
    # No life cycle: no one decides on a message, the relay claims it by a conditional update.
    etat = models.CharField(_("état"), max_length=12, choices=EtatAvis, default=EtatAvis.A_ENVOYER)
    du_le = models.DateTimeField(_("dû le"))
    cree_le = models.DateTimeField(_("créé le"), auto_now_add=True)
    reclame_le = models.DateTimeField(_("réclamé le"), null=True, blank=True)
    envoye_le = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField(_("tentatives"), default=0)
    erreur = models.CharField(_("erreur"), max_length=300, blank=True)

    objects = AvisQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        indexes = [
            models.Index(fields=["du_le"], condition=Q(etat__in=["a_envoyer", "en_cours"]), name="avis_inacheves"),
            models.Index(fields=["personne", "-cree_le"], name="avis_personne"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(etat="envoye") | Q(envoye_le__isnull=False), name="avis_envoye_date"),
        ]

    def __str__(self) -> str:
        return f"{self.canal} : {self.objet or self.cle}"
