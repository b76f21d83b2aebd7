"""What a decision rests on: the weighted score, and who may approve how much."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from partenaires.models import CritereAnalyse, DelegationPouvoir, Entente, NoteAnalyse

MILLIEME = Decimal("0.001")


def score(notes: Iterable[NoteAnalyse], criteres: Iterable[CritereAnalyse]) -> Decimal | None:
    """The weighted mean of the notes, each out of its maximum, a part of one; None until every criterion has one."""
    par_critere = {note.critere_id: note.note for note in notes}
    criteres = list(criteres)
    if not criteres or any(critere.pk not in par_critere for critere in criteres):
        return None
    poids = sum(critere.poids for critere in criteres)
    somme = sum((par_critere[critere.pk] / critere.note_max * critere.poids for critere in criteres), Decimal(0))
    return (somme / poids).quantize(MILLIEME)


def score_de(entente: Entente) -> Decimal | None:
    """The score of this request."""
    return score(entente.notes.all(), entente.volet.criteres.all())


def plafond_delegue(utilisateur_id: int | None, *, au: date) -> Decimal:
    """The most this account may approve that day; zero without a delegation."""
    delegations = DelegationPouvoir.objects.en_vigueur(au=au).filter(utilisateur=utilisateur_id)
    return max((delegation.montant_max for delegation in delegations), default=Decimal(0))


def qui_peut_approuver(montant: Decimal, *, au: date) -> list[str]:
    """The names of those whose delegation reaches this amount that day, the nearest first."""
    delegations = DelegationPouvoir.objects.en_vigueur(au=au).filter(montant_max__gte=montant)
    noms = [str(delegation.utilisateur) for delegation in delegations.select_related("utilisateur")]
    return list(dict.fromkeys(noms))
