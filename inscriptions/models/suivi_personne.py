"""The follow-up of a person who stopped coming, answering or completing: until she is joined, back, or gone."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from inscriptions.states_relances import SUIVIS_OUVERTS, EtatSuivi


class GenreSuivi(models.TextChoices):
    ABSENCES = "absences", _("Absences répétées")
    ABSENCE_INITIALE = "absence_initiale", _("Jamais présentée")
    ABANDON = "abandon", _("Abandon")
    OFFRE_EXPIREE = "offre_expiree", _("Offre restée sans réponse")
    DOSSIER_INCOMPLET = "dossier_incomplet", _("Dossier laissé incomplet")


# Follow-ups of a partner's own learners; the others are the ministry's.
GENRES_DU_PARTENAIRE = frozenset({GenreSuivi.ABSENCES})


class SuiviQuerySet(models.QuerySet["SuiviPersonne"]):
    def ouverts(self) -> SuiviQuerySet:
        """Someone still has to act."""
        return self.filter(etat__in=SUIVIS_OUVERTS)

    def par_urgence(self) -> SuiviQuerySet:
        """The earliest action first, then the oldest."""
        return self.order_by("agir_le", "ouvert_le", "pk")


class SuiviPersonne(ObjetACycle):
    """One person to reach about one thing that happened (`cause`), opened once by the clock."""

    CYCLE = "suivi_personne"

    genre = models.CharField(_("genre"), max_length=20, choices=GenreSuivi)
    # The seat, the offer or the request, and when it happened: the same cause opens one follow-up.
    cause = models.UUIDField(_("cause"), editable=False)
    cause_le = models.DateTimeField(_("survenu le"), editable=False)
    # Composite keys check request and seat with their tenant.
    inscription = models.ForeignKey("inscriptions.Inscription", models.PROTECT, related_name="suivis")
    place = models.ForeignKey("inscriptions.Place", models.PROTECT, null=True, blank=True, related_name="suivis")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="suivis")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    etat = models.CharField(_("état"), max_length=12, choices=EtatSuivi, default=EtatSuivi.OUVERT)
    detail = models.CharField(_("détail"), max_length=200, blank=True)
    ouvert_le = models.DateTimeField(_("ouvert le"))
    agir_le = models.DateField(_("prochaine action le"))
    issue = models.ForeignKey("guichet.Motif", models.PROTECT, null=True, blank=True, related_name="+")
    clos_le = models.DateTimeField(_("clos le"), null=True, blank=True)

    objects = SuiviQuerySet.as_manager()

    class Meta:
        verbose_name = _("suivi d’une personne")
        verbose_name_plural = _("suivis de personnes")
        indexes = [
            models.Index(fields=["region", "agir_le"], condition=~Q(etat="clos"), name="suivi_a_faire"),
            models.Index(fields=["organisation", "agir_le"], condition=~Q(etat="clos"), name="suivi_organisation"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["genre", "cause", "cause_le"], name="suivi_une_fois_par_cause"),
            models.UniqueConstraint(
                fields=["genre", "inscription"], condition=~Q(etat="clos"), name="suivi_un_ouvert_par_genre"
            ),
            models.UniqueConstraint(fields=["id", "personne"], name="suivi_rattachement"),
            models.CheckConstraint(
                condition=~Q(etat="clos") | Q(clos_le__isnull=False, issue__isnull=False), name="suivi_clos_avec_issue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} – {self.personne}"

    @property
    def est_ouvert(self) -> bool:
        """True while someone has to act."""
        return self.etat in SUIVIS_OUVERTS

    def est_en_retard(self, au: date) -> bool:
        """True past the day of the next action, while the follow-up is open."""
        return self.est_ouvert and self.agir_le < au
