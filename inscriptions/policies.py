"""Who may see what on a person's path. Every view and endpoint starts here; outside these sets is a 404."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from guichet.acteurs import ROLES_PERSONNE, Acteur, Role
from guichet.models import Journal, LectureDossier, Personne, Piece
from inscriptions.models import (
    Attestation,
    CampagneRelance,
    DemandeDePlace,
    DossierReplacement,
    ExecutionPlacement,
    Groupe,
    Inscription,
    NonPlacement,
    OffreDePlace,
    Place,
    Presence,
    PrevisionAttente,
    Recommandation,
    RefusAccueil,
    RegleDePriorite,
    Replacement,
    Resultat,
    Seance,
    SuiviPersonne,
    TentativeContact,
)
from inscriptions.models.inscription import InscriptionQuerySet
from inscriptions.models.recommandation import RecommandationQuerySet
from inscriptions.models.refus_accueil import RefusAccueilQuerySet

R = TypeVar("R", bound=QuerySet[Any])


def _a_la_portee(requete: R, acteur: Acteur, *, personne: str = "personne") -> R:
    """Rows that carry person, organisation and region: each role sees its own."""
    if acteur.role in ROLES_PERSONNE:
        return requete.filter(**{personne: acteur.personne_id}) if acteur.personne_id else requete.none()
    if acteur.est_partenaire:
        return requete.filter(organisation=acteur.organisation_id)
    return _par_region(requete, acteur)


def _par_region(requete: R, acteur: Acteur) -> R:
    """The adviser's regions; an adviser without regions sees the province. Other roles of the ministry: nothing."""
    if acteur.role is not Role.CONSEILLER:
        return requete.none()
    return requete.filter(region__in=acteur.regions) if acteur.regions else requete


def _chez(acteur: Acteur, personne: Any) -> Exists:
    """True for a person who holds or held a seat with the actor's organisation."""
    return Exists(Place.objects.filter(personne=personne, organisation=acteur.organisation_id))


def personnes_visibles(acteur: Acteur) -> QuerySet[Personne]:
    """The person files this actor may know exist."""
    if acteur.role in ROLES_PERSONNE:
        return Personne.objects.filter(pk=acteur.personne_id)
    if acteur.est_partenaire:
        return Personne.objects.filter(_chez(acteur, OuterRef("pk")))
    return _par_region(Personne.objects.all(), acteur)


def inscriptions_visibles(acteur: Acteur) -> InscriptionQuerySet:
    """The inscriptions this actor may know exist; a partner sees those of its own learners."""
    if acteur.role in ROLES_PERSONNE:
        return Inscription.objects.filter(personne=acteur.personne_id)
    if acteur.est_partenaire:
        return Inscription.objects.filter(_chez(acteur, OuterRef("personne")))
    return _par_region(Inscription.objects.all(), acteur)


def groupes_visibles(acteur: Acteur) -> QuerySet[Groupe]:
    """A person: those she was offered; a partner and its system: its own; an adviser: all, as seats cross regions."""
    if acteur.role in ROLES_PERSONNE:
        offerts = OffreDePlace.objects.filter(groupe=OuterRef("pk"), personne=acteur.personne_id)
        return Groupe.objects.filter(Exists(offerts))
    if acteur.est_partenaire or acteur.est_systeme_d_organisme:
        return Groupe.objects.filter(organisation=acteur.organisation_id)
    return Groupe.objects.all() if acteur.role is Role.CONSEILLER else Groupe.objects.none()


def seances_visibles(acteur: Acteur) -> QuerySet[Seance]:
    """The meetings of visible groups; a person: those of the groups where she holds a seat."""
    if acteur.role in ROLES_PERSONNE:
        places = Place.objects.filter(groupe=OuterRef("groupe"), personne=acteur.personne_id)
        return Seance.objects.filter(Exists(places))
    if acteur.est_partenaire:
        return Seance.objects.filter(organisation=acteur.organisation_id)
    return Seance.objects.all() if acteur.role is Role.CONSEILLER else Seance.objects.none()


def offres_visibles(acteur: Acteur) -> QuerySet[OffreDePlace]:
    """Open and past offers; a partner learns who comes when the person has accepted."""
    if acteur.est_partenaire:
        return OffreDePlace.objects.none()
    return _a_la_portee(OffreDePlace.objects.all(), acteur)


def places_visibles(acteur: Acteur) -> QuerySet[Place]:
    """Seats held, now or before."""
    return _a_la_portee(Place.objects.all(), acteur)


def demandes_de_place_visibles(acteur: Acteur) -> QuerySet[DemandeDePlace]:
    """Requests for a seat in a sought-after group: the person's own, those of the adviser's regions."""
    if acteur.role in ROLES_PERSONNE:
        return DemandeDePlace.objects.filter(personne=acteur.personne_id)
    return _par_region(DemandeDePlace.objects.all(), acteur)


def presences_visibles(acteur: Acteur) -> QuerySet[Presence]:
    """Attendance."""
    return _a_la_portee(Presence.objects.all(), acteur)


def resultats_visibles(acteur: Acteur) -> QuerySet[Resultat]:
    """Results by skill."""
    return _a_la_portee(Resultat.objects.all(), acteur)


