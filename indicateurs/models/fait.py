"""Facts read from the journal, what is known of a person when counted, and how far the reading went."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.models.journal import NumeroDeTransaction


class Dimensions(models.Model):
    """What a fact can be cut by: the axes of a filter, under their names; empty when unknown."""

    region = models.CharField(_("région"), max_length=2, blank=True, default="")
    statut = models.CharField(_("statut"), max_length=40, blank=True, default="")
    categorie = models.CharField(_("catégorie"), max_length=40, blank=True, default="")
    sexe = models.CharField(_("sexe"), max_length=1, blank=True, default="")
    age = models.CharField(_("groupe d’âge"), max_length=8, blank=True, default="")
    pays = models.CharField(_("pays de naissance"), max_length=3, blank=True, default="")
    langue = models.CharField(_("langue maternelle"), max_length=8, blank=True, default="")
    scolarite = models.CharField(_("années d’école"), max_length=8, blank=True, default="")
    arrivee = models.CharField(_("année d’arrivée"), max_length=4, blank=True, default="")
    formule = models.CharField(_("formule"), max_length=32, blank=True, default="")
    niveau = models.SmallIntegerField(_("niveau"), default=0)
    type_organisme = models.CharField(_("type d’organisme"), max_length=24, blank=True, default="")
    organisation = models.CharField(_("organisme"), max_length=36, blank=True, default="")

    class Meta:
        abstract = True


class Fait(Dimensions):
    """One countable step: what, which day, whose, after how many days. The same journal always gives the same facts.

    The table is divided by month of `jour` (docs/mesure.md); a month is opened by the fold that needs it.
    """

    pk = models.CompositePrimaryKey("jour", "journal_id", "evenement")
    jour = models.DateField(_("jour"))
    # Plain number: the facts outlive an archived journal.
    journal_id = models.BigIntegerField()
    evenement = models.CharField(_("événement"), max_length=32)
    personne_id = models.UUIDField(null=True)
    delai_jours = models.IntegerField(_("délai (jours)"), null=True)
    # The row the delay runs from; on an exit, the row of its entry.
    origine_id = models.BigIntegerField(null=True)
    depuis = models.DateField(_("depuis"), null=True)
    # +1 enters a queue, −1 leaves it, 0 is only counted.
    sens = models.SmallIntegerField(default=0)
    # On an entry: the day of its exit, empty while it lasts.
    fini_le = models.DateField(_("fini le"), null=True)

    class Meta:
        verbose_name = _("fait")
        indexes = [
            # The days at both ends of a period are counted in it alone, along the axes of every page.
            models.Index(
                fields=["evenement", "jour"],
                include=["region", "statut", "niveau", "formule", "delai_jours"],
                name="fait_evenement",
            ),
            models.Index(fields=["evenement", "region", "jour"], name="fait_region"),
            # The journeys of those who took a step are told again from their facts.
            models.Index(fields=["personne_id"], name="fait_personne"),
            models.Index(fields=["evenement"], condition=models.Q(fini_le__isnull=True, sens=1), name="fait_en_cours"),
        ]

    def __str__(self) -> str:
        return f"{self.evenement} {self.jour}"


class Profil(models.Model):
    """What was known of a person or an organisation from one journal row on: added to, never changed.

    Facts take the last profile at or before their row. A correction of the file changes what comes after it, and a
    rebuild of the facts finds again what was known then.
    """

    pk = models.CompositePrimaryKey("sujet_id", "xid", "journal_id")
    sujet_id = models.UUIDField()
    xid = NumeroDeTransaction()
    journal_id = models.BigIntegerField()
    statut = models.CharField(max_length=40, blank=True, default="")
    categorie = models.CharField(max_length=40, blank=True, default="")
    sexe = models.CharField(max_length=1, blank=True, default="")
    age = models.CharField(max_length=8, blank=True, default="")
    pays = models.CharField(max_length=3, blank=True, default="")
    langue = models.CharField(max_length=8, blank=True, default="")
    scolarite = models.CharField(max_length=8, blank=True, default="")
    arrivee = models.CharField(max_length=4, blank=True, default="")
    type_organisme = models.CharField(max_length=24, blank=True, default="")

    class Meta:
        verbose_name = _("profil compté")

    def __str__(self) -> str:
        return f"{self.sujet_id} {self.journal_id}"


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
