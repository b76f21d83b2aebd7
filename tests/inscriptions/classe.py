"""A class in session, for the tests of the roll, the results and the attestation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guichet.acteurs import Acteur, Role
from inscriptions.models import Groupe, Place, Resultat, Seance
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, LieuFactory, OffreFactory, PlaceFactory

LUNDI = date(2027, 1, 11)
FIN = date(2027, 3, 26)
ZONE = ZoneInfo("America/Toronto")


def a(jour: date, heure: int = 20) -> datetime:
    """That day, in the evening."""
    return datetime.combine(jour, time(heure), ZONE)


@dataclass
class Classe:
    """A group of a partner, its meetings, its learners, and someone of the partner."""

    groupe: Groupe
    places: list[Place]
    seances: list[Seance]
    agent: Acteur
    enseignant: Acteur = field(init=False)

    def __post_init__(self) -> None:
        organisation = self.groupe.organisation_id
        self.enseignant = Acteur(role=Role.ENSEIGNANT, organisation_id=organisation, libelle="Enseignante")

    @property
    def place(self) -> Place:
        """The first learner's seat, read again."""
        return Place.objects.get(pk=self.places[0].pk)


def place_confirmee(groupe: Groupe, **personne) -> Place:
    """A learner whose seat is held."""
    inscription = InscriptionFactory(personne=PersonneFactory(**personne), en_cours=True)
    offre = OffreFactory(groupe=groupe, inscription=inscription, etat="acceptee", repondue_le=a(LUNDI - timedelta(30)))
    return PlaceFactory(offre=offre)


def une_classe(*, eleves: int = 2, etat: str = "confirme", commencees: bool = False, **groupe) -> Classe:
    """A class on Mondays and Wednesdays from 11 January 2027, nobody has come yet."""
    objet = GroupeFactory(etat=etat, **groupe)
    if objet.lieu is None:
        objet.lieu = LieuFactory(organisation=objet.organisation, adresse="1234, rue Fictive")
        objet.save(update_fields=["lieu"])
    places = [place_confirmee(objet, avec_compte=True) for _rang in range(eleves)]
    if commencees:
        places = [_commencer(place) for place in places]
    seances = [_seance(objet, LUNDI + timedelta(days=7 * s + d)) for s in range(3) for d in (0, 2)]
    agent = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=objet.organisation_id, libelle="Agente")
    return Classe(objet, places, seances, agent)


def _commencer(place: Place) -> Place:
    from guichet.cycle import franchir

    franchir(place, "commencer", acteur=Acteur.systeme(), le=a(LUNDI), commencee_le=a(LUNDI))
    return place


def _seance(groupe: Groupe, jour: date) -> Seance:
    return Seance.objects.create(
        groupe=groupe,
        organisation_id=groupe.organisation_id,
        date=jour,
        heure_debut=time(18),
        heure_fin=time(21),
    )


def noter(place: Place, **niveaux: int) -> None:
    """Write results without going through the page."""
    for competence, niveau in (niveaux or {"CO": 4, "PO": 3, "CE": 4, "PE": 2}).items():
        Resultat.objects.create(
            place=place,
            personne_id=place.personne_id,
            organisation_id=place.organisation_id,
            region_id=place.region_id,
            edition_id="2023",
            competence=competence,
            niveau=niveau,
            saisi_le=a(FIN),
        )
