"""A questionnaire on paper: what a page without a computer must say of the order of questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from indicateurs.models import GenreQuestion, Question
from indicateurs.sondages.questionnaire import NOTES

# Where each answer leads somewhere: one answer only.
MENENT = (GenreQuestion.UNIQUE, GenreQuestion.ECHELLE)
# Up to so many characters, choices stand side by side.
COURT = 14


@dataclass(frozen=True)
class QuestionPapier:
    """One question as it is printed: its number, when to answer it, its boxes, where its answers lead."""

    numero: int
    question: Question
    texte: str
    condition: str
    choix: list[tuple[str, str]]
    enonces: list[tuple[str, str]]
    renvois: list[str] = field(default_factory=list)

    @property
    def est_serree(self) -> bool:
        """True when its choices hold on a line."""
        return sum(max(len(mots), COURT) for _code, mots in self.choix) <= 4 * COURT

    @property
    def prend_plusieurs(self) -> bool:
        """True when several boxes may be ticked."""
        return self.question.genre == GenreQuestion.MULTIPLE


def questionnaire(questions: Sequence[Question], langue: str) -> list[QuestionPapier]:
    """The questions numbered, branching written as instructions, in the active language of the portal."""
    numeros = {question.code: rang for rang, question in enumerate(questions, start=1)}
    par_code = {question.code: question for question in questions}
    return [
        QuestionPapier(
            rang,
            question,
            question.texte(langue),
            _condition(question, par_code, numeros, langue),
            _choix(question, langue),
            question.enonces_dits(langue),
            list(_renvois(rang, questions, langue)),
        )
        for rang, question in enumerate(questions, start=1)
    ]


def _choix(question: Question, langue: str) -> list[tuple[str, str]]:
    return NOTES if question.genre == GenreQuestion.ECHELLE else question.choix_dits(langue)


def _condition(question: Question, par_code: dict[str, Question], numeros: dict[str, int], langue: str) -> str:
    avant = par_code.get(question.si_code)
    if avant is None:
        return ""
    mots = dict(_choix(avant, langue))
    reponses = _ou([mots.get(valeur, valeur) for valeur in question.si_valeurs])
    dit = _("Répondez seulement si vous avez répondu %(reponses)s à la question %(numero)s.")
    return dit % {"reponses": reponses, "numero": numeros[avant.code]}


def _renvois(rang: int, questions: Sequence[Question], langue: str) -> Iterator[str]:
    """« Si « Non », passez à la question 5 », for the answers that do not lead to the question just after."""
    question = questions[rang - 1]
    if question.genre not in MENENT:
        return
    par_cible: dict[int, list[str]] = {}
    for code, mots in _choix(question, langue):
        cible = _suivante(rang, questions, code)
        if cible != rang + 1:
            par_cible.setdefault(cible, []).append(mots)
    for cible, reponses in par_cible.items():
        valeurs = {"reponses": _ou(reponses), "numero": cible}
        if cible > len(questions):
            yield _("Si %(reponses)s, vous avez terminé.") % valeurs
        else:
            yield _("Si %(reponses)s, passez à la question %(numero)s.") % valeurs


def _suivante(rang: int, questions: Sequence[Question], reponse: str) -> int:
    """The number of the next question this answer leads to; one that depends on a question left out is left out."""
    ici = questions[rang - 1]
    sautees: set[str] = set()
    for numero, question in enumerate(questions[rang:], start=rang + 1):
        saute = question.si_code == ici.code and reponse not in question.si_valeurs
        if not saute and question.si_code not in sautees:
            return numero
        sautees.add(question.code)
    return len(questions) + 1


def _ou(reponses: Sequence[str]) -> str:
    """« Non » ou « Parfois »."""
    cites = [_("« %(mot)s »") % {"mot": mot} for mot in reponses]
    *debut, fin = cites or [""]
    return _("%(debut)s ou %(fin)s") % {"debut": ", ".join(debut), "fin": fin} if debut else fin
