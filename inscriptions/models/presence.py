"""Class sessions, roll call, absences a learner declares."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.vieprivee.historique import suivre
from inscriptions.models.choix import CodePresence


class Seance(models.Model):
    """One meeting of a group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    groupe = models.ForeignKey("inscriptions.Groupe", models.PROTECT, related_name="seances")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    date = models.DateField(_("date"))
    heure_debut = models.TimeField(_("début"))
    heure_fin = models.TimeField(_("fin"))
    annulee_le = models.DateTimeField(_("annulée le"), null=True, blank=True)
    motif_annulation = models.ForeignKey(
        "guichet.Motif", models.PROTECT, verbose_name=_("motif d’annulation"), null=True, blank=True, related_name="+"
    )
    appel_le = models.DateTimeField(_("appel fait le"), null=True, blank=True)
    appel_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("séance")
        ordering = ("date", "heure_debut")
        constraints = [
            models.UniqueConstraint(fields=["groupe", "date", "heure_debut"], name="seance_unique"),
            models.UniqueConstraint(fields=["id", "organisation"], name="seance_rattachement"),
            models.CheckConstraint(condition=Q(heure_fin__gt=F("heure_debut")), name="seance_heures_ordonnees"),
            models.CheckConstraint(
                condition=Q(annulee_le__isnull=True) | Q(motif_annulation__isnull=False),
                name="seance_annulation_motivee",
                violation_error_message=_("Une séance annulée a un motif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.groupe} – {self.date}"


@suivre()
class Presence(models.Model):
    """One learner at one meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seance = models.ForeignKey(Seance, models.PROTECT, related_name="presences")
    place = models.ForeignKey("inscriptions.Place", models.PROTECT, related_name="presences")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(_("présence"), max_length=12, choices=CodePresence)
    saisie_le = models.DateTimeField(_("saisie le"))
    saisie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Why the roll was changed after its lock; the history keeps what it said before.
    motif_correction = models.CharField(_("motif de la correction"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("présence")
        constraints = [models.UniqueConstraint(fields=["seance", "place"], name="presence_unique")]

    def __str__(self) -> str:
        return f"{self.seance} – {self.get_code_display()}"


class AbsenceDeclaree(models.Model):
    """An absence the learner announces; the teacher still takes the roll."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seance = models.ForeignKey(Seance, models.PROTECT, related_name="absences_declarees")
    place = models.ForeignKey("inscriptions.Place", models.PROTECT, related_name="absences_declarees")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    motif = models.ForeignKey("guichet.Motif", models.PROTECT, related_name="+")
    precision = models.CharField(_("précision"), max_length=300, blank=True)
    declaree_le = models.DateTimeField(_("déclarée le"))

    class Meta:
        verbose_name = _("absence déclarée")
        constraints = [models.UniqueConstraint(fields=["seance", "place"], name="absence_declaree_unique")]

    def __str__(self) -> str:
        return f"{self.seance} – {self.motif}"
