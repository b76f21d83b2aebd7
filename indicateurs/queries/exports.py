"""What an export's page reads."""

from __future__ import annotations

import uuid

from django.core.cache import cache

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import Journal
from indicateurs.models import Export


def cle_avancement(export_id: uuid.UUID | str) -> str:
    """The cache key under which the worker says how many rows are written."""
    return f"export:{export_id}"


def avancement(export: Export) -> int:
    """Rows written so far; 0 when nothing was said."""
    return cache.get(cle_avancement(export.pk), 0)


def motif_d_echec(export: Export) -> str:
    """Why no file could be made."""
    with portee(Acteur.systeme()):
        lignes = Journal.objects.de_l_objet(export).filter(pas="echouer")
        return lignes.values_list("motif", flat=True).first() or ""
