"""A file of services as lines of text: CSV or XLSX read strictly, errors in words. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from partenaires.fichier import SEPARATEURS, FichierRefuse, inoffensif, nettoyer

COLONNES = (
    "reference",
    "entente",
    "activite",
    "date",
    "quantite",
    "unite",
    "clientele",
    "region",
    "personne",
    "nombre",
)
OCTETS_MAX = 30_000_000
OCTETS_PAR_LECTURE = 1_000_000
# A spreadsheet whose parts add up to more than this, or grow more than that, is a trap.
XLSX_DEPLOYE_MAX = 60_000_000
XLSX_RAPPORT_MAX = 100
XLSX_LIGNES_MAX = 20_000
Ligne = tuple[int, list[str]]


def lire_services(octets: bytes, *, lignes_max: int) -> Iterator[Ligne]:
    """The lines of a file of services, cells in the order of `COLONNES`."""
    return lire_lignes(octets, COLONNES, lignes_max=lignes_max)


def lire_lignes(
    octets: bytes, colonnes: Sequence[str], *, lignes_max: int, octets_max: int = OCTETS_MAX
) -> Iterator[Ligne]:
    """The lines of the file with the number a spreadsheet shows, cells in the order of the columns."""
    if len(octets) > octets_max:
        raise FichierRefuse(
            _("Le fichier dépasse %(n)d Mo. Séparez-le en plusieurs fichiers.") % {"n": octets_max // 1_000_000}
        )
    if octets[:2] == b"PK":
        rangees: Iterable[Ligne] = _rangees_xlsx(octets)
    elif octets[:4] in (b"\xd0\xcf\x11\xe0", b"%PDF"):
        raise FichierRefuse(_("Envoyez un fichier CSV ou XLSX."))
    else:
        rangees = _rangees_csv(octets)
    return _dans_l_ordre(rangees, colonnes, lignes_max)


def _dans_l_ordre(rangees: Iterable[Ligne], colonnes: Sequence[str], lignes_max: int) -> Iterator[Ligne]:
    iterateur = iter(rangees)
    _premiere, tete = next(iterateur, (1, []))
    places = _verifier_tete([nom.strip().lower() for nom in tete], colonnes)
    combien = 0
    for numero, cellules in iterateur:
        if not any(cellule.strip() for cellule in cellules):
            continue
        combien += 1
        if combien > lignes_max:
            raise FichierRefuse(_("Le fichier dépasse %(n)s lignes. Séparez-le.") % {"n": lignes_max})
        if len(cellules) != len(tete):
            raise FichierRefuse(
                _("Ligne %(ligne)s : %(ont)s cases au lieu de %(faut)s. Vérifiez les séparateurs.")
                % {"ligne": numero, "ont": len(cellules), "faut": len(tete)}
            )
        yield numero, [nettoyer(cellules[place]) for place in places]
    if not combien:
        raise FichierRefuse(_("Le fichier n’a aucune ligne sous les titres."))


def _verifier_tete(tete: Sequence[str], colonnes: Sequence[str]) -> list[int]:
    if not any(tete):
        raise FichierRefuse(_("Le fichier est vide. Partez du modèle."))
    if manquantes := [nom for nom in colonnes if nom not in tete]:
        raise FichierRefuse(
            _("Ligne 1 : il manque les colonnes %(noms)s. Partez du modèle.") % {"noms": ", ".join(manquantes)}
        )
    if inconnues := [nom or _("(sans nom)") for nom in tete if nom not in colonnes]:
        raise FichierRefuse(_("Ligne 1 : colonnes inconnues : %(noms)s.") % {"noms": ", ".join(inconnues)})
    if doubles := sorted({nom for nom in tete if tete.count(nom) > 1}):
        raise FichierRefuse(_("Ligne 1 : colonnes en double : %(noms)s.") % {"noms": ", ".join(doubles)})
    return [tete.index(nom) for nom in colonnes]


def _rangees_csv(octets: bytes) -> Iterator[Ligne]:
    """UTF-8, or Windows' Western page, as spreadsheets save it; read as it comes, never held as text."""
    encodage = "utf-8-sig" if _est_utf8(octets) else "cp1252"
    if b"\x00" in octets:
        raise FichierRefuse(_("Le fichier contient des caractères illisibles. Enregistrez-le en CSV UTF-8."))
    premiere = octets[:4096].split(b"\n", 1)[0].decode(encodage, errors="replace")
    separateur = max(SEPARATEURS, key=premiere.count)
    flux = io.TextIOWrapper(io.BytesIO(octets), encoding=encodage, errors="replace", newline="")
    lecteur = csv.reader(flux, delimiter=separateur, strict=True)
    try:
        for cellules in lecteur:
            yield lecteur.line_num, cellules
    except csv.Error as erreur:
        raise FichierRefuse(_("Ligne %(n)s : les guillemets sont mal fermés.") % {"n": lecteur.line_num}) from erreur


