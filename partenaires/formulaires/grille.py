"""The analysis grid: a note and a comment for each criterion of the volet."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inscriptions.formulaires.groupe_nouveau import champ_nombre
from partenaires.formulaires.communs import ChampParagraphes
from partenaires.models import CritereAnalyse, NoteAnalyse


class FormulaireGrille(forms.Form):
    """Two fields for each criterion; a note left empty stays to give."""

    def __init__(
        self, *args: Any, criteres: Iterable[CritereAnalyse], notes: Iterable[NoteAnalyse], **kwargs: Any
    ) -> None:
        self.criteres = list(criteres)
        donnees = {note.critere_id: note for note in notes}
        super().__init__(*args, **kwargs)
        for critere in self.criteres:
            note = donnees.get(critere.pk)
            libelle = _("%(critere)s : note sur %(max)s") % {"critere": critere.libelle, "max": critere.note_max}
            self.fields[f"note_{critere.pk}"] = champ_nombre(
                libelle,
                0,
                critere.note_max,
                forms.DecimalField,
                decimal_places=1,
                required=False,
                initial=note.note if note else None,
                help_text=critere.description,
            )
            self.fields[f"commentaire_{critere.pk}"] = ChampParagraphes(
                label=_("%(critere)s : commentaire") % {"critere": critere.libelle},
                required=False,
                initial=note.commentaire if note else "",
                max_length=2000,
                widget=forms.Textarea({"rows": 2}),
            )

    def lignes(self) -> list[dict[str, Any]]:
        """Each criterion with its two fields."""
        return [
            {"critere": c, "note": self[f"note_{c.pk}"], "commentaire": self[f"commentaire_{c.pk}"]}
            for c in self.criteres
        ]

    def notes(self) -> list[tuple[CritereAnalyse, Decimal, str]]:
        """The notes given."""
        lu = self.cleaned_data
        return [
            (critere, lu[f"note_{critere.pk}"], lu[f"commentaire_{critere.pk}"])
            for critere in self.criteres
            if lu[f"note_{critere.pk}"] is not None
        ]
