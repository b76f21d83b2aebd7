"""Who may know that an object of a partner's path exists; every view starts here."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from guichet.acteurs import ROLES_ENTENTES, Acteur, Role
from partenaires.models import (
    ActionCorrective,
    Anomalie,
    AppelProjets,
    Avenant,
    Bassin,
    BesoinTerrain,
    Commentaire,
    ConsultationTable,
    DeclarationCapacite,
    Decompte,
    DelegationPouvoir,
    DocumentEntente,
    DocumentTable,
    EngagementConcertation,
    Entente,
    ExecutionFormation,
    GroupePropose,
    ImportCapacite,
    JetonServices,
    LotPaiement,
    LotServices,
    MandatTable,
    Ouverture,
    Reddition,
    Refonte,
    Rencontre,
    ReponseConvocation,
    Ressource,
    Revue,
    ServiceRendu,
    TableConcertation,
    TirageControles,
    Versement,
    VersionProgramme,
)
from partenaires.models.besoin import BesoinTerrainQuerySet
from partenaires.models.concertation import TableConcertationQuerySet
from partenaires.models.engagement_concertation import EngagementConcertationQuerySet
from partenaires.models.qualite import AnomalieQuerySet
from partenaires.models.rencontre import DocumentTableQuerySet, RencontreQuerySet
from partenaires.states_ententes import PREPARATION
from partenaires.states_programmes import EtatAppel
from partenaires.states_refontes import LECTURE_REFONTES

R = TypeVar("R", bound=QuerySet[Any])


def _de_l_organisation(requete: R, acteur: Acteur) -> R:
    """A partner: its own; an adviser: all, since seats cross regions; others: nothing."""
    if acteur.est_partenaire:
        return requete.filter(organisation=acteur.organisation_id)
    return requete if acteur.role is Role.CONSEILLER else requete.none()


def _de_l_entente(requete: R, acteur: Acteur) -> R:
    """A partner: its own; who works on ententes and every adviser: all; others: nothing. Roles open pages."""
    return requete if acteur.role in ROLES_ENTENTES else _de_l_organisation(requete, acteur)


def declarations_visibles(acteur: Acteur) -> QuerySet[DeclarationCapacite]:
    """Declarations of capacity."""
    return _de_l_organisation(DeclarationCapacite.objects.all(), acteur)


def propositions_visibles(acteur: Acteur) -> QuerySet[GroupePropose]:
    """Provisional groups."""
    return _de_l_organisation(GroupePropose.objects.all(), acteur)


def bassins_visibles(acteur: Acteur) -> QuerySet[Bassin]:
    """Pools."""
    return _de_l_organisation(Bassin.objects.all(), acteur)


def ressources_visibles(acteur: Acteur) -> QuerySet[Ressource]:
    """Shared teachers and rooms."""
    return _de_l_organisation(Ressource.objects.all(), acteur)


def imports_visibles(acteur: Acteur) -> QuerySet[ImportCapacite]:
    """Files of capacity received."""
    return _de_l_organisation(ImportCapacite.objects.all(), acteur)


def formations_visibles(acteur: Acteur) -> QuerySet[ExecutionFormation]:
    """Formation runs: advisers only, those that touch one of their regions."""
    if acteur.role is not Role.CONSEILLER:
        return ExecutionFormation.objects.none()
    if not acteur.regions:
        return ExecutionFormation.objects.all()
    return ExecutionFormation.objects.filter(regions__overlap=list(acteur.regions))


def ouvertures_visibles(acteur: Acteur) -> QuerySet[Ouverture]:
    """Groups that partners are asked to open."""
    return _de_l_organisation(Ouverture.objects.all(), acteur)


def appels_visibles(acteur: Acteur) -> QuerySet[AppelProjets]:
    """Calls for projects: a partner sees those that were opened; the ministry's own all of them; others nothing."""
    if acteur.role in ROLES_ENTENTES or acteur.role is Role.CONSEILLER:
        return AppelProjets.objects.all()
    if acteur.est_partenaire:
        return AppelProjets.objects.exclude(etat=EtatAppel.EBAUCHE)
    return AppelProjets.objects.none()


def versions_visibles(acteur: Acteur) -> QuerySet[VersionProgramme]:
    """Versions of programmes: those who work on ententes read all; who commits a partner, the adopted ones."""
    if acteur.role in ROLES_ENTENTES:
        return VersionProgramme.objects.all()
    return VersionProgramme.objects.adoptees() if acteur.role in PREPARATION else VersionProgramme.objects.none()


