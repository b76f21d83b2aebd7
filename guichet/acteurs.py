"""Who acts: the roles of the portal and the actor every action, query and policy receives."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Every kind of actor; `SYSTEME` is the portal's own clock and workers."""

    PERSONNE = "personne", _("Personne")
    MANDATAIRE = "mandataire", _("Mandataire")
    AGENT_PARTENAIRE = "agent_partenaire", _("Agent de partenaire")
    GESTIONNAIRE_PARTENAIRE = "gestionnaire_partenaire", _("Gestionnaire de partenaire")
    ENSEIGNANT = "enseignant", _("Enseignant")
    CONSEILLER = "conseiller", _("Conseiller")
    GESTIONNAIRE_ENTENTES = "gestionnaire_ententes", _("Gestionnaire d’ententes")
    APPROBATEUR = "approbateur", _("Approbateur")
    PAYEUR = "payeur", _("Payeur")
    ANALYSTE = "analyste", _("Analyste")
    DIRECTION = "direction", _("Direction")
    ADMINISTRATEUR = "administrateur", _("Administrateur")
    CLIENT_API = "client_api", _("Client d’API")
    SYSTEME = "systeme", _("Portail")


ROLES_PERSONNE = frozenset({Role.PERSONNE, Role.MANDATAIRE})
ROLES_PARTENAIRE = frozenset({Role.AGENT_PARTENAIRE, Role.GESTIONNAIRE_PARTENAIRE, Role.ENSEIGNANT})
ROLES_MINISTERE = frozenset(
    {
        Role.CONSEILLER,
        Role.GESTIONNAIRE_ENTENTES,
        Role.APPROBATEUR,
        Role.PAYEUR,
        Role.ANALYSTE,
        Role.DIRECTION,
        Role.ADMINISTRATEUR,
    }
)
# Who works on the agreements with partners, each its own part of them; management reads.
ROLES_ENTENTES = frozenset({Role.GESTIONNAIRE_ENTENTES, Role.APPROBATEUR, Role.PAYEUR, Role.DIRECTION})
ROLES_AVEC_AMF = ROLES_PARTENAIRE | ROLES_MINISTERE


@dataclass(frozen=True, slots=True)
class Acteur:
    """One actor in one request or task: the role played, for whom, and the request it comes from.

    `personne_id` is set for a person, `organisation_id` for a partner, `regions` (codes) for an adviser
    limited to some regions; an adviser without regions acts province-wide.
    """

    role: Role
    utilisateur_id: int | None = None
    personne_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    regions: tuple[str, ...] = ()
    requete_id: str = ""
    libelle: str = ""

    @classmethod
    def systeme(cls, requete_id: str = "") -> Acteur:
        """The portal itself: tasks, routines, imports."""
        return cls(role=Role.SYSTEME, requete_id=requete_id, libelle="Portail")

    @property
    def est_partenaire(self) -> bool:
        """True when the actor acts for an organisation."""
        return self.role in ROLES_PARTENAIRE

    @property
    def est_systeme_d_organisme(self) -> bool:
        """True for a program that calls with an organisation's key."""
        return self.role is Role.CLIENT_API and self.organisation_id is not None

    @property
    def est_ministere(self) -> bool:
        """True when the actor works for the ministry."""
        return self.role in ROLES_MINISTERE
