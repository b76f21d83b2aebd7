"""Apache Parquet written by hand: optional columns, plain values, gzip pages, one row group at a time.

No library of the lock writes Parquet; the format asks for little: pages of values, then a footer in Thrift's compact
protocol that says where they are (Apache Parquet format 2.10, « File format » and `parquet.thrift`).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import connection

from indicateurs.exports.ecriture import Avancement, Empreinte, requete_ecrite
from indicateurs.exports.natures import Colonne, Genre, Suite
from indicateurs.exports.surete import neutraliser

RANGEES_PAR_GROUPE = 20_000
MAGIE = b"PAR1"
# Physical type, converted type (parquet.thrift): text, number, day since 1970, microseconds since 1970.
_INT32, _INT64, _DOUBLE, _BYTES = 1, 2, 5, 6
_TYPES = {Genre.TEXTE: (_BYTES, 0), Genre.NOMBRE: (_DOUBLE, None), Genre.DATE: (_INT32, 6), Genre.MOMENT: (_INT64, 10)}
_CODES = {Genre.NOMBRE: "d", Genre.DATE: "i", Genre.MOMENT: "q"}
_GZIP, _PLAIN, _RLE = 2, 0, 3


def ecrire_parquet(
    sortie: Empreinte, colonnes: Sequence[Colonne], suite: Suite, filigrane: str, avancement: Avancement
) -> int:
    """A Parquet file, its watermark in the metadata; return the number of rows."""
    sortie.write(MAGIE)
    groupes, total = [], 0
    choix = ", ".join(_en_sql(colonne) for colonne in colonnes)
    for rangees in _groupes(requete_ecrite(choix, suite)):
        groupes.append(_groupe(sortie, colonnes, rangees))
        total += len(rangees)
        avancement(total)
    pied = _pied(colonnes, groupes, total, filigrane)
    sortie.write(pied + struct.pack("<I", len(pied)) + MAGIE)
    return total


def _en_sql(colonne: Colonne) -> str:
    match colonne.genre:
        case Genre.NOMBRE:
            return f"({colonne.sql})::float8"
        case Genre.DATE:
            return f"(({colonne.sql}) - DATE '1970-01-01')"
        case Genre.MOMENT:
            local = f"({colonne.sql}) AT TIME ZONE '{settings.TIME_ZONE}'"
            return f"(extract(epoch FROM {local}) * 1000000)::bigint"
        case _:
            return colonne.texte


def _groupes(requete: str) -> Iterator[list[tuple]]:
    with connection.cursor() as curseur:
        curseur.execute(f"DECLARE export_parquet NO SCROLL CURSOR FOR {requete}")
        while True:
            curseur.execute(f"FETCH {RANGEES_PAR_GROUPE} FROM export_parquet")
            if not (lus := curseur.fetchall()):
                break
            yield lus
        curseur.execute("CLOSE export_parquet")


def _groupe(sortie: Empreinte, colonnes: Sequence[Colonne], rangees: list[tuple]) -> bytes:
    """Write one page per column; return the row group's entry of the footer."""
    morceaux, taille = [], 0
    for rang, colonne in enumerate(colonnes):
        valeurs = [rangee[rang] for rangee in rangees]
        brut = _niveaux(valeurs) + _simples(colonne.genre, [v for v in valeurs if v is not None])
        compresseur = zlib.compressobj(1, zlib.DEFLATED, 31)
        page = compresseur.compress(brut) + compresseur.flush()
        tete = _struct(
            (1, _i32(0)),
            (2, _i32(len(brut))),
            (3, _i32(len(page))),
            (5, _struct_champ((1, _i32(len(valeurs))), (2, _i32(_PLAIN)), (3, _i32(_RLE)), (4, _i32(_RLE)))),
        )
        debut = sortie.octets
        sortie.write(tete + page)
        physique, _converti = _TYPES[colonne.genre]
        meta = _struct_champ(
            (1, _i32(physique)),
            (2, _liste(5, [_zigzag(_PLAIN), _zigzag(_RLE)])),
            (3, _liste(8, [_texte(colonne.nom)])),
            (4, _i32(_GZIP)),
            (5, _i64(len(valeurs))),
            (6, _i64(len(tete) + len(brut))),
            (7, _i64(len(tete) + len(page))),
            (9, _i64(debut)),
        )
        taille += len(tete) + len(brut)
        morceaux.append(_struct((2, _i64(debut)), (3, meta)))
    return _struct((1, _liste(12, morceaux)), (2, _i64(taille)), (3, _i64(len(rangees))))


