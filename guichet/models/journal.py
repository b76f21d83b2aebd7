"""The journal: one row per step of every life cycle, never changed, the source of every figure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Acteur, Role


class TransactionCourante(Func):
    """PostgreSQL's full transaction number: the guard and the incremental facts read it."""

    template = "pg_current_xact_id()"
    arity = 0


class NumeroDeTransaction(models.Field):
    """A `xid8` column."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class JournalQuerySet(models.QuerySet["Journal"]):
    def de_l_objet(self, objet: models.Model) -> JournalQuerySet:
        """The steps of one object, oldest first."""
        return self.filter(objet_type=objet.CYCLE, objet_id=objet.pk).order_by("id")  # type: ignore[attr-defined]

    def sur(self, objet_type: str) -> JournalQuerySet:
        """The steps of one kind of object."""
        return self.filter(objet_type=objet_type)


class Journal(models.Model):
    """One step: which object, from which state to which, when, by whom, why, and the dimensions it counts in."""

    id = models.BigAutoField(primary_key=True)
    objet_type = models.CharField(_("objet"), max_length=32)
    objet_id = models.UUIDField(_("identifiant de l’objet"))
    pas = models.CharField(_("pas"), max_length=48)
    de = models.CharField(_("de"), max_length=32, blank=True)
    vers = models.CharField(_("vers"), max_length=32)
    le = models.DateTimeField(_("le"))
    acteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    acteur_role = models.CharField(_("rôle"), max_length=32, choices=Role)
    acteur_libelle = models.CharField(_("acteur"), max_length=120, blank=True)
    motif_code = models.CharField(_("code du motif"), max_length=48, blank=True)
    motif = models.TextField(_("motif"), blank=True)
    requete_id = models.CharField(_("requête"), max_length=64, blank=True)
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, null=True, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "guichet.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+", db_index=False)
    niveau = models.SmallIntegerField(_("niveau"), null=True)
    formule = models.CharField(_("formule"), max_length=32, blank=True)
    contexte = models.JSONField(_("contexte"), default=dict, blank=True)
    xid = NumeroDeTransaction(db_default=TransactionCourante(), editable=False)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne de journal")
        verbose_name_plural = _("journal")
        indexes = [
            models.Index(fields=["objet_id", "id"], name="journal_objet"),
            models.Index(fields=["personne", "id"], name="journal_personne"),
            # What an organisation's own figures are counted from.
            models.Index(
                fields=["organisation", "le"],
                condition=models.Q(organisation__isnull=False),
                name="journal_organisation",
            ),
            models.Index(fields=["xid", "id"], name="journal_xid"),
            # What the ledger of losses reads: requests that left the path.
            models.Index(
                fields=["le"],
                condition=models.Q(objet_type="inscription", vers__in=["retiree", "non_admissible", "inactive"]),
                name="journal_sorties",
            ),
            # Who came: read for each admitted person, in the index alone.
            models.Index(
                fields=["personne"],
                include=["organisation", "region"],
                condition=models.Q(objet_type="inscription", pas__in=["deposer", "terminer"])
                | models.Q(objet_type="offre", pas="ouvrir")
                | models.Q(objet_type="place", pas__in=["commencer", "terminer"]),
                name="journal_venues",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objet_type} {self.pas}"

    @classmethod
    def inscrire(
        cls,
        objet: Any,
        *,
        pas: str,
        de: str,
        vers: str,
        acteur: Acteur,
        le: datetime,
        motif: str = "",
        motif_code: str = "",
        contexte: dict[str, Any] | None = None,
    ) -> Journal:
        """Write the row of one step and return it."""
        return cls.objects.create(
            objet_type=objet.CYCLE,
            objet_id=objet.pk,
            pas=pas,
            de=de,
            vers=vers,
            le=le,
            acteur_id=acteur.utilisateur_id,
            acteur_role=acteur.role,
            acteur_libelle=acteur.libelle,
            motif=motif,
            motif_code=motif_code,
            requete_id=acteur.requete_id,
            contexte=contexte or {},
            **{nom: valeur for nom, valeur in objet.rattachement().items() if valeur is not None},
        )
