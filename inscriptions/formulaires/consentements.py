"""Step 9: one yes or no per purpose, none chosen beforehand."""

from __future__ import annotations

from dataclasses import replace

from inscriptions.actions.inscription import Reponses
from inscriptions.finalites import FINALITES
from inscriptions.formulaires.communs import ChampOuiNon, FormulaireEtape


class FormulaireConsentements(FormulaireEtape):
    """The purposes of the day, each with what saying yes does."""

    def preparer(self) -> None:
        """One question per purpose."""
        for finalite in FINALITES:
            self.fields[finalite.code] = ChampOuiNon(label=finalite.question, help_text=finalite.effet)

    def reponses(self) -> Reponses:
        """An answer per purpose."""
        return replace(super().reponses(), consentements={f.code: self.cleaned_data[f.code] for f in FINALITES})
