"""Life cycles: one table per object, one function that changes a state, one journal."""

from guichet.cycle.erreurs import MotifRequis, RoleInsuffisant, TransitionRefusee
from guichet.cycle.franchir import cycle_de, franchir, libelle_etat, ouvrir, pas_offerts, pas_possibles, verifier_pas
from guichet.cycle.table import CYCLES, Cycle, Transition

__all__ = [
    "CYCLES",
    "Cycle",
    "MotifRequis",
    "RoleInsuffisant",
    "Transition",
    "TransitionRefusee",
    "cycle_de",
    "franchir",
    "libelle_etat",
    "ouvrir",
    "pas_offerts",
    "pas_possibles",
    "verifier_pas",
]
