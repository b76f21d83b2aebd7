"""Steps 9 and 10: the person's own estimate of her French, one plain sentence per skill."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.queries import edition_echelle, niveaux_echelle
from inscriptions.actions.inscription import Reponses
from inscriptions.formulaires.communs import FormulaireEtape
from inscriptions.queries.etape import COMPETENCES

# Twelve sentences are too many to choose from: an estimate is finer at the start of the scale, where most begin.
PROPOSES = (1, 2, 3, 4, 6, 8, 10, 12)
QUESTIONS = {
    "co": _("Quand vous écoutez"),
    "po": _("Quand vous parlez"),
    "ce": _("Quand vous lisez"),
    "pe": _("Quand vous écrivez"),
}
RIEN = {
    "co": _("Je ne comprends pas encore le français."),
    "po": _("Je ne parle pas encore français."),
    "ce": _("Je ne lis pas encore le français."),
    "pe": _("Je n’écris pas encore en français."),
}


class FormulaireNiveau(FormulaireEtape):
    """Two skills a page, one choice each; 0 says « pas encore »."""

    competences: ClassVar[tuple[str, ...]] = COMPETENCES

    def preparer(self) -> None:
        """One question per skill, with the sentences of the scale's edition in use."""
        edition = edition_echelle(au=self.au).code
        for competence in self.competences:
            phrases = {n.niveau: n.descripteur for n in niveaux_echelle(edition=edition, competence=competence.upper())}
            self.fields[competence] = forms.TypedChoiceField(
                label=QUESTIONS[competence],
                coerce=int,
                choices=[(0, RIEN[competence]), *((n, phrases[n]) for n in PROPOSES if phrases.get(n))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choisissez la phrase qui vous ressemble le plus.")},
            )

    def reponses(self) -> Reponses:
        """A level per skill."""
        niveaux: dict[str, Any] = {nom: self.cleaned_data[nom] for nom in self.competences}
        return replace(super().reponses(), autoevaluation=niveaux)


class FormulaireOral(FormulaireNiveau):
    """Listening and speaking."""

    competences = ("co", "po")


class FormulaireEcrit(FormulaireNiveau):
    """Reading and writing."""

    competences = ("ce", "pe")
