"""The charts of the homes: an organisation's figures among its peers', an envelope month after month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from guichet.graphiques import Bande, Bandes, Lignes, Serie
from guichet.mesure.definition import Genre, Mesure
from guichet.referentiels.formats import formater_nombre, formater_pourcent
from partenaires.queries.enveloppes import Consommation, Mois, previsions
from partenaires.queries.pairs import Comparaison

MILLE = 1000


def figure_des_pairs(comparaisons: Sequence[Comparaison]) -> Bandes | None:
    """Each figure of the organisation on a line where half of its peers are; None without any figure."""
    if not any(c.valeur is not None or c.est_comparable for c in comparaisons):
        return None
    return Bandes(
        titre=_titre(comparaisons),
        entetes=(_("Indicateur"), _("Vous"), _("1er quartile"), _("Médiane"), _("3e quartile")),
        bandes=[
            Bande(
                libelle=str(c.mesure.titre),
                mien=c.valeur,
                q1=c.q1,
                mediane=c.mediane,
                q3=c.q3,
                ecrire=_format(c.mesure),
                plein=1.0 if c.mesure.genre is Genre.TAUX else None,
            )
            for c in comparaisons
        ],
        mot_mediane=_("Médiane des organismes semblables"),
        sans_autres=_("Trop peu d’organismes semblables pour comparer"),
    )


def _titre(comparaisons: Sequence[Comparaison]) -> str:
    """How many of the figures stand in the middle half."""
    situees = [c for c in comparaisons if c.valeur is not None and c.q1 is not None and c.q3 is not None]
    if not situees:
        return _("Vos indicateurs convenus, sur un an")
    milieu = sum(c.q1 <= c.valeur <= c.q3 for c in situees)  # type: ignore[operator]
    if len(situees) == 1:
        return (
            _("Le seul indicateur comparable est dans la moitié centrale des organismes semblables")
            if milieu
            else _("Le seul indicateur comparable est hors de la moitié centrale des organismes semblables")
        )
    return _("%(n)d de vos %(total)d indicateurs sont dans la moitié centrale des organismes semblables") % {
        "n": milieu,
        "total": len(situees),
    }


def _format(mesure: Mesure) -> Callable[[Any], str]:
    if mesure.genre is Genre.TAUX:
        return formater_pourcent
    return lambda valeur: f"{formater_nombre(valeur, 0 if float(valeur).is_integer() else 1)} {mesure.unite}".strip()


def figure_enveloppe(annee: Consommation, mois: Sequence[Mois], *, de_quoi: str = "") -> Lignes:
    """What is left month after month: as planned, as paid, as forecast to the end; nothing is drawn below zero."""
    depart = annee.enveloppe or Decimal(0)
    series = [
        Serie(_("Engagé"), _restes(depart, [un.prevu for un in mois])),
        Serie(_("Versé"), _restes(depart, [un.verse for un in mois])),
    ]
    tetes = [_("Mois"), _("Selon les engagements"), _("Selon les paiements")]
    prevus = previsions(annee, mois)
    if any(reste is not None for reste in prevus):
        series.append(Serie(_("Prévu"), [None if r is None else max(0, round(r / MILLE)) for r in prevus]))
        tetes.append(_("Prévu d’ici le 31 mars"))
    return Lignes(
        titre=_("Ce qui reste %(quoi)s à la fin de chaque mois de %(exercice)s, en milliers de dollars")
        % {"quoi": de_quoi or _("de l’enveloppe"), "exercice": annee.libelle},
        entetes=tetes,
        abscisses=[str(MONTHS[un.premier.month])[:4].capitalize() for un in mois],
        series=series,
        format_valeur=formater_nombre,
        cle=str(annee.exercice),
    )


def _restes(depart: Decimal, montants: Sequence[Decimal | None]) -> list[Any]:
    """What is left after each amount; None from the first unknown one."""
    restes: list[Any] = []
    for montant in montants:
        depart -= montant or 0
        restes.append(None if montant is None else max(0, round(depart / MILLE)))
    return restes
