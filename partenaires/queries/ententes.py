"""The portfolio: ententes with their organisation, who acts next and until when, filtered, summed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from partenaires.attentes import ATTENTES, Partie
from partenaires.models import Entente, Reddition
from partenaires.queries.attentes import echeance, en_retard
from partenaires.states_ententes import EtatEntente, EtatReddition

A_PRODUIRE = (EtatReddition.A_PRODUIRE, EtatReddition.BROUILLON)
ATTEND_REDDITION = (EtatEntente.ACTIVE, EtatEntente.RAPPORT_FINAL)
EN_TRAITEMENT = [EtatEntente.SOUMISE, EtatEntente.EN_ANALYSE, EtatEntente.RECOMMANDEE]
# What asks for nothing more comes after the rest.
FINIES = [etat for etat, attente in ATTENTES["entente"].items() if attente.qui is Partie.PERSONNE]
FINIE_APRES = Case(When(etat__in=FINIES, then=Value(1)), default=Value(0), output_field=IntegerField())
DU_MINISTERE = [etat for etat, attente in ATTENTES["entente"].items() if attente.qui.est_du_ministere]


def condition_retard(*, au: date) -> Q:
    """Late by the delay of their state, or with an account due and not given."""
    dues = Reddition.objects.filter(entente=OuterRef("pk"), etat__in=A_PRODUIRE, due_le__lt=au)
    appel_clos = Q(etat=EtatEntente.EBAUCHE, appel__ferme_le__lt=au)
    return en_retard("entente", au=au) | appel_clos | Q(Q(etat__in=ATTEND_REDDITION), Exists(dues))


def portefeuille(visibles: QuerySet[Entente], filtres: dict[str, Any], *, au: date) -> QuerySet[Entente]:
    """The ententes of the list, filters applied, the oldest state first among those somebody must act on."""
    requete = visibles
    if etat := filtres.get("etat"):
        requete = requete.filter(etat=etat)
    if programme := filtres.get("programme"):
        requete = requete.filter(version__programme=programme)
    if volet := filtres.get("volet"):
        requete = requete.filter(volet__code=volet)
    if region := filtres.get("region"):
        requete = requete.filter(territoire__contains=[region])
    if organisation := filtres.get("organisation"):
        requete = requete.filter(organisation=organisation)
    if filtres.get("retard"):
        requete = requete.filter(condition_retard(au=au))
    return requete


def pour_la_liste(requete: QuerySet[Entente]) -> QuerySet[Entente]:
    """The same with what a line shows, in one query."""
    dues = Reddition.objects.filter(entente=OuterRef("pk"), etat__in=A_PRODUIRE).order_by("due_le")
    return (
        requete.select_related("organisation", "volet", "version__programme", "appel")
        .annotate(prochaine_reddition=Subquery(dues.values("due_le")[:1]))
        .order_by(FINIE_APRES, "etat_depuis", "numero")
    )


def totaux(requete: QuerySet[Entente], *, au: date) -> dict[str, Any]:
    """How many, how much was asked of what is being treated and agreed, how many are late on each side."""
    retard = condition_retard(au=au)
    return requete.aggregate(
        nombre=Count("pk"),
        demande=Sum("montant_demande", filter=Q(etat__in=EN_TRAITEMENT)),
        convenu=Sum("montant_convenu"),
        retards=Count("pk", filter=retard),
        retards_ministere=Count("pk", filter=retard & Q(etat__in=DU_MINISTERE)),
    )


def ligne(entente: Entente, *, au: date) -> dict[str, Any]:
    """An entente as the list shows it: who acts, to do what, until when, late or not."""
    jour = echeance(entente, au=au)
    return {
        "entente": entente,
        "attente": entente.attente,
        "fini": entente.attente.qui is Partie.PERSONNE,
        "echeance": jour,
        "en_retard": jour is not None and jour < au,
    }
