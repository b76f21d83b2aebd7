"""Write the rows of a query as a CSV file, in constant memory: PostgreSQL renders them, Python only carries them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from psycopg import sql as psycopg_sql

from indicateurs.exports.natures import Colonne, Genre, Suite
from indicateurs.exports.surete import neutraliser_csv, peut_cacher_une_formule

# A word of progress every ten times so many rows; rows carried at once.
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
    requete = requete_ecrite(", ".join(_en_csv(colonne) for colonne in colonnes), suite)
    textes = [colonne.genre is Genre.TEXTE for colonne in colonnes]
    lignes, tampon = 0, io.BytesIO()
    with connection.cursor() as curseur, curseur.copy(f"COPY ({requete}) TO STDOUT (FORMAT csv)") as copie:
        # One message a row: kept apart, a thousand of them would cost as much as PostgreSQL’s own work.
        for rangee in copie:
            tampon.write(rangee)
            lignes += 1
            if lignes % PAR_BLOC == 0:
                sortie.write(_vider(tampon, textes))
                if lignes % (LOT * 10) == 0:
                    avancement(lignes)
    sortie.write(_vider(tampon, textes))
    return lignes


def _vider(tampon: io.BytesIO, textes: Sequence[bool]) -> bytes:
    """What the buffer holds, safe, and nothing left in it; nearly every block is as PostgreSQL wrote it."""
    bloc = tampon.getvalue()
    tampon.seek(0)
    tampon.truncate()
    return neutraliser_csv(bloc, textes) if peut_cacher_une_formule(bloc) else bloc


def _en_csv(colonne: Colonne) -> str:
    if colonne.genre is Genre.MOMENT:
        return f"to_char({colonne.sql} AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    return colonne.texte if colonne.genre is Genre.TEXTE else colonne.sql


def requete_ecrite(choix: str, suite: Suite) -> str:
    """The query as text: COPY takes no parameters, so values are written as literals by the driver."""
    texte, valeurs = suite
    morceaux = texte.split("%s")
    ecrites = [psycopg_sql.Literal(valeur).as_string(None) for valeur in valeurs]
    suite_ecrite = "".join(m + v for m, v in zip(morceaux, [*ecrites, ""], strict=True))
    return f"SELECT {choix} {suite_ecrite}"
