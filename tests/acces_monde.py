"""The world of the access matrix: two partners, two regions, people who must never meet, and who may see what."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cycle import ouvrir
from guichet.models import Avis, Organisation, Personne, Piece
from inscriptions.actions.replacement import ouvrir_replacement
from inscriptions.models import Attestation, ExecutionPlacement, Groupe
from partenaires.models import ImportCapacite
from tests.acces_ecoute import ecoute
from tests.acces_roles import CANARI, VOIENT
from tests.connexion import connecter
from tests.factories.admissions import LotAdmissionsFactory, PersonneAdmiseFactory, RapprochementFactory
from tests.factories.demandes import CommentaireFactory, DelegationFactory, DocumentFactory
from tests.factories.ententes import (
    ActionCorrectiveFactory,
    AnomalieFactory,
    AppelFactory,
    AvenantFactory,
    EntenteFactory,
    LivrableFactory,
    LotFactory,
    RedditionFactory,
    RevueFactory,
    TirageFactory,
    VersementFactory,
    VersionProgrammeFactory,
)
from tests.factories.guichet import OrganisationFactory, PersonneFactory
from tests.factories.indicateurs import (
    AbonnementFactory,
    AlerteFactory,
    EditionFactory,
    EnvoiVueFactory,
    ExportFactory,
    ScenarioFactory,
)
from tests.factories.inscriptions import (
    DemandeDePlaceFactory,
    GroupeFactory,
    InscriptionFactory,
    LieuFactory,
    OffreFactory,
    PlaceFactory,
    RecommandationFactory,
    RefusAccueilFactory,
    RegleFactory,
    SeanceFactory,
    SessionCoursFactory,
)
from tests.factories.partenaires import (
    BassinFactory,
    BesoinFactory,
    DeclarationFactory,
    FormationFactory,
    OuvertureFactory,
    ProposeFactory,
)
from tests.factories.relances import CampagneFactory, SuiviFactory
from tests.factories.services import JetonFactory, LotServicesFactory, ServiceFactory

# Found in no page a stranger receives: a foreign canary anywhere in a response is a leak.
CANARI_GROUPE = "CANARI-G-001"


@dataclass
class Monde:
    """The objects of tenant A, by the kind a route names, and the identities that look at them."""

    objets: dict[str, uuid.UUID] = field(default_factory=dict)
    identites: dict[str, Client] = field(default_factory=dict)
    voient: dict[str, frozenset[str]] = field(default_factory=dict)


def construire() -> Monde:
    """Partner A in Montréal with one learner in class and one with an open offer; partner B and region 03 watch."""
    a = OrganisationFactory(nom="Partenaire A", region_id="06")
    b = OrganisationFactory(nom="Partenaire B", region_id="03")
    eleve = PersonneFactory(prenom=CANARI, nom="Canari", region_id="06", avec_compte=True)
    invitee = PersonneFactory(prenom=CANARI, nom="Invitée", region_id="06", avec_compte=True)
    etrangere = PersonneFactory(region_id="03", avec_compte=True)
    debut = timezone.localdate() - timedelta(days=7)
    groupe = GroupeFactory(
        numero=CANARI_GROUPE,
        organisation=a,
        lieu=LieuFactory(organisation=a),
        etat="en_cours",
        session__debut=debut,
        session__fin=debut + timedelta(days=70),
    )
    place = _eleve_en_classe(groupe, eleve)
    offre = OffreFactory(groupe=groupe, inscription=InscriptionFactory(personne=invitee))
    seance = SeanceFactory(groupe=groupe, date=debut + timedelta(days=1))
    monde = Monde()
    monde.objets = {
        "inscription": offre.inscription_id,
        "inscription_en_cours": place.inscription_id,
        "personne": invitee.pk,
        "groupe": groupe.pk,
        "place": place.pk,
        "offre": offre.pk,
        "demande_de_place": DemandeDePlaceFactory(groupe=groupe, inscription=offre.inscription).pk,
        "seance": seance.pk,
        "piece": _piece(invitee).pk,
        "attestation": _attestation(place).pk,
        "execution": _execution(groupe).pk,
        "avis": _avis(invitee).pk,
        **_capacite(a),
        **_ententes(a),
        **_services(a),
        **ecoute(a, invitee),
        "regle": RegleFactory().pk,
        "scenario": ScenarioFactory().pk,
        "alerte": AlerteFactory().pk,
        **_admissions(invitee),
        "edition": EditionFactory().pk,
        "export": ExportFactory().pk,
        "abonnement": (abonnement := AbonnementFactory()).pk,
        "envoi_vue": EnvoiVueFactory(abonnement=abonnement).pk,
        "recommandation": RecommandationFactory(groupe=groupe, inscription=offre.inscription, consentie=True).pk,
        "refus": RefusAccueilFactory(place=place).pk,
        **_replacement(a),
        "suivi": SuiviFactory(place=place).pk,
        "campagne": CampagneFactory(nom=CANARI, regions=["06"]).pk,
    }
    monde.identites = _identites(a, b, eleve, invitee, etrangere)
    monde.voient = VOIENT
    return monde


def _eleve_en_classe(groupe: Groupe, eleve: Personne):
    offre = OffreFactory(
        groupe=groupe,
        etat="acceptee",
        repondue_le=timezone.now(),
        inscription=InscriptionFactory(personne=eleve, en_cours=True),
    )
    return PlaceFactory(offre=offre, commencee=True)


def _replacement(organisation: Organisation) -> dict[str, uuid.UUID]:
    """A class of partner A that closed with one person in it."""
    place = PlaceFactory(
        offre__groupe=GroupeFactory(numero=f"{CANARI_GROUPE}-F", organisation=organisation, etat="ferme"),
        offre__inscription=InscriptionFactory(personne__prenom=CANARI, personne__region_id="06"),
        etat="groupe_ferme",
    )
    dossier = ouvrir_replacement(groupe=place.groupe, places=[place], acteur=Acteur.systeme(), le=timezone.now())
    return {"dossier_replacement": dossier.pk, "replacement": dossier.replacements.get().pk}


def _capacite(organisation: Organisation) -> dict[str, uuid.UUID]:
    """A draft of partner A with one of each element, and a file received."""
    debut = timezone.localdate() + timedelta(days=60)
    session = SessionCoursFactory(code="ESSAI", nom="Session à venir", debut=debut, fin=debut + timedelta(days=70))
    declaration = DeclarationFactory(organisation=organisation, session=session)
    besoin = BesoinFactory(
        propose=ProposeFactory(declaration=declaration, reference=CANARI),
        ressource__nom=CANARI,
    )
    recu = ImportCapacite.objects.create(
        declaration=declaration,
        organisation=organisation,
        nom_fichier=CANARI,
        contenu=CANARI,
        recu_le=timezone.now(),
    )
    formation = FormationFactory(session=session, etat="confirmee")
    return {
        "declaration": declaration.pk,
        "propose": besoin.propose_id,
        "ressource": besoin.ressource_id,
        "bassin": BassinFactory(declaration=declaration, reference=CANARI).pk,
        "formation": formation.pk,
        "ouverture": OuvertureFactory(execution=formation, propose=besoin.propose).pk,
        "import": recu.pk,
    }


def _ententes(organisation: Organisation) -> dict[str, uuid.UUID]:
    """An active entente of partner A with an account to give, an instalment, a review and an amendment in draft."""
    entente = EntenteFactory(organisation=organisation, titre=CANARI, description=CANARI, active=True, versements=False)
    livrable = LivrableFactory(entente=entente, titre=CANARI)
    revue = RevueFactory(entente=entente, commentaire_partenaire=CANARI)
    reddition = RedditionFactory(livrable=livrable, recit=CANARI)
    return {
        "entente": entente.pk,
        "versement": VersementFactory(entente=entente, condition="reddition", livrable=livrable).pk,
        "reddition": reddition.pk,
        "revue": revue.pk,
        "mesure": ActionCorrectiveFactory(revue=revue, description=CANARI).pk,
        "anomalie": AnomalieFactory(reddition=reddition, detail=CANARI).pk,
        "tirage": TirageFactory().pk,
        "avenant": AvenantFactory(entente=entente, objet=CANARI).pk,
        "appel": AppelFactory(etat="ouvert").pk,
        "appel_ebauche": AppelFactory(etat="ebauche").pk,
        "version": VersionProgrammeFactory(adoptee=True).pk,
        "version_ebauche": VersionProgrammeFactory().pk,
        "document_entente": DocumentFactory(
            entente=entente, sain=True, nom_origine=CANARI, chemin=_fichier_entente()
        ).pk,
        "commentaire": CommentaireFactory(entente=entente, texte=CANARI).pk,
        "lot": LotFactory().pk,
        "delegation": DelegationFactory().pk,
    }


def _fichier_entente() -> str:
    return storages["prive"].save(f"ententes/{uuid.uuid4().hex}.pdf", ContentFile(b"%PDF-1.7 " + CANARI.encode()))


def _services(organisation: Organisation) -> dict[str, uuid.UUID]:
    """A file of services applied, one of its lines, and a key of the API."""
    lot = LotServicesFactory(organisation=organisation, nom_fichier=CANARI)
    return {
        "lot_services": lot.pk,
        "service": ServiceFactory(organisation=organisation, lot=lot, reference=CANARI).pk,
        "jeton": JetonFactory(organisation=organisation, nom=CANARI).pk,
    }


def _admissions(personne: Personne) -> dict[str, uuid.UUID]:
    """A cohort, one of its files, and an admitted person who looks like someone of region 06."""
    admise = PersonneAdmiseFactory(prenom=CANARI, nom=personne.nom, region_id="06", lot=LotAdmissionsFactory())
    return {
        "cohorte": admise.cohorte_id,
        "admise": admise.pk,
        "lot_admissions": admise.lot_id,
        "rapprochement": RapprochementFactory(admise=admise, personne=personne, region_id="06").pk,
    }


def _piece(personne: Personne) -> Piece:
    chemin = storages["prive"].save(f"pieces/{uuid.uuid4().hex}.pdf", ContentFile(b"%PDF-1.7 " + CANARI.encode()))
    return Piece.objects.create(
        personne=personne,
        region_id=personne.region_id,
        genre="preuve",
        nom_origine="preuve.pdf",
        verdict="saine",
        type_mime="application/pdf",
        taille=10,
        sha256="0" * 64,
        chemin=chemin,
        deposee_le=timezone.now(),
    )


def _attestation(place) -> Attestation:
    return Attestation.objects.create(
        place=place,
        personne_id=place.personne_id,
        organisation_id=place.organisation_id,
        region_id=place.region_id,
        code="CANARI2026AB",
        contenu={"nom": CANARI},
        emise_le=timezone.now(),
        chemin=storages["prive"].save("attestations/x.pdf", ContentFile(b"%PDF-1.7 " + CANARI.encode())),
    )


def _execution(groupe: Groupe) -> ExecutionPlacement:
    return ouvrir(
        ExecutionPlacement(session=groupe.session, regions=["06"], demandee_le=timezone.now(), graine=1),
        acteur=Acteur.systeme(),
    )


def _avis(personne: Personne) -> Avis:
    return Avis.objects.create(
        cle=f"canari:{personne.pk}",
        canal="courriel",
        destinataire="canari@exemple.test",
        objet="x",
        corps=CANARI,
        personne=personne,
        region_id=personne.region_id,
        du_le=timezone.now(),
    )


def _identites(a: Organisation, b: Organisation, eleve, invitee, etrangere) -> dict[str, Client]:
    return {
        "anonyme": Client(),
        "eleve": connecter("personne", personne=eleve),
        "invitee": connecter("personne", personne=invitee),
        "etrangere": connecter("personne", personne=etrangere),
        "agent_a": connecter("agent_partenaire", organisation=a),
        "gestionnaire_a": connecter("gestionnaire_partenaire", organisation=a),
        "enseignant_a": connecter("enseignant", organisation=a),
        "agent_b": connecter("agent_partenaire", organisation=b),
        "gestionnaire_b": connecter("gestionnaire_partenaire", organisation=b),
        "conseiller_06": connecter("conseiller", regions=["06"]),
        "conseiller_03": connecter("conseiller", regions=["03"]),
        "conseiller_province": connecter("conseiller"),
        "analyste": connecter("analyste"),
        "direction": connecter("direction"),
        "administrateur": connecter("administrateur"),
        "gestion_ententes": connecter("gestionnaire_ententes"),
        "approbateur": connecter("approbateur"),
        "payeur": connecter("payeur"),
        "conseiller_sans_amf": connecter("conseiller", regions=["06"], avec_amf=False),
    }
