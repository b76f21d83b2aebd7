"""Among the groups of one type, which ones open, and with how many persons?

The rule, for `n` persons (docs/placement.md gives its reasons):
1. open as few groups as possible: the largest first (then the smaller minimum, then the id);
2. the last group opened is the first one, in that order, that lets every opened group reach its minimum;
3. if so, each opened group gets its minimum, then they are filled in order;
4. otherwise they are filled in order, so that the fewest persons sit in a group under its minimum.
"""

from collections.abc import Iterable

from inscriptions.placement.instance import Groupe


def repartir(groupes: Iterable[Groupe], effectif: int) -> list[tuple[str, int]]:
    """The opened groups with their number of persons, in the order in which they receive people."""
    ouverts = _a_ouvrir(sorted(groupes, key=lambda g: (-g.capacite, g.minimum, g.id)), effectif)
    if sum(g.minimum for g in ouverts) <= effectif:
        return _remplir(ouverts, effectif, [min(g.minimum, g.capacite) for g in ouverts])
    return _remplir(ouverts, effectif, [0] * len(ouverts))


def _a_ouvrir(groupes: list[Groupe], effectif: int) -> list[Groupe]:
    """The fewest groups that seat everyone; the last one is chosen so that all minimums can be met, if possible."""
    reste = effectif
    for k, groupe in enumerate(groupes):
        if reste <= groupe.capacite:
            marge = effectif - sum(g.minimum for g in groupes[:k])
            convient = (g for g in groupes[k:] if g.capacite >= reste and g.minimum <= marge)
            return [*groupes[:k], next(convient, groupe)] if reste else groupes[:k]
        reste -= groupe.capacite
    return groupes


def _remplir(groupes: list[Groupe], effectif: int, planchers: list[int]) -> list[tuple[str, int]]:
    reste = effectif - sum(planchers)
    nombres = []
    for groupe, plancher in zip(groupes, planchers, strict=True):
        ajout = min(reste, groupe.capacite - plancher)
        nombres.append((groupe.id, plancher + ajout))
        reste -= ajout
    return nombres