def ententes_visibles(acteur: Acteur) -> QuerySet[Entente]:
    """Ententes, requests included."""
    return _de_l_entente(Entente.objects.all(), acteur)


def avenants_visibles(acteur: Acteur) -> QuerySet[Avenant]:
    """Amendments."""
    return _de_l_entente(Avenant.objects.all(), acteur)


def redditions_visibles(acteur: Acteur) -> QuerySet[Reddition]:
    """Accounts given."""
    return _de_l_entente(Reddition.objects.all(), acteur)


def versements_visibles(acteur: Acteur) -> QuerySet[Versement]:
    """Instalments."""
    return _de_l_entente(Versement.objects.all(), acteur)


def lots_visibles(acteur: Acteur) -> QuerySet[LotPaiement]:
    """Payment files: they name many partners, the ministry's own alone see them."""
    return LotPaiement.objects.all() if acteur.role in ROLES_ENTENTES else LotPaiement.objects.none()


def delegations_visibles(acteur: Acteur) -> QuerySet[DelegationPouvoir]:
    """Delegated powers: the ministry's own who work on ententes all see who may decide what."""
    return DelegationPouvoir.objects.all() if acteur.role in ROLES_ENTENTES else DelegationPouvoir.objects.none()


def decomptes_visibles(acteur: Acteur) -> QuerySet[Decompte]:
    """Final accountings."""
    return _de_l_entente(Decompte.objects.all(), acteur)


def revues_visibles(acteur: Acteur) -> QuerySet[Revue]:
    """Mid-term reviews."""
    return _de_l_entente(Revue.objects.all(), acteur)


def mesures_correctives_visibles(acteur: Acteur) -> QuerySet[ActionCorrective]:
    """Corrective actions of reviews."""
    return _de_l_entente(ActionCorrective.objects.all(), acteur)


def documents_entente_visibles(acteur: Acteur) -> QuerySet[DocumentEntente]:
    """Documents given with requests."""
    return _de_l_entente(DocumentEntente.objects.all(), acteur)


def commentaires_visibles(acteur: Acteur) -> QuerySet[Commentaire]:
    """Comments on the terms of ententes."""
    return _de_l_entente(Commentaire.objects.all(), acteur)


def anomalies_visibles(acteur: Acteur) -> AnomalieQuerySet:
    """Anomalies of what partners report."""
    return _de_l_entente(Anomalie.objects.all(), acteur)


def tirages_visibles(acteur: Acteur) -> QuerySet[TirageControles]:
    """Draws of controls: who works on ententes; no partner knows who is about to be controlled."""
    return TirageControles.objects.all() if acteur.role in ROLES_ENTENTES else TirageControles.objects.none()


def services_visibles(acteur: Acteur) -> QuerySet[ServiceRendu]:
    """Services rendered outside the portal, those that no longer count included."""
    return _de_l_entente(ServiceRendu.objects.all(), acteur)


def lots_services_visibles(acteur: Acteur) -> QuerySet[LotServices]:
    """Files of services."""
    return _de_l_entente(LotServices.objects.all(), acteur)


def jetons_visibles(acteur: Acteur) -> QuerySet[JetonServices]:
    """Keys of the API: the organisation's own; an adviser of the whole province may know that one exists."""
    if acteur.est_partenaire:
        return JetonServices.objects.filter(organisation=acteur.organisation_id)
    de_la_province = acteur.role is Role.CONSEILLER and not acteur.regions
    return JetonServices.objects.all() if de_la_province else JetonServices.objects.none()


def tables_visibles(acteur: Acteur) -> TableConcertationQuerySet:
    """Tables of concertation: a member, those where it sits today; an adviser, the national one and those of her
    regions; who works on ententes and management, all."""
    tables: TableConcertationQuerySet = TableConcertation.objects.all()
    if acteur.est_partenaire:
        return tables.filter(
            pk__in=MandatTable.objects.du_jour().filter(organisation=acteur.organisation_id).values("table")
        )
    if acteur.role is Role.CONSEILLER and acteur.regions:
        return tables.filter(Q(region__isnull=True) | Q(region__in=acteur.regions))
    return tables if acteur.role in ROLES_ENTENTES or acteur.role is Role.CONSEILLER else tables.none()


