"""From an indicator’s months to the effect of a measure: which months, which regions, what may be concluded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Genre, Mesure
from guichet.referentiels.formats import formater_date, formater_nombre
from guichet.referentiels.parametres import parametre
from indicateurs.effet import Effet, Serie, Terme, estimer, estimer_par_difference
from indicateurs.filtre import Filtre
from indicateurs.models import Amelioration, EffetMesure, SensEffet
from indicateurs.queries import valeurs
from indicateurs.queries.chiffres import debut, fin_du_mois_precedent
from indicateurs.queries.registre import est_mesuree

AN = 12
# What is divided can be set beside another region's; a number of persons follows the size of the region.
COMPARABLES = frozenset({Genre.TAUX, Genre.RAPPORT, Genre.DELAI})


@dataclass(frozen=True, slots=True)
class Fenetres:
    """The months before the measure and those since; the month it began in belongs to neither."""

    avant: Filtre
    apres: Filtre | None


def fenetres(amelioration: Amelioration, *, au: date) -> Fenetres:
    """As many whole months before as planned, every whole month since."""
    jour = amelioration.mise_en_place_le
    veille = jour.replace(day=1) - timedelta(days=1)
    premier = jour if jour.day == 1 else (jour.replace(day=1) + timedelta(days=31)).replace(day=1)
    dernier = fin_du_mois_precedent(au)
    avant = Filtre(debut(veille, amelioration.mois_prevus), veille)
    return Fenetres(avant, Filtre(premier, dernier) if dernier >= premier else None)


def serie(mesure: Mesure, filtre: Filtre, regions: Sequence[str] = ()) -> Serie:
    """The months of a period that have a value, over these regions together; without any, over the province."""
    sommes: dict[date, list[Terme]] = defaultdict(list)
    for region in regions or [""]:
        choix = Filtre(filtre.du, filtre.au, region=region)
        for mois, valeur in valeurs.par_mois(mesure, choix).items():
            if terme := _terme(mesure, valeur):
                sommes[mois].append(terme)
    return {mois: _ensemble(mesure, termes) for mois, termes in sorted(sommes.items())}


def _terme(mesure: Mesure, valeur: Valeur) -> Terme | None:
    """What a month weighs: a share its denominator, a delay the number it is the median of, a number nothing."""
    if valeur.valeur is None:
        return None
    if mesure.genre in (Genre.COMPTE, Genre.STOCK):
        return Terme(float(valeur.valeur), 1, round(valeur.valeur))
    nombre = valeur.numerateur if mesure.genre is Genre.DELAI else valeur.denominateur
    return Terme(float(valeur.valeur) * nombre, nombre, nombre) if nombre else None


def _ensemble(mesure: Mesure, termes: list[Terme]) -> Terme:
    bas = 1 if mesure.genre in (Genre.COMPTE, Genre.STOCK) else sum(t.bas for t in termes)
    return Terme(sum(t.haut for t in termes), bas, sum(t.nombre for t in termes))


@dataclass(frozen=True, slots=True)
class Lecture:
    """The months an effect is computed from, by side."""

    avant: Serie
    apres: Serie
    temoin_avant: Serie
    temoin_apres: Serie

    def estimer(self, *, confiance: float) -> Effet:
        """The effect; `MoisInsuffisants` when a period is too short."""
        if self.temoin_avant or self.temoin_apres:
            return estimer_par_difference(
                self.avant, self.apres, self.temoin_avant, self.temoin_apres, confiance=confiance
            )
        return estimer(self.avant, self.apres, confiance=confiance)

    def en_json(self) -> dict[str, list[list[object]]]:
        """As a measurement keeps it."""
        return {
            nom: [[mois.isoformat(), t.haut, t.bas, t.nombre] for mois, t in getattr(self, nom).items()]
            for nom in ("avant", "apres", "temoin_avant", "temoin_apres")
        }


def lire(amelioration: Amelioration, *, au: date) -> Lecture:
    """The months of a measure in place, its regions and those it is compared with."""
    quand, mesure = fenetres(amelioration, au=au), amelioration.mesure

    def cote(filtre: Filtre | None, regions: Sequence[str]) -> Serie:
        return serie(mesure, filtre, regions) if filtre else {}

    temoins = amelioration.regions_temoins if amelioration.est_par_comparaison else []
    return Lecture(
        cote(quand.avant, amelioration.regions),
        cote(quand.apres, amelioration.regions),
        cote(quand.avant, temoins) if temoins else {},
        cote(quand.apres, temoins) if temoins else {},
    )


def dernier_effet(amelioration: Amelioration) -> EffetMesure | None:
    """The measurement that counts."""
    return amelioration.effets.first()  # type: ignore[attr-defined]


class Verdict(StrEnum):
    """What an interval says of what was expected."""

    CONTRAIRE = "contraire"
    INDECIS = "indecis"
    PARTIEL = "partiel"
    ATTEINT = "atteint"


def comparer_a_l_attendu(amelioration: Amelioration, effet: EffetMesure) -> Verdict:
    """Whether the interval says something, and whether the expected size is reached."""
    signe = 1 if amelioration.sens == SensEffet.HAUSSE else -1
    va, bornes = signe * effet.effet, sorted((signe * effet.bas, signe * effet.haut))
    if bornes[1] < 0:
        return Verdict.CONTRAIRE
    if bornes[0] <= 0:
        return Verdict.INDECIS
    return Verdict.ATTEINT if va >= (amelioration.ampleur or 0) else Verdict.PARTIEL


def obstacles_a_la_conclusion(amelioration: Amelioration, effet: EffetMesure | None, *, au: date) -> list[str]:
    """Why nobody may conclude yet, in sentences; empty when one may."""
    if effet is None:
        return [_("L’effet n’est pas encore mesuré.")]
    if effet.reference != amelioration.mesure.reference:
        return [_("La définition de l’indicateur a changé depuis la dernière mesure : mesurez de nouveau.")]
    mois = max(amelioration.mois_prevus, int(parametre("amelioration_mois_minimum", au=au)))
    nombre = max(amelioration.nombre_prevu, int(parametre("amelioration_nombre_minimum", au=au)))
    obstacles = []
    for lus, quand in ((effet.mois_avant, _("avant")), (effet.mois_apres, _("après"))):
        if lus < mois:
            mots = ngettext(
                "%(lus)d mois mesuré %(quand)s la mesure; il en faut %(mois)d.",
                "%(lus)d mois mesurés %(quand)s la mesure; il en faut %(mois)d.",
                lus,
            )
            obstacles.append(mots % {"lus": lus, "quand": quand, "mois": mois})
    if effet.nombre < nombre:
        mots = _("%(lus)s personnes ou évènements comptés dans la plus petite période; il en faut %(nombre)s.")
        obstacles.append(mots % {"lus": formater_nombre(effet.nombre), "nombre": formater_nombre(nombre)})
    return obstacles


def impasses(amelioration: Amelioration, effet: EffetMesure | None, *, au: date) -> list[str]:
    """Why nobody will measure its effect as planned, in sentences; empty while one may conclude or only has to wait."""
    obstacles = obstacles_a_la_conclusion(amelioration, effet, au=au)
    if not obstacles:
        return []
    mesure, raisons = amelioration.mesure, []
    if not est_mesuree(mesure):
        raisons.append(_("Cet indicateur n’est plus mesuré."))
    if mesure.version != amelioration.version:
        raisons.append(_("La définition de l’indicateur a changé depuis que l’effet attendu est écrit."))
    if effet is not None and effet.mois_avant < amelioration.mois_prevus:
        raisons.append(_("Il manque des mois avant la mesure, et ils ne viendront plus."))
    if amelioration.effet_attendu_le and amelioration.est_en_retard(au=au):
        jour = formater_date(amelioration.effet_attendu_le)
        raisons.append(_("Le jour où l’effet était attendu est passé (%(jour)s).") % {"jour": jour})
    return raisons


def regions_semblables(mesure: Mesure, regions: Sequence[str], *, au: date) -> list[tuple[str, Decimal]]:
    """The other regions with their value of the last twelve months, the closest to those of the measure first."""
    if "region" not in mesure.dimensions or not valeurs.CALCULATEURS.get(mesure.calcul):
        return []
    fin = fin_du_mois_precedent(au)
    lus = valeurs.par_axe(mesure, Filtre(debut(fin, AN), fin), "region")
    siennes = [v.valeur for code, v in lus.items() if code in regions and v.valeur is not None]
    if not siennes:
        return []
    milieu = sum(siennes, Decimal(0)) / len(siennes)
    autres = [(str(code), v.valeur) for code, v in lus.items() if code not in regions and v.valeur is not None]
    return sorted(autres, key=lambda paire: (abs(paire[1] - milieu), paire[0]))
