"""Reads compiled once: a page asks for its rows with SQL that is already written, all of it in one exchange.

Building a queryset costs the web process ten times what PostgreSQL's answer costs it. A `Lecture` starts at a policy,
as any read does, is compiled the first time an actor of that shape asks, and later takes the actor's values only.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from guichet.acteurs import Acteur

Ligne = tuple[Any, ...]
Valeur = uuid.UUID | int | date
# What policies read of an actor as a value, never to choose a shape.
IDENTITES = ("personne_id", "organisation_id")


class LectureInvariable(ValueError):
    """A value was written into the compiled query instead of being left as a parameter."""


@dataclass(frozen=True, slots=True)
class Requete:
    """Compiled SQL, its parameters, those to replace by name, and what reads its columns."""

    sql: str
    parametres: tuple[Any, ...]
    places: tuple[tuple[int, str], ...]
    convertir: Callable[[list[Ligne]], list[Ligne]]

    def remplir(self, valeurs: dict[str, Any]) -> list[Any]:
        """The parameters of this call."""
        remplis = list(self.parametres)
        for rang, nom in self.places:
            remplis[rang] = valeurs[nom]
        return remplis


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
        places = _places(sql, parametres, temoins | siens)
        convertisseurs = compilateur.get_converters([colonne for colonne, _sql, _alias in compilateur.select])
        return Requete(sql, tuple(parametres), places, _lecteur(compilateur, convertisseurs))


def lire(acteur: Acteur, *lectures: Lecture, using: str = "default", **valeurs: Valeur) -> list[list[Ligne]]:
    """The rows of each read, in the same order, by one exchange with PostgreSQL."""
    requetes = [lecture.requete(acteur, using, **valeurs) for lecture in lectures]
    connues: dict[str, Any] = valeurs | {nom: getattr(acteur, nom) for nom in IDENTITES}
    parlantes = [requete for requete in requetes if requete]
    reponses = iter(_executer(parlantes, connues, using) if parlantes else [])
    return [next(reponses) if requete else [] for requete in requetes]


def _executer(requetes: list[Requete], valeurs: dict[str, Any], using: str) -> list[list[Ligne]]:
    reponses = []
    with connections[using].cursor() as curseur:
        curseur.execute(
            ";\n".join([requete.sql for requete in requetes]),
            [valeur for requete in requetes for valeur in requete.remplir(valeurs)],
        )
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


def _places(sql: str, parametres: tuple[Any, ...], temoins: dict[str, Any]) -> tuple[tuple[int, str], ...]:
    """Where each named value goes; a value found anywhere but as a whole parameter is refused."""
    places = []
    for nom, temoin in temoins.items():
        ecrit = str(temoin)
        if ecrit in sql:
            raise LectureInvariable(nom)
        for rang, parametre in enumerate(parametres):
            if parametre == temoin:
                places.append((rang, nom))
            elif ecrit in str(parametre):
                raise LectureInvariable(nom)
    return tuple(places)
