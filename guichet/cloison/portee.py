"""The tenant scope: what the rows of this transaction may belong to, as PostgreSQL will enforce it.

Row-level security policies read the settings made here. They live and die with the transaction,
so a pooled connection never carries one person's scope to the next (fiabilite.md §f.2-3).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

from guichet.acteurs import ROLES_ENTENTES, ROLES_PERSONNE, Acteur, Role

REGLAGES = ("portail.portee", "portail.personne", "portail.organisation", "portail.regions", "portail.cle")


@dataclass(frozen=True, slots=True)
class Portee:
    """The values of the settings; the empty scope shows no row at all."""

    genre: str = ""
    personne: str = ""
    organisation: str = ""
    regions: str = ""
    cle: str = ""

    @classmethod
    def de(cls, acteur: Acteur | None) -> Portee:
        """The scope this actor's role gives: a person, an organisation, regions, the province… or nothing."""
        if acteur is None:
            return cls()
        if acteur.role in ROLES_PERSONNE:
            return cls("personne", personne=str(acteur.personne_id or ""))
        if acteur.est_partenaire or acteur.est_systeme_d_organisme:
            return cls("organisation", organisation=str(acteur.organisation_id or ""))
        if acteur.role is Role.CLIENT_API:
            return cls("admissions")
        if acteur.role is Role.CONSEILLER and acteur.regions:
            return cls("region", regions=",".join(acteur.regions))
        if acteur.role in (Role.CONSEILLER, Role.SYSTEME):
            return cls("province")
        if acteur.role in ROLES_ENTENTES:
            return cls("ententes")
        # Analysts, administrators: aggregates and reference lists, which no policy covers; no person's row.
        return cls()

    def valeurs(self) -> tuple[str, str, str, str, str]:
        """The values in the order of `REGLAGES`."""
        return (self.genre, self.personne, self.organisation, self.regions, self.cle)


@functools.lru_cache
def _ordre(noms: tuple[str, ...], rendue: bool) -> str:
    """The statement that sets these settings for the transaction; `rendue`: and gives those they replace."""
    colonnes = [f"set_config('{nom}', %s, true)" for nom in noms]
    if rendue:
        colonnes = [f"current_setting('{nom}', true)" for nom in REGLAGES] + colonnes
    return f"SELECT {', '.join(colonnes)}"


def poser(
    portee: Portee, using: str = "default", reglages: Mapping[str, str] | None = None, rendue: bool = True
) -> tuple[str, ...]:
    """Set the scope for the current transaction, and other settings with it; return the scope it replaces."""
    connexion: Any = connections[using]
    if not connexion.in_atomic_block:
        raise RuntimeError("Une portée se pose dans une transaction.")
    reglages = reglages or {}
    ordre, valeurs = _ordre((*REGLAGES, *reglages), rendue), [*portee.valeurs(), *reglages.values()]
    # Nothing to give back, nothing said yet: the scope leaves with the first statement (bd/base.py).
    if not rendue and connexion.annoncer(ordre, valeurs):
        return ()
    with connexion.cursor() as curseur:
        curseur.execute(ordre, valeurs)
        ligne = curseur.fetchone()
    return tuple(valeur or "" for valeur in ligne[: len(REGLAGES)]) if rendue else ()


@contextmanager
def portee(
    acteur: Acteur | Portee | None, using: str = "default", reglages: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Open a transaction in which only this actor's rows exist; the previous scope comes back after.

    `reglages` are other settings of the same transaction, in the same exchange with the database.
    """
    voulue = acteur if isinstance(acteur, Portee) else Portee.de(acteur)
    connexion = connections[using]
    # The settings end with the transaction: only a scope inside another has one to give back.
    interieure = connexion.in_atomic_block
    with transaction.atomic(using=using):
        avant = poser(voulue, using, reglages, rendue=interieure)
        yield
        # After a failure the savepoint or transaction takes the settings back by itself.
        if interieure and not connexion.needs_rollback:
            poser(Portee(*avant), using)
