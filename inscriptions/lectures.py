"""What the person's busiest pages read: compiled once, each from its policy, all of one page in one exchange."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from guichet.acteurs import Acteur
from guichet.bd.lectures import Lecture, lire
from inscriptions import policies
from inscriptions.queries.demande import ordonnees
from inscriptions.queries.prevision_attente import PrevisionLue
from inscriptions.queries.suivi import Contact, DemandeLue, Explication, Faits, OffreLue, Pas, PlaceLue
from inscriptions.states import EtatInscription
from inscriptions.states_suites import RECOMMANDATIONS_OUVERTES

PIECES_MONTREES = 5
EXPLICATIONS_LUES = 1


class PieceLue(NamedTuple):
    """One private file, as its line in a list shows it."""

    pk: UUID
    nom_origine: str
    verdict: str
    deposee_le: datetime
    retiree_le: datetime | None


class AttestationLue(NamedTuple):
    """One attestation, as its line in a list shows it."""

    pk: UUID
    code: str
    emise_le: datetime


class RecommandationLue(NamedTuple):
    """A referral the person may answer, or take her consent back from."""

    pk: UUID
    consentie_le: datetime | None


@dataclass(frozen=True)
class MaDemande:
    """The person's present request with what her page rests on, her other requests and her latest files."""

    faits: Faits
    anciennes: list[DemandeLue]
    pieces: list[PieceLue]
    recommandations: list[RecommandationLue]
    prevision: PrevisionLue | None = None

    @property
    def demande(self) -> DemandeLue:
        """The request in progress, or the latest one when all are over."""
        return self.faits.demande


_DEMANDES = Lecture(
    policies, "inscriptions_visibles", lambda visibles: ordonnees(visibles).values_list(*DemandeLue._fields)
)
_ETATS = Lecture(policies, "inscriptions_visibles", lambda visibles: ordonnees(visibles).values_list("etat")[:1])
_OFFRES = Lecture(
    policies, "offres_visibles", lambda visibles: visibles.values_list("pk", "inscription_id", "etat", "expire_le")
)
_PLACES = Lecture(
    policies,
    "places_visibles",
    lambda visibles: visibles.order_by("-confirmee_le").values_list(
        "pk", "inscription_id", "etat", "groupe__debut", "groupe__fin"
    ),
)
_EXPLICATIONS = Lecture(
    policies,
    "non_placements_visibles",
    lambda visibles: (
        visibles.filter(publiee_le__isnull=False, inscription__etat=EtatInscription.EN_ATTENTE)
        .order_by("-publiee_le", "id")
        .values_list("inscription_id", "explication", "changement")[:EXPLICATIONS_LUES]
    ),
)
_PREVISIONS = Lecture(policies, "previsions_visibles", lambda visibles: visibles.values_list(*PrevisionLue._fields))
_RECOMMANDATIONS = Lecture(
    policies,
    "recommandations_visibles",
    lambda visibles: (
        visibles.filter(etat__in=sorted(map(str, RECOMMANDATIONS_OUVERTES)))
        .order_by("demandee_le")
        .values_list(*RecommandationLue._fields)
    ),
)
_PAS = Lecture(policies, "pas_visibles", lambda visibles: visibles.order_by("-id").values_list(*Pas._fields))
_CONTACTS = Lecture(
    policies, "tentatives_visibles", lambda visibles: visibles.order_by("-le").values_list(*Contact._fields)
)
_PIECES = Lecture(
    policies, "pieces_visibles", lambda visibles: visibles.order_by("-deposee_le").values_list(*PieceLue._fields)
)
_PIECES_EN_COURS = Lecture(
    policies,
    "pieces_visibles",
    lambda visibles: (
        visibles.filter(retiree_le__isnull=True)
        .order_by("-deposee_le")
        .values_list(*PieceLue._fields)[:PIECES_MONTREES]
    ),
)
_ATTESTATIONS = Lecture(
    policies,
    "attestations_visibles",
    lambda visibles: visibles.order_by("-emise_le").values_list(*AttestationLue._fields),
)


def lire_ma_demande(acteur: Acteur) -> MaDemande | None:
    """Everything « Où en est ma demande? » shows; None before the first request."""
    demandes, offres, places, explications, pas, contacts, pieces, previsions, recommandations = lire(
        acteur,
        _DEMANDES,
        _OFFRES,
        _PLACES,
        _EXPLICATIONS,
        _PAS,
        _CONTACTS,
        _PIECES_EN_COURS,
        _PREVISIONS,
        _RECOMMANDATIONS,
        seule=True,
    )
    if not demandes:
        return None
    demande, *anciennes = map(DemandeLue._make, demandes)
    faits = Faits(
        demande=demande,
        offres=[lue for lue in map(OffreLue._make, offres) if lue.inscription_id == demande.pk],
        places=[lue for lue in map(PlaceLue._make, places) if lue.inscription_id == demande.pk],
        explication=next((e for e in map(Explication._make, explications) if e.inscription_id == demande.pk), None),
        pas=[Pas._make(ligne) for ligne in pas],
        contacts=[Contact._make(ligne) for ligne in contacts],
    )
    par_date = sorted(anciennes, key=lambda ancienne: ancienne.cree_le, reverse=True)
    prevision = next((p for p in map(PrevisionLue._make, previsions) if p.inscription_id == demande.pk), None)
    return MaDemande(
        faits,
        par_date,
        [PieceLue._make(ligne) for ligne in pieces],
        [RecommandationLue._make(ligne) for ligne in recommandations],
        prevision,
    )


def lire_mes_documents(acteur: Acteur) -> dict[str, Any]:
    """The person's files and attestations, the newest first, and the state of her present request."""
    etats, pieces, attestations = lire(acteur, _ETATS, _PIECES, _ATTESTATIONS, seule=True)
    return {
        "etat": etats[0][0] if etats else None,
        "pieces": [PieceLue._make(ligne) for ligne in pieces],
        "attestations": [AttestationLue._make(ligne) for ligne in attestations],
    }
