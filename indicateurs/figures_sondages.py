"""The charts of a wave of a survey."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from guichet.graphiques import Barres, Graphique, Lignes, Serie
from guichet.referentiels.formats import formater_date, formater_nombre, formater_pourcent
from indicateurs.models import VagueSondage
from indicateurs.queries.sondages import LigneStrate, ResultatQuestion
from indicateurs.sondages.ponderation import Estimation


def part(valeur: float) -> str:
    """A share, as people read it."""
    return formater_pourcent(valeur)


def parts(resultat: ResultatQuestion) -> Graphique | None:
    """The weighted share of each choice; None when there is nothing to draw."""
    if not resultat.parts:
        return None
    dites = [(p.estimation.valeur, p.libelle) for p in resultat.parts if p.estimation]
    premiere = max(dites, default=(0.0, ""))
    return Barres(
        titre=_("Réponse la plus fréquente : %(mots)s (%(part)s)") % {"mots": premiere[1], "part": part(premiere[0])},
        entetes=(_("Réponse"), _("Part pondérée")),
        lignes=[(p.libelle, p.estimation.valeur if p.estimation else None) for p in resultat.parts],
        format_valeur=part,
        maximum=1,
        cle=f"{resultat.question.code}-{resultat.enonce}",
    )


def taux(lignes: Sequence[LigneStrate]) -> Graphique:
    """The response rate of each stratum."""
    return Barres(
        titre=_("Qui a répondu, sur les personnes invitées"),
        entetes=(_("Strate"), _("Taux de réponse")),
        lignes=[(ligne.nom, ligne.taux) for ligne in lignes if ligne.tirees],
        format_valeur=part,
        maximum=1,
    )


def tendance(titre: str, suite: Sequence[tuple[VagueSondage, Estimation]], cle: str) -> Graphique | None:
    """A mean wave after wave, with its interval; None with fewer than two waves."""
    if len(suite) < 2:
        return None
    return Lignes(
        titre=_("%(titre)s – moyenne, vague après vague") % {"titre": titre},
        entetes=(_("Vague"), _("Moyenne"), _("Borne basse"), _("Borne haute")),
        abscisses=[formater_date(vague.echeance) for vague, _e in suite],
        series=[
            Serie(
                _("Moyenne"),
                [e.valeur for _v, e in suite],
                [max(0.0, e.bas) for _v, e in suite],
                [e.haut for _v, e in suite],
            )
        ],
        format_valeur=_une_decimale,
        cle=cle,
    )


def _une_decimale(valeur: float) -> str:
    return formater_nombre(valeur, 1)
