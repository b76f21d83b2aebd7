"""Links between admitted and registered persons: proposed or certain, decided, always undone as they were done."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from indicateurs.models.admission import PersonneAdmise, Population
from indicateurs.states_admissions import LIES, EtatRapprochement


class Methode(models.TextChoices):
    IDENTIFIANT = "identifiant", _("Même identifiant d’immigration")
    NOM_ET_DATE = "nom_et_date", _("Nom et date de naissance")


class Rapprochement(ObjetACycle):
    """An admitted person and a registered one, how alike they are, and what was decided.

    `region` is set when both live in the same one: a pair across regions is for the whole province's advisers.
    """

    CYCLE = "rapprochement"

    admise = models.ForeignKey(PersonneAdmise, models.PROTECT, related_name="rapprochements")
    cle = models.CharField(_("clé de la source"), max_length=60, db_index=True)
    population = models.CharField(_("population"), max_length=12, choices=Population)
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, db_index=False, related_name="+")
    etat = models.CharField(_("état"), max_length=12, choices=EtatRapprochement, default=EtatRapprochement.PROPOSE)
    methode = models.CharField(_("méthode"), max_length=12, choices=Methode)
    score = models.DecimalField(_("ressemblance"), max_digits=4, decimal_places=3)

    class Meta:
        verbose_name = _("rapprochement")
        ordering = ("-score", "id")
        indexes = [
            models.Index(fields=["-score", "id"], condition=Q(etat="propose"), name="rapprochement_a_verifier"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cle", "personne"], name="rapprochement_paire"),
            models.UniqueConstraint(
                fields=["cle"], condition=Q(etat__in=["certain", "confirme"]), name="rapprochement_un_par_admission"
            ),
            models.UniqueConstraint(
                fields=["personne", "population"],
                condition=Q(etat__in=["certain", "confirme"]),
                name="rapprochement_un_par_personne",
                violation_error_message=_("Cette personne est déjà rapprochée d’une autre admission."),
            ),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="rapprochement_score"),
        ]

    def __str__(self) -> str:
        return f"{self.cle} – {self.personne_id}"

    @property
    def est_a_verifier(self) -> bool:
        """True while an adviser must look."""
        return self.etat == EtatRapprochement.PROPOSE

    @property
    def est_lie(self) -> bool:
        """True while the two count as one."""
        return self.etat in LIES

    def rattachement(self) -> dict[str, Any]:
        """The region of both; the step is about figures, not about the person's path."""
        return {"region_id": self.region_id}


class ClePersonne(models.Model):
    """A keyed fingerprint under which a registered person may be found; her former names stay findable."""

    pk = models.CompositePrimaryKey("cle", "personne_id")
    cle = models.BigIntegerField()
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        verbose_name = _("clé d’une personne")

    def __str__(self) -> str:
        return str(self.cle)


class CleAdmise(models.Model):
    """A keyed fingerprint under which an admitted person may be found."""

    pk = models.CompositePrimaryKey("cle", "admise_id")
    cle = models.BigIntegerField()
    admise = models.ForeignKey(PersonneAdmise, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        verbose_name = _("clé d’une personne admise")

    def __str__(self) -> str:
        return str(self.cle)


class PersonneComparee(models.Model):
    """A registered person as she was when her keys were written and compared: due again once she has changed."""

    personne = models.OneToOneField("guichet.Personne", models.PROTECT, primary_key=True, related_name="+")
    modifiee_le = models.DateTimeField()

    class Meta:
        verbose_name = _("personne comparée")

    def __str__(self) -> str:
        return str(self.personne_id)
