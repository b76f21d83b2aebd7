"""An organisation's figure beside its peers, who stay anonymous: same kind, similar size, never fewer than five."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Q, Sum
from django.utils import timezone

from guichet.cloison import portee
from guichet.cloison.portee import Portee
from guichet.mesure.calcul import calculer_par_organisation
from guichet.mesure.definition import MESURES, Mesure
from guichet.models import Organisation
from guichet.referentiels.queries import parametre
from partenaires.models import DepenseReddition, Entente, IndicateurEntente, Reddition
from partenaires.models.entente import ENGAGEES
from partenaires.queries.statistiques import centile, rang_centile
from partenaires.states_ententes import EtatReddition

Valeurs = dict[Any, float]
UN_AN = timedelta(days=364)
GARDEES_SECONDES = 6 * 3600


@dataclass(frozen=True, slots=True)
class Comparaison:
    """One figure of an organisation among its peers; `centile` is the share of peers under it, in percents.

    Without enough peers, median, quartiles and percentile are None, and so is the number of peers.
    """

    mesure: Mesure
    valeur: float | None
    nb_pairs: int | None = None
    q1: float | None = None
    mediane: float | None = None
    q3: float | None = None
    centile: int | None = None

    @property
    def est_comparable(self) -> bool:
        """True with enough peers to say nothing of any of them."""
        return self.nb_pairs is not None


def percentiles(organisation: Organisation, codes: Sequence[str], *, du: date, au: date) -> dict[str, int | None]:
    """The rank of this organisation among its peers by measure, in percents; None: too few are known, or no figure."""
    connus = [code for code in codes if code in MESURES]
    comparees = comparer(organisation, connus, du=du, au=au) if connus else []
    return {comparee.mesure.code: comparee.centile for comparee in comparees}


def comparer(organisation: Organisation, codes: Sequence[str], *, du: date, au: date) -> list[Comparaison]:
    """This organisation's figures over a period, both days included, beside its peers', in the order of the codes.

    Peers, chosen once, are read beyond the asker's scope: only a median, quartiles and a rank leave it.
    """
    mesures = [MESURES[code] for code in codes]
    with portee(Portee("province")):
        retenus = semblables(organisation, du, au)
        valeurs = _valeurs(mesures, [organisation.pk, *retenus], du, au)
    minimum = int(parametre("pairs_minimum", au=au))
    return [situer(m, valeurs[m.code], organisation.pk, retenus, minimum) for m in mesures]


def situer(mesure: Mesure, valeurs: Valeurs, mien: Any, retenus: Sequence[Any], minimum: int) -> Comparaison:
    """One's own value among those of the peers kept; nothing of them when fewer than the minimum have one."""
    valeur = valeurs.get(mien)
    pairs = [valeurs[pk] for pk in retenus if pk in valeurs]
    if len(pairs) < minimum:
        return Comparaison(mesure, valeur)
    q1, mediane, q3 = (centile(pairs, part) for part in (0.25, 0.5, 0.75))
    rang = None if valeur is None else rang_centile(valeur, pairs)
    return Comparaison(mesure, valeur, len(pairs), q1, mediane, q3, rang)


def semblables(organisation: Organisation, du: date, au: date) -> list[Any]:
    """Others of the same kind whose agreed dollars per year are within the dated ratio of its own, or also none."""
    tailles = _tailles(organisation.genre, du, au)
    mienne = tailles.pop(organisation.pk, Decimal(0))
    rapport = Decimal(parametre("pairs_rapport_taille", au=au))
    if not mienne:
        memes = Organisation.objects.filter(genre=organisation.genre).exclude(pk__in=[*tailles, organisation.pk])
        return list(memes.values_list("pk", flat=True))
    return [pk for pk, taille in tailles.items() if mienne / rapport <= taille <= mienne * rapport]


