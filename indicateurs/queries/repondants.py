"""Who answers a survey, by the code alone: two statements at most, written once, nothing of a session."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connection

from indicateurs.models import Invitation, Question, VagueSondage, VersionSondage

# In the order of the models' fields, as `from_db` reads them.
VAGUE = ("id", "campagne_id", "version_id", "etat", "mode", "ferme_le")
INVITATION = ("id", "vague_id", "personne_id", "region_id", "repondue")
PAR_INVITATION = """
SELECT v.id, v.campagne_id, v.version_id, v.etat, v.mode, v.ferme_le, i.id, i.vague_id, i.personne_id, i.region_id,
       i.repondue
FROM indicateurs_invitation i JOIN indicateurs_vaguesondage v ON v.id = i.vague_id WHERE i.code = %s
"""
PAR_AFFICHE = """
SELECT id, campagne_id, version_id, etat, mode, ferme_le FROM indicateurs_vaguesondage WHERE code_affiche = %s
"""


def trouver_par_code(code: str) -> tuple[Invitation | None, VagueSondage] | None:
    """The invitation of this code and its wave; the wave alone for a poster's; None for a code nobody gave.

    The caller has the province's scope.
    """
    with connection.cursor() as curseur:
        curseur.execute(PAR_INVITATION, [code])
        ligne = curseur.fetchone()
        if ligne:
            return Invitation.from_db("default", INVITATION, ligne[len(VAGUE) :]), _vague(ligne[: len(VAGUE)])
        curseur.execute(PAR_AFFICHE, [code])
        ligne = curseur.fetchone()
    return (None, _vague(ligne)) if ligne else None


def _vague(valeurs: tuple[Any, ...]) -> VagueSondage:
    return VagueSondage.from_db("default", VAGUE, valeurs)


@lru_cache(maxsize=64)
def version_posee(version_id: Any) -> tuple[VersionSondage, tuple[Question, ...]]:
    """A version and its questions, read once by process: those a wave asks are frozen by the database."""
    version = VersionSondage.objects.select_related("sondage").get(pk=version_id)
    return version, tuple(version.questions_posees())
