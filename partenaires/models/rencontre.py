"""Meetings of a table: agenda, attendance, decisions, minutes frozen once approved; and the documents of a table."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.models import VerdictPiece
from guichet.vieprivee.historique import suivre
from partenaires.models.concertation import TableConcertation
from partenaires.states_concertation import EtatRencontre

PAR = settings.AUTH_USER_MODEL


class RencontreQuerySet(models.QuerySet["Rencontre"]):
    def annoncees(self) -> RencontreQuerySet:
        """Those the members were called to, cancelled ones included."""
        return self.filter(convoquee_le__isnull=False)

    def a_venir(self, *, au: datetime) -> RencontreQuerySet:
        """Those that have not ended at that moment, the next one first."""
        prevues = (EtatRencontre.PREPAREE, EtatRencontre.CONVOQUEE)
        return self.filter(etat__in=prevues, fin__gte=au).order_by("debut")


class Rencontre(ObjetACycle):
    """One meeting. `sequence` counts the changes since the call, as calendars want it; approved, nothing changes."""

    CYCLE = "rencontre_table"

    table = models.ForeignKey(TableConcertation, models.PROTECT, related_name="rencontres")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, blank=True, related_name="+")
    etat = models.CharField(_("état"), max_length=20, choices=EtatRencontre, default=EtatRencontre.PREPAREE)
    sujet = models.CharField(_("sujet"), max_length=160)
    debut = models.DateTimeField(_("début"))
    fin = models.DateTimeField(_("fin"))
    lieu = models.CharField(_("lieu"), max_length=200)
    lien = models.URLField(_("lien de la visioconférence"), blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    modifiee_le = models.DateTimeField(_("modifiée le"))
    convoquee_le = models.DateTimeField(_("convoquée le"), null=True, blank=True)
    compte_rendu = models.TextField(_("compte rendu"), blank=True)
    redige_le = models.DateTimeField(_("rédigé le"), null=True, blank=True)
    redige_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    # The accounts that wrote any version of the minutes; the database keeps it, and lets none of them approve.
    redacteurs = ArrayField(models.BigIntegerField(), default=list, editable=False)
    approuve_le = models.DateTimeField(_("approuvé le"), null=True, blank=True)
    approuve_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    empreinte = models.CharField(_("empreinte du compte rendu"), max_length=64, blank=True)

    objects = RencontreQuerySet.as_manager()

    class Meta:
        verbose_name = _("rencontre")
        verbose_name_plural = _("rencontres")
        ordering = ("-debut",)
        constraints = [
            models.UniqueConstraint(fields=["id", "table"], name="rencontre_rattachement"),
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="rencontre_heures_ordonnees",
                violation_error_message=_("La rencontre finit après son début."),
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["convoquee", "redigee", "consignee"]) | Q(convoquee_le__isnull=False),
                name="rencontre_convoquee_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["redigee", "consignee"]) | (Q(redige_le__isnull=False) & ~Q(compte_rendu="")),
                name="rencontre_compte_rendu_ecrit",
                violation_error_message=_("Le compte rendu est vide."),
            ),
            models.CheckConstraint(
                condition=Q(etat="consignee", approuve_le__isnull=False, empreinte__regex="^[0-9a-f]{64}$")
                | (~Q(etat="consignee") & Q(approuve_le__isnull=True, empreinte="")),
                name="rencontre_approuvee_scellee",
            ),
        ]

    def __str__(self) -> str:
        return self.sujet

    def a_redige(self, utilisateur_id: int | None) -> bool:
        """True when this account wrote a version of the minutes."""
        return utilisateur_id is not None and utilisateur_id in (*self.redacteurs, self.redige_par_id)

    def attend_des_reponses(self, *, au: datetime) -> bool:
        """True from the call until it begins: members say whether they come."""
        return self.etat == EtatRencontre.CONVOQUEE and self.debut > au

    @property
    def est_modifiable(self) -> bool:
        """True until its minutes are written or it is cancelled."""
        return self.etat in (EtatRencontre.PREPAREE, EtatRencontre.CONVOQUEE)

    @property
    def est_ouverte(self) -> bool:
        """True while something may still be added to it: agenda, attendance, decisions, documents."""
        return self.est_modifiable or self.etat == EtatRencontre.REDIGEE

    @property
    def est_annulee(self) -> bool:
        """True once it was cancelled."""
        return self.etat == EtatRencontre.ANNULEE

    @property
    def est_consignee(self) -> bool:
        """True once its minutes are approved."""
        return self.etat == EtatRencontre.CONSIGNEE


class ObjetDeRencontre(models.Model):
    """What hangs on a meeting; the database refuses it once the minutes are approved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    table = models.ForeignKey(TableConcertation, models.PROTECT, related_name="+", db_index=False)
    rencontre = models.ForeignKey(Rencontre, models.PROTECT)

    class Meta:
        abstract = True


