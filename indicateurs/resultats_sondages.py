"""What the page and the document of a wave show: figures, charts, the themes of open answers, the trend."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from indicateurs import figures_sondages as figures
from indicateurs.models import SourceReponse, TexteLibre, VagueSondage
from indicateurs.queries import sondages as lecture
from indicateurs.queries.sondages import NUMERIQUES


def lire_vague(vague: VagueSondage, *, strate: str | None = None, source: str = "invitation") -> dict[str, Any]:
    """Everything a page of results needs, from the counts alone."""
    source = source if source in SourceReponse.values else SourceReponse.INVITATION
    strates = list(vague.strates.all())
    comptes = lecture.comptes_de([vague.pk], source=source)[vague.pk]
    lignes = lecture.taux_par_strate(vague, strates, comptes) if source == SourceReponse.INVITATION else []
    seuil = lecture.seuil_de(vague)
    noms = {ligne.code: ligne.nom for ligne in lignes if ligne.reponses >= seuil and ligne.population}
    choisie = strate if strate in noms else None
    reponses = sum(ligne.reponses for ligne in lignes)
    tirees = sum(ligne.tirees for ligne in lignes)
    resultats = lecture.resultats(vague, strates, comptes, strate=choisie)
    themes = themes_codes(vague)
    resultats = [replace(r, themes=themes.get(r.question.code, [])) for r in resultats]
    numeriques = [r.question for r in resultats if r.question.genre in NUMERIQUES] if choisie is None else []
    suites = lecture.evolution(vague.campagne, [q.code for q in numeriques]) if numeriques else {}
    tendances = [figures.tendance(q.texte(), suites[q.code], q.code) for q in numeriques]
    return {
        "vague": vague,
        "lignes": lignes,
        "taux": figures.taux(lignes) if tirees else None,
        "population": sum(ligne.population for ligne in lignes),
        "tirees": tirees,
        "reponses": reponses,
        "taux_global": reponses / tirees if tirees else None,
        "seuil": seuil,
        "strates_lisibles": noms,
        "strate": choisie,
        "nom_strate": noms.get(choisie or "", ""),
        "source": source,
        "affiches": lecture_affiches(vague),
        "resultats": [(r, figures.parts(r)) for r in resultats],
        "tendances": [t for t in tendances if t],
    }


def lecture_affiches(vague: VagueSondage) -> int:
    """How many answered from a poster."""
    comptes = lecture.comptes_de([vague.pk], source=SourceReponse.AFFICHE)[vague.pk]
    return sum(valeurs.get(("", "", ""), 0) for valeurs in comptes.values())


def themes_codes(vague: VagueSondage) -> dict[str, list[tuple[str, int]]]:
    """By question, the themes people gave its answers, the most frequent first."""
    libelles = dict(vague.version.sondage.themes.values_list("code", "libelle"))
    comptes: dict[str, Counter[str]] = {}
    codes = TexteLibre.objects.filter(vague=vague, code_le__isnull=False).values_list("question", "themes")
    for question, themes in codes:
        comptes.setdefault(question, Counter()).update(libelles.get(theme, theme) for theme in themes)
    return {question: compte.most_common() for question, compte in comptes.items()}
