"""The roll-up of admission cohorts: counts without a person, month after month since the admission."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# What a cohort can be cut by.
AXES_DE_COHORTE = ("region_id", "categorie", "sexe", "age", "pays", "langue")


class CompteDeCohorte(models.Model):
    """A count of one cohort, cut along every axis of the admission."""

    id = models.BigAutoField(primary_key=True)
    cohorte_id = models.UUIDField()
    mois = models.DateField(_("mois"))
    population = models.CharField(_("population"), max_length=12)
    # Sixteen or more, no French declared at admission: those the courses are for.
    besoin = models.BooleanField(_("besoin"))
    region_id = models.CharField(_("région"), max_length=2, blank=True)
    categorie = models.CharField(_("catégorie"), max_length=40, blank=True)
    sexe = models.CharField(_("sexe"), max_length=1, blank=True)
    age = models.CharField(_("âge"), max_length=8, blank=True)
    pays = models.CharField(_("pays"), max_length=3, blank=True)
    langue = models.CharField(_("langue"), max_length=3, blank=True)
    nb = models.IntegerField(_("nombre"))

    class Meta:
        abstract = True


class AgregatCohorte(CompteDeCohorte):
    """How many more (or fewer) persons of a cohort stand in a state from `recul` months after their admission on.

    The state of a cohort after so many months is the sum of what came up to then.
    """

    recul = models.SmallIntegerField(_("mois depuis l’admission"))
    # First day of the month the change happened in.
    depuis = models.DateField(_("depuis"))
    etat = models.CharField(_("état"), max_length=16)

    class Meta:
        verbose_name = _("agrégat de cohorte")
        constraints = [
            models.UniqueConstraint(
                fields=["cohorte_id", "recul", "besoin", "etat", *AXES_DE_COHORTE],
                name="agregatcohorte_unique",
            )
        ]
        indexes = [models.Index(fields=["mois", "population"], name="agregatcohorte_mois")]

    def __str__(self) -> str:
        return f"{self.mois} {self.etat} : {self.nb}"


class AgregatPerteCohorte(CompteDeCohorte):
    """How many exits of the linked persons of a cohort, by step and coded reason."""

    depuis = models.DateField(_("mois de la sortie"))
    etape = models.CharField(_("étape"), max_length=16)
    motif = models.CharField(_("motif"), max_length=48, blank=True)

    class Meta:
        verbose_name = _("agrégat des pertes d’une cohorte")
        constraints = [
            models.UniqueConstraint(
                fields=["cohorte_id", "depuis", "etape", "motif", "besoin", *AXES_DE_COHORTE],
                name="agregatperte_unique",
            )
        ]
        indexes = [models.Index(fields=["mois", "population"], name="agregatperte_mois")]

    def __str__(self) -> str:
        return f"{self.mois} {self.etape} : {self.nb}"
