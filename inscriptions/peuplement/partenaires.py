"""Thirty partners that do not exist, with their places and their staff, and the ministry's advisers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from guichet.acteurs import Role
from guichet.models import Adhesion, Organisation, Utilisateur
from inscriptions.models import Lieu
from inscriptions.peuplement.calendrier import Horaire
from inscriptions.peuplement.geographie import POIDS_REGIONS, adresse, telephone
from inscriptions.peuplement.identites import adresse_courriel, nom_du_personnel
from inscriptions.peuplement.lignes import Lot
from inscriptions.peuplement.registre import Auteur, identifiant

# code, name, kind, region, size. School and college names are invented and say so: real ones could be confused.
PARTENAIRES: tuple[tuple[str, str, str, str, int], ...] = (
    ("CGP", "Centre de services scolaire du Grand-Pont (fictif)", "centre_services", "06", 16),
    ("CER", "Centre de services scolaire des Érables-Rouges (fictif)", "centre_services", "06", 11),
    ("CRC", "Centre de services scolaire de la Rive-Claire (fictif)", "centre_services", "06", 8),
    ("CFB", "Cégep du Faubourg (fictif)", "cegep", "06", 9),
    ("CMN", "Cégep de la Montagne-Noire (fictif)", "cegep", "06", 6),
    ("UPL", "Université du Plateau (fictif)", "universite", "06", 7),
    ("MDM", "La Maison des mots", "organisme", "06", 5),
    ("CPA", "Carrefour Passerelles", "organisme", "06", 4),
    ("EVP", "Entre-Voisins de Parc-Est", "organisme", "06", 3),
    ("ATL", "Atelier Langue et Métiers", "organisme", "06", 3),
    ("CBV", "Centre de services scolaire du Bassin-Vert (fictif)", "centre_services", "16", 7),
    ("CTC", "Centre de services scolaire des Trois-Clochers (fictif)", "centre_services", "16", 3),
    ("CRA", "Cégep des Rapides (fictif)", "cegep", "16", 3),
    ("RDL", "Le Relais des langues", "organisme", "16", 2),
    ("CIF", "Centre de services scolaire de l’Île-Fleurie (fictif)", "centre_services", "13", 7),
    ("PDC", "Pont des cultures", "organisme", "13", 3),
    ("CGT", "Centre de services scolaire des Grandes-Terres (fictif)", "centre_services", "14", 4),
    ("CNB", "Centre de services scolaire du Nord-Boisé (fictif)", "centre_services", "15", 4),
    ("CCD", "Centre de services scolaire du Cap-Doré (fictif)", "centre_services", "03", 3),
    ("CFA", "Cégep de la Falaise (fictif)", "cegep", "03", 3),
    ("CDR", "Centre de services scolaire des Deux-Rives (fictif)", "centre_services", "07", 4),
    ("CCV", "Cégep des Cantons-Verts (fictif)", "cegep", "05", 2),
    ("UVA", "Université des Vallons (fictif)", "universite", "05", 1),
    ("CMS", "Cégep de la Mauricie-Sud (fictif)", "cegep", "04", 1),
    ("CHP", "Centre de services scolaire de la Haute-Plaine (fictif)", "centre_services", "12", 1),
    ("ACQ", "Accueil Cœur-du-Québec", "organisme", "17", 1),
    ("CFJ", "Centre de services scolaire du Fjord-Bleu (fictif)", "centre_services", "02", 1),
    ("CLO", "Centre de services scolaire des Lacs-d’Or (fictif)", "centre_services", "08", 1),
    ("BOU", "La Boussole du Fleuve", "organisme", "01", 1),
    ("HNO", "Horizons de la Côte et du Nord", "organisme", "09", 1),
)
PREFIXES_NEQ = {"centre_services": "88", "cegep": "88", "universite": "88", "organisme": "11"}
LIEUX = ("Pavillon central", "Annexe de la gare", "Point de service Nord")
# Advisers: two for the whole province, the others by region, more where people are.
CONSEILLERS = ((), (), *((region,) for region, poids in POIDS_REGIONS.items() for _ in range(1 + int(poids // 9))))


@dataclass
class Partenaire:
    """A partner while its classes are told."""

    id: str
    code: str
    nom: str
    genre: str
    region: str
    taille: int
    lieux: list[dict[str, Any]]
    gestionnaire: Auteur
    agent: Auteur
    # Per term, each teacher's membership, account and the cells already taught.
    enseignants: list[tuple[str, Auteur]] = field(default_factory=list)
    occupation: dict[tuple[int, int], set[str]] = field(default_factory=dict)


class Personnel:
    """Accounts of those who work: hired when first needed."""

    def __init__(self, lot: Lot, hasard: Random, *, compte: int, jour: date) -> None:
        self.lot, self.hasard, self.jour = lot, hasard, jour
        self.compte = compte

    def prochain_compte(self) -> int:
        """A number for a new account."""
        self.compte += 1
        return self.compte - 1

    def embaucher(
        self, role: Role, *, organisation: str | None = None, regions: tuple[str, ...] = ()
    ) -> tuple[str, Auteur]:
        """Open an account and its membership; return the membership and who it makes."""
        compte, adhesion = self.prochain_compte(), identifiant(self.hasard)
        prenom, nom = nom_du_personnel(self.hasard)
        depuis = self.jour - timedelta(days=400 + int(self.hasard.random() * 900))
        creer_compte(self.lot, compte, adresse_courriel(prenom, nom, compte), f"{prenom} {nom}", depuis)
        self.lot.ajouter(
            Adhesion,
            id=adhesion,
            utilisateur_id=compte,
            role=role.value,
            organisation_id=organisation,
            regions=list(regions),
            valide_du=depuis,
            accordee_par_id=None,
        )
        return adhesion, Auteur(role, compte, f"{prenom} {nom}")


def creer_compte(lot: Lot, numero: int, courriel: str, nom: str, depuis: date) -> None:
    """An account without a password: sign-in is by e-mail code."""
    lot.ajouter(
        Utilisateur,
        id=numero,
        email=courriel,
        nom_affiche=nom,
        password="!",  # noqa: S106 - what Django keeps when there is none
        last_login=None,
        date_joined=depuis.isoformat(),
    )


def fonder(personnel: Personnel, lot: Lot, hasard: Random) -> list[Partenaire]:
    """The thirty partners, their places and their two permanent agents."""
    return [_fonder(personnel, lot, hasard, *partenaire) for partenaire in PARTENAIRES]


def _fonder(personnel: Personnel, lot: Lot, hasard: Random, code, nom, genre, region, taille) -> Partenaire:
    id_ = identifiant(hasard)
    rue, _ville, code_postal = adresse(hasard, region)
    depuis = personnel.jour - timedelta(days=1400)
    lot.ajouter(
        Organisation,
        id=id_,
        nom=nom,
        genre=genre,
        neq=f"{PREFIXES_NEQ[genre]}{hasard.randrange(10**8):08d}",
        region_id=region,
        adresse=rue,
        code_postal=code_postal,
        telephone=telephone(hasard, region),
        courriel=f"francisation.{code.lower()}@exemple.test",
        cree_le=depuis.isoformat(),
    )
    return Partenaire(
        id=id_,
        code=code,
        nom=nom,
        genre=genre,
        region=region,
        taille=taille,
        lieux=[
            _ouvrir_lieu(lot, hasard, id_, nom_lieu, region) for nom_lieu in LIEUX[: 1 + (taille > 2) + (taille > 7)]
        ],
        gestionnaire=personnel.embaucher(Role.GESTIONNAIRE_PARTENAIRE, organisation=id_)[1],
        agent=personnel.embaucher(Role.AGENT_PARTENAIRE, organisation=id_)[1],
    )


def _ouvrir_lieu(lot: Lot, hasard: Random, organisation: str, nom: str, region: str) -> dict[str, Any]:
    rue, ville, code_postal = adresse(hasard, region)
    lieu = {
        "id": identifiant(hasard),
        "organisation_id": organisation,
        "nom": nom,
        "adresse": f"{rue.split(', app.')[0]}, {ville}",
        "code_postal": code_postal,
        "region_id": region,
        "acces_mobilite": nom != LIEUX[1],
    }
    lot.ajouter(Lieu, **lieu)
    return lieu


def enseignant_libre(partenaire: Partenaire, personnel: Personnel, rang: int, horaire: Horaire) -> tuple[str, Auteur]:
    """A teacher of this partner who teaches nothing else at that time, hired if there is none."""
    for numero, enseignant in enumerate(partenaire.enseignants):
        prises = partenaire.occupation.setdefault((rang, numero), set())
        if not prises & set(horaire.cellules) and len(prises) < 8:
            prises.update(horaire.cellules)
            return enseignant
    partenaire.enseignants.append(personnel.embaucher(Role.ENSEIGNANT, organisation=partenaire.id))
    partenaire.occupation[(rang, len(partenaire.enseignants) - 1)] = set(horaire.cellules)
    return partenaire.enseignants[-1]


def nommer_conseillers(personnel: Personnel) -> dict[str, list[Auteur]]:
    """The ministry's advisers, by region; those of the province are in every list."""
    par_region: dict[str, list[Auteur]] = {region: [] for region in POIDS_REGIONS}
    for regions in CONSEILLERS:
        auteur = personnel.embaucher(Role.CONSEILLER, regions=regions)[1]
        for region in regions or POIDS_REGIONS:
            par_region[region].append(auteur)
    return par_region