def _est_utf8(octets: bytes) -> bool:
    """Read by pieces: a large file is not held as text."""
    decodeur, vue = codecs.getincrementaldecoder("utf-8")(), memoryview(octets)
    try:
        for debut in range(0, len(octets), OCTETS_PAR_LECTURE):
            decodeur.decode(vue[debut : debut + OCTETS_PAR_LECTURE])
        decodeur.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _rangees_xlsx(octets: bytes) -> Iterator[Ligne]:
    """The first sheet, once the sizes its directory announces are known to be reasonable."""
    from python_calamine import CalamineError, CalamineWorkbook

    verifier_archive(octets)
    try:
        feuille = CalamineWorkbook.from_filelike(io.BytesIO(octets)).get_sheet_by_index(0)
        if feuille.height > XLSX_LIGNES_MAX + 1:
            raise FichierRefuse(
                _("Un classeur a au plus %(n)s lignes. Enregistrez-le en CSV.") % {"n": XLSX_LIGNES_MAX}
            )
        for numero, cellules in enumerate(feuille.iter_rows(), 1):
            yield numero, [_texte(cellule) for cellule in cellules]
    except (CalamineError, OSError, IndexError) as erreur:
        raise FichierRefuse(_("Ce classeur ne peut pas être lu. Enregistrez-le en XLSX ou en CSV.")) from erreur


def verifier_archive(octets: bytes) -> None:
    """Refuse an archive whose parts, unpacked, would fill the memory; nothing of it is unpacked to know."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            parties = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError) as erreur:
        raise FichierRefuse(_("Ce classeur est abîmé. Enregistrez-le de nouveau.")) from erreur
    deploye = sum(partie.file_size for partie in parties)
    comprime = sum(partie.compress_size for partie in parties) or 1
    if len(parties) > 1000 or deploye > XLSX_DEPLOYE_MAX or deploye > XLSX_RAPPORT_MAX * max(comprime, 10_000):
        raise FichierRefuse(_("Ce classeur est trop gros une fois ouvert. Enregistrez-le en CSV."))
    if not any(partie.filename == "xl/workbook.xml" for partie in parties):
        raise FichierRefuse(_("Envoyez un fichier CSV ou XLSX."))


def _texte(cellule: object) -> str:
    """A typed cell as a person would have written it in CSV."""
    if isinstance(cellule, bool) or cellule is None:
        return "" if cellule is None else str(cellule)
    if isinstance(cellule, float):
        return str(int(cellule)) if cellule.is_integer() else str(cellule)
    if isinstance(cellule, datetime):
        return cellule.date().isoformat()
    return cellule.isoformat() if isinstance(cellule, date) else str(cellule)


def en_copie(cellules: Iterable[str]) -> str:
    """The line as COPY's text; what COPY would take for a sign of its own is in no valid cell, and shown as such."""
    return "\t".join(
        cellule if cellule.isprintable() and "\\" not in cellule else cellule.translate(_SIGNES) for cellule in cellules
    )


_SIGNES = dict.fromkeys(map(ord, "\\\t\n\r\v\f"), "\ufffd")


def ecrire_modele() -> str:
    """A file to begin with: the columns, and one line of each kind."""
    individuel = ["S-0001", "", "accueil", "2026-10-05", "1", "rencontre_individuelle", "toutes", "06", "P-0042", ""]
    agrege = ["S-0002", "", "atelier", "2026-10-06", "2", "seance_groupe", "toutes", "06", "", "14"]
    return ecrire_lignes(COLONNES, (individuel, agrege))


def ecrire_lignes(colonnes: Sequence[str], lignes: Iterable[Sequence[str]]) -> str:
    """Lines as a CSV file that a spreadsheet opens safely."""
    sortie = io.StringIO()
    sortie.write("\ufeff")
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(colonnes)
    ecrivain.writerows([inoffensif(cellule) for cellule in ligne] for ligne in lignes)
    return sortie.getvalue()