class PointOrdreDuJour(ObjetDeRencontre):
    """One item of an agenda; about a commitment when the portal brought it, from an origin when it was heard elsewhere.

    `origine_genre` and `origine_cle` name softly what it comes from (`guichet.origines`).
    """

    rencontre = models.ForeignKey(Rencontre, models.PROTECT, related_name="points")
    rang = models.PositiveSmallIntegerField(_("rang"))
    titre = models.CharField(_("sujet"), max_length=240)
    engagement = models.ForeignKey(
        "partenaires.EngagementConcertation", models.PROTECT, null=True, blank=True, related_name="points"
    )
    en_retard = models.BooleanField(_("en retard à ce moment"), default=False)
    origine_genre = models.CharField(_("origine"), max_length=24, blank=True)
    origine_cle = models.CharField(_("référence de l’origine"), max_length=120, blank=True)
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)
    retire_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("point à l’ordre du jour")
        ordering = ("rencontre", "rang")
        constraints = [
            # Taken out by someone, a commitment is not brought back by the portal.
            models.UniqueConstraint(fields=["rencontre", "engagement"], name="point_un_par_engagement"),
            models.CheckConstraint(condition=~Q(titre=""), name="point_ecrit"),
            models.CheckConstraint(
                condition=Q(origine_genre="", origine_cle="") | (~Q(origine_genre="") & ~Q(origine_cle="")),
                name="point_origine_entiere",
            ),
        ]

    def __str__(self) -> str:
        return self.titre


class GenrePresence(models.TextChoices):
    PRESENTE = "presente", _("Présente")
    EXCUSEE = "excusee", _("Excusée")
    ABSENTE = "absente", _("Absente")


class PresenceRencontre(ObjetDeRencontre):
    """Whether a member organisation came, and who came for it."""

    rencontre = models.ForeignKey(Rencontre, models.PROTECT, related_name="presences")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    presence = models.CharField(_("présence"), max_length=8, choices=GenrePresence)
    representant = models.CharField(_("personne présente"), max_length=120, blank=True)
    notee_le = models.DateTimeField(_("notée le"))
    notee_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("présence à une rencontre")
        ordering = ("organisation__nom",)
        constraints = [models.UniqueConstraint(fields=["rencontre", "organisation"], name="presence_une_par_membre")]

    def __str__(self) -> str:
        return self.get_presence_display()


class GenreReponse(models.TextChoices):
    PRESENTE = "presente", _("Présente")
    ABSENTE = "absente", _("Absente")
    REPRESENTEE = "representee", _("Représentée")


