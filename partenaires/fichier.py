"""A file of capacity as text: what a spreadsheet saves, read strictly, errors in words. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

COLONNES = (
    "type",
    "reference",
    "nom",
    "nombre",
    "niveau",
    "niveau_max",
    "filiere",
    "formule",
    "mode",
    "lieu",
    "horaire",
    "heures_par_semaine",
    "garde",
    "capacite",
    "minimum",
    "debut",
    "fin",
    "cout",
    "decision_le",
    "ressources",
)
OCTETS_MAX = 1_000_000
LIGNES_MAX = 1_000
SEPARATEURS = (";", ",", "\t")
# A spreadsheet runs a cell that begins with one of these.
FORMULES = ("=", "+", "-", "@", "\t", "\r")


class FichierRefuse(Exception):
    """The file cannot be read at all; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Rangee:
    """One line of the file, by column; `numero` is the line a spreadsheet shows."""

    numero: int
    valeurs: dict[str, str]


def decoder(octets: bytes) -> str:
    """The text of the file, as spreadsheets save it: UTF-8, or Windows' Western page."""
    if len(octets) > OCTETS_MAX:
        raise FichierRefuse(_("Le fichier dépasse 1 Mo. Séparez-le en plusieurs fichiers."))
    if octets[:2] == b"PK" or octets[:4] == b"\xd0\xcf\x11\xe0" or octets[:4] == b"%PDF":
        raise FichierRefuse(_("Ce n’est pas un fichier CSV. Dans votre tableur, enregistrez-le au format CSV."))
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", errors="replace")
    if "\x00" in texte or "\ufffd" in texte:
        raise FichierRefuse(_("Le fichier contient des caractères illisibles. Enregistrez-le en CSV UTF-8."))
    return texte


def lire(texte: str) -> list[Rangee]:
    """The lines of the file, its head checked; empty lines are skipped and keep their number."""
    premiere = texte.split("\n", 1)[0]
    separateur = max(SEPARATEURS, key=premiere.count)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    try:
        tete = [nom.strip().lower() for nom in next(lecteur, [])]
        _verifier_tete(tete)
        return list(_rangees(lecteur, tete))
    except csv.Error as erreur:
        raise FichierRefuse(_("Ligne %(n)s : les guillemets sont mal fermés.") % {"n": lecteur.line_num}) from erreur


def _verifier_tete(tete: Sequence[str]) -> None:
    if not any(tete):
        raise FichierRefuse(_("Le fichier est vide. Partez du modèle."))
    if manquantes := [nom for nom in COLONNES if nom not in tete]:
        raise FichierRefuse(
            _("Ligne 1 : il manque les colonnes %(noms)s. Partez du modèle.") % {"noms": ", ".join(manquantes)}
        )
    if inconnues := [nom or _("(sans nom)") for nom in tete if nom not in COLONNES]:
        raise FichierRefuse(_("Ligne 1 : colonnes inconnues : %(noms)s.") % {"noms": ", ".join(inconnues)})
    if doubles := sorted({nom for nom in tete if tete.count(nom) > 1}):
        raise FichierRefuse(_("Ligne 1 : colonnes en double : %(noms)s.") % {"noms": ", ".join(doubles)})


def _rangees(lecteur: Iterable[list[str]], tete: Sequence[str]) -> Iterable[Rangee]:
    combien = 0
    for cellules in lecteur:
        numero: int = lecteur.line_num  # type: ignore[attr-defined]
        if not any(cellule.strip() for cellule in cellules):
            continue
        combien += 1
        if combien > LIGNES_MAX:
            raise FichierRefuse(_("Le fichier dépasse %(n)s lignes. Séparez-le.") % {"n": LIGNES_MAX})
        if len(cellules) != len(tete):
            raise FichierRefuse(
                _("Ligne %(ligne)s : %(ont)s cases au lieu de %(faut)s. Vérifiez les séparateurs.")
                % {"ligne": numero, "ont": len(cellules), "faut": len(tete)}
            )
        yield Rangee(numero, {nom: nettoyer(cellule) for nom, cellule in zip(tete, cellules, strict=True)})
    if not combien:
        raise FichierRefuse(_("Le fichier n’a aucune ligne sous les titres."))


def nettoyer(cellule: str) -> str:
    """The cell without its spaces, nor the apostrophe that our own files put before a formula."""
    cellule = cellule.strip()
    return cellule[1:] if cellule[:1] == "'" and cellule[1:2] in FORMULES else cellule


def ecrire(rangees: Iterable[Sequence[object]]) -> str:
    """A file that a French spreadsheet opens by itself and where no cell is run as a formula."""
    sortie = io.StringIO()
    sortie.write("\ufeff")
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(COLONNES)
    ecrivain.writerows([[inoffensif(str(valeur)) for valeur in rangee] for rangee in rangees])
    return sortie.getvalue()


def inoffensif(texte: str) -> str:
    """The cell as text: an apostrophe keeps a spreadsheet from running it."""
    return f"'{texte}" if texte.startswith(FORMULES) else texte
