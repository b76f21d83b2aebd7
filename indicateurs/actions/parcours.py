"""Journeys kept up with the facts: those a fold touched are marked by it, then told again."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from indicateurs.filtre import AXES
from indicateurs.fonctions_parcours import PEU, RACONTES, TOUTES
from indicateurs.queries.parcours import ETAPES, ISSUES

_AXES = ", ".join(AXES)
_RELUS = ", ".join(f"{axe} = excluded.{axe}" for axe in AXES)
# In the transaction of the fold: a new request has its row, and whoever took a step is marked.
MARQUER = (
    f"""
INSERT INTO indicateurs_parcourstenu (origine_id, jour, personne_id, chemin, pas, depuis, a_refaire, {_AXES})
SELECT n.journal_id, n.jour, n.personne_id, '{{1}}', '{{}}', n.jour, true, {_AXES} FROM nouveaux n
WHERE n.evenement = 'demande' AND n.personne_id IS NOT NULL
ON CONFLICT (origine_id) DO UPDATE SET jour = excluded.jour, a_refaire = true,
  {_RELUS}
""",  # noqa: S608
    """
UPDATE indicateurs_parcourstenu t SET a_refaire = true
WHERE NOT t.a_refaire AND t.personne_id IN (
  SELECT n.personne_id FROM nouveaux n WHERE n.evenement = ANY (%(etapes)s::text[]))
""",
)
_TENIR = """
WITH {racontes}
UPDATE indicateurs_parcourstenu t SET chemin = r.chemin, pas = r.pas, depuis = r.depuis, a_refaire = false
FROM racontes r WHERE r.origine_id = t.origine_id AND t.a_refaire
"""
_A_REFAIRE = """
SELECT DISTINCT personne_id FROM indicateurs_parcourstenu WHERE a_refaire ORDER BY personne_id LIMIT %s
"""


def valeurs() -> dict[str, Any]:
    """The steps, and the ranks of those that end a path."""
    etapes = list(ETAPES)
    return {"etapes": etapes, "issues": [etapes.index(issue) + 1 for issue in sorted(ISSUES)]}


def tenir_parcours() -> int:
    """Tell again the journeys marked; return how many. None of them when a fold is at it: it will come back."""
    with transaction.atomic(), connection.cursor() as curseur:
        # The fold waits: what it would mark meanwhile would be unmarked with what was read before.
        curseur.execute("SELECT 1 FROM indicateurs_repere WHERE nom = 'journal' FOR UPDATE SKIP LOCKED")
        if curseur.fetchone() is None:
            return 0
        curseur.execute(_A_REFAIRE, [PEU + 1])
        gens = [personne for (personne,) in curseur.fetchall()]
        if not gens:
            return 0
        qui = "g.personne_id = ANY (%(gens)s)"
        if len(gens) > PEU:
            qui = TOUTES
            curseur.execute(
                "SET LOCAL statement_timeout = '300s'; SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'"
            )
        racontes = RACONTES.format(etapes="%(etapes)s::text[]", issues="%(issues)s::integer[]", gens=qui, depuis="")
        curseur.execute(_TENIR.format(racontes=racontes), valeurs() | {"gens": gens})
        return curseur.rowcount
