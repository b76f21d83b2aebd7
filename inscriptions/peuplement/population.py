"""People and what they ask for: a file as its person filled it, before anyone looked at it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from guichet.acteurs import Role
from guichet.referentiels.echelle import NIVEAU_MAXIMUM
from inscriptions.etapes import ETAPES
from inscriptions.models import Besoin, Deplacement, Domicile, Filiere, Formule, Mode, Objectif, Occupation
from inscriptions.peuplement.calendrier import FIN_DE_SEMAINE, PARTIEL_DE_JOUR, SOIR, TEMPS_COMPLET, Horaire, Horloge
from inscriptions.peuplement.geographie import adresse, telephone
from inscriptions.peuplement.identites import adresse_courriel, choisir, origine
from inscriptions.peuplement.monde import Monde
from inscriptions.peuplement.origines import PROFILS
from inscriptions.peuplement.registre import Auteur, Objet

POIDS_NIVEAUX = (16, 14, 13, 12, 11, 10, 9, 7, 4, 2, 1, 1)
# 74 % of complete requests are for part-time courses (domaine.md §1).
PART_TEMPS_PARTIEL = 0.74
PART_EN_LIGNE = 0.22
TEMPORAIRES = frozenset(
    {
        "travailleur_permis_ferme",
        "travailleur_permis_ouvert",
        "etudiant_international",
        "conjoint_temporaire",
        "permis_sejour_temporaire",
        "avucu",
        "demandeur_asile",
    }
)
# An adviser must look before these study full-time.
SANS_TEMPS_COMPLET = frozenset({"travailleur_permis_ferme", "etudiant_international"})
CATEGORIES = {"economique": "economique", "asile": "refugies", "refuge": "refugies", "anglophone": "autres"}
AUTRES_BESOINS = ((Besoin.MOBILITE, 0.015), (Besoin.AUDITION, 0.008), (Besoin.VISION, 0.008))
SEMAINE = ("lun", "mar", "mer", "jeu", "ven")


class Dossier:
    """One person and her request: the columns to write, the steps taken, the clock of the file."""

    __slots__ = (
        "auteur",
        "demande",
        "derniere_place",
        "disponibilites",
        "evaluations",
        "horloge",
        "objet",
        "personne",
        "preuve",
    )

    def __init__(self, monde: Monde, personne: dict[str, Any], demande: dict[str, Any]) -> None:
        self.personne, self.demande = personne, demande
        self.disponibilites = frozenset(demande["disponibilites"])
        self.horloge = Horloge(monde.calendrier, monde.hasard)
        self.objet = Objet(
            "inscription",
            demande["id"],
            personne=personne["id"],
            region=personne["region_id"],
            formule=demande["formules"][0],
        )
        self.auteur = Auteur(Role.PERSONNE, personne["utilisateur_id"], f"{personne['prenom']} {personne['nom']}")
        self.preuve: dict[str, Any] = {}
        # The last seat held under this request.
        self.derniere_place: Objet | None = None
        self.evaluations: list[dict[str, Any]] = []

    @property
    def niveau(self) -> int | None:
        """The course to take."""
        return self.objet.niveau

    @niveau.setter
    def niveau(self, valeur: int) -> None:
        self.objet.niveau = self.demande["niveau"] = valeur


def inventer(
    monde: Monde,
    *,
    region: str | None = None,
    formule: str | None = None,
    mode: str | None = None,
    horaire: Horaire | None = None,
    filiere: str | None = None,
    garde: bool = False,
) -> Dossier:
    """A person nobody knows, whose wishes fit what is asked, or anything when nothing is."""
    hasard = monde.hasard
    region = region or monde.region()
    monde.manquantes[region] -= 1
    pays = origine(hasard)
    while filiere == Filiere.ALPHA and not monde.chance(pays.alpha * 2):
        pays = origine(hasard)
    en_alpha = filiere == Filiere.ALPHA or (filiere is None and monde.chance(pays.alpha * 0.5))
    profil = PROFILS[pays.profil]
    statut = hasard.choices(tuple(profil), tuple(profil.values()))[0]
    formule = formule or (Formule.TEMPS_PARTIEL if monde.chance(PART_TEMPS_PARTIEL) else Formule.TEMPS_COMPLET).value
    while formule == Formule.TEMPS_COMPLET and statut in SANS_TEMPS_COMPLET:
        statut = hasard.choices(tuple(profil), tuple(profil.values()))[0]
    mode = mode or (Mode.EN_LIGNE if monde.chance(PART_EN_LIGNE) else Mode.EN_CLASSE).value
    personne = _personne(monde, pays, region)
    demande = _demande(monde, statut, pays.profil, formule, mode, horaire, en_alpha, garde) | {
        "personne_id": personne["id"],
        "region_id": region,
    }
    monde.restantes -= 1
    return Dossier(monde, personne, demande)


def _personne(monde: Monde, pays, region: str) -> dict[str, Any]:
    hasard = monde.hasard
    feminin = monde.chance(0.54)
    prenom = choisir(hasard, pays.prenoms_f if feminin else pays.prenoms_m).replace("_", " ")
    nom = choisir(hasard, pays.noms)
    if monde.chance(0.12):
        nom = f"{nom} {choisir(hasard, pays.noms)}"
    rue, ville, code_postal = adresse(hasard, region)
    age = min(78, 17 + int(hasard.gammavariate(3.2, 6.2)))
    compte = monde.personnel.prochain_compte()
    iuc = f"{hasard.randrange(10**9, 10**10)}" if monde.chance(0.4) and pays.profil != "anglophone" else ""
    return {
        "id": monde.id(),
        "utilisateur_id": compte,
        "prenom": prenom,
        "nom": nom,
        "date_naissance": monde.calendrier.jour - timedelta(days=int(age * 365.25) + monde.entre(1, 364)),
        "sexe": "x" if monde.chance(0.006) else ("f" if feminin else "m"),
        "pays_naissance_id": pays.pays,
        "langue_maternelle_id": pays.langue,
        "autres_langues": [langue for langue in pays.autres_langues if monde.chance(0.6)],
        "courriel": adresse_courriel(prenom, nom, compte),
        "telephone": telephone(hasard, region),
        "canal": hasard.choices(("courriel", "sms", "lettre"), (72, 26, 2))[0],
        "adresse": rue,
        "municipalite": ville,
        "code_postal": code_postal,
        "region_id": region,
        "iuc": iuc,
    }


def _demande(monde: Monde, statut, profil, formule, mode, horaire, en_alpha, garde) -> dict[str, Any]:
    hasard = monde.hasard
    temporaire = statut in TEMPORAIRES
    enfants = monde.entre(1, 3) if garde else 0
    besoins = [Besoin.GARDE.value] if garde else []
    besoins += [besoin.value for besoin, part in AUTRES_BESOINS if monde.chance(part)]
    numero = monde.demande
    monde.demande += 1
    return {
        "id": monde.id(),
        "numero": f"FR-{monde.calendrier.jour:%y}-{numero:06d}",
        "statut_id": statut,
        "categorie_id": "sans_objet" if temporaire else CATEGORIES.get(profil, "economique"),
        "domicile": Domicile.QUEBEC.value,
        "annees_scolarite": monde.entre(0, 8) if en_alpha else monde.entre(10, 19),
        "langue_ecrite": not (en_alpha and monde.chance(0.6)),
        "occupation": hasard.choices([o.value for o in Occupation], (48, 24, 6, 15, 3, 4))[0],
        "objectif": hasard.choices([o.value for o in Objectif], (30, 36, 10, 12, 12))[0],
        "besoins": besoins,
        "enfants_a_garder": enfants,
        "disponibilites": _disponibilites(monde, formule, horaire),
        "formules": _classer(monde, formule, Formule, 0.3, sauf=statut in SANS_TEMPS_COMPLET and Formule.TEMPS_COMPLET),
        "modes": _classer(monde, mode, (Mode.EN_CLASSE, Mode.EN_LIGNE, Mode.HYBRIDE), 0.35),
        "deplacement": (Deplacement.REGIONS_VOISINES if monde.chance(0.28) else Deplacement.MA_REGION).value,
        "etapes_faites": [etape.code for etape in ETAPES],
        "filiere": (Filiere.ALPHA if en_alpha else Filiere.REGULIERE).value,
        "niveau": None,
    }


def _classer(monde: Monde, premier: str, tous, part: float, sauf: Any = None) -> list[str]:
    """The preferred choice, then those also accepted."""
    autres = [str(getattr(c, "value", c)) for c in tous]
    return [premier, *(c for c in autres if c not in (premier, sauf) and monde.chance(part))]


def _disponibilites(monde: Monde, formule: str, horaire: Horaire | None) -> list[str]:
    """The cells of the week the person ticked: those of a likely timetable, and a few more."""
    if horaire is None:
        horaire = choisir(monde.hasard, horaires_de(monde, formule))
    cellules = set(horaire.cellules)
    if monde.chance(0.55):
        periode = choisir(monde.hasard, ("soir", "soir", "am", "pm"))
        cellules.update(f"{jour}_{periode}" for jour in SEMAINE[: monde.entre(3, 5)])
    if monde.chance(0.3):
        cellules.update(("sam_am", "sam_pm"))
    ordre = [f"{j}_{p}" for j in (*SEMAINE, "sam", "dim") for p in ("am", "pm", "soir")]
    return [cellule for cellule in ordre if cellule in cellules]


def horaires_de(monde: Monde, formule: str) -> tuple[Horaire, ...]:
    """Timetables of a formula: part-time is mostly in the evening."""
    if formule == Formule.TEMPS_COMPLET:
        return TEMPS_COMPLET
    return monde.hasard.choices((SOIR, PARTIEL_DE_JOUR, FIN_DE_SEMAINE), (58, 27, 15))[0]


def niveau_probable(monde: Monde) -> int:
    """A level as they are met: mostly beginners."""
    return monde.hasard.choices(range(1, NIVEAU_MAXIMUM + 1), POIDS_NIVEAUX)[0]
