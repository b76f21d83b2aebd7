"""Who may read the indicators: every role of the ministry, exact on screen; scenarios: analysts and management;
admissions and links: advisers."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from guichet.acteurs import ROLES_MINISTERE, Acteur, Role
from guichet.models import Adhesion, Utilisateur
from indicateurs.models import (
    Abonnement,
    Alerte,
    Edition,
    EnvoiVue,
    Export,
    LotAdmissions,
    PersonneAdmise,
    Rapprochement,
    Scenario,
)
from indicateurs.states import EXPORTATEURS, SIMULATEURS
from partenaires.states_ententes import PREPARATION


def peut_lire_indicateurs(acteur: Acteur | None) -> bool:
    """True for the ministry's roles."""
    return acteur is not None and acteur.est_ministere


def peut_se_comparer(acteur: Acteur | None) -> bool:
    """True for those who answer for an organisation: its own figures, its peers' without a name."""
    return acteur is not None and acteur.role in PREPARATION


def peut_encore_lire(utilisateur: Utilisateur, *, au: date) -> bool:
    """True while an account is open and holds, on that day, a role that reads the indicators."""
    tenues = Adhesion.objects.en_vigueur(au=au).filter(utilisateur=utilisateur, role__in=sorted(ROLES_MINISTERE))
    return utilisateur.is_active and tenues.exists()


def abonnements_visibles(acteur: Acteur) -> QuerySet[Abonnement]:
    """Each receives and ends her own views."""
    siens = Abonnement.objects.filter(utilisateur_id=acteur.utilisateur_id)
    return siens if peut_lire_indicateurs(acteur) else siens.none()


def envois_visibles(acteur: Acteur) -> QuerySet[EnvoiVue]:
    """What the due dates of one's own views made."""
    return EnvoiVue.objects.filter(abonnement__in=abonnements_visibles(acteur))


def peut_simuler(acteur: Acteur | None) -> bool:
    """True for those who imagine and read scenarios."""
    return acteur is not None and acteur.role in SIMULATEURS


def scenarios_visibles(acteur: Acteur) -> QuerySet[Scenario]:
    """Scenarios hold no row about anyone: analysts and management share them all."""
    return Scenario.objects.all() if peut_simuler(acteur) else Scenario.objects.none()


def alertes_visibles(acteur: Acteur) -> QuerySet[Alerte]:
    """Every role of the ministry knows which figures are out of their corridor."""
    return Alerte.objects.all() if peut_lire_indicateurs(acteur) else Alerte.objects.none()


def alertes_de(acteur: Acteur) -> QuerySet[Alerte]:
    """The open alerts that this actor's role answers for, the oldest first."""
    return alertes_visibles(acteur).ouvertes().filter(role=acteur.role).order_by("cree_le")  # type: ignore[attr-defined]


def peut_importer_admissions(acteur: Acteur | None) -> bool:
    """True for an adviser of the whole province: a file of admissions is about all of its regions."""
    return acteur is not None and acteur.role is Role.CONSEILLER and not acteur.regions


def lots_admissions_visibles(acteur: Acteur) -> QuerySet[LotAdmissions]:
    """Files of admissions: those who may import them."""
    return LotAdmissions.objects.all() if peut_importer_admissions(acteur) else LotAdmissions.objects.none()


def rapprochements_visibles(acteur: Acteur) -> QuerySet[Rapprochement]:
    """Pairs of persons: advisers, each in her regions; a pair across regions is for the whole province's."""
    if acteur.role is not Role.CONSEILLER:
        return Rapprochement.objects.none()
    pairs = Rapprochement.objects.all()
    return pairs.filter(region__in=acteur.regions) if acteur.regions else pairs


def admises_visibles(acteur: Acteur) -> QuerySet[PersonneAdmise]:
    """Admitted persons, the lines that count: advisers, each in her regions."""
    if acteur.role is not Role.CONSEILLER:
        return PersonneAdmise.objects.none()
    admises = PersonneAdmise.objects.actives()
    return admises.filter(region__in=acteur.regions) if acteur.regions else admises


def editions_visibles(acteur: Acteur) -> QuerySet[Edition]:
    """Editions hold exact figures and no row about anyone: the ministry's roles read them all."""
    return Edition.objects.all() if peut_lire_indicateurs(acteur) else Edition.objects.none()


def exports_visibles(acteur: Acteur) -> QuerySet[Export]:
    """Analysts see their own requests; management and administrators answer for all of them."""
    if acteur.role in (Role.DIRECTION, Role.ADMINISTRATEUR):
        return Export.objects.all()
    if acteur.role in EXPORTATEURS:
        return Export.objects.filter(demandeur_id=acteur.utilisateur_id)
    return Export.objects.none()
