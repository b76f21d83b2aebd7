"""The measured effect in words and as a chart: the months before and since, beside those of comparable regions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from guichet.graphiques import Lignes, Serie
from indicateurs.ecriture import ecart, ecrire, ecrivain, en_unite
from indicateurs.models import Amelioration, EffetMesure, SensEffet
from indicateurs.queries.effets import Verdict, comparer_a_l_attendu


@dataclass(frozen=True, slots=True)
class EffetLu:
    """What a page says of a measurement."""

    effet: str
    bas: str
    haut: str
    attendu: str
    avant: str
    apres: str
    temoin_avant: str
    temoin_apres: str
    verdict: str
    ton: str


def lire_effet(amelioration: Amelioration, effet: EffetMesure) -> EffetLu:
    """The effect, its interval, what was expected, and the sentence that compares them."""
    mesure, zero = amelioration.mesure, Decimal(0)
    verdict, ton = _verdict(amelioration, effet)
    attendu = amelioration.ampleur if amelioration.sens == SensEffet.HAUSSE else -(amelioration.ampleur or zero)
    return EffetLu(
        ecart(mesure, effet.effet, zero),
        ecart(mesure, effet.bas, zero),
        ecart(mesure, effet.haut, zero),
        ecart(mesure, attendu, zero),
        ecrire(mesure, effet.avant),
        ecrire(mesure, effet.apres),
        ecrire(mesure, effet.temoin_avant),
        ecrire(mesure, effet.temoin_apres),
        verdict,
        ton,
    )


def _verdict(amelioration: Amelioration, effet: EffetMesure) -> tuple[str, str]:
    """What the interval says, in a sentence, and its tone."""
    match comparer_a_l_attendu(amelioration, effet):
        case Verdict.CONTRAIRE:
            return _("L’indicateur va dans l’autre sens."), "arret"
        case Verdict.INDECIS:
            return _("L’intervalle contient zéro : on ne peut pas dire que la mesure change quelque chose."), "attente"
        case Verdict.ATTEINT:
            return _("L’effet va dans le sens attendu et atteint l’ampleur attendue."), "reussi"
        case _:
            return _("L’effet va dans le sens attendu, sans atteindre l’ampleur attendue."), "attente"


def figure_de_l_effet(amelioration: Amelioration, effet: EffetMesure) -> Lignes:
    """Each month of both periods; the gap between them is the month the measure began in."""
    mesure = amelioration.mesure
    ici, la_bas = _mois(effet.serie, ""), _mois(effet.serie, "temoin_")
    mois = sorted(ici.keys() | la_bas.keys())
    series = [Serie(_("Mesure"), [ici.get(m) for m in mois])]
    entetes = [_("Mois"), _("Régions de la mesure")]
    if la_bas:
        series.append(Serie(_("Comparaison"), [la_bas.get(m) for m in mois]))
        entetes.append(_("Régions de comparaison"))
    return Lignes(
        titre=en_unite(mesure, _("%(titre)s, avant et après") % {"titre": mesure.titre}),
        entetes=entetes,
        abscisses=[format_date(m, "MMM yy", locale="fr_CA") for m in mois],
        series=series,
        format_valeur=ecrivain(mesure),
        cle=str(amelioration.pk),
    )


def _mois(serie: dict[str, Any], cote: str) -> dict[date, float]:
    """The figure of each month of one side."""
    return {
        date.fromisoformat(mois): haut / bas
        for periode in ("avant", "apres")
        for mois, haut, bas, _nombre in serie.get(f"{cote}{periode}", [])
    }
