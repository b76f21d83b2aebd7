"""What can be asked of the people of closed groups: who is still without an outcome, which groups suit them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from inscriptions.models import DossierReplacement, Groupe, Place, Replacement
from inscriptions.queries.candidats import ORDRE, parametres_sql
from inscriptions.queries.compatibilite import CONVIENT, COUT, DEMANDES, GROUPES
from inscriptions.states import PLACES_OCCUPEES, EtatInscription
from inscriptions.states_suites import EtatReplacement

FINIES = (
    EtatInscription.RETIREE,
    EtatInscription.NON_ADMISSIBLE,
    EtatInscription.INACTIVE,
    EtatInscription.TERMINEE,
)
PROPOSITIONS = 8


@dataclass(frozen=True, slots=True)
class Proposition:
    """A group that suits the person, and how many whom it suits too come before her."""

    groupe: Groupe
    avant: int

    @property
    def est_possible(self) -> bool:
        """True when a seat is left once those before her are served."""
        return self.avant < self.groupe.places_libres


@dataclass(frozen=True, slots=True)
class Progression:
    """How far a file is."""

    total: int
    placees: int
    transferees: int
    parties: int

    @property
    def connues(self) -> int:
        """People whose outcome is known."""
        return self.placees + self.transferees + self.parties

    @property
    def restent(self) -> int:
        """People still to be followed."""
        return self.total - self.connues


def replacements_a_constater() -> QuerySet[Replacement]:
    """Still open, though the person has another seat or waits for none. The caller has the province's scope."""
    autres = Place.objects.filter(
        inscription=OuterRef("inscription"), etat__in=PLACES_OCCUPEES, confirmee_le__gte=OuterRef("etat_depuis")
    ).exclude(pk=OuterRef("place"))
    return (
        Replacement.objects.a_replacer()
        .filter(Exists(autres) | Q(inscription__etat__in=FINIES))
        .order_by("etat_depuis", "pk")
    )


def propositions(inscription_id: uuid.UUID, *, le: datetime) -> list[Proposition]:
    """The groups with a free seat that suit this person, those she may have first, then the closest to her wishes.

    The caller has the province's scope.
    """
    # The same rule and the same order as placement, read for one person instead of one group.
    requete = f"""
        WITH moi AS ({DEMANDES} AND i.id = %(inscription)s),
             g AS (SELECT g.* FROM ({GROUPES}) g, moi d WHERE {CONVIENT} ORDER BY {COUT}, g.debut, g.id
                   LIMIT %(limite)s),
             toutes AS MATERIALIZED ({DEMANDES} AND i.niveau BETWEEN (SELECT min(niveau) FROM g)
                                                                AND (SELECT max(niveau_max) FROM g))
        SELECT g.id, (SELECT count(*) FROM toutes d
                      WHERE {CONVIENT} AND ({ORDRE}) < (SELECT {ORDRE.replace("d.", "m.")} FROM moi m))
        FROM g
    """  # noqa: S608
    valeurs = parametres_sql(timezone.localdate(le)) | {
        "inscription": inscription_id,
        "limite": PROPOSITIONS,
        "graine": "0",
    }
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs)
        avant = dict(curseur.fetchall())
    groupes = Groupe.objects.select_related("organisation", "lieu", "session").in_bulk(list(avant))
    trouvees = [Proposition(groupes[pk], nombre) for pk, nombre in avant.items()]
    return sorted(trouvees, key=lambda proposition: not proposition.est_possible)


def progression(dossier: DossierReplacement) -> Progression:
    """The numbers of one file, people of every region counted. The caller has the province's scope."""
    comptes = dossier.replacements.aggregate(
        total=Count("pk"),
        placees=Count("pk", filter=Q(etat=EtatReplacement.PLACEE)),
        transferees=Count("pk", filter=Q(etat=EtatReplacement.TRANSFEREE)),
        parties=Count("pk", filter=Q(etat=EtatReplacement.PARTIE)),
    )
    return Progression(**comptes)


def avec_progression(dossiers: QuerySet[DossierReplacement]) -> QuerySet[DossierReplacement]:
    """Each file with its number of people and of known outcomes, the nearest promise first."""
    return dossiers.annotate(
        nb_total=Count("replacements"),
        nb_connues=Count("replacements", filter=~Q(replacements__etat=EtatReplacement.A_REPLACER)),
    ).order_by("etat", "echeance", "pk")


def les_plus_pressants(suivis: Iterable[Replacement]) -> list[Replacement]:
    """Those to follow first, then the others by name."""
    return sorted(suivis, key=lambda s: (not s.est_a_replacer, s.personne.nom, s.personne.prenom))


def places_reprises(suivis: QuerySet[Replacement]) -> QuerySet[Replacement]:
    """The rows of a file with what its page shows."""
    return suivis.select_related("personne", "region", "nouvelle_place__groupe").annotate(
        nb_tentatives=Count("tentatives")
    )
