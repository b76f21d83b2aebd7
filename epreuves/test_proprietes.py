"""Every property of the suite, on examples drawn anew each time: what the suite never draws.

Fifty times as many, but for the few properties that say themselves how many they can afford.
"""

from importlib import import_module

from hypothesis import is_hypothesis_test

from guichet.demarrage.lieux import RACINE

MODULES = [
    import_module(".".join(chemin.relative_to(RACINE).with_suffix("").parts))
    for chemin in sorted((RACINE / "tests").rglob("test_*.py"))
    if "from hypothesis import given" in chemin.read_text()
]
PROPRIETES = [(module, nom) for module in MODULES for nom in vars(module) if is_hypothesis_test(vars(module)[nom])]

# pytest collects what a module holds under a name of test.
globals().update({f"{nom}_de_{module.__name__.rpartition('.')[2]}": vars(module)[nom] for module, nom in PROPRIETES})
