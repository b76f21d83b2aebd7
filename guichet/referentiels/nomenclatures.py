"""Languages and countries with their French names, from ISO lists, CLDR and our own overrides. Pure."""

import csv
import gettext
from pathlib import Path

import pycountry
from babel import Locale

from .tri import cle_tri

DONNEES = Path(__file__).parent / "donnees"
LOCALE = Locale("fr", "CA")
PLUS_LONG = 100
SANS_ORDRE = 999


def lire(nom: str) -> list[dict[str, str]]:
    """The rows of one of our CSV files."""
    with (DONNEES / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


def langues() -> list[dict]:
    """Living languages with a French name; our overrides first, then CLDR, then the translation of the ISO list."""
    choisies = {ligne["code"]: _langue_choisie(ligne) for ligne in lire("langues")}
    traduire = gettext.translation("iso639-3", pycountry.LOCALES_DIR, languages=["fr"]).gettext
    # A macrolanguage of which we offer the members (chinois, kurde) would only be asked twice.
    ecartees = {"zho", "kur", "pes", "arb", "aka", *choisies}
    autres = [
        _langue(langue, nom)
        for langue in pycountry.languages
        if langue.type == "L" and langue.alpha_3 not in ecartees and (nom := _nom_francais(langue, traduire))
    ]
    return [*choisies.values(), *autres]


def _langue_choisie(ligne: dict[str, str]) -> dict:
    return {
        "code": ligne["code"],
        "nom": ligne["nom"],
        "nom_natif": ligne["nom_natif"],
        "code_court": ligne["code_court"],
        "de_droite_a_gauche": ligne["de_droite_a_gauche"] == "1",
        "ordre": int(ligne["ordre"] or SANS_ORDRE),
        "cle_tri": cle_tri(ligne["nom"]),
        "source": "ISO 639-3; nom choisi pour le portail",
        "certitude": "a_verifier",
    }


def _nom_francais(langue, traduire) -> str:
    """The French name of the language, or nothing when no source has one."""
    connus = LOCALE.languages
    nom = connus.get(getattr(langue, "alpha_2", ""), "") or connus.get(langue.alpha_3, "")
    if nom:
        return nom
    traduit = traduire(langue.name)
    return "" if traduit == langue.name else traduit[:1].lower() + traduit[1:]


def _langue(langue, nom: str) -> dict:
    return {
        "code": langue.alpha_3,
        "nom": nom[:PLUS_LONG],
        "nom_natif": "",
        "code_court": getattr(langue, "alpha_2", langue.alpha_3),
        "de_droite_a_gauche": False,
        "ordre": SANS_ORDRE,
        "cle_tri": cle_tri(nom[:PLUS_LONG]),
        "source": "ISO 639-3; CLDR ou traduction de la liste ISO",
        "certitude": "verifie",
    }


def pays() -> list[dict]:
    """Countries and territories of ISO 3166-1, named as in Canadian French."""
    return [
        {
            "code": pays.alpha_3,
            "code_alpha2": pays.alpha_2,
            "nom": LOCALE.territories[pays.alpha_2],
            "cle_tri": cle_tri(LOCALE.territories[pays.alpha_2]),
            "source": "ISO 3166-1; CLDR",
            "certitude": "verifie",
        }
        for pays in pycountry.countries
    ]
