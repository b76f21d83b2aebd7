"""Rows as PostgreSQL's COPY text, one buffer per table, columns and defaults read from the models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.fields import NOT_PROVIDED

_SPECIAUX = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _texte(valeur: str) -> str:
    # Most strings hold nothing special: two quick looks cost a tenth of the translation.
    return valeur if valeur.isprintable() and "\\" not in valeur else valeur.translate(_SPECIAUX)


def _liste(valeur: Iterable[Any]) -> str:
    # Arrays hold codes: no quote, comma nor space to protect.
    return "{" + ",".join(map(str, valeur)) + "}"


def _json(valeur: dict[str, Any]) -> str:
    return json.dumps(valeur, ensure_ascii=False).translate(_SPECIAUX)


ECRITURE: dict[type, Callable[[Any], str]] = {
    str: _texte,
    int: str,
    float: str,
    bool: lambda valeur: "t" if valeur else "f",
    type(None): lambda _: "\\N",
    Decimal: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
    time: time.isoformat,
    list: _liste,
    tuple: _liste,
    dict: _json,
}


class Table:
    """One model as a target of COPY: which columns it writes and what a row that says nothing holds."""

    def __init__(self, modele: type[models.Model]) -> None:
        self.modele = modele
        self.nom = modele._meta.db_table
        champs = [champ for champ in modele._meta.concrete_fields if not self._est_donne_par_la_base(champ)]
        self.colonnes = [champ.column for champ in champs]
        defauts = {champ.attname: self._defaut(champ) for champ in champs}
        self._gabarit = tuple(defauts.items())
        self._connus = defauts.keys()
        self._requis = {nom for nom, defaut in defauts.items() if defaut is None}

    def ligne(self, valeurs: dict[str, Any]) -> str:
        """One line of COPY text from field values; what is absent takes the model's default."""
        if not valeurs.keys() <= self._connus or not self._requis <= valeurs.keys():
            raise KeyError(f"{self.nom} : {valeurs.keys() - self._connus or self._requis - valeurs.keys()}")
        return "\t".join(
            [
                ECRITURE[type(valeurs[nom])](valeurs[nom]) if nom in valeurs else defaut  # type: ignore[misc]
                for nom, defaut in self._gabarit
            ]
        )

    @staticmethod
    def _est_donne_par_la_base(champ: models.Field) -> bool:
        # The journal's and the readings' own number; an account's is chosen, since other rows name it.
        automatique = isinstance(champ, models.AutoField) and champ.model._meta.label not in NUMEROTES
        return automatique or champ.db_default is not NOT_PROVIDED

    @staticmethod
    def _defaut(champ: models.Field) -> str | None:
        """The default as COPY text; None when each row must say it (keys, dates of creation)."""
        if champ.has_default() and not champ.primary_key:
            valeur = champ.get_default()
            return ECRITURE[type(valeur)](valeur) if type(valeur) in ECRITURE else _texte(str(valeur))
        if champ.null:
            return "\\N"
        return "" if champ.blank and champ.empty_strings_allowed and not champ.primary_key else None


NUMEROTES = frozenset({"guichet.Utilisateur"})


class Lot:
    """Rows of several tables waiting to be written together, in one transaction."""

    def __init__(self) -> None:
        self.lignes: dict[type[models.Model], list[str]] = {}

    def ajouter(self, modele: type[models.Model], **valeurs: Any) -> None:
        """Keep one row."""
        self.lignes.setdefault(modele, []).append(table(modele).ligne(valeurs))

    def __len__(self) -> int:
        return sum(map(len, self.lignes.values()))


_TABLES: dict[type[models.Model], Table] = {}


def table(modele: type[models.Model]) -> Table:
    """The target of this model, made once."""
    if modele not in _TABLES:
        _TABLES[modele] = Table(modele)
    return _TABLES[modele]
