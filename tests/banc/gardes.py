"""The guards of the database's function, for the control that takes them out."""

from __future__ import annotations

from inscriptions.actions import sieges_sql

# What the database does of itself: wait for its turn, and count under the lock.
GARDES = (
    "PERFORM 1 FROM inscriptions_groupe g WHERE g.id = ANY(v_groupes) ORDER BY g.id FOR NO KEY UPDATE;",
    "WHEN g.places_prises >= g.capacite THEN 'complet'",
    "WHEN NOT v_libre OR c.numero > c.libres THEN 'complet'",
)


def sans_garde() -> str:
    """The text of the database's function with every guard of the count taken out."""
    texte = sieges_sql.SQL
    for garde in GARDES:
        if garde not in texte:
            raise RuntimeError("Le témoin ne retire plus rien : la garde a changé.")
        texte = texte.replace(garde, "")
    return texte
