"""Write the rows of a query as a file, in constant memory: PostgreSQL renders them, Python only carries them."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape

from django.conf import settings
from django.db import connection
from psycopg import sql as psycopg_sql

from indicateurs.exports.natures import Colonne, Genre, Suite

# Rows between two words of progress, and rows fetched at once.
LOT = 5_000
PAR_BLOC = 1_000
Avancement = Callable[[int], None]


class Empreinte:
    """A binary file that keeps the digest and the size of what went through."""

    def __init__(self, fichier: BinaryIO) -> None:
        self.fichier, self.octets, self._sha = fichier, 0, hashlib.sha256()

    def write(self, bloc: bytes) -> int:
        """Write, count, digest."""
        self._sha.update(bloc)
        self.octets += len(bloc)
        return self.fichier.write(bloc)

    def flush(self) -> None:
        """What a zip archive asks of its file."""
        self.fichier.flush()

    @property
    def sha256(self) -> str:
        """The digest so far."""
        return self._sha.hexdigest()


def ecrire_csv(
    sortie: Empreinte, colonnes: Sequence[Colonne], suite: Suite, filigrane: str, avancement: Avancement
) -> int:
    """UTF-8 CSV by COPY, after a line of watermark that begins by « # »; return the number of rows."""
    tete = io.StringIO()
    csv.writer(tete).writerow([colonne.nom for colonne in colonnes])
    sortie.write(f"# {filigrane}\r\n{tete.getvalue()}".encode())
    choix = ", ".join(_en_csv(colonne) for colonne in colonnes)
    requete = requete_ecrite(choix, suite)
    lignes, blocs = 0, []
    with connection.cursor() as curseur, curseur.copy(f"COPY ({requete}) TO STDOUT (FORMAT csv)") as copie:
        for bloc in copie:
            blocs.append(bloc)
            if len(blocs) == PAR_BLOC:
                sortie.write(b"".join(blocs))
                lignes += PAR_BLOC
                blocs.clear()
                if lignes % (LOT * 10) == 0:
                    avancement(lignes)
    sortie.write(b"".join(blocs))
    return lignes + len(blocs)


def _en_csv(colonne: Colonne) -> str:
    if colonne.genre is Genre.MOMENT:
        return f"to_char({colonne.sql} AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    return colonne.sure


_ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FEUILLE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Style 1 shows a date, style 2 a date and its hour.
_FIXES = {
    "[Content_Types].xml": f'{_ENTETE}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_ENTETE}<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_ENTETE}<workbook xmlns="{_FEUILLE}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Export" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_ENTETE}<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{_ENTETE}<styleSheet xmlns="{_FEUILLE}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>',
}
# No spreadsheet reads these characters in XML.
_INTERDITS = "".join(f"\\x{n:02x}" for n in range(1, 32) if n not in (9, 10, 13)) + "\\uFFFE\\uFFFF"


def ecrire_xlsx(
    sortie: Empreinte, colonnes: Sequence[Colonne], suite: Suite, filigrane: str, avancement: Avancement
) -> int:
    """A workbook of one sheet, dates typed, rows written as they come; return their number."""
    rangee = " || ".join(["'<row>'", *(_en_xml(colonne) for colonne in colonnes), "'</row>'"])
    lignes = 0
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        for nom, texte in _FIXES.items():
            archive.writestr(nom, texte)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as feuille:
            feuille.write(f'{_ENTETE}<worksheet xmlns="{_FEUILLE}"><sheetData>'.encode())
            feuille.write(_rangee([filigrane]) + _rangee([colonne.nom for colonne in colonnes]))
            for bloc in _blocs(requete_ecrite(rangee, suite)):
                feuille.write("".join(bloc).encode())
                lignes += len(bloc)
                avancement(lignes)
            feuille.write(b"</sheetData></worksheet>")
    return lignes


def _rangee(textes: Sequence[str]) -> bytes:
    cellules = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(texte)}</t></is></c>' for texte in textes)
    return f"<row>{cellules}</row>".encode()


def _en_xml(colonne: Colonne) -> str:
    """The SQL expression of a cell; an absent value is an empty cell."""
    match colonne.genre:
        case Genre.NOMBRE:
            cellule = f"'<c><v>' || ({colonne.sql}) || '</v></c>'"
        case Genre.DATE:
            cellule = f"'<c s=\"1\"><v>' || (({colonne.sql}) - DATE '1899-12-30') || '</v></c>'"
        case Genre.MOMENT:
            jours = f"extract(epoch FROM ({colonne.sql}) AT TIME ZONE '{settings.TIME_ZONE}') / 86400 + 25569"
            cellule = f"'<c s=\"2\"><v>' || round({jours}, 10) || '</v></c>'"
        case _:
            texte = f"translate({colonne.sure}, E'{_INTERDITS}', '')"
            for brut, ecrit in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
                texte = f"replace({texte}, '{brut}', '{ecrit}')"
            cellule = f"'<c t=\"inlineStr\"><is><t xml:space=\"preserve\">' || {texte} || '</t></is></c>'"
    return f"coalesce({cellule}, '<c/>')"


def _blocs(requete: str) -> Iterator[list[str]]:
    """The one column of a query, so many rows at a time, through a cursor that stays on the server."""
    with connection.cursor() as curseur:
        curseur.execute(f"DECLARE export NO SCROLL CURSOR FOR {requete}")
        while True:
            curseur.execute(f"FETCH {LOT} FROM export")
            lus = curseur.fetchall()
            if not lus:
                break
            yield [ligne[0] for ligne in lus]
        curseur.execute("CLOSE export")


def requete_ecrite(choix: str, suite: Suite) -> str:
    """The query as text: COPY takes no parameters, so values are written as literals by the driver."""
    texte, valeurs = suite
    morceaux = texte.split("%s")
    ecrites = [psycopg_sql.Literal(valeur).as_string(None) for valeur in valeurs]
    suite_ecrite = "".join(m + v for m, v in zip(morceaux, [*ecrites, ""], strict=True))
    return f"SELECT {choix} {suite_ecrite}"
