"""What the file of a run holds, as arrays: who waited, in which order, who was placed where."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from inscriptions.models import DossierExecution
from inscriptions.placement.archive import Tableaux, comprimer, decomprimer, ouvrir
from inscriptions.queries.compatibilite import Cours, Demande
from inscriptions.queries.placement import Instantane, demande_du_profil

SANS_GROUPE = -1


@dataclass(frozen=True, slots=True)
class Personnes:
    """Those the run saw, sorted by id: rank in the order, class, group (`SANS_GROUPE`), request and region."""

    ids: np.ndarray
    tableaux: Tableaux

    def numero(self, inscription_id: uuid.UUID) -> int | None:
        """The row of an inscription, None when the run did not see it."""
        cherche = np.frombuffer(inscription_id.bytes, "S16")
        # Trailing zero bytes are no part of an `S16`, on either side.
        ou = int(np.searchsorted(self.ids, cherche)[0])
        return ou if ou < len(self.ids) and self.ids[ou] == cherche[0] else None

    def inscription(self, numero: int) -> uuid.UUID:
        """The inscription of a row."""
        return uuid.UUID(bytes=bytes(self.ids[numero]).ljust(16, b"\0"))

    def inscriptions(self, numeros: Iterable[int]) -> list[uuid.UUID]:
        """The inscriptions of these rows."""
        return [self.inscription(numero) for numero in numeros]

    def placees(self, regions: Sequence[str] = ()) -> np.ndarray:
        """The rows of those placed, first served first; only those of these regions when some are given."""
        lignes = np.flatnonzero(self.tableaux["groupe"] != SANS_GROUPE)
        if regions:
            lignes = lignes[np.isin(self.tableaux["region"][lignes], list(map(_code, regions)))]
        return lignes[np.argsort(self.tableaux["rang"][lignes])]


def personnes_du(dossier: DossierExecution) -> Personnes:
    """Those the run saw."""
    tableaux = ouvrir(dossier.personnes)
    return Personnes(tableaux.pop("ids").view("S16").ravel(), tableaux)


def tableaux_des_personnes(instantane: Instantane) -> Tableaux:
    """Those the run saw, before it places anyone."""
    ids = [uuid.UUID(nom).bytes for nom in instantane.instance.personnes.ids]
    regions = np.array([_code(profil.split("|")[5]) for profil in instantane.demandes], np.int64)
    return {
        "ids": np.frombuffer(b"".join(ids), np.uint8).reshape(-1, 16),
        "classe": instantane.instance.personnes.classes,
        "profil": instantane.profils,
        "region": regions[instantane.profils] if len(regions) else instantane.profils,
        "groupe": np.full(len(ids), SANS_GROUPE, np.int64),
    }


def ecrire_demandes(instantane: Instantane) -> bytes:
    """The requests, one a line."""
    return comprimer("\n".join(instantane.demandes).encode())


def demande_no(dossier: DossierExecution, profil: int) -> Demande:
    """The request of this number."""
    return demande_du_profil(decomprimer(dossier.demandes).decode().split("\n")[profil])


def ecrire_cours(cours: dict[str, Cours]) -> bytes:
    """What each type of group offers."""
    lignes = [
        [nom, c.niveau, c.niveau_max, c.filiere, c.formule, c.mode, sorted(c.horaire), c.region, c.garde, c.acces,
         c.debut.isoformat()]
        for nom, c in sorted(cours.items())
    ]  # fmt: skip
    return comprimer(json.dumps(lignes).encode())


def cours_du(dossier: DossierExecution) -> dict[str, Cours]:
    """What each type of group offers, by its name; in the order of the network's types."""
    lignes: list[list[Any]] = json.loads(decomprimer(dossier.cours))
    return {
        nom: Cours(*tete, frozenset(horaire), region, garde, acces, date.fromisoformat(jour))  # type: ignore[call-arg]
        for nom, *tete, horaire, region, garde, acces, jour in lignes
    }


def _code(region: str) -> int:
    """A region as a number: two letters, two bytes."""
    return int.from_bytes(region.encode(), "big")
