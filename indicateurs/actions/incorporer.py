"""Fold the journal into facts and roll-ups: incremental, exactly once, seconds behind."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from guichet.mesure.evenement import CHEZ_LA_PERSONNE, EVENEMENTS
from indicateurs import tranches
from indicateurs.actions import incorporer_sql as sql
from indicateurs.actions import parcours

NOM = "journal"
_COLONNES = (
    "code",
    "objet",
    "pas",
    "de",
    "vers",
    "delai_depuis",
    "delais",
    "file",
    "dossier",
    "ouvrables",
    "par_cohorte",
    "sens",
)


def incorporer_journal(*, taille: int = 20_000) -> int | None:
    """Fold the next journal rows, at most `taille`; return how many were read, None when another worker is at it.

    One transaction: facts, roll-ups and mark move together, so a kill at any point is as if nothing had run.
    """
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '120s'")
        curseur.execute("SELECT 1 FROM indicateurs_repere WHERE nom = %s FOR UPDATE SKIP LOCKED", [NOM])
        if curseur.fetchone() is None:
            return None
        curseur.execute(sql.LOT, {"taille": taille, "fuseau": sql.FUSEAU})
        lus = curseur.rowcount
        if lus > 0:
            _plier(curseur)
        curseur.execute("DROP TABLE IF EXISTS lot, nouveaux")
    return max(lus, 0)


def _plier(curseur: Any) -> None:
    """Profiles, facts, roll-ups and mark of the rows in `lot`."""
    curseur.execute("ANALYZE lot")
    valeurs = _valeurs()
    curseur.execute(sql.PROFILS, valeurs)
    curseur.execute(sql.NOUVEAUX, valeurs)
    if curseur.rowcount > 0:
        curseur.execute("ANALYZE nouveaux")
        for ordre in (sql.OUVRIR_MOIS, *sql.FAITS, *sql.AGREGATS):
            curseur.execute(ordre)
        etapes = parcours.valeurs()
        for ordre in parcours.MARQUER:
            curseur.execute(ordre, etapes)
    curseur.execute(sql.AVANCER, {"maintenant": timezone.now()})


def _valeurs() -> dict[str, Any]:
    """The declared events, one list per column, as the query joins them; bands; states where the clock stops."""
    evenements = list(EVENEMENTS.values())
    objets, etats = zip(*sorted(CHEZ_LA_PERSONNE), strict=True) if CHEZ_LA_PERSONNE else ((), ())
    entrees = [evenement.code for evenement in evenements if evenement.dossier and evenement.sens == 1]
    return {colonne: [getattr(evenement, colonne) for evenement in evenements] for colonne in _COLONNES} | {
        "fuseau": sql.FUSEAU,
        "entree_dossier": entrees[0] if entrees else None,
        "suspend_objet": list(objets),
        "suspend_etat": list(etats),
        "ages": tranches.codes(tranches.AGES),
        "bornes_ages": list(tranches.AGES),
        "scolarites": tranches.codes(tranches.SCOLARITES),
        "bornes_scolarites": list(tranches.SCOLARITES),
    }


def reconstruire() -> int:
    """Forget every fact and fold the whole journal again, as the owner; return how many rows were read.

    Profiles stay: they say what was known of a person when a step was counted.
    """
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(
            "TRUNCATE indicateurs_fait, indicateurs_agregataxe, indicateurs_agregataxeniveau, indicateurs_agregatdelai,"
            " indicateurs_agregatmois, indicateurs_agregatattente, indicateurs_parcourstenu RESTART IDENTITY"
        )
        curseur.execute("UPDATE indicateurs_repere SET xid = '0', journal_id = 0 WHERE nom = %s", [NOM])
    total = 0
    while lus := incorporer_journal():
        total += lus
    parcours.tenir_parcours()
    return total
