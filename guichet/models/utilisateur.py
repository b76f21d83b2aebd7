"""Accounts: who can sign in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from guichet.models.organisation import Adhesion


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    def create_user(self, email: str, password: str | None = None, **champs: Any) -> Utilisateur:
        """Create an account; without a password, sign-in is by e-mail code."""
        utilisateur = self.model(email=self.normalize_email(email), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, email: str, password: str | None = None, **champs: Any) -> Utilisateur:
        """Create an administrator of the back office."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **champs)


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """An account, known by its e-mail address; what it may do comes from its person file and its memberships."""

    email = models.EmailField(_("adresse courriel"), max_length=254, unique=True)
    nom_affiche = models.CharField(_("nom affiché"), max_length=120, blank=True)
    langue = models.CharField(_("langue de l’interface"), max_length=8, default="fr-ca")
    is_active = models.BooleanField(_("actif"), default=True)
    is_staff = models.BooleanField(_("accès à l’administration"), default=False)
    date_joined = models.DateTimeField(_("créé le"), default=timezone.now)

    # Read with the account when a session brings it (comptes/authentification.py); absent otherwise.
    adhesions_du_jour: Sequence[Adhesion]

    objects = UtilisateurManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("utilisateur")
        constraints = [models.UniqueConstraint(Lower("email"), name="utilisateur_email_unique")]

    def __str__(self) -> str:
        return self.nom_affiche or self.email

    def get_full_name(self) -> str:
        """The name shown to colleagues."""
        return str(self)

    def get_short_name(self) -> str:
        """The name shown in the header."""
        return str(self)
