"""The calculator of figures that surveys give: the notes of a question, over the waves due in a period."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Mesure
from indicateurs.filtre import Filtre
from indicateurs.models import AgregatSondage, SourceReponse, StrateSondage, VagueSondage
from indicateurs.queries.sondages import seuil_de

Sommes = tuple[int, int]


class CalculateurSondages:
    """Sums of notes and answers of the question that bears the definition's code; nothing under the threshold.

    A region is read from campaigns drawn by region. Not weighted: the mean of those who answered.
    """

    def valeur(self, mesure: Mesure, filtre: Filtre) -> Valeur:
        """The mean note of the period."""
        return self._par(mesure, filtre, "").get("", Valeur(mesure.reference, None))

    def par_mois(self, mesure: Mesure, filtre: Filtre) -> dict[date, Valeur]:
        """The mean note of the waves due in each month that has one, by its first day."""
        return {mois: v for mois, v in self._par(mesure, filtre, "mois").items() if v.valeur is not None}

    def par_axe(self, mesure: Mesure, filtre: Filtre, axe: str) -> dict[str | int, Valeur]:
        """The mean note of each region."""
        return self._par(mesure, filtre, axe) if axe == "region" else {}

    def _par(self, mesure: Mesure, filtre: Filtre, par: str) -> dict[Any, Valeur]:
        if not filtre.choisis().keys() <= {"region"}:
            return {}
        vagues = VagueSondage.objects.filter(echeance__range=(filtre.du, filtre.au)).select_related("campagne")
        if par == "region" or filtre.region:
            vagues = vagues.filter(campagne__strate=StrateSondage.REGION)
        connues = {vague.pk: vague for vague in vagues}
        notes = AgregatSondage.objects.filter(
            vague_id__in=list(connues), source=SourceReponse.INVITATION, question=mesure.code
        ).exclude(valeur="")
        if filtre.region:
            notes = notes.filter(strate=filtre.region)
        sommes: dict[Any, Sommes] = defaultdict(lambda: (0, 0))
        for vague_id, strate, note, nb in notes.values_list("vague_id", "strate", "valeur").annotate(total=Sum("nb")):
            vague = connues[vague_id]
            cle = strate if par == "region" else vague.echeance.replace(day=1) if par == "mois" else ""
            if (par != "region" or cle) and note.isdigit():
                haut, bas = sommes[cle]
                sommes[cle] = (haut + int(note) * nb, bas + nb)
        seuil = max((seuil_de(vague) for vague in connues.values()), default=1)
        return {cle: _valeur(mesure, sommes[cle], seuil) for cle in sorted(sommes)}


def _valeur(mesure: Mesure, sommes: Sommes, seuil: int) -> Valeur:
    haut, bas = sommes
    if bas < seuil:
        return Valeur(mesure.reference, None)
    return Valeur(mesure.reference, Decimal(haut) / bas, haut, bas)
