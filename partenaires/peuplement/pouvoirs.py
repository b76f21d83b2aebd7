"""What the synthetic ministry may spend and who may decide it: delegations and envelopes, said to be synthetic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal

from inscriptions.peuplement.calendrier import FUSEAU
from inscriptions.peuplement.registre import Auteur
from partenaires.exercices import exercice_de
from partenaires.models import DelegationPouvoir, Enveloppe, Programme
from partenaires.peuplement.recolte import Recolte
from partenaires.queries.enveloppes import consommation

# Wide enough for every synthetic entente.
PLAFOND = Decimal(5_000_000)
# What an envelope holds beyond what is engaged and recommended, the present year's being nearly spent; the next amount
# in fifty thousands above.
AISANCE, SERREE, PALIER = Decimal("1.25"), Decimal("1.05"), Decimal(50_000)
SYNTHETIQUE = "Exemple de démonstration : montant synthétique"


def deleguer(recolte: Recolte, approbation: Iterable[Auteur], depuis: date) -> None:
    """Each approver may decide, from her first day on."""
    for auteur in approbation:
        DelegationPouvoir.objects.create(
            id=recolte.id(),
            utilisateur_id=auteur.compte,
            montant_max=PLAFOND,
            valide_du=depuis,
            acte=SYNTHETIQUE,
            accordee_le=_matin(depuis),
        )


def fixer_enveloppes(recolte: Recolte, jour: date) -> None:
    """An envelope for each fiscal year that has money in it, fixed two months before the year begins."""
    for programme in Programme.objects.order_by("pk"):
        for annee in consommation(programme, au=jour):
            if annee.enveloppe is None and annee.projete:
                part = SERREE if annee.exercice == exercice_de(jour) else AISANCE
                Enveloppe.objects.create(
                    id=recolte.id(),
                    programme=programme,
                    exercice=annee.exercice,
                    montant=(annee.projete * part / PALIER).to_integral_value(ROUND_CEILING) * PALIER,
                    motif=SYNTHETIQUE,
                    debut_le=_matin(min(date(annee.exercice, 2, 1), jour - timedelta(days=1))),
                )


def _matin(jour: date) -> datetime:
    return datetime.combine(jour, time(9), FUSEAU)
