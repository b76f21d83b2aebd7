"""The open data sets: which figures of an edition each one tells, its columns, its schema, its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from guichet.referentiels.queries import choix_regions
from indicateurs.exports.surete import neutraliser
from indicateurs.models import ChiffreFige, Edition
from indicateurs.queries.editions import chiffres_publics, corrections_publiques, en_vigueur


@dataclass(frozen=True, slots=True)
class JeuDeDonnees:
    """One data set: its code in the address, its words, the cuts it tells."""

    code: str
    titre: Any
    description: Any
    coupes: tuple[str, ...]
    # What a row of the preview and of the chart is named by: an axis, or « mois ».
    axe: str


JEUX = {
    jeu.code: jeu
    for jeu in (
        JeuDeDonnees(
            "indicateurs-par-region",
            _("Indicateurs par région"),
            _("Chaque indicateur public, pour le Québec et ses 17 régions, sur douze mois."),
            ("", "region"),
            "region",
        ),
        JeuDeDonnees(
            "series-mensuelles",
            _("Séries mensuelles"),
            _("Chaque indicateur public, pour le Québec, mois par mois, sur vingt-quatre mois."),
            ("mois",),
            "mois",
        ),
        JeuDeDonnees(
            "indicateurs-par-niveau",
            _("Indicateurs par niveau"),
            _("Chaque indicateur public, par niveau de l’échelle québécoise, pour le Québec et par région."),
            ("niveau", "region+niveau"),
            "niveau",
        ),
        JeuDeDonnees(
            "indicateurs-par-formule",
            _("Indicateurs par formule"),
            _("Chaque indicateur public, par formule de cours, pour le Québec, sur douze mois."),
            ("formule",),
            "formule",
        ),
    )
}

# Name, type of Table Schema, words of the dictionary.
COLONNES: tuple[tuple[str, str, Any], ...] = (
    ("edition", "string", _("Code de l’édition figée.")),
    ("indicateur", "string", _("Code de l’indicateur.")),
    ("version", "integer", _("Version de sa définition : un changement de sens est une nouvelle version.")),
    ("titre", "string", _("Nom de l’indicateur.")),
    ("periode_debut", "date", _("Premier jour compté.")),
    ("periode_fin", "date", _("Dernier jour compté.")),
    ("region", "string", _("Code de la région administrative de résidence; vide pour tout le Québec.")),
    ("region_nom", "string", _("Nom de la région.")),
    ("niveau", "integer", _("Niveau de l’échelle québécoise; vide pour tous.")),
    ("formule", "string", _("Formule de cours; vide pour toutes.")),
    ("nombre", "integer", _("Nombre compté, arrondi à un multiple de 5. Un 0 couvre de 0 à 4.")),
    ("sur", "integer", _("Nombre auquel le premier est rapporté, arrondi; vide quand il n’y a pas de rapport.")),
    ("valeur", "number", _("Valeur publiée, calculée sur les nombres arrondis; vide quand elle est masquée.")),
    ("unite", "string", _("Unité de la valeur.")),
    ("masque", "string", _("Raison pour laquelle la valeur est masquée; vide quand elle est publiée.")),
)
COLONNES_CORRECTIONS = (
    "edition",
    "indicateur",
    "version",
    "periode_debut",
    "periode_fin",
    "criteres",
    "corrige_le",
    "ancienne_valeur",
    "nouvelle_valeur",
    "motif",
)


def schema(jeu: JeuDeDonnees, edition: Edition) -> dict[str, Any]:
    """The data set described in the frictionless shape: a resource with its Table Schema."""
    champs = [
        {"name": nom, "type": type_, "description": str(mots), "constraints": {"required": nom in _TOUJOURS}}
        for nom, type_, mots in COLONNES
    ]
    return {
        "profile": "tabular-data-resource",
        "name": jeu.code,
        "title": str(jeu.titre),
        "description": str(jeu.description),
        "path": f"{jeu.code}-{edition.code}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": {"fields": champs, "missingValues": [""]},
    }


_TOUJOURS = {"edition", "indicateur", "version", "titre", "periode_debut", "periode_fin"}


def chiffres_du_jeu(jeu: JeuDeDonnees, edition: Edition) -> Any:
    """The figures of an edition that this set tells, corrections at hand."""
    return chiffres_publics(edition).filter(coupe__in=jeu.coupes).prefetch_related("corrections")


def lignes(jeu: JeuDeDonnees, edition: Edition) -> Iterator[list[Any]]:
    """The rows of the file, the header first."""
    noms = {str(code): str(nom) for code, nom in choix_regions()}
    yield [nom for nom, _type, _mots in COLONNES]
    for chiffre in chiffres_du_jeu(jeu, edition).iterator(chunk_size=1000):
        yield [neutraliser(cellule) for cellule in _ligne(chiffre, edition, noms)]


def _ligne(chiffre: ChiffreFige, edition: Edition, noms: dict[str, str]) -> list[Any]:
    definition, dit = edition.definitions[chiffre.reference], en_vigueur(chiffre)
    region = chiffre.axes.get("region", "")
    return [
        edition.code,
        chiffre.mesure,
        chiffre.version,
        definition["titre"],
        chiffre.du.isoformat(),
        chiffre.au.isoformat(),
        region,
        noms.get(region, ""),
        chiffre.axes.get("niveau", ""),
        chiffre.axes.get("formule", ""),
        *(("" if dit[nom] is None else dit[nom]) for nom in ("publie_haut", "publie_bas")),
        _decimale(dit["publie"]),
        definition["unite"],
        dit["masque"],
    ]


def lignes_corrections(edition: Edition) -> Iterator[list[Any]]:
    """The log of corrections, the header first: public values only."""
    yield list(COLONNES_CORRECTIONS)
    for correction in reversed(corrections_publiques(edition)):
        chiffre = correction.chiffre
        criteres = ";".join(f"{axe}={code}" for axe, code in sorted(chiffre.axes.items()))
        brute = [
            edition.code,
            chiffre.mesure,
            chiffre.version,
            chiffre.du.isoformat(),
            chiffre.au.isoformat(),
            criteres,
            correction.le.date().isoformat(),
            _decimale(correction.ancien["publie"]),
            _decimale(correction.nouveau["publie"]),
            correction.motif,
        ]
        yield [neutraliser(cellule) for cellule in brute]


def lignes_dictionnaire() -> Iterator[list[str]]:
    """The dictionary of columns, the header first."""
    yield ["colonne", "type", "description"]
    for nom, type_, mots in COLONNES:
        yield [nom, type_, str(mots)]


def _decimale(valeur: Any) -> str:
    """A number without useless zeros; empty when there is none."""
    if valeur is None:
        return ""
    texte = f"{float(valeur):.6f}".rstrip("0").rstrip(".")
    return texte or "0"
