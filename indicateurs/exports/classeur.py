"""Write the rows of a query as a workbook of one sheet, dates typed, in constant memory.

A cell is written once for each value it takes: what comes back is looked up, and a text that comes back stands once in
the workbook’s table of strings (ECMA-376, part 1, §18.4.9).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db import connection

from indicateurs.exports.ecriture import LOT, Avancement, Empreinte, requete_ecrite
from indicateurs.exports.natures import Colonne, Genre, Suite
from indicateurs.exports.surete import neutraliser

# Values of a column whose cell is kept; the others are written each time.
RETENUES = 4_000
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
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_ENTETE}<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_ENTETE}<workbook xmlns="{_FEUILLE}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Export" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_ENTETE}<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'{_ENTETE}<styleSheet xmlns="{_FEUILLE}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '</numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    # The first two fills are a spreadsheet’s own (§18.8.21).
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
# No spreadsheet reads these characters in XML.
_INTERDITS = dict.fromkeys([*(n for n in range(32) if n not in (9, 10, 13)), 0xFFFE, 0xFFFF])


class _Cellules(dict[Any, str]):
    """The cells of a column by value: a new one is written, and kept while there is room."""

    def __init__(self, ecrire: Callable[[Any, bool], str]) -> None:
        super().__init__()
        self._ecrire = ecrire

    def __missing__(self, valeur: Any) -> str:
        garder = len(self) < RETENUES
        cellule = "<c/>" if valeur is None else self._ecrire(valeur, garder)
        if garder:
            self[valeur] = cellule
        return cellule


class _Textes:
    """The workbook’s table of strings: the texts of kept cells; the others stand in their own."""

    def __init__(self) -> None:
        self.partages: list[str] = []

    def cellule(self, valeur: str, garder: bool) -> str:
        """The cell of a text no spreadsheet would run, nor refuse to read."""
        texte = _texte(neutraliser(valeur.translate(_INTERDITS)))
        if not garder:
            return _en_place(texte)
        self.partages.append(f"<si>{texte}</si>")
        return f'<c t="s"><v>{len(self.partages) - 1}</v></c>'


def ecrire_xlsx(
    sortie: Empreinte, colonnes: Sequence[Colonne], suite: Suite, filigrane: str, avancement: Avancement
) -> int:
    """A workbook of one sheet, rows written as they come; return their number."""
    requete = requete_ecrite(", ".join(_en_sql(colonne) for colonne in colonnes), suite)
    textes, lignes = _Textes(), 0
    cellules = [_Cellules(_ecrivain(colonne.genre, textes)) for colonne in colonnes]
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        for nom, texte in _FIXES.items():
            archive.writestr(nom, texte)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as feuille:
            feuille.write(f'{_ENTETE}<worksheet xmlns="{_FEUILLE}"><sheetData>'.encode())
            feuille.write(_rangee([filigrane]) + _rangee([colonne.nom for colonne in colonnes]))
            for lot in _lots(requete):
                par_colonne = [map(c.__getitem__, v) for c, v in zip(cellules, zip(*lot, strict=True), strict=True)]
                rangees = map("".join, zip(*par_colonne, strict=True))
                feuille.write(f"<row>{'</row><row>'.join(rangees)}</row>".encode())
                lignes += len(lot)
                avancement(lignes)
            feuille.write(b"</sheetData></worksheet>")
        table = f'{_ENTETE}<sst xmlns="{_FEUILLE}">{"".join(textes.partages)}</sst>'
        archive.writestr("xl/sharedStrings.xml", table)
    return lignes


def _texte(texte: str) -> str:
    return f'<t xml:space="preserve">{escape(texte)}</t>'


def _en_place(texte: str) -> str:
    """The cell that holds its own text."""
    return f'<c t="inlineStr"><is>{texte}</is></c>'


def _rangee(textes: Sequence[str]) -> bytes:
    cellules = "".join(_en_place(_texte(texte)) for texte in textes)
    return f"<row>{cellules}</row>".encode()


def _ecrivain(genre: Genre, textes: _Textes) -> Callable[[Any, bool], str]:
    if genre is Genre.TEXTE:
        return textes.cellule
    style = {Genre.DATE: ' s="1"', Genre.MOMENT: ' s="2"'}.get(genre, "")
    return lambda valeur, _garder: f"<c{style}><v>{valeur}</v></c>"


def _en_sql(colonne: Colonne) -> str:
    """The expression a cell is written from: a day and a moment are counted from the workbook’s first day."""
    match colonne.genre:
        case Genre.DATE:
            return f"({colonne.sql}) - DATE '1899-12-30'"
        case Genre.MOMENT:
            jours = f"extract(epoch FROM ({colonne.sql}) AT TIME ZONE '{settings.TIME_ZONE}') / 86400 + 25569"
            return f"round({jours}, 10)"
        case _:
            return colonne.texte


def _lots(requete: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query, so many at a time; the server writes the next ones while these are read."""
    with connection.cursor() as curseur:
        rangees = curseur.stream(requete, size=LOT)
        while lot := list(islice(rangees, LOT)):
            yield lot
