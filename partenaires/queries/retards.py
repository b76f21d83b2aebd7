"""What partners wait for from the ministry, since when, how much of it is late: counted by the database.

The same days as `partenaires.queries.attentes`, which says them of one object.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partenaires.attentes import ATTENTES, attente_de
from partenaires.models import (
    ActionCorrective,
    Anomalie,
    Decompte,
    DocumentSigne,
    Entente,
    Reddition,
    ResponsableAction,
    Revue,
    Versement,
)
from partenaires.queries.attentes import depuis_au_plus, echeance, en_retard
from partenaires.queries.signature import suivant


@dataclass(frozen=True, slots=True)
class Attendu:
    """One kind of thing partners wait for: how many, how many past their day, since when the oldest, where they are."""

    code: str
    libelle: Any
    attendent: int
    en_retard: int
    depuis: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Attente:
    """One thing one partner waits for: what, since when, until when, the page that answers."""

    organisation: str
    sujet: str
    quoi: Any
    depuis: date
    du_le: date | None
    url: str

    def est_en_retard(self, au: date) -> bool:
        """True when its day is past."""
        return self.du_le is not None and self.du_le < au


# The life cycle whose states have the ministry's delay, its words, the list that holds them.
CYCLES: tuple[tuple[str, type[Any], Any, str], ...] = (
    ("paiements", Versement, _("Versements à payer"), "versements_a_traiter"),
    ("decisions", Entente, _("Demandes et ententes à traiter"), "ententes"),
    ("redditions", Reddition, _("Redditions de comptes à examiner"), "redditions_toutes"),
    ("revues", Revue, _("Revues de mi-parcours à tenir ou à conclure"), "revues"),
    ("decomptes", Decompte, _("Décomptes finaux à approuver"), "ententes"),
)
# The page of an object that has its own; an accounting stands on its entente's.
PAGES = {"entente": "entente", "reddition": "reddition", "versement": "versement", "revue_mi_parcours": "revue"}


def etats_du_ministere(cycle: str) -> list[str]:
    """The states of a life cycle in which the ministry acts next, within a delay."""
    return [str(etat) for etat, a in ATTENTES[cycle].items() if a.delai and a.qui.est_du_ministere]


def attendus_du_ministere(*, au: date) -> list[Attendu]:
    """Every kind, empty ones too, in the order of the page."""
    return [
        *(_par_cycle(code, modele, libelle, liste, au) for code, modele, libelle, liste in CYCLES),
        _signatures(au),
        _mesures(au),
        _contestations(au),
    ]


def _au_ministere(modele: type[Any]) -> QuerySet[Any]:
    return modele.objects.filter(etat__in=etats_du_ministere(modele.CYCLE))


def _par_cycle(code: str, modele: type[Any], libelle: Any, liste: str, au: date) -> Attendu:
    return _compter(code, _au_ministere(modele), libelle, liste, en_retard(modele.CYCLE, au=au), "etat_depuis")


def _compter(code: str, objets: QuerySet[Any], libelle: Any, liste: str, retard: Q, depuis: str) -> Attendu:
    lus = objets.aggregate(
        attendent=Count("pk", distinct=True),
        en_retard=Count("pk", filter=retard, distinct=True),
        depuis=Min(depuis),
    )
    return Attendu(code, libelle, lus["attendent"], lus["en_retard"], _jour(lus["depuis"]), reverse(liste))


def _signatures(au: date) -> Attendu:
    """Documents whose next signatory is the ministry's: few at any time, read whole."""
    documents = DocumentSigne.objects.actifs().filter(conclu_le=None).exclude(chemin="")
    attendues = [
        (signataire.avant_le, document.prepare_le)
        for document in documents.prefetch_related("signataires")
        if (signataire := suivant(document)) and not signataire.est_du_partenaire
    ]
    retard = sum(avant is not None and avant < au for avant, _depuis in attendues)
    depuis = _jour(min((prepare for _avant, prepare in attendues), default=None))
    return Attendu("signatures", _("Signatures du ministère"), len(attendues), retard, depuis, reverse("ententes"))


def _mesures(au: date) -> Attendu:
    """Corrective actions that a review left to the ministry: they are waited for since it was concluded."""
    ouvertes = ActionCorrective.objects.filter(
        responsable=ResponsableAction.MINISTERE, faite_le__isnull=True, abandonnee_le__isnull=True
    )
    libelle = _("Mesures correctives promises par le ministère")
    return _compter("mesures", ouvertes, libelle, "revues", Q(echeance__lt=au), "revue__conclue_le")


def _contestations(au: date) -> Attendu:
    """Contests of what the rules doubt, that wait for an answer."""
    contestees = Anomalie.objects.ouvertes().filter(
        contestee_le__isnull=False, repondue_le__isnull=True, reddition__isnull=False
    )
    limite = depuis_au_plus("qualite_reponse_jours", au=au)
    retard = Q(contestee_le__date__lte=limite)
    libelle = _("Contestations sans réponse")
    return _compter("contestations", contestees, libelle, "qualite", retard, "contestee_le")


def plus_anciennes(*, au: date, nombre: int) -> list[Attente]:
    """What partners have waited for the longest, one query for each life cycle."""
    lues: list[Attente] = []
    for _code, modele, _libelle, _liste in CYCLES:
        liens = ("organisation",) if modele is Entente else ("organisation", "entente")
        objets = _au_ministere(modele).order_by(F("etat_depuis").asc(), "pk").select_related(*liens)[:nombre]
        lues += [_attente(objet, au) for objet in objets]
    return sorted(lues, key=lambda attente: (attente.depuis, attente.sujet))[:nombre]


def _attente(objet: Any, au: date) -> Attente:
    entente = objet if isinstance(objet, Entente) else objet.entente
    return Attente(
        organisation=objet.organisation.nom,
        sujet=str(entente.numero),
        quoi=attente_de(objet).quoi,
        depuis=timezone.localdate(objet.etat_depuis),
        du_le=echeance(objet, au=au),
        url=reverse(PAGES[objet.CYCLE], args=[objet.pk])
        if objet.CYCLE in PAGES
        else reverse(objet.CYCLE, args=[entente.pk]),
    )


def _jour(moment: date | datetime | None) -> date | None:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
