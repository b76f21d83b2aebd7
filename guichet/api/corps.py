"""What a call carries: JSON whatever its headers say, an idempotency key, a list of lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from guichet.api.refus import RequeteRefusee

LIGNES_MAX, OCTETS_MAX, CLE_MAX = 1_000, 1_000_000, 80


class ToujoursJson(BaseContentNegotiation):
    """One format in, one format out: no header makes another of it."""

    def select_parser(self, request: Request, parsers: Sequence[Any]) -> Any:
        """The only one."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Sequence[Any], format_suffix: Any = None) -> tuple[Any, str]:
        """The only one."""
        return renderers[0], renderers[0].media_type


class CorpsJson(BaseParser):
    """A body of a megabyte at most; what cannot be read is refused in words."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The value written."""
        if int(parser_context["request"].headers.get("Content-Length") or 0) > OCTETS_MAX:
            raise RequeteRefusee(_("Envoyez 1 Mo au plus par appel."))
        try:
            return json.loads(stream.read())
        except (ValueError, RecursionError) as erreur:
            raise RequeteRefusee(_("Le corps n’est pas du JSON.")) from erreur


def cle_d_idempotence(entetes: Mapping[str, str]) -> str:
    """The key that makes a call sent twice count once."""
    cle = entetes.get("Idempotency-Key", "")
    if not 1 <= len(cle) <= CLE_MAX or not cle.isascii() or not cle.isprintable():
        raise RequeteRefusee(_("Envoyez l’en-tête Idempotency-Key : de 1 à 80 caractères."))
    return cle


def lire_liste(corps: Any, nom: str, colonnes: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The lines of a body `{nom: [{…}]}`, numbered from one, cells in the order of the columns."""
    liste = corps.get(nom) if isinstance(corps, dict) else None
    if not isinstance(liste, list) or not 1 <= len(liste) <= LIGNES_MAX:
        raise RequeteRefusee(
            _("Envoyez un objet « %(nom)s » : une liste de 1 à %(n)s lignes.") % {"nom": nom, "n": LIGNES_MAX}
        )
    return [(rang, _cellules(rang, ligne, colonnes)) for rang, ligne in enumerate(liste, 1)]


def _cellules(rang: int, ligne: Any, colonnes: Sequence[str]) -> list[str]:
    if not isinstance(ligne, dict) or set(ligne) - set(colonnes):
        noms = ", ".join(colonnes)
        raise RequeteRefusee(_("Ligne %(n)s : les champs sont %(noms)s.") % {"n": rang, "noms": noms})
    valeurs = [ligne.get(nom) for nom in colonnes]
    if not all(valeur is None or type(valeur) in (str, int, float) for valeur in valeurs):
        raise RequeteRefusee(_("Ligne %(n)s : chaque champ est un texte ou un nombre.") % {"n": rang})
    return ["" if valeur is None else _propre(str(valeur)) for valeur in valeurs]


def _propre(texte: str) -> str:
    """What the database can hold: a null character or half a pair is in no valid cell."""
    return texte.strip().replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
