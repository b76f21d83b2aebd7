"""Facts read from the journal, and how far the reading went."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.models.journal import NumeroDeTransaction


class Fait(models.Model):
    """One countable step: what, which day, where, after how many days. The same journal always gives the same facts."""

    id = models.BigAutoField(primary_key=True)
    # Plain number: the facts outlive an archived journal.
    journal_id = models.BigIntegerField()
    evenement = models.CharField(_("événement"), max_length=32)
    jour = models.DateField(_("jour"))
    region_id = models.CharField(_("région"), max_length=2, blank=True)
    niveau = models.SmallIntegerField(_("niveau"), default=0)
    formule = models.CharField(_("formule"), max_length=32, blank=True)
    personne_id = models.UUIDField(null=True)
    delai_jours = models.IntegerField(_("délai (jours)"), null=True)
    # Day the person began to wait: set on entries into and exits from waiting.
    depuis = models.DateField(_("depuis"), null=True)

    class Meta:
        verbose_name = _("fait")
        constraints = [models.UniqueConstraint(fields=["journal_id", "evenement"], name="fait_unique")]

    def __str__(self) -> str:
        return f"{self.evenement} {self.jour}"


class Repere(models.Model):
    """How far the journal has been read: the last transaction and row folded into the figures."""

    nom = models.CharField(max_length=32, primary_key=True)
    xid = NumeroDeTransaction()
    journal_id = models.BigIntegerField(default=0)
    lu_le = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("repère de lecture")

    def __str__(self) -> str:
        return self.nom
