"""The forecast of demand, once a night."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from guichet.referentiels.parametres import parametre
from inscriptions.models import PrevisionDemande
from inscriptions.prevision.demande import METHODE, Taux, ajuster
from inscriptions.queries.arrivees import arrivees_par_semaine, en_attente_par_cellule

AUCUN = Taux(0.0, 0.0)


@transaction.atomic
def prevoir_demande(*, jour: date, le: datetime) -> PrevisionDemande | None:
    """Read the weeks before that day and keep what they say; None when it is already done."""
    if PrevisionDemande.objects.filter(jour=jour).exists():
        return None
    histoire = arrivees_par_semaine(au=jour, semaines=int(parametre("prevision_demande_histoire_semaines", au=jour)))
    modele = ajuster(histoire, demi_vie=float(parametre("prevision_demande_demi_vie_semaines", au=jour)))
    attente = en_attente_par_cellule()
    prevision = PrevisionDemande(
        jour=jour,
        methode=METHODE,
        calculee_le=le,
        semaines=max((len(suite) for suite in histoire.values()), default=0),
        arrivees=sum(map(sum, histoire.values())),
        dispersion=round(modele.dispersion, 4),
        erreurs=[[horizon, round(variance, 6)] for horizon, variance in modele.erreurs],
        saison=[round(facteur, 4) for facteur in modele.saison],
        cellules=[
            [*cle, attente.get(cle, 0), round(taux.par_semaine, 5), round(taux.incertitude, 6)]
            for cle in sorted({*modele.taux, *attente})
            for taux in [modele.taux.get(cle, AUCUN)]
        ],
    )
    # Two workers at once: the second finds the day taken and keeps the first one's reading.
    PrevisionDemande.objects.bulk_create([prevision], ignore_conflicts=True)
    return PrevisionDemande.objects.filter(pk=prevision.pk).first()
