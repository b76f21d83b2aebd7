"""A partner refers a person it has met to one of its groups; nothing of the person is shown before she agrees."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from inscriptions.states_suites import RECOMMANDATIONS_A_TRAITER, RECOMMANDATIONS_OUVERTES, EtatRecommandation

OUVERTES = sorted(str(etat) for etat in RECOMMANDATIONS_OUVERTES)


class RecommandationQuerySet(models.QuerySet["Recommandation"]):
    def ouvertes(self) -> RecommandationQuerySet:
        """Neither settled nor over."""
        return self.filter(etat__in=RECOMMANDATIONS_OUVERTES)

    def a_traiter(self) -> RecommandationQuerySet:
        """The person agreed and waits for a seat: an adviser decides."""
        return self.filter(etat=EtatRecommandation.CONSENTIE, inscription__etat="en_attente")

    def echues(self, *, au: datetime) -> RecommandationQuerySet:
        """Unanswered past their delay."""
        return self.filter(etat=EtatRecommandation.DEMANDEE, expire_le__lte=au)

    def sans_demande(self) -> RecommandationQuerySet:
        """Agreed to from an invitation, the person's request not known yet."""
        return self.filter(etat=EtatRecommandation.CONSENTIE, inscription__isnull=True)


class Recommandation(ObjetACycle):
    """« Proposer cette personne »: what the partner typed, what the person answered, what the adviser did of it.

    `personne` may be unknown for ever: a file number that fits nobody looks the same to the partner.
    """

    CYCLE = "recommandation"

    groupe = models.ForeignKey("inscriptions.Groupe", models.PROTECT, related_name="recommandations")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    # The person's region once she is known, the group's before.
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, null=True, related_name="recommandations")
    inscription = models.ForeignKey(
        "inscriptions.Inscription", models.PROTECT, null=True, related_name="recommandations"
    )
    etat = models.CharField(_("état"), max_length=12, choices=EtatRecommandation, default=EtatRecommandation.DEMANDEE)
    numero_dossier = models.CharField(_("numéro de dossier"), max_length=16, blank=True)
    courriel = models.EmailField(_("courriel"), blank=True)
    motif = models.ForeignKey("guichet.Motif", models.PROTECT, related_name="+")
    # The person's name, kept from the day she agreed that the partner knows it.
    nom_consenti = models.CharField(_("nom"), max_length=161, blank=True)
    demandee_le = models.DateTimeField(_("demandée le"))
    expire_le = models.DateTimeField(_("expire le"))
    consentie_le = models.DateTimeField(_("accord donné le"), null=True, blank=True)
    proposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    offre = models.OneToOneField("inscriptions.OffreDePlace", models.PROTECT, null=True, related_name="recommandation")

    objects = RecommandationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommandation")
        indexes = [
            models.Index(fields=["organisation", "-demandee_le"], name="recommandation_organisation"),
            models.Index(fields=["inscription"], name="recommandation_inscription"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(numero_dossier="", courriel__gt="") | Q(numero_dossier__gt="", courriel=""),
                name="recommandation_numero_ou_courriel",
            ),
            models.UniqueConstraint(
                fields=["groupe", "numero_dossier"],
                condition=Q(etat__in=OUVERTES, numero_dossier__gt=""),
                name="recommandation_une_par_dossier",
                violation_error_message=_("Vous avez déjà proposé cette personne pour ce groupe."),
            ),
            models.UniqueConstraint(
                fields=["groupe", "courriel"],
                condition=Q(etat__in=OUVERTES, courriel__gt=""),
                name="recommandation_une_par_courriel",
                violation_error_message=_("Vous avez déjà invité cette adresse pour ce groupe."),
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["consentie", "preference", "offerte", "ecartee"])
                | Q(consentie_le__isnull=False),
                name="recommandation_consentie_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat="offerte") | Q(offre__isnull=False), name="recommandation_offerte_avec_offre"
            ),
            models.CheckConstraint(
                condition=Q(nom_consenti="") | Q(consentie_le__isnull=False), name="recommandation_nom_apres_accord"
            ),
        ]

    def __str__(self) -> str:
        return self.designation

    @property
    def designation(self) -> str:
        """How the partner knows the person: her name once she agreed, what it typed before."""
        return self.nom_consenti or self.numero_dossier or self.courriel

    @property
    def est_invitation(self) -> bool:
        """True for a person invited by her address."""
        return bool(self.courriel)

    @property
    def est_a_traiter(self) -> bool:
        """True while an adviser may decide."""
        return self.etat in RECOMMANDATIONS_A_TRAITER

    def est_a_repondre(self, le: datetime) -> bool:
        """True while the person may say yes."""
        return self.etat == EtatRecommandation.DEMANDEE and self.expire_le > le

    @property
    def peut_etre_refusee(self) -> bool:
        """True while the person may still say no, or take her consent back."""
        return self.etat in RECOMMANDATIONS_OUVERTES
