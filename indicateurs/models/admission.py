"""Admissions by month: who was admitted, told by the ministry of immigration, line by line; nothing is deleted."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.models.personne import Sexe
from guichet.vieprivee.chiffrement import ChampChiffre
from indicateurs.states_admissions import EtatLotAdmissions, EtatParticipation


class Population(models.TextChoices):
    PERMANENTE = "permanente", _("Immigration permanente")
    TEMPORAIRE = "temporaire", _("Immigration temporaire")


class Francais(models.TextChoices):
    OUI = "oui", _("Déclare connaître le français")
    NON = "non", _("Ne connaît pas le français")
    INCONNU = "inconnu", _("Inconnu")


class CohorteAdmission(models.Model):
    """The persons admitted in one month, permanent or temporary: about no one in particular."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mois = models.DateField(_("mois"))
    population = models.CharField(_("population"), max_length=12, choices=Population)
    # What its roll-up must take in, and when it was last computed: due when touched since.
    touchee_le = models.DateTimeField(_("touchée le"))
    calculee_le = models.DateTimeField(_("calculée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("cohorte d’admission")
        verbose_name_plural = _("cohortes d’admission")
        ordering = ("-mois", "population")
        constraints = [
            models.UniqueConstraint(fields=["mois", "population"], name="cohorte_unique"),
            models.CheckConstraint(condition=Q(mois__day=1), name="cohorte_premier_du_mois"),
        ]

    def __str__(self) -> str:
        return f"{self.mois:%Y-%m} {self.population}"

    def rang_du_mois(self, jour: date) -> int:
        """How many months after the admission this day falls; none before."""
        return max(0, (jour.year - self.mois.year) * 12 + jour.month - self.mois.month)


class LotAdmissions(ObjetACycle):
    """One file of admissions: read by a worker, looked at, applied as a whole, and for a time undone as a whole."""

    CYCLE = "lot_admissions"

    etat = models.CharField(_("état"), max_length=12, choices=EtatLotAdmissions, default=EtatLotAdmissions.RECU)
    nom_fichier = models.CharField(_("nom du fichier"), max_length=120)
    empreinte = models.CharField(_("empreinte"), max_length=64)
    # The file as it came (encrypted), then its lines without a clear identifier, and what is wrong with them.
    chemin_brut = models.CharField(max_length=200, blank=True)
    chemin = models.CharField(max_length=200, blank=True)
    chemin_erreurs = models.CharField(max_length=200, blank=True)
    recu_le = models.DateTimeField(_("reçu le"))
    recu_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    apercu = models.JSONField(_("aperçu"), default=dict, blank=True)
    nb_lignes = models.PositiveIntegerField(_("lignes"), default=0)
    nb_fautes = models.PositiveIntegerField(_("lignes à corriger"), default=0)
    nb_ajouts = models.PositiveIntegerField(_("ajouts"), default=0)
    nb_changements = models.PositiveIntegerField(_("changements"), default=0)
    confirme_le = models.DateTimeField(_("confirmé le"), null=True, blank=True)
    confirme_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applique_le = models.DateTimeField(_("appliqué le"), null=True, blank=True)
    annulable_jusqu_au = models.DateTimeField(_("annulable jusqu’au"), null=True, blank=True)
    annule_le = models.DateTimeField(_("annulé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("fichier d’admissions")
        verbose_name_plural = _("fichiers d’admissions")
        ordering = ("-recu_le",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat__in=["applique", "annule"])
                | Q(applique_le__isnull=False, annulable_jusqu_au__isnull=False),
                name="lot_admissions_applique",
            ),
            models.CheckConstraint(
                condition=~Q(etat="annule") | Q(annule_le__isnull=False), name="lot_admissions_annule"
            ),
        ]

    def __str__(self) -> str:
        return self.nom_fichier

    @property
    def est_en_lecture(self) -> bool:
        """True until a worker has read it."""
        return self.etat == EtatLotAdmissions.RECU

    @property
    def est_en_apercu(self) -> bool:
        """True while nothing of it counts."""
        return self.etat == EtatLotAdmissions.APERCU

    @property
    def est_en_cours(self) -> bool:
        """True while a worker is expected to do something with it."""
        return self.est_en_lecture or (self.est_en_apercu and self.confirme_le is not None)

    @property
    def est_applique(self) -> bool:
        """True while its lines count."""
        return self.etat == EtatLotAdmissions.APPLIQUE

    @property
    def nb_inchangees(self) -> int:
        """Lines that say nothing new."""
        return self.nb_lignes - self.nb_ajouts - self.nb_changements

    @property
    def est_confirmable(self) -> bool:
        """True when it may be written: looked at, without a fault, and it changes something."""
        return self.est_en_apercu and not self.est_en_cours and not self.nb_fautes and self.change > 0

    @property
    def change(self) -> int:
        """Lines that change something."""
        return self.nb_ajouts + self.nb_changements

    def est_annulable(self, *, le: datetime) -> bool:
        """True while it may be undone."""
        return self.est_applique and self.annulable_jusqu_au is not None and le <= self.annulable_jusqu_au

    def rattachement(self) -> dict[str, Any]:
        """A file belongs to the whole province."""
        return {}


class JetonAdmissions(models.Model):
    """The key by which another ministry's system sends admissions; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField(_("nom du système"), max_length=80)
    empreinte = models.CharField(max_length=64, unique=True)
    cree_le = models.DateTimeField(_("créé le"))
    expire_le = models.DateTimeField(_("expire le"))
    revoque_le = models.DateTimeField(_("révoqué le"), null=True, blank=True)

    class Meta:
        verbose_name = _("jeton d’API des admissions")
        verbose_name_plural = _("jetons d’API des admissions")
        ordering = ("-cree_le",)

    def __str__(self) -> str:
        return self.nom


class EnvoiAdmissions(models.Model):
    """One call already answered: the same key gives the same answer again and changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    jeton = models.ForeignKey(JetonAdmissions, models.PROTECT, related_name="envois")
    cle = models.CharField(_("clé d’idempotence"), max_length=80)
    empreinte = models.CharField(max_length=64)
    reponse = models.JSONField(default=dict)
    recu_le = models.DateTimeField(_("reçu le"))

    class Meta:
        verbose_name = _("envoi d’admissions par API")
        verbose_name_plural = _("envois d’admissions par API")
        constraints = [models.UniqueConstraint(fields=["jeton", "cle"], name="envoi_admissions_unique")]

    def __str__(self) -> str:
        return self.cle


class PersonneAdmiseQuerySet(models.QuerySet["PersonneAdmise"]):
    def actives(self) -> PersonneAdmiseQuerySet:
        """Those that count: neither replaced nor taken out."""
        return self.filter(fini_le__isnull=True)


class PersonneAdmise(models.Model):
    """One line about one admitted person; sent again with other words, it ends and another takes its place.

    `cle` is the source's own key: it stays through the versions, and links and outcomes hang on it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohorte = models.ForeignKey(CohorteAdmission, models.PROTECT, related_name="personnes")
    cle = models.CharField(_("clé de la source"), max_length=60)
    identifiant = ChampChiffre(_("identifiant d’immigration"), blank=True, default="")
    identifiant_index = models.CharField(max_length=64, blank=True, editable=False)
    prenom = models.CharField(_("prénom"), max_length=80, blank=True)
    nom = models.CharField(_("nom de famille"), max_length=80, blank=True)
    date_naissance = models.DateField(_("date de naissance"), null=True, blank=True)
    sexe = models.CharField(_("sexe"), max_length=1, choices=Sexe, blank=True)
    pays = models.ForeignKey("guichet.Pays", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    langue = models.ForeignKey(
        "guichet.Langue", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    categorie = models.ForeignKey(
        "guichet.CategorieImmigration", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    region = models.ForeignKey(
        "guichet.Region", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    francais = models.CharField(_("français"), max_length=8, choices=Francais, default=Francais.INCONNU)
    lot = models.ForeignKey(LotAdmissions, models.PROTECT, null=True, blank=True, related_name="personnes")
    envoi = models.ForeignKey(
        EnvoiAdmissions, models.PROTECT, null=True, blank=True, db_index=False, related_name="personnes"
    )
    ligne = models.PositiveIntegerField(_("ligne de la source"), default=0)
    cree_le = models.DateTimeField(_("créée le"))
    fini_le = models.DateTimeField(_("finie le"), null=True, blank=True)
    fini_lot = models.ForeignKey(
        LotAdmissions, models.PROTECT, null=True, blank=True, db_index=False, related_name="remplacees"
    )
    fini_motif = models.CharField(_("motif de fin"), max_length=200, blank=True)
    # Compared with the registered persons; null: due.
    compare_le = models.DateTimeField(_("comparée le"), null=True, blank=True)

    objects = PersonneAdmiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("personne admise")
        verbose_name_plural = _("personnes admises")
        indexes = [
            models.Index(
                fields=["identifiant_index"], condition=~Q(identifiant_index=""), name="personne_admise_identifiant"
            ),
            models.Index(
                fields=["id"],
                condition=Q(compare_le__isnull=True, fini_le__isnull=True),
                name="personne_admise_a_comparer",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cle"], condition=Q(fini_le__isnull=True), name="personne_admise_unique"),
            models.UniqueConstraint(fields=["id", "cle"], name="personne_admise_version"),
            models.CheckConstraint(
                condition=Q(fini_le__isnull=True) | ~Q(fini_motif=""), name="personne_admise_fini_motive"
            ),
        ]

    def __str__(self) -> str:
        return self.cle

    @property
    def nom_complet(self) -> str:
        """Given name then family name, whichever exist."""
        return " ".join(partie for partie in (self.prenom, self.nom) if partie) or str(_("Sans nom"))


class IssueAdmission(models.Model):
    """What an agent wrote about an admitted person: not interested, exempt, gone. Withdrawn, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cle = models.CharField(_("clé de la source"), max_length=60, db_index=True)
    region = models.ForeignKey(
        "guichet.Region", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    issue = models.CharField(_("issue"), max_length=16, choices=EtatParticipation)
    le = models.DateTimeField(_("le"))
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif = models.CharField(_("motif"), max_length=200)
    retire_le = models.DateTimeField(_("retirée le"), null=True, blank=True)
    retire_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retire_motif = models.CharField(_("motif du retrait"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("issue d’une admission")
        verbose_name_plural = _("issues des admissions")
        ordering = ("-le",)
        constraints = [
            models.CheckConstraint(
                condition=Q(issue__in=["sans_suite", "exemptee", "demenagee"]) & ~Q(motif=""), name="issue_motivee"
            ),
            models.CheckConstraint(
                condition=Q(retire_le__isnull=True) | ~Q(retire_motif=""), name="issue_retrait_motive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cle} {self.issue}"
