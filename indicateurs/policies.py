"""Who may read the indicators: every role of the ministry, exact on screen; scenarios: analysts and management;
admissions and links: advisers."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from guichet.acteurs import ROLES_MINISTERE, Acteur, Role
from guichet.models import Adhesion, Utilisateur
from indicateurs.models import (
    Abonnement,
    Alerte,
    Amelioration,
    CampagneSondage,
    Constat,
    Edition,
    EnvoiVue,
    Export,
    GroupeTemoin,
    LotAdmissions,
    PersonneAdmise,
    Rapprochement,
    Recrue,
    Scenario,
    VagueSondage,
    VersionSondage,
)
from indicateurs.states import EXPORTATEURS, SIMULATEURS
from indicateurs.states_sondages import SAISISSEURS, SONDEURS, EtatVague
from partenaires.models import EngagementConcertation, LigneDePlan, PreuveDePlan
from partenaires.policies import engagements_visibles
from partenaires.states_concertation import LECTURE_CONCERTATION
from partenaires.states_ententes import PREPARATION


def peut_lire_indicateurs(acteur: Acteur | None) -> bool:
    """True for the ministry's roles."""
    return acteur is not None and acteur.est_ministere


def peut_lire_promesses(acteur: Acteur | None) -> bool:
    """True for the ministry's roles that see the tables of concertation and for analysts; no partner."""
    return acteur is not None and acteur.est_ministere and acteur.role in LECTURE_CONCERTATION | {Role.ANALYSTE}


def promesses_visibles(acteur: Acteur) -> QuerySet[EngagementConcertation]:
    """The commitments of the tables one sees; analysts, who sit at none, read every one beside its curve, and no more:
    the caller opens the rows to them (`portee`)."""
    if acteur.role is Role.ANALYSTE:
        return EngagementConcertation.objects.all()
    return engagements_visibles(acteur)


def peut_lire_les_pertes(acteur: Acteur | None) -> bool:
    """True for advisers: the ledger of losses names persons."""
    return acteur is not None and acteur.role is Role.CONSEILLER


def peut_se_comparer(acteur: Acteur | None) -> bool:
    """True for those who answer for an organisation, and for its system: its own figures, its peers' without a name."""
    return acteur is not None and (acteur.role in PREPARATION or acteur.est_systeme_d_organisme)


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
    """The open alerts this person was named for, or her role when nobody was; the oldest first."""
    siennes = Q(utilisateur=acteur.utilisateur_id) if acteur.utilisateur_id else Q(pk__isnull=True)
    siennes |= Q(utilisateur__isnull=True, role=acteur.role)
    return alertes_visibles(acteur).ouvertes().filter(siennes).order_by("cree_le")  # type: ignore[attr-defined]


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


def ameliorations_visibles(acteur: Acteur) -> QuerySet[Amelioration]:
    """The register of improvement is about nobody: every role of the ministry reads it."""
    return Amelioration.objects.all() if peut_lire_indicateurs(acteur) else Amelioration.objects.none()


def lignes_visibles(acteur: Acteur) -> QuerySet[LigneDePlan]:
    """The lines of the action plan with their proofs and history: the ministry; the public has its own page."""
    return LigneDePlan.objects.all() if peut_lire_indicateurs(acteur) else LigneDePlan.objects.none()


def preuves_visibles(acteur: Acteur) -> QuerySet[PreuveDePlan]:
    """The proofs of the lines one sees."""
    return PreuveDePlan.objects.filter(ligne__in=lignes_visibles(acteur))


def peut_sonder(acteur: Acteur | None) -> bool:
    """True for those who write surveys and read what they say."""
    return acteur is not None and acteur.role in SONDEURS


def peut_saisir_un_sondage(acteur: Acteur | None) -> bool:
    """True for those who enter an answer given on paper or by telephone."""
    return acteur is not None and acteur.role in SAISISSEURS


def versions_sondage_visibles(acteur: Acteur) -> QuerySet[VersionSondage]:
    """Questions say nothing of anyone: analysts and management share them all."""
    return VersionSondage.objects.all() if peut_sonder(acteur) else VersionSondage.objects.none()


def campagnes_sondage_visibles(acteur: Acteur) -> QuerySet[CampagneSondage]:
    """Campaigns hold numbers of people, never people."""
    return CampagneSondage.objects.all() if peut_sonder(acteur) else CampagneSondage.objects.none()


def vagues_sondage_visibles(acteur: Acteur) -> QuerySet[VagueSondage]:
    """What waves say: analysts and management."""
    return VagueSondage.objects.all() if peut_sonder(acteur) else VagueSondage.objects.none()


def vagues_a_saisir_visibles(acteur: Acteur) -> QuerySet[VagueSondage]:
    """The waves whose paper form one may print: those open, for whoever enters answers."""
    if not peut_sonder(acteur) and peut_saisir_un_sondage(acteur):
        return VagueSondage.objects.filter(etat=EtatVague.OUVERTE)
    return vagues_sondage_visibles(acteur)


def groupes_temoins_visibles(acteur: Acteur) -> QuerySet[GroupeTemoin]:
    """Focus groups hold no row about anyone: the ministry's roles read them all."""
    return GroupeTemoin.objects.all() if peut_lire_indicateurs(acteur) else GroupeTemoin.objects.none()


def constats_visibles(acteur: Acteur) -> QuerySet[Constat]:
    """What was found, by group."""
    return Constat.objects.filter(groupe__in=groupes_temoins_visibles(acteur))


def recrues_visibles(acteur: Acteur) -> QuerySet[Recrue]:
    """Persons invited: advisers, each in her regions; nobody else knows who they are."""
    if acteur.role is not Role.CONSEILLER:
        return Recrue.objects.none()
    return Recrue.objects.filter(region__in=acteur.regions) if acteur.regions else Recrue.objects.all()
