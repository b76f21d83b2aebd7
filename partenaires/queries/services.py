"""What can be asked of services rendered: what lines would do before they are written, what an organisation gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from partenaires.fichier import FichierRefuse
from partenaires.models import LotServices
from partenaires.queries import services_sql as sql
from partenaires.services_lignes import COLONNES, Ligne

BLOC = 5_000


@dataclass(frozen=True, slots=True)
class Examen:
    """One line as it was understood: what it would do, or its faults (« column:code »)."""

    numero: int
    cellules: Sequence[str]
    effet: str
    fautes: tuple[str, ...]
    lu: dict[str, Any]


@dataclass
class Apercu:
    """What a file would change, counted; its first lines and its first faulty ones."""

    effets: Counter[str] = field(default_factory=Counter)
    fautives: list[Examen] = field(default_factory=list)
    premieres: list[Examen] = field(default_factory=list)
    nb_fautives: int = 0
    refus: str = ""

    @property
    def est_valide(self) -> bool:
        """True when it may be applied as a whole."""
        return not self.refus and not self.nb_fautives

    @property
    def change(self) -> int:
        """How many lines would change something."""
        return self.effets["ajout"] + self.effets["changement"]

    @property
    def total(self) -> int:
        """How many lines were read."""
        return sum(self.effets.values())


def examiner(lignes: Sequence[Ligne], *, organisation_id: Any, source: str, le: datetime) -> list[Examen]:
    """Judge each line against the database; the order of the file is kept."""
    valeurs: dict[str, Any] = {nom: [cellules[rang] for _n, cellules in lignes] for rang, nom in enumerate(COLONNES)}
    valeurs |= {"organisation": organisation_id, "source": source, "aujourdhui": timezone.localdate(le)}
    with connection.cursor() as curseur:
        curseur.execute(sql.EXAMINER, valeurs)
        noms = [colonne.name for colonne in curseur.description]
        lus = [dict(zip(noms, rangee, strict=True)) for rangee in curseur.fetchall()]
    return [
        Examen(numero, cellules, lu["effet"], tuple(lu["fautes"]), lu)
        for (numero, cellules), lu in zip(lignes, lus, strict=True)
    ]


def apercevoir(
    lignes: Iterable[Ligne], *, organisation_id: Any, source: str, le: datetime, montrees: int = 100
) -> Apercu:
    """What these lines would do, read by blocks: a long file is never held whole."""
    apercu = Apercu()
    vues: dict[str, Any] = {}
    try:
        for bloc in par_blocs(lignes):
            for examen in examiner(bloc, organisation_id=organisation_id, source=source, le=le):
                reference = examen.cellules[0]
                fautes = examen.fautes
                if reference and reference in vues:
                    fautes = (*fautes, f"reference:double:{vues[reference]}")
                vues.setdefault(reference, examen.numero)
                apercu.effets[examen.effet] += 1
                if fautes:
                    apercu.nb_fautives += 1
                    if len(apercu.fautives) < montrees:
                        apercu.fautives.append(Examen(examen.numero, examen.cellules, examen.effet, fautes, examen.lu))
                if len(apercu.premieres) < montrees:
                    apercu.premieres.append(examen)
    except FichierRefuse as refus:
        apercu.refus = refus.message
    return apercu


def par_blocs(lignes: Iterable[Ligne]) -> Iterator[list[Ligne]]:
    """Blocks of lines."""
    iterateur = iter(lignes)
    while bloc := list(islice(iterateur, BLOC)):
        yield bloc


def lignes_du_lot(lot: LotServices) -> Iterator[Ligne]:
    """The lines kept of a file, with the number they had in it."""
    with storages["prive"].open(lot.chemin, "rb") as fichier:
        for brute in fichier:
            numero, *cellules = brute.decode().rstrip("\n").split("\t")
            yield int(numero), cellules
