"""What changes between two versions of the terms: word by word in a clause, value by value in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

MOTS = re.compile(r"\s+|[^\s]+")
PAREIL, AJOUTE, RETIRE, CHANGE = "pareil", "ajoute", "retire", "change"


@dataclass(frozen=True, slots=True)
class Morceau:
    """A run of words: the same in both, added, or taken out."""

    genre: str
    texte: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause or figure that is not the same in both versions."""

    cible: str
    titre: str
    genre: str
    avant: str = ""
    apres: str = ""
    morceaux: list[Morceau] = field(default_factory=list)


def differences(avant: dict[str, Any], apres: dict[str, Any]) -> tuple[list[Difference], list[Difference]]:
    """The clauses, then the figures, that differ between two contents of versions."""
    return _clauses(avant["clauses"], apres["clauses"]), _chiffres(avant["chiffres"], apres["chiffres"])


def comparer_textes(avant: str, apres: str) -> list[Morceau]:
    """The two texts as one, its runs of words marked; joining all but the added gives the first text back."""
    a, b = MOTS.findall(avant), MOTS.findall(apres)
    morceaux: list[Morceau] = []
    for operation, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if operation == "equal":
            morceaux.append(Morceau(PAREIL, "".join(a[i:j])))
            continue
        if j > i:
            morceaux.append(Morceau(RETIRE, "".join(a[i:j])))
        if m > k:
            morceaux.append(Morceau(AJOUTE, "".join(b[k:m])))
    return morceaux


def par_cle(lignes: list[list[str]]) -> dict[str, tuple[str, str]]:
    """Title and words of each clause or figure, by its code, in their order."""
    return {cle: (titre, texte) for cle, titre, texte in lignes}


def _clauses(avant: list[list[str]], apres: list[list[str]]) -> list[Difference]:
    trouvees = []
    for code, vieille, neuve in _paires(avant, apres):
        avant_, apres_ = ("\n".join(clause) if clause else "" for clause in (vieille, neuve))
        titre = (neuve or vieille or ("", ""))[0]
        morceaux = comparer_textes(avant_, apres_)
        trouvees.append(Difference(f"clause:{code}", titre, _genre(vieille, neuve), avant_, apres_, morceaux=morceaux))
    return trouvees


def _chiffres(avant: list[list[str]], apres: list[list[str]]) -> list[Difference]:
    return [
        Difference(
            cible,
            (neuf or vieux or ("", ""))[0],
            _genre(vieux, neuf),
            vieux[1] if vieux else "",
            neuf[1] if neuf else "",
        )
        for cible, vieux, neuf in _paires(avant, apres)
    ]


Valeur = tuple[str, str] | None


def _paires(avant: list[list[str]], apres: list[list[str]]) -> Iterator[tuple[str, Valeur, Valeur]]:
    """What is not the same in both, in the order of the first then of the second."""
    vieux, neufs = par_cle(avant), par_cle(apres)
    for cle in dict.fromkeys([*vieux, *neufs]):
        if vieux.get(cle) != neufs.get(cle):
            yield cle, vieux.get(cle), neufs.get(cle)


def _genre(vieux: Valeur, neuf: Valeur) -> str:
    return AJOUTE if vieux is None else RETIRE if neuf is None else CHANGE
