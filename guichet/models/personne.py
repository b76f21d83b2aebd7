"""A person's file: one per person, for the whole province."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.vieprivee.chiffrement import ChampChiffre, index_aveugle
from guichet.vieprivee.historique import suivre


class Sexe(models.TextChoices):
    FEMININ = "f", _("Féminin")
    MASCULIN = "m", _("Masculin")
    AUTRE = "x", _("Autre ou préfère ne pas répondre")


class Canal(models.TextChoices):
    COURRIEL = "courriel", _("Courriel")
    SMS = "sms", _("Texto")
    LETTRE = "lettre", _("Lettre")


@suivre()
class Personne(models.Model):
    """Who the person is, where she lives, how to reach her. Single names are allowed: only one of the two is needed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="personne"
    )
    prenom = models.CharField(_("prénom"), max_length=80, blank=True)
    nom = models.CharField(_("nom de famille"), max_length=80, blank=True)
    date_naissance = models.DateField(_("date de naissance"), null=True, blank=True)
    sexe = models.CharField(_("sexe"), max_length=1, choices=Sexe, blank=True)
    pays_naissance = models.ForeignKey("guichet.Pays", models.PROTECT, null=True, blank=True, related_name="+")
    langue_maternelle = models.ForeignKey("guichet.Langue", models.PROTECT, null=True, blank=True, related_name="+")
    autres_langues = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    courriel = models.EmailField(_("courriel"), blank=True)
    telephone = models.CharField(_("téléphone"), max_length=16, blank=True)
    canal = models.CharField(_("moyen de communication"), max_length=8, choices=Canal, default=Canal.COURRIEL)
    adresse = models.CharField(_("adresse"), max_length=200, blank=True)
    municipalite = models.CharField(_("municipalité"), max_length=80, blank=True)
    code_postal = models.CharField(_("code postal"), max_length=7, blank=True)
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, blank=True, related_name="+")
    iuc = ChampChiffre(_("identifiant d’immigration (IUC)"), blank=True, default="")
    iuc_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    cree_le = models.DateTimeField(_("créée le"), auto_now_add=True)
    modifiee_le = models.DateTimeField(_("modifiée le"), auto_now=True)

    class Meta:
        verbose_name = _("personne")
        indexes = [
            models.Index(fields=["region"], name="personne_region"),
            models.Index(fields=["nom", "prenom"], name="personne_nom"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_naissance__isnull=True) | Q(date_naissance__gte=date(1900, 1, 1)),
                name="personne_naissance_plausible",
                violation_error_message=_("La date de naissance suit l’année 1900."),
            ),
        ]

    def __str__(self) -> str:
        return self.nom_complet

    @property
    def nom_complet(self) -> str:
        """Given name then family name, whichever exist."""
        return " ".join(partie for partie in (self.prenom, self.nom) if partie) or str(_("Sans nom"))

    def age(self, au: date) -> int | None:
        """Whole years on that day, None while the birth date is unknown."""
        ne = self.date_naissance
        if ne is None:
            return None
        return au.year - ne.year - ((au.month, au.day) < (ne.month, ne.day))

    def save(self, *args, **kwargs) -> None:
        """Keep the blind index beside the encrypted identifier."""
        self.iuc_index = index_aveugle(self.iuc) if self.iuc else ""
        super().save(*args, **kwargs)
