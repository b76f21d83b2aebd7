"""The chart of one figure month by month: one's own line, the peers' median and the middle half around it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guichet.graphiques import Lignes, Serie
from guichet.mesure.definition import Genre
from guichet.referentiels.formats import formater_nombre
from indicateurs.ecriture import ecrivain
from indicateurs.figures import mois_court
from indicateurs.queries.pairs import Suivi


def lignes_des_pairs(suivi: Suivi) -> Lignes:
    """Own values, and the peers' where they are enough that month."""
    mesure, comparaisons = suivi.mesure, list(suivi.mois.values())
    series = [Serie(_("Vous"), [c.valeur for c in comparaisons])]
    entetes = [_("Mois"), _("Vous")]
    if any(c.est_comparable for c in comparaisons):
        quartiles = ([c.q1 for c in comparaisons], [c.q3 for c in comparaisons])
        series.append(Serie(_("Médiane"), [c.mediane for c in comparaisons], *quartiles))
        entetes += [_("Médiane des semblables"), _("1er quartile"), _("3e quartile")]
    unite = f" ({mesure.unite})" if mesure.unite and mesure.genre is Genre.DELAI else ""
    return Lignes(
        titre=f"{mesure.titre}{unite}",
        entetes=entetes,
        abscisses=[mois_court(mois) for mois in suivi.mois],
        series=series,
        format_valeur=ecrivain(mesure) if mesure.genre is Genre.TAUX else formater_nombre,
        cle=f"pairs-{mesure.code}",
    )
