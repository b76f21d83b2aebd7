"""An inscription: one person's request to learn French, from draft to the end of the path."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.referentiels.formules import Filiere
from guichet.vieprivee.historique import suivre
from inscriptions.models.choix import Deplacement, Domicile, Objectif, Occupation
from inscriptions.states import EtatInscription, EtatOffre


class InscriptionQuerySet(models.QuerySet["Inscription"]):
    def en_attente(self) -> InscriptionQuerySet:
        """Waiting for a seat, with or without an open offer."""
        return self.filter(etat=EtatInscription.EN_ATTENTE)

    def sans_offre_vive(self) -> InscriptionQuerySet:
        """Those who hold no open offer."""
        from inscriptions.models.offre import OffreDePlace

        vives = OffreDePlace.objects.filter(inscription=OuterRef("pk"), etat=EtatOffre.PROPOSEE)
        return self.filter(~Exists(vives))

    def par_priorite(self) -> InscriptionQuerySet:
        """Priority class, then date of the complete file, then number: the order of placement."""
        return self.order_by("classe_priorite", "complete_le", "numero")

    def actives(self) -> InscriptionQuerySet:
        """Neither ended nor withdrawn."""
        finies = ("terminee", "retiree", "non_admissible", "inactive")
        return self.exclude(etat__in=finies)


@suivre()
class Inscription(ObjetACycle):
    """What the person asked for, what was decided, and where the request stands."""

    CYCLE = "inscription"

    numero = models.CharField(_("numéro"), max_length=16, unique=True, editable=False)
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="inscriptions")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, db_index=False, related_name="+")
    etat = models.CharField(_("état"), max_length=16, choices=EtatInscription, default=EtatInscription.BROUILLON)

    statut = models.ForeignKey(
        "guichet.StatutImmigration", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    categorie = models.ForeignKey(
        "guichet.CategorieImmigration", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    arrivee_le = models.DateField(_("arrivée au Québec"), null=True, blank=True)
    domicile = models.CharField(_("domicile au Québec"), max_length=8, choices=Domicile, blank=True)
    document_fin_le = models.DateField(_("fin de validité du document"), null=True, blank=True)
    preuve = models.ForeignKey("guichet.Piece", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    annees_scolarite = models.PositiveSmallIntegerField(_("années d’école"), null=True, blank=True)
    langue_ecrite = models.BooleanField(_("lit et écrit sa langue maternelle"), null=True, blank=True)
    occupation = models.CharField(_("occupation"), max_length=32, choices=Occupation, blank=True)
    objectif = models.CharField(_("objectif"), max_length=32, choices=Objectif, blank=True)
    besoins = ArrayField(models.CharField(max_length=16), default=list, blank=True, verbose_name=_("besoins"))
    enfants_a_garder = models.PositiveSmallIntegerField(_("enfants à garder"), default=0)
    # 21 cells « lun_am » … « dim_soir »: the times the person can attend.
    disponibilites = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    # Ranked, the first is preferred; what is absent is refused.
    formules = ArrayField(models.CharField(max_length=16), default=list, blank=True, verbose_name=_("formules"))
    modes = ArrayField(models.CharField(max_length=16), default=list, blank=True, verbose_name=_("modes"))
    deplacement = models.CharField(_("déplacement"), max_length=20, choices=Deplacement, default=Deplacement.MA_REGION)
    # Form steps saved at least once: a draft is resumed at the first one missing.
    etapes_faites = ArrayField(models.CharField(max_length=16), default=list, blank=True, editable=False)

    deposee_le = models.DateTimeField(_("déposée le"), null=True, blank=True)
    complete_le = models.DateTimeField(_("dossier complet le"), null=True, blank=True)
    en_attente_le = models.DateTimeField(_("en attente depuis le"), null=True, blank=True)
    admissible = models.BooleanField(_("admissible"), null=True, blank=True)
    admissibilite = models.JSONField(_("décision d’admissibilité"), default=dict, blank=True)
    # Both come from the dispatch order in force (`queries.priorites`); the criteria are those that opened the class.
    classe_priorite = models.PositiveSmallIntegerField(_("classe de priorité"), default=9)
    criteres_priorite = ArrayField(
        models.CharField(max_length=24), default=list, blank=True, verbose_name=_("critères de priorité")
    )
    filiere = models.CharField(_("filière"), max_length=16, choices=Filiere, default=Filiere.REGULIERE)
    niveau = models.PositiveSmallIntegerField(_("niveau du cours demandé"), null=True, blank=True)

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription")
        indexes = [
            models.Index(fields=["region", "etat"], name="inscription_region_etat"),
            models.Index(
                fields=["niveau", "classe_priorite", "complete_le"],
                condition=Q(etat="en_attente"),
                name="inscription_file",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["personne"],
                condition=~Q(etat__in=["terminee", "retiree", "non_admissible", "inactive"]),
                name="inscription_une_active",
                violation_error_message=_("Cette personne a déjà une demande en cours."),
            ),
            models.UniqueConstraint(fields=["id", "personne", "region"], name="inscription_rattachement"),
            models.CheckConstraint(
                condition=Q(etat__in=["brouillon", "retiree"]) | Q(deposee_le__isnull=False),
                name="inscription_deposee_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["complete", "evaluee", "en_attente", "en_cours", "terminee"])
                | Q(complete_le__isnull=False),
                name="inscription_complete_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["en_attente", "en_cours", "terminee"]) | Q(niveau__isnull=False),
                name="inscription_attente_avec_niveau",
            ),
            models.CheckConstraint(
                condition=Q(niveau__isnull=True) | Q(niveau__range=(1, 12)), name="inscription_niveau_valide"
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    def rattachement(self) -> dict[str, Any]:
        """The journal's dimensions; the preferred formula stands for the person's."""
        return super().rattachement() | {"formule": self.formule_preferee or "", "organisation_id": None}

    @property
    def formule_preferee(self) -> str | None:
        """The first formula the person ranked."""
        return self.formules[0] if self.formules else None

    @property
    def est_en_alpha(self) -> bool:
        """True when the person follows the literacy stream."""
        return self.filiere == Filiere.ALPHA

    @property
    def est_a_completer(self) -> bool:
        """True while the person must add what is missing."""
        return self.etat == EtatInscription.A_COMPLETER

    @property
    def est_en_attente(self) -> bool:
        """True while the person waits for a seat."""
        return self.etat == EtatInscription.EN_ATTENTE

    def attente_jours(self, au: date) -> int | None:
        """Calendar days since the file was complete, None before."""
        return (au - self.complete_le.date()).days if self.complete_le else None
