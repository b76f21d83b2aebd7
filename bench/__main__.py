"""Run every measure of the package, or those named, and print the table `name value limit ratio note`."""

import pkgutil
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module

import bench
from bench import Ligne


def modules(noms: Iterable[str]) -> Iterator[str]:
    """The modules of the package to measure, in alphabetical order."""
    voulus = set(noms)
    for module in sorted(m.name for m in pkgutil.iter_modules(bench.__path__)):
        if not module.startswith("_") and (not voulus or module in voulus):
            yield module


def tableau(lignes: Iterable[Ligne]) -> Iterator[str]:
    """The rows as aligned text."""
    toutes = [Ligne(*Ligne._fields), *lignes]
    largeurs = [max(len(ligne[i]) for ligne in toutes) for i in range(4)]
    for *colonnes, note in toutes:
        cellules = [f"{colonnes[0]:<{largeurs[0]}}"]
        cellules += [f"{c:>{n}}" for c, n in zip(colonnes[1:], largeurs[1:], strict=True)]
        yield "  ".join([*cellules, note]).rstrip()


def main(noms: list[str]) -> int:
    """Measure, print, and fail on a name that measures nothing."""
    lignes: list[Ligne] = []
    for nom in modules(noms):
        mesurer = getattr(import_module(f"bench.{nom}"), "mesurer", None)
        if mesurer:
            sys.stderr.write(f"{nom}…\n")
            lignes += mesurer()
    sys.stdout.write("\n".join(tableau(lignes)) + "\n")
    return 0 if lignes else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
