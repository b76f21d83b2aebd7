"""The data sets delivered with the portal, each as rows ready for its model. No database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from guichet.models import referentiels as r
from guichet.models.motif import Motif
from guichet.models.referentiels.jour_ferie import PorteeFerie
from guichet.models.referentiels.parametre import NatureParametre

from .echelle import NIVEAU_MAXIMUM, NIVEAU_MINIMUM, Competence, stade_du_niveau
from .feries import feries_de
from .formules import FormuleDeRegle
from .nomenclatures import langues, lire, pays
from .tri import cle_tri

PREMIERE_ANNEE = 2024
Ligne = dict[str, Any]


@dataclass(frozen=True)
class Jeu:
    """The rows of one model, the fields that name a row, and those that never change once loaded."""

    modele: type[r.Referentiel]
    lignes: list[Ligne]
    cle: tuple[str, ...] = ("code",)
    sujet: tuple[str, ...] = ()
    figes: tuple[str, ...] = field(default=())


def jeux(*, derniere_annee: int) -> Iterator[Jeu]:
    """Every data set, those others refer to first."""
    yield Jeu(r.Region, _regions())
    yield Jeu(r.PrefixePostal, _prefixes_postaux(), cle=("rta",))
    yield Jeu(r.PrefixeMunicipal, _prefixes_municipaux(), cle=("prefixe",))
    yield Jeu(r.Municipalite, _municipalites())
    yield Jeu(r.CentreServices, _centres())
    yield Jeu(r.StatutImmigration, _statuts())
    yield Jeu(r.CategorieImmigration, _categories())
    yield Jeu(r.EditionEchelle, [_avec_dates(ligne) for ligne in lire("editions_echelle")])
    yield Jeu(r.NiveauEchelle, list(_niveaux()), cle=("edition_id", "competence", "niveau"))
    yield Jeu(Motif, _motifs())
    yield Jeu(r.Langue, langues())
    yield Jeu(r.Pays, pays())
    yield Jeu(r.JourFerie, list(_feries(derniere_annee)), cle=("date",))
    yield Jeu(r.Parametre, _parametres(), cle=("cle", "valide_du"), sujet=("cle",), figes=("nature", "valeur"))
    yield Jeu(
        r.CibleMesure,
        _cibles(),
        cle=("code", "valide_du"),
        sujet=("code",),
        figes=("cible", "borne_basse", "borne_haute"),
    )
    yield Jeu(
        r.RegleAdmissibilite,
        list(_regles()),
        cle=("critere", "statut_id", "formule", "valide_du"),
        sujet=("critere", "statut_id", "formule"),
        figes=("code", "decision", "motif"),
    )


def _avec_dates(ligne: Ligne) -> Ligne:
    """The row with its period as dates, an empty end being open."""
    periode = {nom: date.fromisoformat(ligne[nom]) if ligne[nom] else None for nom in ("valide_du", "valide_au")}
    return ligne | periode


def _regions() -> list[Ligne]:
    liste = "Institut de la statistique du Québec; recensement de 2021"
    return [
        ligne | {"population_2021": int(ligne["population_2021"]), "source": liste, "certitude": "verifie"}
        for ligne in lire("regions")
    ]


def _prefixes_postaux() -> list[Ligne]:
    source = "Dérivé des codes postaux et municipaux des établissements scolaires"
    return [
        {
            "rta": ligne["rta"],
            "region_id": ligne["region"],
            "chevauche": ligne["chevauche"] == "1",
            "source": source,
            "certitude": "a_verifier",
        }
        for ligne in lire("rta_region")
    ]


def _prefixes_municipaux() -> list[Ligne]:
    source = "Codes géographiques des municipalités, concordants avec 5 358 établissements"
    return [
        {"prefixe": ligne["prefixe"], "region_id": ligne["region"], "source": source, "certitude": "a_verifier"}
        for ligne in lire("prefixe_municipalite_region")
    ]


def _municipalites() -> list[Ligne]:
    return [
        {
            "code": ligne["code"],
            "nom": ligne["nom"],
            "cle_tri": cle_tri(ligne["nom"]),
            "region_id": ligne["region"],
            "source": "Liste de départ; à remplacer par l’importation du répertoire officiel",
            "certitude": "a_verifier",
        }
        for ligne in lire("municipalites")
    ]


def _centres() -> list[Ligne]:
    source = "Codes du ministère de l’Éducation, version de novembre 2022; région d’après le code"
    return [
        {
            "code": ligne["code"],
            "nom": ligne["nom"],
            "categorie": ligne["categorie"],
            "region_id": ligne["region"] or None,
            "source": source,
            "certitude": "a_verifier",
        }
        for ligne in lire("css")
    ]


def _statuts() -> list[Ligne]:
    return [
        ligne | {"a_une_fin": ligne["a_une_fin"] == "1", "ordre": int(ligne["ordre"])}
        for ligne in lire("statuts_immigration")
    ]


def _categories() -> list[Ligne]:
    return [ligne | {"ordre": int(ligne["ordre"])} for ligne in lire("categories_immigration")]


def _motifs() -> list[Ligne]:
    """Reasons in the order of the file, which is the order people read."""
    return [
        ligne | {"ordre": ordre, "source": "Choix du produit", "certitude": "synthetique"}
        for ordre, ligne in enumerate(lire("motifs"), start=1)
    ]


def _niveaux() -> Iterator[Ligne]:
    """Twelve levels of four skills in each edition, with our descriptors where we wrote them."""
    textes = {
        (ligne["edition"], ligne["competence"], int(ligne["niveau"])): ligne for ligne in lire("descripteurs_echelle")
    }
    for edition in lire("editions_echelle"):
        for competence in Competence.values:
            for niveau in range(NIVEAU_MINIMUM, NIVEAU_MAXIMUM + 1):
                texte = textes.get((edition["code"], competence, niveau), {})
                yield {
                    "edition_id": edition["code"],
                    "competence": competence,
                    "niveau": niveau,
                    "stade": stade_du_niveau(niveau).value,
                    "descripteur": texte.get("descripteur", ""),
                    "source": texte.get("source", "Échelle québécoise"),
                    "certitude": texte.get("certitude", "verifie"),
                }


def _feries(derniere_annee: int) -> Iterator[Ligne]:
    for annee in range(PREMIERE_ANNEE, derniere_annee + 1):
        for ferie in feries_de(annee):
            yield {
                "date": ferie.date,
                "nom": ferie.nom,
                "portee": PorteeFerie.PUBLIC if ferie.public else PorteeFerie.GOUVERNEMENT,
                "source": "Calendrier légal" if ferie.public else "Conventions collectives de la fonction publique",
                "certitude": "verifie" if ferie.public else "a_verifier",
            }


def _parametres() -> list[Ligne]:
    return [_avec_dates(ligne) | {"valeur": _valeur(ligne["valeur"], ligne["nature"])} for ligne in lire("parametres")]


def _cibles() -> list[Ligne]:
    """Targets and corridors of figures; an empty bound is none."""
    nombres = ("cible", "borne_basse", "borne_haute")
    return [
        _avec_dates(ligne) | {nom: Decimal(ligne[nom]) if ligne[nom] else None for nom in nombres}
        for ligne in lire("cibles")
    ]


def _valeur(texte: str, nature: str) -> int | str | bool | list[str]:
    """The value as it is stored."""
    match nature:
        case NatureParametre.ENTIER:
            return int(texte)
        case NatureParametre.LISTE:
            return texte.split(";")
        case NatureParametre.BOOLEEN:
            return texte == "oui"
        case _:
            return texte


def _regles() -> Iterator[Ligne]:
    """One row per status and formula; a star stands for every formula."""
    for ligne in lire("regles_admissibilite"):
        commun = _avec_dates(ligne)
        statuts = commun.pop("statuts").split(";")
        formules = FormuleDeRegle.values if commun["formules"] == "*" else commun["formules"].split(";")
        del commun["formules"]
        for statut in statuts:
            for formule in formules:
                yield commun | {"statut_id": statut or None, "formule": formule}
