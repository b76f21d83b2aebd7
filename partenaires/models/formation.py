"""A run that chooses which groups open, and what each partner answers."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from partenaires.models.groupe_propose import GroupePropose
from partenaires.states import EtatFormation, EtatOuverture


class ExecutionFormation(ObjetACycle):
    """The snapshot, the groups to open, the proven bound and the verdict of the independent verifier.

    `decisions` says, offer by offer, what the adviser keeps or sets aside; a changed proposal is a new run.
    """

    CYCLE = "formation"

    session = models.ForeignKey("inscriptions.SessionCours", models.PROTECT, related_name="formations")
    regions = ArrayField(models.CharField(max_length=2), verbose_name=_("régions"))
    etat = models.CharField(_("état"), max_length=12, choices=EtatFormation, default=EtatFormation.DEMANDEE)
    precedente = models.ForeignKey("self", models.PROTECT, null=True, related_name="suivantes")
    decisions = models.JSONField(_("décisions"), default=dict)
    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    demandee_le = models.DateTimeField(_("demandée le"))
    graine = models.BigIntegerField(_("graine"))
    instance = models.JSONField(_("instance"), default=dict)
    resultat = models.JSONField(_("résultat"), default=dict)
    empreinte = models.CharField(_("empreinte"), max_length=64, blank=True)
    manquements = models.JSONField(_("manquements relevés"), default=list)
    nb_personnes = models.PositiveIntegerField(_("personnes"), default=0)
    nb_prevues = models.PositiveIntegerField(_("dont arrivées prévues"), default=0)
    nb_offres = models.PositiveIntegerField(_("groupes possibles"), default=0)
    nb_ouvertures = models.PositiveIntegerField(_("groupes à ouvrir"), default=0)
    nb_norme = models.PositiveIntegerField(_("commencent dans la norme"), default=0)
    borne_norme = models.PositiveIntegerField(_("au plus"), default=0)
    regle_norme = models.PositiveIntegerField(_("par la règle du pouce"), default=0)
    duree_ms = models.PositiveIntegerField(_("durée (ms)"), default=0)

    class Meta:
        verbose_name = _("formation des groupes")
        verbose_name_plural = _("formations des groupes")
        ordering = ("-demandee_le",)

    def __str__(self) -> str:
        return f"{self.session} – {self.demandee_le:%Y-%m-%d %H:%M}"

    @property
    def est_en_calcul(self) -> bool:
        """True until the worker gives a result."""
        return self.etat == EtatFormation.DEMANDEE

    @property
    def est_a_confirmer(self) -> bool:
        """True while an adviser must decide."""
        return self.etat == EtatFormation.PROPOSEE

    @property
    def est_confirmee(self) -> bool:
        """True once partners are asked."""
        return self.etat == EtatFormation.CONFIRMEE

    @property
    def est_echouee(self) -> bool:
        """True when there is no result to trust."""
        return self.etat == EtatFormation.ECHOUEE

    @property
    def ecart(self) -> float:
        """The proven gap, in percent of the bound."""
        return 100 * (1 - self.nb_norme / self.borne_norme) if self.borne_norme else 0.0


class Ouverture(ObjetACycle):
    """One group a confirmed run asks a partner to open, and the partner's answer before its date."""

    CYCLE = "ouverture"

    execution = models.ForeignKey(ExecutionFormation, models.PROTECT, related_name="ouvertures")
    propose = models.ForeignKey(GroupePropose, models.PROTECT, related_name="ouvertures")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    etat = models.CharField(_("état"), max_length=12, choices=EtatOuverture, default=EtatOuverture.A_REPONDRE)
    # The offer of the run it came from: a pool gives several.
    offre = models.CharField(_("offre"), max_length=64)
    effectif = models.PositiveSmallIntegerField(_("personnes prévues"))
    repondre_avant = models.DateField(_("réponse attendue avant"))
    repondue_le = models.DateTimeField(_("répondue le"), null=True, blank=True)

    class Meta:
        verbose_name = _("ouverture demandée")
        verbose_name_plural = _("ouvertures demandées")
        ordering = ("repondre_avant", "pk")
        constraints = [
            models.UniqueConstraint(fields=["execution", "propose"], name="ouverture_unique"),
            models.CheckConstraint(
                condition=~models.Q(etat__in=("acceptee", "refusee")) | models.Q(repondue_le__isnull=False),
                name="ouverture_repondue_le",
            ),
        ]

    def __str__(self) -> str:
        return str(self.propose_id)

    @property
    def attend_reponse(self) -> bool:
        """True while the partner may still answer."""
        return self.etat == EtatOuverture.A_REPONDRE
