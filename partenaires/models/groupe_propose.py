"""A provisional group: a group in state `envisage`, tied to the declaration that promises it."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.vieprivee.historique import suivre
from inscriptions.states import EtatGroupe
from partenaires.models.bassin import Bassin
from partenaires.models.declaration import DeclarationCapacite
from partenaires.models.ressource import Ressource
from partenaires.states import EtatDeclaration


class GroupeProposeQuerySet(models.QuerySet["GroupePropose"]):
    def envisages(self) -> GroupeProposeQuerySet:
        """Still provisional, whatever the state of the declaration."""
        return self.filter(groupe__etat=EtatGroupe.ENVISAGE)

    def offerts(self) -> GroupeProposeQuerySet:
        """Provisional groups the ministry may keep: their declaration is deposited."""
        return self.envisages().filter(declaration__etat=EtatDeclaration.DEPOSEE)

    def echus(self, *, au: date) -> GroupeProposeQuerySet:
        """Provisional groups whose decision date is past."""
        return self.envisages().filter(decision_le__lt=au)


@suivre(exclure=("remplissage_bas", "remplissage_median", "remplissage_haut", "remplissage_le"))
class GroupePropose(models.Model):
    """What the group itself does not say: who promised it, with which resources, at what cost, until when.

    A confirmed formation keeps it (`retenu_le`), the partner accepts (`accepte_le`); at its date it converts or lapses.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.ForeignKey(DeclarationCapacite, models.PROTECT, related_name="groupes_proposes")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    groupe = models.OneToOneField("inscriptions.Groupe", models.PROTECT, related_name="proposition")
    bassin = models.ForeignKey(Bassin, models.PROTECT, null=True, blank=True, related_name="groupes_proposes")
    reference = models.CharField(_("référence"), max_length=24)
    cout = models.DecimalField(_("coût"), max_digits=9, decimal_places=2)
    decision_le = models.DateField(_("date limite de décision"))
    retenu_le = models.DateTimeField(_("retenu le"), null=True, blank=True)
    accepte_le = models.DateTimeField(_("accepté le"), null=True, blank=True)
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)
    # Expected number of learners: low, middle and high (P10, P50, P90).
    remplissage_bas = models.PositiveSmallIntegerField(_("remplissage, bas"), null=True, editable=False)
    remplissage_median = models.PositiveSmallIntegerField(_("remplissage, médian"), null=True, editable=False)
    remplissage_haut = models.PositiveSmallIntegerField(_("remplissage, haut"), null=True, editable=False)
    remplissage_le = models.DateTimeField(_("remplissage calculé le"), null=True, editable=False)

    objects = GroupeProposeQuerySet.as_manager()

    class Meta:
        verbose_name = _("groupe envisagé")
        verbose_name_plural = _("groupes envisagés")
        ordering = ("reference",)
        indexes = [models.Index(fields=["decision_le"], name="propose_decision")]
        constraints = [
            models.UniqueConstraint(fields=["id", "declaration", "organisation"], name="propose_rattachement"),
            models.UniqueConstraint(fields=["id", "organisation"], name="propose_de_l_organisation"),
            models.UniqueConstraint(
                fields=["declaration", "reference"],
                condition=Q(retire_le__isnull=True),
                name="propose_reference_unique",
                violation_error_message=_("Cette référence est déjà utilisée."),
            ),
            models.CheckConstraint(condition=Q(cout__gte=0), name="propose_cout_positif"),
            models.CheckConstraint(
                condition=Q(accepte_le__isnull=True) | Q(retenu_le__isnull=False), name="propose_accepte_si_retenu"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def heures_totales(self) -> Decimal:
        """The teaching hours of the whole session; reads the group."""
        return self.groupe.heures_par_semaine * self.semaines

    @property
    def semaines(self) -> int:
        """How many weeks it lasts, the first and the last included; reads the group."""
        return semaines_entre(self.groupe.debut, self.groupe.fin)


class BesoinRessource(models.Model):
    """One resource that a provisional group, or each group of a pool, needs at all its meetings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    declaration = models.ForeignKey(DeclarationCapacite, models.PROTECT, related_name="+")
    ressource = models.ForeignKey(Ressource, models.PROTECT, related_name="besoins")
    propose = models.ForeignKey(GroupePropose, models.PROTECT, null=True, blank=True, related_name="besoins")
    bassin = models.ForeignKey(Bassin, models.PROTECT, null=True, blank=True, related_name="besoins")
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)

    class Meta:
        verbose_name = _("besoin d’une ressource")
        verbose_name_plural = _("besoins de ressources")
        constraints = [
            models.UniqueConstraint(fields=["ressource", "propose"], name="besoin_unique_du_groupe"),
            models.UniqueConstraint(fields=["ressource", "bassin"], name="besoin_unique_du_bassin"),
            models.CheckConstraint(
                condition=Q(propose__isnull=False, bassin__isnull=True) | Q(propose__isnull=True, bassin__isnull=False),
                name="besoin_d_un_seul",
            ),
        ]

    def __str__(self) -> str:
        return str(self.ressource_id)


def semaines_entre(debut: date, fin: date) -> int:
    """Weeks from the first day to the last, a week begun counting as one."""
    return (fin - debut).days // 7 + 1
