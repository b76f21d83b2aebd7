"""The mid-term review of an entente, and the corrective actions it ends with."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.vieprivee.historique import suivre
from partenaires.attentes import Attente, attente_de
from partenaires.models.entente import Entente
from partenaires.states_ententes import EtatRevue


class Revue(ObjetACycle):
    """Made once, at the agreed day: `contenu` holds figures, gaps, percentile among peers, proposed decisions."""

    CYCLE = "revue_mi_parcours"

    entente = models.ForeignKey(Entente, models.PROTECT, related_name="revues")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="revues")
    etat = models.CharField(_("état"), max_length=20, choices=EtatRevue, default=EtatRevue.GENEREE)
    prevue_le = models.DateField(_("prévue le"))
    generee_le = models.DateTimeField(_("générée le"))
    contenu = models.JSONField(_("contenu"), default=dict)
    empreinte = models.CharField(_("empreinte"), max_length=64, blank=True)
    chemin = models.CharField(_("document"), max_length=120, blank=True)
    commentaire_partenaire = models.TextField(_("commentaires de l’organisme"), blank=True)
    commentee_le = models.DateTimeField(_("commentée le"), null=True, blank=True)
    rencontre_le = models.DateField(_("rencontre le"), null=True, blank=True)
    compte_rendu = models.TextField(_("compte rendu de la rencontre"), blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    conclue_le = models.DateTimeField(_("conclue le"), null=True, blank=True)

    class Meta:
        verbose_name = _("revue de mi-parcours")
        verbose_name_plural = _("revues de mi-parcours")
        ordering = ("-prevue_le",)
        constraints = [
            models.UniqueConstraint(fields=["entente", "prevue_le"], name="revue_unique"),
            models.UniqueConstraint(fields=["id", "entente", "organisation"], name="revue_rattachement"),
            models.CheckConstraint(
                condition=~Q(etat="conclue") | Q(conclue_le__isnull=False, rencontre_le__isnull=False),
                name="revue_conclue_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entente.numero} – revue du {self.prevue_le}"

    @property
    def attente(self) -> Attente:
        """Who acts next, and to do what."""
        return attente_de(self)


class ResponsableAction(models.TextChoices):
    PARTENAIRE = "partenaire", _("l’organisme")
    MINISTERE = "ministere", _("le ministère")


@suivre()
class ActionCorrective(models.Model):
    """What a review decided: who does it, by when; it ends done with a proof, or abandoned with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revue = models.ForeignKey(Revue, models.PROTECT, related_name="actions")
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="actions_correctives", db_index=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    description = models.CharField(_("mesure"), max_length=300)
    responsable = models.CharField(_("responsable"), max_length=12, choices=ResponsableAction)
    echeance = models.DateField(_("échéance"))
    faite_le = models.DateTimeField(_("faite le"), null=True, blank=True)
    preuve = models.CharField(_("preuve"), max_length=300, blank=True)
    abandonnee_le = models.DateTimeField(_("abandonnée le"), null=True, blank=True)
    motif_abandon = models.CharField(_("motif"), max_length=300, blank=True)
    close_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("mesure corrective")
        verbose_name_plural = _("mesures correctives")
        ordering = ("echeance", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(faite_le__isnull=True) | (~Q(preuve="") & Q(abandonnee_le__isnull=True)),
                name="action_corrective_prouvee",
                violation_error_message=_("Une mesure faite a sa preuve."),
            ),
            models.CheckConstraint(
                condition=Q(abandonnee_le__isnull=True) | ~Q(motif_abandon=""),
                name="action_corrective_abandon_motive",
                violation_error_message=_("Une mesure abandonnée a son motif."),
            ),
        ]

    def __str__(self) -> str:
        return self.description
