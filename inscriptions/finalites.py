"""What we ask consent for: one purpose each, in the words shown; the version changes with the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Finalite:
    """One purpose: its code, the version of its words, the question and what saying yes does."""

    code: str
    version: str
    question: Any
    effet: Any


# Loi sur l'accès, art. 53.1: each purpose apart, refused by default, without consequence on the service.
FINALITES = (
    Finalite(
        "textos",
        "2026-1",
        _("Pouvons-nous vous envoyer des textos?"),
        _("Nous vous écrivons quand une place vous attend."),
    ),
    Finalite(
        "verification_statut",
        "2026-1",
        _("Pouvons-nous vérifier votre statut auprès de l’immigration?"),
        _("Vous aurez moins de documents à envoyer."),
    ),
    Finalite(
        "partage_organismes",
        "2026-1",
        _("Pouvons-nous transmettre vos besoins à un organisme d’aide près de chez vous?"),
        _("L’organisme peut vous appeler pour vous aider à vous installer."),
    ),
    Finalite(
        "sondages",
        "2026-1",
        _("Pouvons-nous vous inviter à un sondage?"),
        _("Vos réponses nous aident à améliorer le service."),
    ),
    Finalite(
        "groupes_temoins",
        "2026-1",
        _("Pouvons-nous vous inviter à une rencontre de groupe?"),
        _("Vous donnez votre avis avec d’autres personnes."),
    ),
)
FINALITES_PAR_CODE = {finalite.code: finalite for finalite in FINALITES}
