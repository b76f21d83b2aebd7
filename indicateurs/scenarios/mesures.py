"""What a placement gives, by kind of learner: placed, waits, norm, unserved days, cost, fairness."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from indicateurs.queries.distribution import resumer
from indicateurs.scenarios.contenu import Contenu, PersonneFigee

DIMENSIONS: dict[str, Callable[[PersonneFigee], str]] = {
    "region": lambda p: p.region,
    "niveau": lambda p: str(p.niveau),
    "famille": lambda p: p.famille,
    "formule": lambda p: p.formule,
    "classe": lambda p: str(p.rang),
}


@dataclass(frozen=True, slots=True)
class Solution:
    """A content and who is placed where in it."""

    contenu: Contenu
    placements: Mapping[str, str]
    cout: int
    empreinte: str
    sous_minimum: tuple[str, ...]

    def debuts(self) -> dict[str, str]:
        """The first day of class of each placed person."""
        debut = {groupe.id: groupe.debut for groupe in self.contenu.groupes}
        return {personne: debut[groupe] for personne, groupe in self.placements.items()}


def bilan(solution: Solution, *, prix_heure: float) -> dict[str, Any]:
    """Every figure of one side, ready to keep."""
    contenu, debuts = solution.contenu, solution.debuts()
    return {
        "total": _mesurer(contenu, contenu.personnes, debuts),
        "par": {nom: _par(contenu, debuts, cle) for nom, cle in DIMENSIONS.items()},
        **_moyens(solution, prix_heure),
        **_equite(solution, debuts),
        "empreinte": solution.empreinte,
    }


def _par(contenu: Contenu, debuts: Mapping[str, str], cle: Callable[[PersonneFigee], str]) -> dict[str, Any]:
    groupes: dict[str, list[PersonneFigee]] = defaultdict(list)
    for personne in contenu.personnes:
        groupes[cle(personne)].append(personne)
    return {valeur: _mesurer(contenu, personnes, debuts) for valeur, personnes in sorted(groupes.items())}


def _mesurer(contenu: Contenu, personnes: Iterable[PersonneFigee], debuts: Mapping[str, str]) -> dict[str, Any]:
    """Persons, placed, days to the first class (median, P90), days already waited by those left out, norm."""
    attentes: Counter[int] = Counter()
    nombre = non_servis = dans_norme = 0
    for personne in personnes:
        nombre += 1
        debut = debuts.get(personne.id)
        if debut is None:
            non_servis += _jours(personne.complete, contenu.jour)
            continue
        attentes[_jours(personne.complete, debut)] += 1
        dans_norme += debut <= contenu.limites[personne.complete]
    resume = resumer(attentes)
    return {
        "personnes": nombre,
        "placees": resume.nb,
        "mediane": resume.mediane,
        "p90": resume.p90,
        "jours_non_servis": non_servis,
        "dans_norme": dans_norme,
    }


def _moyens(solution: Solution, prix_heure: float) -> dict[str, Any]:
    """Groups that open and what they cost, the distance from wishes, groups left under their minimum."""
    places = Counter(solution.placements.values())
    ouverts = [g for g in solution.contenu.groupes if places[g.id] + g.prises]
    heures = sum(groupe.heures for groupe in ouverts)
    sous = [identifiant for identifiant in solution.sous_minimum if places[identifiant]]
    return {
        "places": sum(groupe.libres for groupe in solution.contenu.groupes),
        "groupes_ouverts": len(ouverts),
        "heures": round(heures),
        "cout_cours": round(heures * prix_heure),
        "cout_souhaits": solution.cout,
        "sous_minimum": len(sous),
        "personnes_sous_minimum": sum(places[identifiant] for identifiant in sous),
    }


def _equite(solution: Solution, debuts: Mapping[str, str]) -> dict[str, Any]:
    """How unequal the waits are (those left out wait until the end of the session), and justified envy."""
    contenu = solution.contenu
    attentes = sorted(_jours(p.complete, debuts.get(p.id, contenu.fin)) for p in contenu.personnes)
    total, nombre = sum(attentes), len(attentes)
    moyenne = total / nombre if nombre else 0.0
    croissante = sum((2 * rang - nombre - 1) * jours for rang, jours in enumerate(attentes, 1))
    gini = croissante / (nombre * total) if total else 0.0
    variance = sum((jours - moyenne) ** 2 for jours in attentes) / nombre if nombre else 0.0
    return {
        "gini": round(gini, 4),
        "ecart_type": round(variance**0.5, 1),
        "attente_moyenne": round(moyenne, 1),
        "envie": _envie(solution),
    }


def _envie(solution: Solution) -> int:
    """Persons left out although an acceptable seat is free, or held by someone who comes after them."""
    contenu = solution.contenu
    instance = contenu.instance()
    ordre = {instance.personnes.ids[personne]: rang for rang, personne in enumerate(instance.ordre().tolist())}
    type_de = {groupe.id: groupe.type for groupe in contenu.groupes}
    dernier: dict[str, int] = {}
    libres = Counter[str]()
    for groupe in contenu.groupes:
        libres[groupe.type] += groupe.libres
    for personne_id, groupe_id in solution.placements.items():
        type_ = type_de[groupe_id]
        libres[type_] -= 1
        dernier[type_] = max(dernier.get(type_, -1), ordre[personne_id])
    return sum(
        any(libres[t] > 0 or dernier.get(t, -1) > ordre[p.id] for t, _cout in contenu.arcs.get(p.classe, ()))
        for p in contenu.personnes
        if p.id not in solution.placements
    )


def ecarts(base: Solution, variante: Solution) -> dict[str, dict[str, dict[str, int]]]:
    """Who gains and who loses a seat, who starts sooner or later, by kind of learner as the base knows it."""
    avant, apres = base.debuts(), variante.debuts()
    comptes: dict[str, dict[str, dict[str, int]]] = {"total": {"": _vide()}}
    comptes |= {nom: {} for nom in DIMENSIONS}
    for personne in base.contenu.personnes:
        effet = _effet(avant.get(personne.id), apres.get(personne.id))
        comptes["total"][""][effet] += 1
        for nom, cle in DIMENSIONS.items():
            comptes[nom].setdefault(cle(personne), _vide())[effet] += 1
    return comptes


def _vide() -> dict[str, int]:
    return {"gagnent": 0, "perdent": 0, "plus_tot": 0, "plus_tard": 0, "pareil": 0}


def _effet(avant: str | None, apres: str | None) -> str:
    if avant == apres:
        return "pareil"
    if avant is None:
        return "gagnent"
    if apres is None:
        return "perdent"
    return "plus_tot" if apres < avant else "plus_tard"


def _jours(depuis: str, jusqu_a: str) -> int:
    return max(0, (date.fromisoformat(jusqu_a) - date.fromisoformat(depuis)).days)