def _tailles(genre: str, du: date, au: date) -> dict[Any, Decimal]:
    """Dollars agreed per organisation of this kind, over signed ententes that touch the period, brought to a year."""
    tailles: dict[Any, Decimal] = defaultdict(Decimal)
    ententes = Entente.objects.filter(
        etat__in=ENGAGEES, organisation__genre=genre, debut__lte=au, fin__gte=du, montant_convenu__isnull=False
    )
    for pk, montant, debut, fin in ententes.values_list("organisation_id", "montant_convenu", "debut", "fin"):
        tailles[pk] += (montant or Decimal(0)) * 365 / ((fin - debut).days + 1)
    return dict(tailles)


def _valeurs(mesures: Sequence[Mesure], organisations: Sequence[Any], du: date, au: date) -> dict[str, Valeurs]:
    """By code, the figure of each organisation that has one, by the same computation as its own account."""
    valeurs: dict[str, Valeurs] = {m.code: PROPRES[m.code](du, au) if m.code in PROPRES else {} for m in mesures}
    comptees = [m for m in mesures if m.code not in PROPRES]
    for pk, faites in calculer_par_organisation(comptees, organisations, du=du, au=au).items():
        for code, faite in faites.items():
            if faite.valeur is not None:
                valeurs[code][pk] = float(faite.valeur)
    return valeurs


def _redditions_a_temps(du: date, au: date) -> Valeurs:
    dues = Reddition.objects.filter(due_le__gte=du, due_le__lte=au).order_by()
    comptes: dict[Any, list[int]] = defaultdict(list)
    for pk, due_le, soumise_le in dues.values_list("organisation_id", "due_le", "soumise_le"):
        comptes[pk].append(soumise_le is not None and timezone.localdate(soumise_le) <= due_le)
    return {pk: sum(a_temps) / len(a_temps) for pk, a_temps in comptes.items()}


def _depenses_admissibles(du: date, au: date) -> Valeurs:
    acceptees = Q(reddition__etat=EtatReddition.ACCEPTEE, reddition__acceptee_le__gte=_minuit(du))
    lignes = DepenseReddition.objects.filter(acceptees, reddition__acceptee_le__lt=_minuit(au, 1)).order_by()
    sommes = lignes.values_list("organisation_id").annotate(admis=Sum("admissible"), total=Sum("montant"))
    return {pk: float((admis or 0) / total) for pk, admis, total in sommes if total}


# Measures that the journal alone does not count.
PROPRES: dict[str, Callable[[date, date], Valeurs]] = {
    "redditions_a_temps": _redditions_a_temps,
    "part_depenses_admissibles": _depenses_admissibles,
}


def _minuit(jour: date, plus: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(jour + timedelta(days=plus), time.min))


def mesures_convenues(organisation: Organisation, *, au: date) -> list[str]:
    """Codes of the indicators agreed in its ententes in progress, in the version the registry computes."""
    convenus = IndicateurEntente.objects.actifs().filter(
        organisation=organisation, entente__etat__in=ENGAGEES, entente__debut__lte=au, entente__fin__gte=au
    )
    couples = convenus.order_by("rang", "code").values_list("code", "version_mesure")
    connus = (code for code, version in couples if code in MESURES and MESURES[code].version == version)
    return list(dict.fromkeys(connus))


def parmi_les_pairs(organisation: Organisation, *, au: date) -> list[Comparaison]:
    """Each agreed indicator over the year that ends that day, beside its peers'; kept some hours, peers being many."""
    if not (codes := mesures_convenues(organisation, au=au)):
        return []
    cle = f"pairs:{organisation.pk}:{au}:{'.'.join(codes)}"
    if (gardees := cache.get(cle)) is None:
        comparees = comparer(organisation, codes, du=au - UN_AN, au=au)
        gardees = [(c.valeur, c.nb_pairs, c.q1, c.mediane, c.q3, c.centile) for c in comparees]
        cache.set(cle, gardees, GARDEES_SECONDES)
    return [Comparaison(MESURES[code], *chiffres) for code, chiffres in zip(codes, gardees, strict=True)]