def _niveaux(valeurs: Sequence[Any]) -> bytes:
    """Which values are there: one bit each, packed by eight (hybrid RLE, width 1)."""
    groupes = (len(valeurs) + 7) // 8
    bits = bytearray(groupes)
    for rang, valeur in enumerate(valeurs):
        if valeur is not None:
            bits[rang >> 3] |= 1 << (rang & 7)
    code = _varint(groupes << 1 | 1) + bytes(bits)
    return struct.pack("<I", len(code)) + code


def _simples(genre: Genre, valeurs: Sequence[Any]) -> bytes:
    if genre is Genre.TEXTE:
        ecrits = {valeur: _avec_longueur(neutraliser(valeur).encode()) for valeur in set(valeurs)}
        return b"".join([ecrits[valeur] for valeur in valeurs])
    return struct.pack(f"<{len(valeurs)}{_CODES[genre]}", *valeurs)


def _avec_longueur(octets: bytes) -> bytes:
    return struct.pack("<I", len(octets)) + octets


def _pied(colonnes: Sequence[Colonne], groupes: list[bytes], total: int, filigrane: str) -> bytes:
    racine = _struct((4, (8, _texte("export"))), (5, _i32(len(colonnes))))
    schema = [racine]
    for colonne in colonnes:
        physique, converti = _TYPES[colonne.genre]
        champs = [(1, _i32(physique)), (3, _i32(1)), (4, (8, _texte(colonne.nom)))]
        if converti is not None:
            champs.append((6, _i32(converti)))
        schema.append(_struct(*champs))
    cle = _struct((1, (8, _texte("filigrane"))), (2, (8, _texte(filigrane))))
    return _struct(
        (1, _i32(1)),
        (2, _liste(12, schema)),
        (3, _i64(total)),
        (4, _liste(12, groupes)),
        (5, _liste(12, [cle])),
        (6, (8, _texte("guichet"))),
    )


# Thrift's compact protocol: a field is its type and its content; numbers are zigzag varints.
Champ = tuple[int, bytes]


def _varint(n: int) -> bytes:
    sortie = bytearray()
    while n > 127:
        sortie.append(n & 127 | 128)
        n >>= 7
    sortie.append(n)
    return bytes(sortie)


def _zigzag(n: int) -> bytes:
    return _varint(n << 1 if n >= 0 else (-n << 1) - 1)


def _i32(n: int) -> Champ:
    return 5, _zigzag(n)


def _i64(n: int) -> Champ:
    return 6, _zigzag(n)


def _texte(texte: str) -> bytes:
    octets = texte.encode()
    return _varint(len(octets)) + octets


def _liste(genre: int, elements: Sequence[bytes]) -> Champ:
    tete = bytes([len(elements) << 4 | genre]) if len(elements) < 15 else bytes([240 | genre]) + _varint(len(elements))
    return 9, tete + b"".join(elements)


def _struct_champ(*champs: tuple[int, Champ]) -> Champ:
    return 12, _struct(*champs)


def _struct(*champs: tuple[int, Champ]) -> bytes:
    sortie, precedent = bytearray(), 0
    for numero, (genre, contenu) in champs:
        sortie.append((numero - precedent) << 4 | genre)
        sortie += contenu
        precedent = numero
    return bytes(sortie) + b"\0"