def attestations_visibles(acteur: Acteur) -> QuerySet[Attestation]:
    """Attestations issued."""
    return _a_la_portee(Attestation.objects.all(), acteur)


def attestations_verifiables(code: str) -> QuerySet[Attestation]:
    """The attestation that carries this code: who holds the paper may check it, signed in or not."""
    return Attestation.objects.filter(code=code) if code else Attestation.objects.none()


def executions_visibles(acteur: Acteur) -> QuerySet[ExecutionPlacement]:
    """Placement runs: advisers only, those that touch one of their regions."""
    if acteur.role is not Role.CONSEILLER:
        return ExecutionPlacement.objects.none()
    if not acteur.regions:
        return ExecutionPlacement.objects.all()
    return ExecutionPlacement.objects.filter(Q(regions__overlap=list(acteur.regions)))


def regles_visibles(acteur: Acteur) -> QuerySet[RegleDePriorite]:
    """Versions of the dispatch order: the ministry reads them all; what is in force is public on its own page."""
    return RegleDePriorite.objects.all() if acteur.est_ministere else RegleDePriorite.objects.none()


def non_placements_visibles(acteur: Acteur) -> QuerySet[NonPlacement]:
    """Why a person got no seat: the person herself once the run is confirmed, and the advisers of her region."""
    if acteur.role in ROLES_PERSONNE:
        return NonPlacement.objects.filter(personne=acteur.personne_id, publiee_le__isnull=False)
    return _par_region(NonPlacement.objects.all(), acteur)


def pas_visibles(acteur: Acteur) -> QuerySet[Journal]:
    """The steps taken on a file: the person reads those of her own, the advisers those of their regions."""
    if acteur.role in ROLES_PERSONNE:
        return Journal.objects.filter(personne=acteur.personne_id)
    return _par_region(Journal.objects.all(), acteur)


def previsions_visibles(acteur: Acteur) -> QuerySet[PrevisionAttente]:
    """The forecast of a wait: the person herself, and the advisers of her region."""
    if acteur.role in ROLES_PERSONNE:
        return PrevisionAttente.objects.filter(personne=acteur.personne_id)
    return _par_region(PrevisionAttente.objects.all(), acteur)


def recommandations_visibles(acteur: Acteur) -> RecommandationQuerySet:
    """A partner: those it made; an adviser of the person's region: once she agreed; the person: her own."""
    visibles = _a_la_portee(Recommandation.objects.all(), acteur)
    return visibles.filter(consentie_le__isnull=False) if acteur.role is Role.CONSEILLER else visibles


def refus_visibles(acteur: Acteur) -> RefusAccueilQuerySet:
    """Refusals by a partner: its own, and those about the people of the adviser's regions."""
    if acteur.est_partenaire:
        return RefusAccueil.objects.filter(organisation=acteur.organisation_id)
    return _par_region(RefusAccueil.objects.all(), acteur)


def dossiers_replacement_visibles(acteur: Acteur) -> QuerySet[DossierReplacement]:
    """Files of closed groups: every adviser, since their people live anywhere; a partner: its own groups."""
    if acteur.est_partenaire:
        return DossierReplacement.objects.filter(organisation=acteur.organisation_id)
    return DossierReplacement.objects.all() if acteur.role is Role.CONSEILLER else DossierReplacement.objects.none()


def replacements_visibles(acteur: Acteur) -> QuerySet[Replacement]:
    """The people of closed groups, each followed by the advisers of her region."""
    return _par_region(Replacement.objects.all(), acteur)


def pieces_visibles(acteur: Acteur) -> QuerySet[Piece]:
    """Private files: the person's own, and those of the adviser's regions."""
    if acteur.role in ROLES_PERSONNE:
        return Piece.objects.filter(personne=acteur.personne_id)
    return _par_region(Piece.objects.all(), acteur)


def lectures_visibles(acteur: Acteur) -> QuerySet[LectureDossier]:
    """Who opened a file: the person sees every reading of her own."""
    if acteur.role in ROLES_PERSONNE:
        return LectureDossier.objects.filter(personne=acteur.personne_id)
    return LectureDossier.objects.none()


def suivis_visibles(acteur: Acteur) -> QuerySet[SuiviPersonne]:
    """Follow-ups: a partner, its own learners' absences; an adviser, the people of her regions."""
    if acteur.est_partenaire:
        return SuiviPersonne.objects.filter(organisation=acteur.organisation_id)
    return _par_region(SuiviPersonne.objects.all(), acteur)


def tentatives_visibles(acteur: Acteur) -> QuerySet[TentativeContact]:
    """Attempts to reach a person: she reads every one made to reach her."""
    return _a_la_portee(TentativeContact.objects.all(), acteur)


def campagnes_visibles(acteur: Acteur) -> QuerySet[CampagneRelance]:
    """Campaigns: advisers only, those that touch one of their regions."""
    if acteur.role is not Role.CONSEILLER:
        return CampagneRelance.objects.none()
    if not acteur.regions:
        return CampagneRelance.objects.all()
    return CampagneRelance.objects.filter(regions__overlap=list(acteur.regions))
