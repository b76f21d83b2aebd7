"""What changes between two versions of the terms: word by word in a clause, value by value in figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

MOTS = re.compile(r"\s+|[^\s]+")
PAREIL, AJOUTE, RETIRE = "pareil", "ajoute", "retire"


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


def _clauses(avant: dict[str, Any], apres: dict[str, Any]) -> list[Difference]:
    trouvees = []
    for code in [*avant, *(code for code in apres if code not in avant)]:
        vieille, neuve = avant.get(code), apres.get(code)
        if vieille == neuve:
            continue
        titre = (neuve or vieille)["titre"]
        genre = AJOUTE if vieille is None else RETIRE if neuve is None else "change"
        textes = [f"{clause['titre']}\n{clause['texte']}" if clause else "" for clause in (vieille, neuve)]
        trouvees.append(
            Difference(f"clause:{code}", titre, genre, *textes, morceaux=comparer_textes(textes[0], textes[1]))
        )
    return trouvees


def _chiffres(avant: dict[str, Any], apres: dict[str, Any]) -> list[Difference]:
    trouvees = []
    for cible in [*avant, *(cible for cible in apres if cible not in avant)]:
        vieux, neuf = avant.get(cible), apres.get(cible)
        if vieux == neuf:
            continue
        titre = (neuf or vieux)[0]
        genre = AJOUTE if vieux is None else RETIRE if neuf is None else "change"
        trouvees.append(Difference(cible, titre, genre, vieux[1] if vieux else "", neuf[1] if neuf else ""))
    return trouvees