@suivre()
class ReponseConvocation(ObjetDeRencontre):
    """What a member organisation answers to the call; it may change until the meeting begins, its history stays.

    Row-level security lets an organisation write its own, and nothing else.
    """

    rencontre = models.ForeignKey(Rencontre, models.PROTECT, related_name="reponses")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    reponse = models.CharField(_("réponse"), max_length=12, choices=GenreReponse)
    representant = models.CharField(_("représentée par"), max_length=120, blank=True)
    donnee_le = models.DateTimeField(_("donnée le"))
    donnee_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("réponse à une convocation")
        verbose_name_plural = _("réponses à une convocation")
        ordering = ("organisation__nom",)
        constraints = [
            models.UniqueConstraint(fields=["rencontre", "organisation"], name="reponse_une_par_membre"),
            models.CheckConstraint(
                condition=(Q(reponse="representee") & ~Q(representant=""))
                | (~Q(reponse="representee") & Q(representant="")),
                name="reponse_representee_par",
                violation_error_message=_("Dites qui représente l’organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_reponse_display()


class DecisionRencontre(ObjetDeRencontre):
    """What the table decided; commitments follow from it."""

    rencontre = models.ForeignKey(Rencontre, models.PROTECT, related_name="decisions")
    rang = models.PositiveSmallIntegerField(_("numéro"))
    texte = models.TextField(_("décision"))
    prise_le = models.DateTimeField(_("inscrite le"))
    prise_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("décision d’une table")
        ordering = ("rencontre", "rang")
        constraints = [
            models.UniqueConstraint(fields=["rencontre", "rang"], name="decision_rang_unique"),
            models.UniqueConstraint(fields=["id", "table"], name="decision_rattachement"),
            models.CheckConstraint(condition=~Q(texte=""), name="decision_ecrite"),
        ]

    def __str__(self) -> str:
        return self.texte[:80]


class DocumentTableQuerySet(models.QuerySet["DocumentTable"]):
    def actifs(self) -> DocumentTableQuerySet:
        """Those not taken out."""
        return self.filter(retire_le__isnull=True)

    def sains(self) -> DocumentTableQuerySet:
        """Those that may be opened."""
        return self.actifs().filter(verdict=VerdictPiece.SAINE)


class DocumentTable(models.Model):
    """A file of a meeting, of a consultation or of a commitment: in quarantine until it is checked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    table = models.ForeignKey(TableConcertation, models.PROTECT, related_name="documents")
    rencontre = models.ForeignKey(Rencontre, models.PROTECT, null=True, blank=True, related_name="documents")
    consultation = models.ForeignKey(
        "partenaires.ConsultationTable", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    engagement = models.ForeignKey(
        "partenaires.EngagementConcertation", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    nom_origine = models.CharField(_("nom du fichier"), max_length=160)
    type_mime = models.CharField(_("type"), max_length=80)
    taille = models.PositiveIntegerField(_("taille (octets)"))
    sha256 = models.CharField(max_length=64)
    chemin = models.CharField(max_length=120, unique=True)
    verdict = models.CharField(_("vérification"), max_length=16, choices=VerdictPiece, default="en_quarantaine")
    verifiee_le = models.DateTimeField(_("vérifiée le"), null=True, blank=True)
    depose_le = models.DateTimeField(_("déposé le"))
    depose_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)
    retire_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DocumentTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("document d’une table")
        verbose_name_plural = _("documents d’une table")
        ordering = ("depose_le",)
        constraints = [
            models.CheckConstraint(
                condition=Q(rencontre__isnull=False, consultation__isnull=True, engagement__isnull=True)
                | Q(rencontre__isnull=True, consultation__isnull=False, engagement__isnull=True)
                | Q(rencontre__isnull=True, consultation__isnull=True, engagement__isnull=False),
                name="document_table_d_un_objet",
            ),
        ]

    def __str__(self) -> str:
        return self.nom_origine

    @property
    def est_sain(self) -> bool:
        """True once its check says it may be opened."""
        return self.verdict == VerdictPiece.SAINE

    @property
    def est_refuse(self) -> bool:
        """True when its check found something in it."""
        return self.verdict == VerdictPiece.REFUSEE
