"""The final accounting of an entente: what was agreed, eligible, paid; the balance or the sum to recover."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from partenaires.attentes import Attente, attente_de
from partenaires.models.entente import Entente
from partenaires.states_decomptes import EtatDecompte


class Decompte(ObjetACycle):
    """Drawn up by one person, approved by another, then locked by the database. Amounts are dollars.

    `droit` is the lesser of the agreed and the eligible amounts; `solde` is what remains to pay, negative when a sum is
    to be recovered.
    """

    CYCLE = "decompte"

    entente = models.OneToOneField(Entente, models.PROTECT, related_name="decompte")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    etat = models.CharField(_("état"), max_length=12, choices=EtatDecompte, default=EtatDecompte.ETABLI)
    convenu = models.DecimalField(_("convenu"), max_digits=12, decimal_places=2)
    admissible = models.DecimalField(_("dépenses admissibles"), max_digits=12, decimal_places=2)
    verse = models.DecimalField(_("versé"), max_digits=12, decimal_places=2)
    droit = models.DecimalField(_("montant auquel l’organisme a droit"), max_digits=12, decimal_places=2)
    solde = models.DecimalField(_("solde"), max_digits=12, decimal_places=2)
    note = models.TextField(_("note"), blank=True)
    etabli_le = models.DateTimeField(_("établi le"))
    etabli_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approuve_le = models.DateTimeField(_("approuvé le"), null=True, blank=True)
    approuve_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("décompte final")
        constraints = [
            models.CheckConstraint(condition=Q(solde=F("droit") - F("verse")), name="decompte_solde_exact"),
            models.CheckConstraint(
                condition=Q(droit__lte=F("convenu"), droit__gte=0) & Q(droit__lte=F("admissible")),
                name="decompte_droit_au_plus",
            ),
            models.CheckConstraint(
                condition=Q(etat="etabli", approuve_le__isnull=True) | Q(etat="verrouille", approuve_le__isnull=False),
                name="decompte_etat_date",
            ),
            models.CheckConstraint(
                condition=Q(approuve_par__isnull=True) | Q(etabli_par__isnull=True) | ~Q(approuve_par=F("etabli_par")),
                name="decompte_deux_personnes",
                violation_error_message=_("La personne qui établit le décompte ne peut pas l’approuver."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entente.numero}"

    @property
    def est_approuve(self) -> bool:
        """True once locked."""
        return self.etat == EtatDecompte.VERROUILLE

    @property
    def attente(self) -> Attente:
        """Who acts next, and to do what."""
        return attente_de(self)
