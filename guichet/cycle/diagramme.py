"""Draw the life cycles as the documentation shows them, from the tables that run."""

from __future__ import annotations

from django.utils.translation import override

from guichet.cycle.table import CYCLES, Cycle

ENTETE = """# Life cycles

Generated from the tables (`./portail manage dessiner_cycles`); a test fails when this page and the code differ.
How the mechanism works: [cycle.md](cycle.md).
"""


def diagramme(cycle: Cycle) -> str:
    """One cycle as a Mermaid state diagram followed by its table of steps."""
    lignes = [f"## {cycle.objet}", "", "```mermaid", "stateDiagram-v2", "  direction LR"]
    lignes += [f'  state "{etat.label}" as {etat.value}' for etat in cycle.etats]
    lignes += [f"  [*] --> {etat}" for etat in sorted(cycle.initiaux)]
    lignes += [f"  {de} --> {pas.vers}: {pas.nom}" for pas in cycle.pas for de in sorted(pas.de)]
    lignes += [f"  {etat} --> [*]" for etat in sorted(cycle.finaux)]
    lignes += ["```", "", "| step | words | from | to | who | reason |", "|---|---|---|---|---|---|"]
    lignes += [
        f"| {pas.nom} | {pas.libelle} | {', '.join(sorted(pas.de))} | {pas.vers} | "
        f"{', '.join(sorted(pas.roles))} | {'required' if pas.motif_requis else ''} |"
        for pas in cycle.pas
    ]
    return "\n".join([*lignes, ""])


def page() -> str:
    """The whole page, cycles in the order of their names."""
    with override("fr-ca"):
        return ENTETE + "\n" + "\n".join(diagramme(CYCLES[nom]) for nom in sorted(CYCLES))
