"""An organisation's figure beside its peers, who stay anonymous: same kind, similar size, never fewer than five."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from guichet.cloison import portee
from guichet.cloison.portee import Portee
from guichet.mesure.calcul import calculer
from guichet.mesure.definition import MESURES, Mesure
from guichet.models import Organisation
from guichet.referentiels.queries import parametre
from partenaires.models import DepenseReddition, Entente, Reddition
from partenaires.models.entente import ENGAGEES
from partenaires.queries.statistiques import centile, rang_centile
from partenaires.states_ententes import EtatReddition

Valeurs = dict[Any, float]


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


def percentile(organisation: Organisation, code: str, *, du: date, au: date) -> int | None:
    """The rank of this organisation among its peers, in percents; None when too few are known or it has no figure."""
    return comparer(organisation, code, du=du, au=au).centile if code in MESURES else None


def comparer(organisation: Organisation, code: str, *, du: date, au: date) -> Comparaison:
    """This organisation's figure of a measure over a period, both days included, beside its peers.

    Peers are read beyond the asker's scope: only a median, quartiles and a rank leave it.
    """
    mesure = MESURES[code]
    with portee(Portee("province")):
        retenus = _pairs(organisation, du, au)
        valeurs = _valeurs(mesure, [organisation.pk, *retenus], du, au)
    valeur = valeurs.get(organisation.pk)
    pairs = [valeurs[pk] for pk in retenus if pk in valeurs]
    if len(pairs) < parametre("pairs_minimum", au=au):
        return Comparaison(mesure, valeur)
    return Comparaison(
        mesure,
        valeur,
        len(pairs),
        centile(pairs, 0.25),
        centile(pairs, 0.5),
        centile(pairs, 0.75),
        None if valeur is None else rang_centile(valeur, pairs),
    )


def _pairs(organisation: Organisation, du: date, au: date) -> list[Any]:
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


def _valeurs(mesure: Mesure, organisations: Sequence[Any], du: date, au: date) -> Valeurs:
    """The figure of each organisation that has one, by the same computation as its own account."""
    if propre := PROPRES.get(mesure.code):
        return propre(du, au)
    faites = {pk: calculer([mesure], organisation_id=pk, du=du, au=au)[mesure.code].valeur for pk in organisations}
    return {pk: float(valeur) for pk, valeur in faites.items() if valeur is not None}


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
