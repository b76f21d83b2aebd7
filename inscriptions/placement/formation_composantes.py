"""Which parts of a formation problem have nothing to do with each other? Cut where nothing links, never by region."""

from collections import defaultdict
from collections.abc import Iterable

from inscriptions.placement.formation_instance import LISTES, Formation


def decouper(formation: Formation) -> list[Formation]:
    """One problem per connected component: persons, types, offers and what these share.

    Types nobody can join and offers link too: a shared teacher joins two regions as surely as an online group.
    """
    liens = _Liens()
    for offre in formation.offres:
        nom = f"d{offre.declaration}"
        liens.joindre(nom, (f"t{t}" for t in offre.types))
        liens.joindre(nom, (f"r{r}" for besoin in offre.besoins for r in besoin))
        liens.joindre(nom, [f"b{offre.bassin}"] if offre.bassin else [])
    for classe in formation.classes:
        liens.joindre(f"c{classe.id}", (f"t{t}" for t, _, _ in classe.arcs))
    parties: dict[str, dict[str, list]] = defaultdict(lambda: {liste: [] for liste in LISTES})
    for liste in LISTES:
        for objet in getattr(formation, liste):
            nom = f"d{objet.declaration}" if liste == "offres" else f"{liste[0]}{objet.id}"
            parties[liens.racine(nom)][liste].append(objet)
    entieres = [p for p in parties.values() if p["offres"]]
    return [Formation(graine=formation.graine, **{k: tuple(v) for k, v in p.items()}) for p in entieres]


class _Liens:
    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def racine(self, nom: str) -> str:
        self.parent.setdefault(nom, nom)
        while self.parent[nom] != nom:
            self.parent[nom] = self.parent[self.parent[nom]]
            nom = self.parent[nom]
        return nom

    def joindre(self, nom: str, autres: Iterable[str]) -> None:
        racine = self.racine(nom)
        for autre in autres:
            self.parent[self.racine(autre)] = racine
