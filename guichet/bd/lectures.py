"""Reads compiled once: a page asks for its rows with SQL that is already written, all of it in one exchange.

Building a queryset costs the web process ten times what PostgreSQL's answer costs it. A `Lecture` starts at a policy,
as any read does, is compiled the first time an actor of that shape asks, and later takes the actor's values only.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from psycopg.sql import Literal

from guichet.acteurs import Acteur

Ligne = tuple[Any, ...]
PARAMETRE = re.compile(r"(?<!%)%s")
Valeur = uuid.UUID | int | date
# What policies read of an actor as a value, never to choose a shape.
IDENTITES = ("personne_id", "organisation_id")


class LectureInvariable(ValueError):
    """A value was written into the compiled query instead of being left as a parameter."""


@dataclass(frozen=True, slots=True)
class Requete:
    """SQL where everything is written but the values of the call, which it names; and what reads its columns."""

    sql: str
    convertir: Callable[[list[Ligne]], list[Ligne]]


class Lecture:
    """The rows a page shows of one kind: from the policy `visibles` names, narrowed by `suite` to a values_list.

    `suite(visibles, **valeurs)` must use what it is given as parameters only: never to choose a shape.
    """

    def __init__(self, module: Any, policy: str, suite: Callable[..., QuerySet[Any, Any]]) -> None:
        self.module, self.policy, self.suite = module, policy, suite
        self._connues: dict[tuple[Any, ...], Requete | None] = {}

    def requete(self, acteur: Acteur, using: str, **valeurs: Valeur) -> Requete | None:
        """The compiled query for an actor of this shape; None when it can match no row."""
        visibles = getattr(self.module, self.policy)
        forme = (visibles, using, acteur.role, acteur.regions, bool(acteur.personne_id), bool(acteur.organisation_id))
        if forme not in self._connues:
            self._connues[forme] = self._compiler(visibles, acteur, using, valeurs)
        return self._connues[forme]

    def _compiler(
        self, visibles: Callable[[Acteur], Any], acteur: Acteur, using: str, valeurs: dict[str, Valeur]
    ) -> Requete | None:
        temoins = {nom: _temoin(rang, valeur) for rang, (nom, valeur) in enumerate(valeurs.items())}
        siens: dict[str, Any] = {nom: uuid.uuid4() for nom in IDENTITES if getattr(acteur, nom)}
        anonyme = replace(acteur, **siens)
        lignes = self.suite(visibles(anonyme), **temoins).using(using)
        compilateur = lignes.query.get_compiler(using)
        try:
            sql, parametres = compilateur.as_sql()
        except EmptyResultSet:
            return None
        convertisseurs = compilateur.get_converters([colonne for colonne, _sql, _alias in compilateur.select])
        return Requete(_ecrire(sql, parametres, temoins | siens, using), _lecteur(compilateur, convertisseurs))


def lire(
    acteur: Acteur, *lectures: Lecture, using: str = "default", seule: bool = False, **valeurs: Valeur
) -> list[list[Ligne]]:
    """The rows of each read, in the same order, by one exchange with PostgreSQL.

    `seule` says that the page asks for nothing else: where this opens the transaction, it ends it in the same exchange.
    """
    requetes = [lecture.requete(acteur, using, **valeurs) for lecture in lectures]
    connues: dict[str, Any] = valeurs | {nom: getattr(acteur, nom) for nom in IDENTITES}
    parlantes = [requete for requete in requetes if requete]
    reponses = iter(_executer(parlantes, connues, using, seule) if parlantes else [])
    return [next(reponses) if requete else [] for requete in requetes]


def _executer(requetes: list[Requete], valeurs: dict[str, Any], using: str, seule: bool) -> list[list[Ligne]]:
    reponses = []
    connexion: Any = connections[using]
    with connexion.cursor() as curseur:
        # Each value is written once, however often the reads name it: the driver would write it at each place.
        ecrites = {nom: Literal(valeur).as_string(curseur.connection) for nom, valeur in valeurs.items()}
        ordres = [requete.sql for requete in requetes]
        if seule and connexion.peut_clore():
            ordres.append("COMMIT")
        curseur.execute(";\n".join(ordres) % ecrites)
        for requete in requetes:
            reponses.append(requete.convertir(curseur.fetchall()))
            curseur.nextset()
    return reponses


def _lecteur(compilateur: Any, convertisseurs: dict[int, Any]) -> Callable[[list[Ligne]], list[Ligne]]:
    """What turns PostgreSQL's columns into the model's values; most need nothing."""
    if not convertisseurs:
        return lambda lignes: lignes
    return lambda lignes: [tuple(ligne) for ligne in compilateur.apply_converters(lignes, convertisseurs)]


def _temoin(rang: int, valeur: Valeur) -> Valeur:
    """A value of the same type that no query holds by chance."""
    if isinstance(valeur, uuid.UUID):
        return uuid.uuid4()
    if isinstance(valeur, int):
        return 2_000_000_011 + rang
    return valeur.replace(year=1601) + timedelta(days=rang)


def _ecrire(sql: str, parametres: tuple[Any, ...], temoins: dict[str, Any], using: str) -> str:
    """The SQL with its constants written in and the values of the call named; a value found elsewhere is refused."""
    noms = {temoin: nom for nom, temoin in temoins.items()}
    textes = PARAMETRE.split(sql)
    if len(textes) != len(parametres) + 1 or any(str(temoin) in sql for temoin in noms):
        raise LectureInvariable(sql)
    ecrits = []
    for parametre in parametres:
        nom = noms.get(parametre) if isinstance(parametre, Hashable) else None
        if nom is None and any(str(temoin) in str(parametre) for temoin in noms):
            raise LectureInvariable(noms)
        ecrits.append(f"%({nom})s" if nom else _constante(parametre, using))
    return "".join(texte + ecrit for texte, ecrit in zip(textes, [*ecrits, ""], strict=True))


def _constante(valeur: Any, using: str) -> str:
    """A constant as psycopg writes it in a statement."""
    connections[using].ensure_connection()
    return Literal(valeur).as_string(connections[using].connection).replace("%", "%%")
