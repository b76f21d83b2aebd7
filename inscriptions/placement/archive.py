"""How do the arrays of a run fit in a few bytes, for another process to take up?"""

import io
import zlib
from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from inscriptions.placement.composantes import Partie
from inscriptions.placement.reseau import Reseau
from inscriptions.placement.resoudre import Solution

# The quickest level: these bytes are written once and read a few times.
NIVEAU = 1
Tableaux = dict[str, NDArray]
COLONNES = tuple(champ.name for champ in fields(Reseau) if champ.name != "nb_classes")
PLACES = ("classes", "types", "arcs", "rangs")


def comprimer(octets: bytes) -> bytes:
    """The same bytes in fewer."""
    return zlib.compress(octets, NIVEAU)


def decomprimer(octets: bytes | memoryview) -> bytes:
    """What `comprimer` was given."""
    return zlib.decompress(octets)


def archiver(tableaux: Tableaux) -> bytes:
    """Named arrays in one piece; whole numbers take no more room than they need."""
    tampon = io.BytesIO()
    np.savez(tampon, **{nom: _serrer(tableau) for nom, tableau in tableaux.items()})  # type: ignore[arg-type]
    return comprimer(tampon.getvalue())


def ouvrir(octets: bytes | memoryview) -> Tableaux:
    """The arrays of an archive, whole numbers back to 64 bits."""
    with np.load(io.BytesIO(decomprimer(octets)), allow_pickle=False) as archive:
        return {nom: _elargir(archive[nom]) for nom in archive.files}


def archiver_reseau(reseau: Reseau, **autres: NDArray) -> bytes:
    """A network, and other arrays beside it."""
    colonnes = {nom: getattr(reseau, nom) for nom in COLONNES}
    return archiver({**colonnes, "nb_classes": np.array([reseau.nb_classes]), **autres})


def reseau_de(tableaux: Tableaux) -> Reseau:
    """The network of an archive."""
    return Reseau(nb_classes=int(tableaux["nb_classes"][0]), **{nom: tableaux[nom] for nom in COLONNES})


def repartir_en_lots(parties: Sequence[Partie], nombre: int) -> list[list[Partie]]:
    """The components in so many lots of about the same length, the longest given first."""
    lots: list[list[Partie]] = [[] for _ in range(max(1, min(nombre, len(parties))))]
    charges = [0] * len(lots)
    for partie in sorted(parties, key=lambda p: -len(p.arcs) - len(p.rangs)):
        ou = charges.index(min(charges))
        lots[ou].append(partie)
        charges[ou] += len(partie.arcs) + len(partie.rangs)
    return lots


def archiver_lot(lot: Sequence[Partie]) -> bytes:
    """Components to be solved elsewhere: their networks, and their places in the whole."""
    tableaux: Tableaux = {}
    for i, partie in enumerate(lot):
        tableaux[f"{i}.nb_classes"] = np.array([partie.reseau.nb_classes])
        tableaux |= {f"{i}.{nom}": getattr(partie.reseau, nom) for nom in COLONNES}
        tableaux |= {f"{i}.ou.{nom}": getattr(partie, nom) for nom in PLACES}
    return archiver(tableaux)


def lot_de(octets: bytes | memoryview) -> list[Partie]:
    """The components of a lot."""
    tableaux = ouvrir(octets)
    lot = []
    for i in range(len(tableaux) // (len(COLONNES) + len(PLACES) + 1)):
        reseau = reseau_de({nom: tableaux[f"{i}.{nom}"] for nom in ("nb_classes", *COLONNES)})
        lot.append(Partie(reseau, *(tableaux[f"{i}.ou.{nom}"] for nom in PLACES)))
    return lot


def archiver_solutions(solutions: Sequence[Solution]) -> bytes:
    """The solutions of a lot, in its order."""
    return archiver(
        {f"{i}.{nom}": getattr(s, nom) for i, s in enumerate(solutions) for nom in ("places", "flux", "prix")}
    )


def solutions_de(octets: bytes | memoryview) -> list[Solution]:
    """The solutions of a lot."""
    tableaux = ouvrir(octets)
    return [
        Solution(tableaux[f"{i}.places"], tableaux[f"{i}.flux"], tableaux[f"{i}.prix"])
        for i in range(len(tableaux) // 3)
    ]


def _serrer(tableau: NDArray) -> NDArray:
    if tableau.dtype != np.int64 or not tableau.size:
        return tableau
    petit = np.iinfo(np.int32)
    return tableau.astype(np.int32) if petit.min < tableau.min() and tableau.max() < petit.max else tableau


def _elargir(tableau: NDArray) -> NDArray:
    return tableau.astype(np.int64) if tableau.dtype == np.int32 else tableau
