"""What is typed to close a table: why, and what becomes of each open promise."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from guichet.models import Motif
from inscriptions.formulaires.cours import FormulaireMotif
from inscriptions.formulaires.groupe_nouveau import champ_choix
from partenaires.actions.fermeture_table import Sort
from partenaires.models import EngagementConcertation, TableConcertation

# Said of a promise that another one replaces: what carrying it over does by itself.
REMPLACE = "engagement_remplace"


class FormulaireFermeture(FormulaireMotif):
    """One reason for the table, one choice for each open promise: a table that takes it over, or a reason to give it
    up."""

    def __init__(
        self,
        *args: Any,
        engagements: Iterable[tuple[EngagementConcertation, list[TableConcertation]]],
        au: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, domaine="table_concertation.fermer", au=au, **kwargs)
        self.motifs = {m.pk: m for m in Motif.objects.pour("engagement_concertation.abandonner", au=au)}
        self.motifs.pop(REMPLACE, None)
        self.tables = {str(table.pk): table for _engagement, tables in engagements for table in tables}
        self.champs: dict[str, uuid.UUID] = {}
        abandons = [(f"motif:{cle}", motif.libelle) for cle, motif in self.motifs.items()]
        for engagement, tables in engagements:
            choix = [(_("Abandonner"), abandons)]
            if tables:
                choix.insert(0, (_("Reprendre à une autre table"), [(f"table:{t.pk}", t.nom) for t in tables]))
            nom = f"e_{engagement.pk.hex}"
            self.champs[nom] = engagement.pk
            self.fields[nom] = champ_choix(engagement.titre, choix, help_text=engagement.responsable)
            self.fields[nom].error_messages["required"] = _("Dites ce que devient cet engagement.")

    def sorts(self) -> dict[uuid.UUID, Sort]:
        """What becomes of each promise."""
        return {cle: self._sort(self.cleaned_data[nom]) for nom, cle in self.champs.items()}

    def _sort(self, choisi: str) -> Sort:
        genre, _deux_points, cle = choisi.partition(":")
        return Sort(table=self.tables[cle]) if genre == "table" else Sort(motif=self.motifs[cle])
