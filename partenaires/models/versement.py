"""Instalments: money rows, each with the condition that releases it."""

from __future__ import annotations

import uuid
from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.vieprivee.historique import suivre
from partenaires.attentes import Attente, attente_de
from partenaires.models.contenu_entente import Livrable
from partenaires.models.entente import Entente
from partenaires.states_ententes import EtatLot, EtatVersement


class GenreVersement(models.TextChoices):
    ORDINAIRE = "ordinaire", _("Versement")
    RECOUVREMENT = "recouvrement", _("Recouvrement")


class ConditionVersement(models.TextChoices):
    SIGNATURE = "signature", _("Entente signée")
    REDDITION = "reddition", _("Reddition acceptée")
    REVUE = "revue", _("Revue de mi-parcours conclue")
    DECOMPTE = "decompte", _("Décompte final approuvé")


class LotPaiement(ObjetACycle):
    """A payment file for the finance system, made once: the same bytes at each download. It belongs to no partner."""

    CYCLE = "lot_paiement"

    numero = models.CharField(_("numéro"), max_length=24, unique=True)
    etat = models.CharField(_("état"), max_length=12, choices=EtatLot, default=EtatLot.PREPARE)
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    contenu = models.TextField(_("contenu du fichier"))
    sha256 = models.CharField(_("empreinte"), max_length=64)
    nb_lignes = models.PositiveIntegerField(_("lignes"))
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=2)
    emis_le = models.DateTimeField(_("émis le"), null=True, blank=True)

    class Meta:
        verbose_name = _("lot de paiement")
        verbose_name_plural = _("lots de paiement")
        ordering = ("-numero",)
        constraints = [models.CheckConstraint(condition=Q(nb_lignes__gt=0), name="lot_paiement_non_vide")]
        triggers = [
            pgtrigger.ReadOnly(
                name="fichier_fige", fields=["numero", "cree_par", "contenu", "sha256", "nb_lignes", "total"]
            )
        ]

    def __str__(self) -> str:
        return self.numero

    @property
    def est_a_consigner(self) -> bool:
        """True while some of its payments have no reference."""
        return self.etat == EtatLot.PREPARE


class VersementQuerySet(models.QuerySet["Versement"]):
    def ordinaires(self) -> VersementQuerySet:
        """Those that sum to the agreed amount."""
        return self.filter(genre=GenreVersement.ORDINAIRE)

    def emis(self) -> VersementQuerySet:
        """Paid, or recovered."""
        return self.filter(etat=EtatVersement.EMIS)

    def en_retard(self, *, au: date) -> VersementQuerySet:
        """Due by its date with its conditions met, and not paid: the ministry's own lateness."""
        return self.filter(etat__in=(EtatVersement.EXIGIBLE, EtatVersement.AUTORISE), prevu_le__lt=au)


class VersementsDuCalendrier(models.Manager.from_queryset(VersementQuerySet)):  # type: ignore[misc]
    """Every instalment but those taken out before the signature."""

    def get_queryset(self) -> VersementQuerySet:
        """Those that count."""
        return super().get_queryset().filter(retire_le__isnull=True)


