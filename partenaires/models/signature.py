"""Who signs an entente or an amendment, in which order, and the frozen document they sign."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.vieprivee.historique import suivre
from partenaires.models.avenant import Avenant
from partenaires.models.entente import Entente


class PartieSignataire(models.TextChoices):
    PARTENAIRE = "partenaire", _("Pour l’organisme")
    MINISTERE = "ministere", _("Pour le ministère")


class ModeSignature(models.TextChoices):
    LOCAL = "local", _("Dans le portail")
    DELEGATION = "delegation", _("Dans le portail, par délégation")


class DocumentSigneQuerySet(models.QuerySet["DocumentSigne"]):
    def actifs(self) -> DocumentSigneQuerySet:
        """Those not taken back."""
        return self.filter(retire_le__isnull=True)

    def a_produire(self) -> DocumentSigneQuerySet:
        """Those whose file is not made yet."""
        return self.actifs().filter(chemin="")

    def a_sceller(self) -> DocumentSigneQuerySet:
        """Those that carry a signature the file does not."""
        return self.actifs().exclude(chemin="").filter(signataires__signe_le__isnull=False, signataires__scelle_le=None)


class DocumentSigne(models.Model):
    """The text both parties sign, frozen: what it was made from, with which template, and the digest of its file.

    `chemin` is the file as rendered, `chemin_signe` the same with its signatures added at the end. The database
    refuses any change of what was frozen. Taken back before the last signature, it stays with its date and reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="documents_signes")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, blank=True, related_name="documents_signes")
    code = models.CharField(_("code de vérification"), max_length=12, unique=True)
    contexte = models.JSONField(_("contexte"))
    gabarit_sha256 = models.CharField(_("empreinte du gabarit"), max_length=64)
    prepare_le = models.DateTimeField(_("préparé le"))
    prepare_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    pdf_sha256 = models.CharField(_("empreinte du document"), max_length=64, blank=True)
    chemin = models.CharField(_("fichier"), max_length=160, blank=True)
    signe_sha256 = models.CharField(_("empreinte du document signé"), max_length=64, blank=True)
    chemin_signe = models.CharField(_("fichier signé"), max_length=160, blank=True)
    conclu_le = models.DateTimeField(_("dernière signature le"), null=True, blank=True)
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)
    retire_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    motif_retrait = models.CharField(_("motif du retrait"), max_length=300, blank=True)

    objects = DocumentSigneQuerySet.as_manager()

    class Meta:
        verbose_name = _("document à signer")
        verbose_name_plural = _("documents à signer")
        ordering = ("-prepare_le",)
        constraints = [
            models.UniqueConstraint(fields=["id", "entente", "organisation"], name="document_signe_rattachement"),
            models.UniqueConstraint(
                fields=["entente"],
                condition=Q(retire_le__isnull=True, avenant__isnull=True),
                name="document_signe_un_par_entente",
            ),
            models.UniqueConstraint(
                fields=["avenant"], condition=Q(retire_le__isnull=True), name="document_signe_un_par_avenant"
            ),
            models.CheckConstraint(
                condition=Q(retire_le__isnull=True) | (Q(conclu_le__isnull=True) & ~Q(motif_retrait="")),
                name="document_signe_retrait_motive",
            ),
            models.CheckConstraint(
                condition=Q(chemin="", pdf_sha256="") | (~Q(chemin="") & ~Q(pdf_sha256="")),
                name="document_signe_fichier_et_empreinte",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def est_produit(self) -> bool:
        """True once there is a file to read."""
        return bool(self.chemin)

    @property
    def est_conclu(self) -> bool:
        """True once everyone has signed."""
        return self.conclu_le is not None

    @property
    def fichier(self) -> str:
        """The file to give: with its signatures when there are some."""
        return self.chemin_signe or self.chemin

    @property
    def code_lisible(self) -> str:
        """The code as printed: in three groups."""
        return "-".join(self.code[debut : debut + 4] for debut in range(0, 12, 4))


class SignataireQuerySet(models.QuerySet["Signataire"]):
    def restants(self) -> SignataireQuerySet:
        """Those who have not signed, the next one first."""
        return self.filter(signe_le__isnull=True).order_by("ordre")


@suivre()
class Signataire(models.Model):
    """One signature expected, in its order. `signe_par` is who gave it: the signatory, or the delegate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(DocumentSigne, models.PROTECT, related_name="signataires")
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    ordre = models.PositiveSmallIntegerField(_("ordre"))
    partie = models.CharField(_("partie"), max_length=12, choices=PartieSignataire)
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures_attendues")
    nom = models.CharField(_("nom"), max_length=160)
    titre = models.CharField(_("titre"), max_length=120)
    avant_le = models.DateField(_("à signer avant le"), null=True, blank=True)
    signe_le = models.DateTimeField(_("signé le"), null=True, blank=True)
    signe_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signe_nom = models.CharField(_("signé par"), max_length=160, blank=True)
    mode = models.CharField(_("mode"), max_length=12, choices=ModeSignature, blank=True)
    # When the file received this signature; the task does it after the fact.
    scelle_le = models.DateTimeField(_("scellé le"), null=True, blank=True)

    objects = SignataireQuerySet.as_manager()

    class Meta:
        verbose_name = _("signataire")
        ordering = ("document", "ordre")
        constraints = [
            models.UniqueConstraint(fields=["document", "ordre"], name="signataire_ordre_unique"),
            models.UniqueConstraint(fields=["document", "utilisateur"], name="signataire_une_fois"),
            models.UniqueConstraint(fields=["id", "entente", "organisation"], name="signataire_rattachement"),
            models.CheckConstraint(
                condition=Q(signe_le__isnull=True) | (Q(signe_par__isnull=False) & ~Q(mode="")),
                name="signataire_signe_par",
            ),
            models.CheckConstraint(
                condition=Q(scelle_le__isnull=True) | Q(signe_le__isnull=False), name="signataire_scelle_apres"
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_du_partenaire(self) -> bool:
        """True when this signature binds the organisation."""
        return self.partie == PartieSignataire.PARTENAIRE

    @property
    def a_signe(self) -> bool:
        """True once given."""
        return self.signe_le is not None


class DelegationSignatureQuerySet(models.QuerySet["DelegationSignature"]):
    def en_vigueur(self, *, au: date) -> DelegationSignatureQuerySet:
        """Those that hold on that day."""
        return self.filter(valide_du__lte=au, valide_au__gte=au, retiree_le__isnull=True)


@suivre()
class DelegationSignature(models.Model):
    """One signatory lets another member of the same side sign in their place, for a time and a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signataire = models.ForeignKey(Signataire, models.PROTECT, related_name="delegations")
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    delegue = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    delegue_nom = models.CharField(_("personne déléguée"), max_length=160)
    valide_du = models.DateField(_("valide du"))
    valide_au = models.DateField(_("valide au"))
    motif = models.CharField(_("motif"), max_length=300)
    accordee_le = models.DateTimeField(_("accordée le"))
    accordee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retiree_le = models.DateTimeField(_("retirée le"), null=True, blank=True)

    objects = DelegationSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("délégation de signature")
        verbose_name_plural = _("délégations de signature")
        ordering = ("-accordee_le",)
        constraints = [
            models.UniqueConstraint(
                fields=["signataire"], condition=Q(retiree_le__isnull=True), name="delegation_signature_une_active"
            ),
            models.CheckConstraint(
                condition=Q(valide_au__gte=F("valide_du")),
                name="delegation_signature_dates",
                violation_error_message=_("La délégation finit après son début."),
            ),
            models.CheckConstraint(condition=~Q(motif=""), name="delegation_signature_motivee"),
        ]

    def __str__(self) -> str:
        return f"{self.signataire_id} → {self.delegue_nom}"


def derniere_delegation(signataire: Signataire) -> Any:
    """The delegation of a signatory that was not taken back, or None; read from what was loaded."""
    return next((d for d in signataire.delegations.all() if d.retiree_le is None), None)
