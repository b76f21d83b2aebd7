"""The final accounting: its figures, what they rest on, and what it changes of the instalments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from partenaires.models import DepenseReddition, Entente, GenreLivrable, Reddition, Versement
from partenaires.queries.versements import ZERO
from partenaires.states_ententes import EtatEntente, EtatReddition, EtatVersement

NON_PAYES = (EtatVersement.PLANIFIE, EtatVersement.EXIGIBLE, EtatVersement.AUTORISE, EtatVersement.RETENU)


@dataclass(frozen=True, slots=True)
class Chiffres:
    """Agreed, eligible and paid dollars; `droit` is the lesser of the first two, `solde` what it leaves to pay."""

    convenu: Decimal
    admissible: Decimal
    verse: Decimal

    @property
    def droit(self) -> Decimal:
        """What the organisation is entitled to."""
        return min(self.convenu, self.admissible)

    @property
    def solde(self) -> Decimal:
        """Still to pay; negative when a sum is to be recovered."""
        return self.droit - self.verse

    def champs(self) -> dict[str, Decimal]:
        """As the model keeps them."""
        return {nom: getattr(self, nom) for nom in ("convenu", "admissible", "verse", "droit", "solde")}


def chiffres_de(entente: Entente) -> Chiffres:
    """The figures of an entente as its accepted accounts and issued instalments give them now."""
    depenses = DepenseReddition.objects.filter(entente=entente, reddition__etat=EtatReddition.ACCEPTEE)
    admissible = depenses.aggregate(total=Sum("admissible"))["total"] or ZERO
    verse = entente.versements.filter(etat=EtatVersement.EMIS).aggregate(total=Sum("montant"))["total"] or ZERO
    return Chiffres(entente.montant_convenu or ZERO, admissible, verse)


@dataclass(frozen=True, slots=True)
class Repartition:
    """What becomes of the instalments not issued: those still paid, those withheld for good, the line taken off."""

    gardes: list[Any]
    retenus: list[Any]
    retranche: Decimal


def repartir(solde: Decimal, restants: Sequence[Any]) -> Repartition:
    """The first instalments that cover the balance are paid whole; a negative line takes off what exceeds it. Pure.

    Without a balance to pay, none is; a negative balance is the line to recover. Whole instalments plus the line always
    make the balance, and the agreed total stays as signed (docs/decisions/0008).
    """
    gardes: list[Any] = []
    couvert = ZERO
    for versement in restants:
        if couvert >= solde:
            break
        gardes.append(versement)
        couvert += versement.montant
    return Repartition(gardes, [v for v in restants if v not in gardes], min(ZERO, solde - couvert))


def restants_de(entente: Entente) -> list[Versement]:
    """The instalments not issued, in the order they would be paid."""
    lus = Versement.objects.ordinaires().filter(entente=entente, etat__in=NON_PAYES)
    return list(lus.order_by("prevu_le", "numero"))


def obstacle_au_decompte(entente: Entente) -> str:
    """Why the final accounting cannot be drawn up yet, in one sentence; empty when it can."""
    if entente.etat not in (EtatEntente.RAPPORT_FINAL, EtatEntente.RESILIEE):
        return _("Le décompte s’établit à la fin de l’entente ou après sa résiliation.")
    finale = Reddition.objects.filter(entente=entente, genre=GenreLivrable.FINAL)
    acceptee = finale.filter(etat=EtatReddition.ACCEPTEE).exists()
    if entente.etat == EtatEntente.RAPPORT_FINAL and not acceptee:
        return _("Le décompte s’établit quand le rapport final est accepté.")
    if Reddition.objects.filter(entente=entente, etat=EtatReddition.SOUMISE).exists():
        return _("Une reddition attend votre examen : terminez-le avant d’établir le décompte.")
    return ""


def a_fermer(entente: Entente) -> bool:
    """True when the accounting is approved and nothing is left to pay or recover."""
    decompte = getattr(entente, "decompte", None)
    if decompte is None or not decompte.est_approuve:
        return False
    if entente.versements.exclude(etat__in=(EtatVersement.EMIS, EtatVersement.RETENU)).exists():
        return False
    return chiffres_de(entente).verse == decompte.droit


def depenses_par_reddition(entente: Entente) -> list[dict[str, Any]]:
    """Each accepted account with what was declared and what was found eligible."""
    acceptees = Reddition.objects.filter(entente=entente, etat=EtatReddition.ACCEPTEE).select_related("livrable")
    sommes = acceptees.annotate(declare=Sum("depenses__montant"), admis=Sum("depenses__admissible"))
    lues = sommes.order_by("periode_du")
    return [dict(une) for une in lues.values("pk", "livrable__titre", "periode_du", "periode_au", "declare", "admis")]
