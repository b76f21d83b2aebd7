"""Solve the frozen queue and its variant, verify both, compare."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from indicateurs.scenarios.contenu import Contenu
from indicateurs.scenarios.mesures import Solution, bilan, ecarts
from indicateurs.scenarios.variante import Parametres, appliquer
from inscriptions.placement.resoudre import resoudre
from inscriptions.placement.verifier import verifier

Avancement = Callable[[str], None]
# Groups under their minimum are closed a few at a time, so that those who were there fill others.
PASSES_MAX = 15


class ResultatRefuse(RuntimeError):
    """The independent verifier refused a placement: no figure comes of it."""


def comparer(contenu: Contenu, parametres: Parametres, avancement: Avancement = lambda _texte: None) -> dict[str, Any]:
    """Both sides and the difference, ready to keep."""
    avancement("Calcul de la situation figée")
    base = placer(contenu, fermer=parametres.fermer_sous_minimum)
    avancement("Calcul de la variante")
    variante = placer(appliquer(contenu, parametres), fermer=parametres.fermer_sous_minimum)
    avancement("Comparaison")
    return {
        "base": bilan(base, prix_heure=parametres.prix_heure),
        "variante": bilan(variante, prix_heure=parametres.prix_heure),
        "ecarts": ecarts(base, variante),
    }


def placer(contenu: Contenu, *, fermer: bool) -> Solution:
    """The verified placement of a content; with `fermer`, groups that stay under their minimum do not open."""
    solution = _placer(contenu)
    for passe in range(PASSES_MAX):
        a_fermer = _a_fermer(solution, tous=passe == PASSES_MAX - 1) if fermer else set()
        if not a_fermer:
            return solution
        groupes = tuple(replace(g, libres=0, minimum=0) if g.id in a_fermer else g for g in solution.contenu.groupes)
        solution = _placer(replace(solution.contenu, groupes=groupes))
    return solution


def _placer(contenu: Contenu) -> Solution:
    instance = contenu.instance()
    resultat = resoudre(instance)
    manquements = verifier(instance.canonique(), json.loads(resultat.canonique()))
    if manquements:
        raise ResultatRefuse(manquements[0])
    return Solution(contenu, dict(resultat.placements), resultat.cout, resultat.empreinte, resultat.sous_minimum)


def _a_fermer(solution: Solution, *, tous: bool) -> set[str]:
    """Of the groups under their minimum where nobody sits yet: the empty ones, and the smallest of each type."""
    places = Counter(solution.placements.values())
    par_type: dict[str, list[str]] = defaultdict(list)
    type_de = {groupe.id: groupe.type for groupe in solution.contenu.groupes if not groupe.prises}
    for identifiant in filter(type_de.__contains__, solution.sous_minimum):
        par_type[type_de[identifiant]].append(identifiant)
    choisis: set[str] = set()
    for identifiants in par_type.values():
        choisis |= {i for i in identifiants if tous or not places[i]}
        choisis.add(min(identifiants, key=lambda i: (places[i], i)))
    return choisis
