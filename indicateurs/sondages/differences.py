"""What a version of a survey asks that another does not: question by question, by their stable codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicateurs.models import Question, VersionSondage
from indicateurs.sondages.questionnaire import LANGUES
from partenaires.queries.differences_norme import (
    AJOUT,
    CHANGEMENT,
    EGAL,
    RETRAIT,
    Chapitre,
    Difference,
    mots_compares,
)


@dataclass(frozen=True)
class Comparaison:
    """What differs, and the questions that stay the same: their answers compare from wave to wave."""

    autour: list[Chapitre]
    questions: list[Chapitre]
    gardees: list[Question]
    ordre_change: bool

    @property
    def chapitres(self) -> list[Chapitre]:
        """Everything that differs, what is read around the questions first."""
        return self.autour + self.questions

    @property
    def nombres(self) -> dict[str, int]:
        """How many questions come, go, change and stay."""
        sortes = [chapitre.sorte for chapitre in self.questions]
        return {
            "ajoutees": sortes.count(AJOUT),
            "retirees": sortes.count(RETRAIT),
            "reformulees": sortes.count(CHANGEMENT),
            "gardees": len(self.gardees),
        }


def comparer(ancienne: VersionSondage, nouvelle: VersionSondage) -> Comparaison:
    """From one version to the other, in the order the newer one asks; what it asks no more comes last."""
    avant = {question.code: question for question in ancienne.questions_posees()}
    apres = {question.code: question for question in nouvelle.questions_posees()}
    langues = [langue for langue in LANGUES if langue in {*ancienne.langues, *nouvelle.langues}]
    questions: list[Chapitre] = []
    gardees: list[Question] = []
    ecarts = _differences(_accueil_de(ancienne, langues), _accueil_de(nouvelle, langues))
    autour = [Chapitre(_("Ce qu’on lit avant les questions"), CHANGEMENT, ecarts)] if ecarts else []
    for code, question in apres.items():
        if code not in avant:
            questions.append(_seule(question, AJOUT, langues))
        elif ecarts := _differences(_lignes(avant[code], langues), _lignes(question, langues)):
            questions.append(Chapitre(_titre(question), CHANGEMENT, ecarts))
        else:
            gardees.append(question)
    questions += [_seule(question, RETRAIT, langues) for code, question in avant.items() if code not in apres]
    communes = [code for code in avant if code in apres]
    return Comparaison(autour, questions, gardees, communes != [code for code in apres if code in avant])


def _titre(question: Question) -> str:
    return f"{question.code} – {question.texte()}"


def _seule(question: Question, sorte: str, langues: list[str]) -> Chapitre:
    """A question that only one version asks, said whole."""
    vide: dict[str, str] = {}
    lignes = _lignes(question, langues)
    ecarts = _differences(vide, lignes) if sorte == AJOUT else _differences(lignes, vide)
    return Chapitre(_titre(question), sorte, ecarts)


def _differences(avant: dict[str, str], apres: dict[str, str]) -> list[Difference]:
    return list(_ecarts(avant, apres))


def _ecarts(avant: dict[str, str], apres: dict[str, str]) -> Iterator[Difference]:
    for libelle in {**apres, **avant}:
        a, b = avant.get(libelle, ""), apres.get(libelle, "")
        if a == b:
            continue
        if a and b:
            gauche, droite = mots_compares(a, b)
            yield Difference(libelle, CHANGEMENT, gauche, droite)
        else:
            cote = [(EGAL, a or b)]
            yield Difference(libelle, RETRAIT if a else AJOUT, cote if a else [], cote if b else [])


def _accueil_de(version: VersionSondage, langues: list[str]) -> dict[str, str]:
    dits = {_("Langues"): ", ".join(LANGUES[langue] for langue in version.langues)}
    for langue in langues:
        dits[_("Titre – %(langue)s") % {"langue": LANGUES[langue]}] = version.titres.get(langue, "")
        dits[_("Accueil – %(langue)s") % {"langue": LANGUES[langue]}] = version.accueils.get(langue, "")
    return dits


def _lignes(question: Question, langues: list[str]) -> dict[str, str]:
    """What a question says and how it is asked, by what each thing is called."""
    dits = {_("Genre"): str(question.get_genre_display())}
    for langue in langues:
        suite = {"langue": LANGUES[langue]}
        dits[_("Question – %(langue)s") % suite] = question.textes.get(langue, "")
        dits[_("Choix – %(langue)s") % suite] = _liste(question.choix, langue)
        dits[_("Énoncés – %(langue)s") % suite] = _liste(question.enonces, langue)
    dits[_("Réponse obligatoire")] = _("oui") if question.obligatoire else _("non")
    dits[_("Posée seulement si")] = f"{question.si_code} : {', '.join(question.si_valeurs)}" if question.si_code else ""
    dits[_("Au moins")] = "" if question.minimum is None else str(question.minimum)
    dits[_("Au plus")] = "" if question.maximum is None else str(question.maximum)
    return dits


def _liste(choix: list[dict[str, str]], langue: str) -> str:
    """One a line, by code: a code that goes away takes its answers out of the comparison."""
    return "\n".join(f"{c['code']} – {c[langue]}" for c in choix if c.get(langue))
