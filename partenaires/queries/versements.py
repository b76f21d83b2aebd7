"""Which instalments are due, what the others wait for, what was agreed and paid?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from partenaires.models import ConditionVersement, Decompte, Derogation, Reddition, Revue, Versement
from partenaires.states_ententes import EtatEntente, EtatReddition, EtatRevue, EtatVersement

# Services go on, or their final account is awaited. Suspended or terminated, only the final accounting pays.
PAYANTES = (EtatEntente.SIGNEE, EtatEntente.ACTIVE, EtatEntente.REVUE_MI_PARCOURS, EtatEntente.RAPPORT_FINAL)
ZERO = Decimal(0)


def avec_moments(requete: QuerySet[Versement]) -> QuerySet[Versement]:
    """Each instalment with `remplie_le`, the moment its condition was met, and `derogee_le`, that of its exception.

    The rule is that of `gardes.GARDER_VERSEMENT`: what is due here is what the database lets out.
    """
    ici = {"entente": OuterRef("entente")}
    reddition = Reddition.objects.filter(**ici, livrable=OuterRef("livrable"), etat=EtatReddition.ACCEPTEE)
    revue = Revue.objects.filter(**ici, etat=EtatRevue.CONCLUE).order_by("conclue_le")
    decompte = Decompte.objects.filter(**ici, approuve_le__isnull=False)
    derogation = Derogation.objects.filter(versement=OuterRef("pk"), accordee_le__isnull=False, refusee_le__isnull=True)
    return requete.annotate(
        remplie_reddition=Subquery(reddition.values("acceptee_le")[:1]),
        remplie_revue=Subquery(revue.values("conclue_le")[:1]),
        remplie_decompte=Subquery(decompte.values("approuve_le")[:1]),
        derogee_le=Subquery(derogation.values("accordee_le")[:1]),
        remplie_signature=F("entente__signee_le"),
    )


_COLONNE = {
    ConditionVersement.SIGNATURE: "remplie_signature",
    ConditionVersement.REDDITION: "remplie_reddition",
    ConditionVersement.REVUE: "remplie_revue",
    ConditionVersement.DECOMPTE: "remplie_decompte",
}


def remplie_le(versement: Any) -> datetime | None:
    """The moment the condition of an instalment read with `avec_moments` was met; None while it is not."""
    return getattr(versement, _COLONNE[ConditionVersement(versement.condition)])


def condition_remplie() -> Q:
    """Over `avec_moments`: those whose condition is met, or excepted by two persons."""
    cas = Q(derogee_le__isnull=False)
    for condition, colonne in _COLONNE.items():
        cas |= Q(condition=condition, **{f"{colonne}__isnull": False})
    return cas


def a_rendre_exigibles(*, au: date) -> QuerySet[Versement]:
    """Planned instalments whose day has come and whose condition is met, or excepted; those withheld stay so."""
    suivies = Q(entente__etat__in=PAYANTES) | Q(condition=ConditionVersement.DECOMPTE)
    planifies = Versement.objects.filter(suivies, etat=EtatVersement.PLANIFIE, prevu_le__lte=au)
    return avec_moments(planifies).filter(condition_remplie())


def ententes_a_rendre_exigibles(*, au: date) -> list[uuid.UUID]:
    """The ententes with at least one instalment due and not done."""
    return list(a_rendre_exigibles(au=au).order_by("entente_id").values_list("entente_id", flat=True).distinct())


def devenu_exigible_le(versement: Any, *, le: datetime) -> datetime:
    """When it became due: its day or its condition, whichever came last, however late the portal saw it."""
    jour = timezone.make_aware(datetime.combine(versement.prevu_le, time.min))
    moments = [moment for moment in (remplie_le(versement), versement.derogee_le) if moment]
    return min(le, max(jour, min(moments)))


@dataclass(frozen=True, slots=True)
class Totaux:
    """Dollars of an entente: agreed, paid (recoveries taken off), withheld, still to pay."""

    convenu: Decimal
    verse: Decimal
    retenu: Decimal
    reste: Decimal

    @property
    def total(self) -> Decimal:
        """Every line, whatever became of it."""
        return self.verse + self.retenu + self.reste


def totaux(versements: Iterable[Versement], *, convenu: Decimal | None) -> Totaux:
    """The totals of these instalments; what is withheld is not counted in what remains to pay."""
    lignes = list(versements)
    verse = sum((v.montant for v in lignes if v.est_emis), ZERO)
    retenu = sum((v.montant for v in lignes if v.est_retenu), ZERO)
    total = sum((v.montant for v in lignes), ZERO)
    return Totaux(convenu or ZERO, verse, retenu, total - verse - retenu)


def ce_qui_manque(versement: Any) -> str:
    """What the condition of an instalment still waits for, in one sentence; empty when nothing."""
    if versement.derogee_le or remplie_le(versement):
        return ""
    return {
        ConditionVersement.SIGNATURE: _("L’entente n’est pas encore signée."),
        ConditionVersement.REDDITION: _("« %(titre)s » n’est pas encore acceptée.")
        % {"titre": versement.livrable.titre if versement.livrable else "–"},
        ConditionVersement.REVUE: _("La revue de mi-parcours n’est pas encore conclue."),
        ConditionVersement.DECOMPTE: _("Le décompte final n’est pas encore approuvé."),
    }[ConditionVersement(versement.condition)]


ETAT_A = {"autoriser": EtatVersement.EXIGIBLE, "emettre": EtatVersement.AUTORISE}


def a_traiter(requete: QuerySet[Versement], travail: str) -> QuerySet[Versement]:
    """Those to authorise, or to issue and in no payment file yet; the oldest due first."""
    lus = requete.filter(etat=ETAT_A[travail]).select_related("entente", "organisation", "livrable")
    if travail == "emettre":
        lus = lus.filter(lot__isnull=True)
    return avec_moments(lus).order_by("exigible_le", "prevu_le", "entente__numero", "numero")
