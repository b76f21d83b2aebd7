"""How late is the ministry itself? Days from due to paid, signatures and first payments, days of each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.db.models import F, Min, Q, QuerySet, Window
from django.db.models.functions import Lead, TruncDate
from django.utils import timezone

from guichet.models import Journal
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables, jours_ouvrables_entre
from guichet.referentiels.queries import jours_feries, parametre
from partenaires.models import Entente, Reddition, Versement
from partenaires.models.entente import ENGAGEES
from partenaires.queries.statistiques import centile
from partenaires.states_ententes import EtatEntente, EtatReddition, EtatVersement

AVRIL = 4
# State that is waited in: the measure, the dated parameter that promises its delay.
ETAPES: dict[tuple[str, str], tuple[str, str]] = {
    ("entente", EtatEntente.SOUMISE): ("delai_completude", "delai_completude_entente"),
    ("entente", EtatEntente.EN_ANALYSE): ("delai_analyse", "delai_analyse_entente"),
    ("entente", EtatEntente.RECOMMANDEE): ("delai_decision", "delai_decision_entente"),
    ("entente", EtatEntente.APPROUVEE): ("delai_signature", "delai_signature_entente"),
    ("reddition", EtatReddition.SOUMISE): ("delai_examen", "delai_examen_reddition"),
}
# A request taken back by its organisation says nothing of the ministry's speed.
DE_L_ORGANISME = ("retirer",)


def exercice(jour: date) -> int:
    """The year in which the fiscal year of this day begins: it runs from April to March."""
    return jour.year if jour.month >= AVRIL else jour.year - 1


def libelle_exercice(annee: int) -> str:
    """`2026-2027`"""
    return f"{annee}-{annee + 1}"


class Observation(NamedTuple):
    """One value of one measure, and what it counts under; a share is 0 or 1."""

    mesure: str
    exercice: int
    programme: str
    region: str
    valeur: float
    # The day it happened and the organisation it is about.
    jour: date
    organisation_id: Any


@dataclass(frozen=True, slots=True)
class Resume:
    """What a group of observations says: how many, their mean (a share), median and 90th percentile."""

    nombre: int
    part: float | None
    mediane: float | None
    p90: float | None


def resumer(observations: Iterable[Observation]) -> Resume:
    """The summary of these observations of one measure."""
    valeurs = [observation.valeur for observation in observations]
    part = sum(valeurs) / len(valeurs) if valeurs else None
    return Resume(len(valeurs), part, centile(valeurs, 0.5), centile(valeurs, 0.9))


def par(
    observations: Iterable[Observation], cle: Callable[[Observation], Any]
) -> dict[Any, dict[str, list[Observation]]]:
    """Observations by this key, then by measure."""
    groupes: dict[Any, dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for observation in observations:
        groupes[cle(observation)][observation.mesure].append(observation)
    return groupes


def observations() -> list[Observation]:
    """Everything measured, over the ententes of the present scope."""
    return [*_des_versements(), *_des_debuts(), *_des_etapes()]


def _des_versements() -> Iterable[Observation]:
    feries = jours_feries()

    @cache
    def limite(exigible: date) -> date:
        cles = ("delai_autorisation_versement", "delai_emission_versement")
        return ajouter_jours_ouvrables(exigible, sum(parametre(cle, au=exigible) for cle in cles), feries)

    emis = Versement.objects.ordinaires().filter(
        etat=EtatVersement.EMIS, emis_le__isnull=False, exigible_le__isnull=False
    )
    for prevu_le, exigible, jour, programme, region, organisme in emis.values_list(
        "prevu_le",
        TruncDate("exigible_le"),
        TruncDate("emis_le"),
        "entente__version__programme__nom",
        "organisation__region_id",
        "organisation",
    ):
        a_temps = jour <= limite(exigible)
        ici = (exercice(jour), programme, region)
        yield Observation("delai_versement", *ici, (jour - exigible).days, jour, organisme)
        yield Observation("retard_versement", *ici, (jour - prevu_le).days, jour, organisme)
        yield Observation("versements_a_temps", *ici, float(a_temps), jour, organisme)


def _des_debuts() -> Iterable[Observation]:
    premier = Min("versements__emis_le", filter=Q(versements__etat=EtatVersement.EMIS))
    commencees = Entente.objects.filter(etat__in=ENGAGEES, debut__lte=timezone.localdate())
    for debut, signee_le, paye_le, programme, region, organisme in commencees.annotate(
        paye_le=TruncDate(premier)
    ).values_list(
        "debut",
        TruncDate("signee_le"),
        "paye_le",
        "version__programme__nom",
        "organisation__region_id",
        "organisation",
    ):
        ici = (exercice(debut), programme, region)
        a_temps = float(signee_le <= debut)
        yield Observation("ententes_signees_avant_debut", *ici, a_temps, debut, organisme)
        paye = paye_le is not None and paye_le <= debut
        yield Observation("premier_versement_avant_debut", *ici, float(paye), debut, organisme)


def _des_etapes() -> Iterable[Observation]:
    feries = jours_feries()
    jours = cache(lambda du, au: jours_ouvrables_entre(du, au, feries))
    for requete, champ in ((Entente.objects.all(), ""), (Reddition.objects.all(), "entente__")):
        objets = _groupes(requete, champ)
        for objet_type, objet_id, vers, du, au, pas in _sejours(requete):
            etape = ETAPES.get((objet_type, vers))
            if etape is None or au is None or pas in DE_L_ORGANISME:
                continue
            programme, region, organisme = objets[objet_id]
            yield Observation(etape[0], exercice(au), programme, region, jours(du, au), au, organisme)


def _groupes(requete: QuerySet[Any], champ: str) -> dict[Any, tuple[str, str, Any]]:
    lignes = requete.values_list("pk", f"{champ}version__programme__nom", "organisation__region_id", "organisation")
    return {pk: (programme, region, organisme) for pk, programme, region, organisme in lignes}


def _sejours(requete: QuerySet[Any]) -> Iterable[Any]:
    """Each state an object entered, the day, the day it left it and by which step."""
    fenetre: dict[str, Any] = {"partition_by": F("objet_id"), "order_by": F("id").asc()}
    return (
        Journal.objects.filter(objet_id__in=requete.values("pk"), objet_type=requete.model.CYCLE)
        .annotate(
            sortie=TruncDate(Window(Lead("le"), **fenetre)),
            sortie_par=Window(Lead("pas"), **fenetre),
        )
        .values_list("objet_type", "objet_id", "vers", TruncDate("le"), "sortie", "sortie_par")
    )


def promesses(*, au: date) -> dict[str, Decimal | int]:
    """The delay promised for each step, on this day."""
    return {mesure: parametre(cle, au=au) for mesure, cle in ETAPES.values()}