def tables_animees(acteur: Acteur) -> QuerySet[TableConcertation]:
    """The tables this actor leads: those `peut_animer` says."""
    tables = tables_visibles(acteur)
    if acteur.role is Role.CONSEILLER:
        return tables.filter(region__in=acteur.regions) if acteur.regions else tables
    return tables if acteur.role is Role.DIRECTION else tables.none()


def mandats_visibles(acteur: Acteur) -> QuerySet[MandatTable]:
    """Mandates at the tables one sees, ended ones included."""
    return MandatTable.objects.filter(table__in=tables_visibles(acteur))


def rencontres_visibles(acteur: Acteur) -> RencontreQuerySet:
    """Meetings: members learn of one when they are called to it."""
    rencontres = Rencontre.objects.filter(table__in=tables_visibles(acteur))
    return rencontres.annoncees() if acteur.est_partenaire else rencontres


def reponses_convocation_visibles(acteur: Acteur) -> QuerySet[ReponseConvocation]:
    """Answers to a call: a member its own; the others, those of the meetings they see."""
    reponses = ReponseConvocation.objects.filter(rencontre__in=rencontres_visibles(acteur))
    return reponses.filter(organisation=acteur.organisation_id) if acteur.est_partenaire else reponses


def consultations_table_visibles(acteur: Acteur) -> QuerySet[ConsultationTable]:
    """Questions put to the tables one sees: members learn of one when it opens."""
    questions = ConsultationTable.objects.filter(table__in=tables_visibles(acteur))
    return questions.exclude(ouverte_le__isnull=True) if acteur.est_partenaire else questions


def engagements_visibles(acteur: Acteur) -> EngagementConcertationQuerySet:
    """Commitments taken at the tables one sees."""
    return EngagementConcertation.objects.filter(table__in=tables_visibles(acteur))


def documents_table_visibles(acteur: Acteur) -> DocumentTableQuerySet:
    """Documents of what one sees at the tables, those taken out excepted."""
    return DocumentTable.objects.actifs().filter(
        Q(rencontre__in=rencontres_visibles(acteur))
        | Q(consultation__in=consultations_table_visibles(acteur))
        | Q(engagement__in=engagements_visibles(acteur))
    )


def peut_animer(table: TableConcertation, acteur: Acteur) -> bool:
    """Whether this actor leads a table: management each of them, an adviser those of her regions."""
    if acteur.role is Role.CONSEILLER:
        return not acteur.regions or table.region_id in acteur.regions
    return acteur.role is Role.DIRECTION


def est_conviee(rencontre: Rencontre, acteur: Acteur) -> bool:
    """Whether the actor's organisation sits at the table on the day of the meeting, and the actor speaks for it."""
    if acteur.role not in PREPARATION or acteur.organisation_id is None:
        return False
    mandats = MandatTable.objects.en_vigueur(au=timezone.localdate(rencontre.debut))
    return mandats.filter(table=rencontre.table_id, organisation=acteur.organisation_id).exists()


def repond_de(engagement: EngagementConcertation, acteur: Acteur) -> bool:
    """Whether this actor answers for a commitment: its organisation, its role of the ministry, who leads the table."""
    if engagement.organisation_id and acteur.role in PREPARATION:
        return engagement.organisation_id == acteur.organisation_id
    if engagement.role == acteur.role and (acteur.role is not Role.CONSEILLER or not acteur.regions):
        return True
    return peut_animer(engagement.table, acteur)


def besoins_visibles(acteur: Acteur) -> BesoinTerrainQuerySet:
    """Field needs: a partner its own; an adviser those of her regions; who works on ententes all; others nothing."""
    if acteur.role in ROLES_ENTENTES:
        return BesoinTerrain.objects.all()
    if acteur.est_partenaire:
        return BesoinTerrain.objects.filter(organisation=acteur.organisation_id)
    if acteur.role is not Role.CONSEILLER:
        return BesoinTerrain.objects.none()
    return BesoinTerrain.objects.filter(region__in=acteur.regions) if acteur.regions else BesoinTerrain.objects.all()


def refontes_visibles(acteur: Acteur) -> QuerySet[Refonte]:
    """Proposals of redesign: the ministry's own who write, decide or read them; no partner owns one."""
    return Refonte.objects.all() if acteur.role in LECTURE_REFONTES else Refonte.objects.none()