@suivre()
class Versement(ObjetACycle):
    """One instalment of an entente, in dollars; a recovery is a negative line.

    The database refuses to authorise or pay it while its condition is not met and no two-role exception covers it,
    and refuses a payer who analysed or approved the entente.
    """

    CYCLE = "versement"

    entente = models.ForeignKey(Entente, models.PROTECT, related_name="versements")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="versements")
    numero = models.PositiveSmallIntegerField(_("numéro"))
    genre = models.CharField(_("genre"), max_length=12, choices=GenreVersement, default=GenreVersement.ORDINAIRE)
    etat = models.CharField(_("état"), max_length=12, choices=EtatVersement, default=EtatVersement.PLANIFIE)
    montant = models.DecimalField(_("montant"), max_digits=12, decimal_places=2)
    condition = models.CharField(_("condition"), max_length=12, choices=ConditionVersement)
    livrable = models.ForeignKey(Livrable, models.PROTECT, null=True, blank=True, related_name="versements")
    prevu_le = models.DateField(_("prévu le"))
    exigible_le = models.DateTimeField(_("exigible le"), null=True, blank=True)
    autorise_le = models.DateTimeField(_("autorisé le"), null=True, blank=True)
    autorise_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    emis_le = models.DateTimeField(_("émis le"), null=True, blank=True)
    emis_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reference_paiement = models.CharField(_("référence du paiement"), max_length=40, blank=True)
    lot = models.ForeignKey(LotPaiement, models.PROTECT, null=True, blank=True, related_name="versements")
    # Taken out of the calendar while it was discussed, before the signature.
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = VersementsDuCalendrier()
    tous = VersementQuerySet.as_manager()

    class Meta:
        verbose_name = _("versement")
        ordering = ("prevu_le", "numero")
        indexes = [models.Index(fields=["etat", "prevu_le"], name="versement_etat_prevu")]
        constraints = [
            models.UniqueConstraint(fields=["entente", "numero"], name="versement_numero_unique"),
            models.CheckConstraint(
                condition=Q(genre="ordinaire", montant__gt=0) | Q(genre="recouvrement", montant__lt=0),
                name="versement_signe",
                violation_error_message=_("Un versement est positif; un recouvrement est négatif."),
            ),
            models.CheckConstraint(
                condition=~Q(condition="reddition") | Q(livrable__isnull=False),
                name="versement_reddition_nommee",
                violation_error_message=_("Un versement lié à une reddition nomme laquelle."),
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=("autorise", "emis")) | Q(autorise_le__isnull=False), name="versement_autorise_le"
            ),
            models.CheckConstraint(condition=~Q(etat="emis") | Q(emis_le__isnull=False), name="versement_emis_le"),
            models.CheckConstraint(
                condition=Q(autorise_par__isnull=True) | Q(emis_par__isnull=True) | ~Q(autorise_par=F("emis_par")),
                name="versement_autorise_nest_pas_emis",
                violation_error_message=_("La personne qui autorise un versement ne peut pas l’émettre."),
            ),
            models.CheckConstraint(
                condition=Q(retire_le__isnull=True) | Q(etat="planifie"),
                name="versement_retire_avant_tout",
                violation_error_message=_("Un versement commencé ne se retire plus."),
            ),
            # Money comes back only as the final accounting says, once.
            models.CheckConstraint(
                condition=~Q(genre="recouvrement") | Q(condition="decompte"),
                name="versement_recouvrement_du_decompte",
                violation_error_message=_("Un recouvrement vient seulement du décompte final approuvé."),
            ),
            models.UniqueConstraint(
                fields=["entente"], condition=Q(genre="recouvrement"), name="versement_recouvrement_unique"
            ),
        ]
        triggers = [
            # One file names it, with its amount; neither changes afterwards.
            pgtrigger.Protect(
                name="lot_fige",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lot__isnull=False)
                & (
                    pgtrigger.Q(old__lot__df=pgtrigger.F("new__lot"))
                    | pgtrigger.Q(old__montant__df=pgtrigger.F("new__montant"))
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.entente.numero} – {self.get_genre_display()} {self.numero}"

    @property
    def est_planifie(self) -> bool:
        """True while nothing is due yet."""
        return self.etat == EtatVersement.PLANIFIE

    @property
    def est_exigible(self) -> bool:
        """True while it waits for the approver."""
        return self.etat == EtatVersement.EXIGIBLE

    @property
    def est_autorise(self) -> bool:
        """True while it waits for the payer."""
        return self.etat == EtatVersement.AUTORISE

    @property
    def est_retenu(self) -> bool:
        """True while someone withholds it."""
        return self.etat == EtatVersement.RETENU

    @property
    def est_recouvrement(self) -> bool:
        """True for a negative line."""
        return self.genre == GenreVersement.RECOUVREMENT

    @property
    def reference(self) -> str:
        """What names it in the finance system: the entente's number and its own."""
        return f"{self.entente.numero}-V{self.numero:02d}"

    @property
    def est_emis(self) -> bool:
        """True once paid."""
        return self.etat == EtatVersement.EMIS

    @property
    def attente(self) -> Attente:
        """Who acts next, and to do what."""
        return attente_de(self)


@suivre()
class Derogation(models.Model):
    """An exception to the condition of one instalment: asked by one role with a reason, granted by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    versement = models.ForeignKey(Versement, models.PROTECT, related_name="derogations")
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    motif = models.TextField(_("motif"))
    demandee_le = models.DateTimeField(_("demandée le"))
    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accordee_le = models.DateTimeField(_("accordée le"), null=True, blank=True)
    accordee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    refusee_le = models.DateTimeField(_("refusée le"), null=True, blank=True)
    motif_refus = models.CharField(_("motif du refus"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dérogation")
        ordering = ("-demandee_le",)
        constraints = [
            models.UniqueConstraint(
                fields=["versement"], condition=Q(refusee_le__isnull=True), name="derogation_une_active"
            ),
            models.CheckConstraint(condition=~Q(motif=""), name="derogation_motivee"),
            models.CheckConstraint(
                condition=Q(accordee_par__isnull=True) | ~Q(accordee_par=F("demandee_par")),
                name="derogation_deux_personnes",
                violation_error_message=_("La personne qui demande une dérogation ne peut pas l’accorder."),
            ),
            models.CheckConstraint(
                condition=Q(accordee_le__isnull=True) | Q(accordee_par__isnull=False, refusee_le__isnull=True),
                name="derogation_accordee_par",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.versement_id}"
