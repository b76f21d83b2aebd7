"""Proposals of redesign: their numbers, their evidence, what is missing before a decision."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from partenaires.models import NaturePreuve, PreuveRefonte, Refonte, ResultatConsultation

# Words heard, or figures: at least one of each family supports a proposal.
ENTENDUES = (NaturePreuve.SONDAGE, NaturePreuve.BESOIN, NaturePreuve.CONSTAT)


def prochain_numero_refonte(le: date) -> str:
    """A number never given before: `R-26-00042`."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT nextval('partenaires_numero_refonte')")
        return f"R-{le.year % 100:02d}-{curseur.fetchone()[0]:05d}"


def preuves_de(refonte: Refonte) -> list[PreuveRefonte]:
    """Its evidence in place, by nature."""
    return list(refonte.preuves.en_place().select_related("ajoutee_par"))  # type: ignore[attr-defined]


def entendu_sur_la_version(refonte: Refonte) -> list[ResultatConsultation]:
    """What was noted on the version itself, in its own workspace; nothing for a formula."""
    return list(refonte.version.consultations.order_by("-tenue_le")) if refonte.version else []


def obstacles_a_la_decision(refonte: Refonte) -> list[str]:
    """What must be there before someone decides, each in a sentence."""
    natures = {preuve.nature for preuve in preuves_de(refonte)}
    obstacles = []
    if not natures & set(ENTENDUES) and not entendu_sur_la_version(refonte):
        obstacles.append(_("Ajoutez ce qui a été entendu : un sondage, un besoin du terrain ou un constat."))
    if NaturePreuve.INDICATEUR not in natures:
        obstacles.append(_("Nommez au moins un indicateur que la refonte doit faire bouger."))
    if refonte.formule and NaturePreuve.SCENARIO not in natures:
        obstacles.append(_("Joignez un scénario : l’effet simulé."))
    return obstacles
