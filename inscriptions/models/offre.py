"""An offer of a seat: it holds the seat until the person answers or the delay ends."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.vieprivee.historique import suivre
from inscriptions.models.choix import OrigineOffre
from inscriptions.states import EtatOffre


class OffreQuerySet(models.QuerySet["OffreDePlace"]):
    def vives(self) -> OffreQuerySet:
        """Waiting for the person's answer."""
        return self.filter(etat=EtatOffre.PROPOSEE)

    def echues(self, *, au: datetime) -> OffreQuerySet:
        """Unanswered past their delay: due to expire."""
        return self.vives().filter(expire_le__lte=au)

    def a_rappeler(self, *, au: datetime) -> OffreQuerySet:
        """Unanswered, reminder due and not sent."""
        return self.vives().filter(rappel_le__lte=au, rappelee_le__isnull=True)


@suivre()
class OffreDePlace(ObjetACycle):
    """One seat proposed to one person; at most one open offer per inscription."""

    CYCLE = "offre"

    # Composite keys check request and group with their tenant (migration 0002): the simple ones would check it twice.
    inscription = models.ForeignKey(
        "inscriptions.Inscription", models.PROTECT, db_constraint=False, related_name="offres"
    )
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, db_constraint=False, related_name="+")
    # The person's region: an adviser follows the people of the region, wherever their seat is.
    region = models.ForeignKey("guichet.Region", models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    groupe = models.ForeignKey(
        "inscriptions.Groupe", models.PROTECT, db_constraint=False, db_index=False, related_name="offres"
    )
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, db_constraint=False, related_name="+")
    etat = models.CharField(_("état"), max_length=12, choices=EtatOffre, default=EtatOffre.PROPOSEE)
    origine = models.CharField(_("origine"), max_length=12, choices=OrigineOffre)
    execution = models.ForeignKey("inscriptions.ExecutionPlacement", models.PROTECT, null=True, related_name="offres")
    niveau = models.PositiveSmallIntegerField(_("niveau"))
    formule = models.CharField(_("formule"), max_length=16)
    remplace = models.OneToOneField("self", models.PROTECT, null=True, related_name="remplacee_par")
    proposee_le = models.DateTimeField(_("proposée le"))
    rappel_le = models.DateTimeField(_("rappel prévu le"))
    rappelee_le = models.DateTimeField(_("rappelée le"), null=True, blank=True)
    expire_le = models.DateTimeField(_("expire le"))
    repondue_le = models.DateTimeField(_("répondue le"), null=True, blank=True)

    objects = OffreQuerySet.as_manager()

    class Meta:
        verbose_name = _("offre de place")
        verbose_name_plural = _("offres de place")
        indexes = [
            models.Index(fields=["expire_le"], condition=Q(etat="proposee"), name="offre_echeance"),
            models.Index(fields=["groupe", "etat"], name="offre_groupe_etat"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["inscription"],
                condition=Q(etat="proposee"),
                name="offre_une_vive",
                violation_error_message=_("Cette personne a déjà une offre en attente de réponse."),
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["acceptee", "declinee"]) | Q(repondue_le__isnull=False),
                name="offre_reponse_datee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.groupe} – {self.inscription}"

    def est_echue(self, le: datetime) -> bool:
        """True when the delay is over and nobody answered, whether or not the clock has ended it yet."""
        return self.etat == EtatOffre.EXPIREE or (self.etat == EtatOffre.PROPOSEE and self.expire_le <= le)

    def est_a_repondre(self, le: datetime) -> bool:
        """True while the person may still answer."""
        return self.etat == EtatOffre.PROPOSEE and self.expire_le > le

    @property
    def est_vive(self) -> bool:
        """True while the offer is open."""
        return self.etat == EtatOffre.PROPOSEE

    @property
    def est_acceptee(self) -> bool:
        """True once the person said yes."""
        return self.etat == EtatOffre.ACCEPTEE

    @property
    def est_declinee(self) -> bool:
        """True once the person said no."""
        return self.etat == EtatOffre.DECLINEE

    @property
    def est_retiree(self) -> bool:
        """True once the ministry took the offer back."""
        return self.etat == EtatOffre.RETIREE
