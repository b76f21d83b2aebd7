"""The calculator of commitments kept on their day, read from the register of concertation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Mesure
from indicateurs.filtre import Filtre
from indicateurs.queries.valeurs import Cle
from partenaires.models import EngagementConcertation

# What an axis of a filter reads of a commitment; the region is that of the table.
AXES = {"region": "region_id", "organisation": "organisation_id", "type_organisme": "organisation__genre"}
# Kept, on its day at the latest.
A_TEMPS = Q(etat="tenu", tenu_le__date__lte=F("echeance"))


class CalculateurConcertation:
    """Commitments kept on their day over those whose day falls in the period."""

    def valeur(self, mesure: Mesure, filtre: Filtre) -> Valeur:
        """The share over the period."""
        return self._par(mesure, filtre, None).get(None, Valeur(mesure.reference, None))

    def par_mois(self, mesure: Mesure, filtre: Filtre) -> dict[date, Valeur]:
        """The share of each month that has one, by its first day."""
        return self._par(mesure, filtre, TruncMonth("echeance"))

    def par_axe(self, mesure: Mesure, filtre: Filtre, axe: str) -> dict[Cle, Valeur]:
        """The share for each code met along an axis."""
        lus = self._par(mesure, filtre, F(AXES[axe])) if axe in AXES else {}
        return {str(cle): lus[cle] for cle in lus if cle}

    def _par(self, mesure: Mesure, filtre: Filtre, groupe: Any) -> dict[Any, Valeur]:
        choisis = filtre.choisis()
        if not choisis.keys() <= AXES.keys():
            return {}
        # Counts alone leave this scope: an analyst reads shares, never a commitment.
        with portee(Acteur.systeme()):
            echus = EngagementConcertation.objects.comptes().filter(echeance__range=(filtre.du, filtre.au))
            echus = echus.filter(**{AXES[axe]: valeur for axe, valeur in choisis.items()})
            comptes = {"haut": Count("pk", A_TEMPS), "bas": Count("pk")}
            if groupe is None:
                lignes: Iterable[Any] = [{"groupe": None} | echus.aggregate(**comptes)]
            else:
                lignes = list(echus.annotate(groupe=groupe).values("groupe").annotate(**comptes).order_by("groupe"))
        return {
            ligne["groupe"]: Valeur(
                mesure.reference, Decimal(ligne["haut"]) / ligne["bas"], ligne["haut"], ligne["bas"]
            )
            for ligne in lignes
            if ligne["bas"]
        }
