"""Which regions touch, by land or by bridge. Pure: geography has no date and no local correction."""

import functools

from .nomenclatures import lire


@functools.cache
def voisinages() -> frozenset[tuple[str, str]]:
    """Every pair (region, neighbour), both ways."""
    paires = {(ligne["region"], ligne["voisine"]) for ligne in lire("voisinages_regions")}
    return frozenset(paires | {(voisine, region) for region, voisine in paires})


def sont_voisines(region: str, autre: str) -> bool:
    """True when the two regions touch; a region is not its own neighbour."""
    return (region, autre) in voisinages()
