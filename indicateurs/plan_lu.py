"""The plan put together for its public page and its report: promises, findings, published figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from indicateurs.preuves import est_ouverte_a_tous
from indicateurs.queries import plan as lecture
from partenaires.models import GenreLigne, GenrePreuve, PlanAction, VoletPlan


def composer(plan: PlanAction, *, au: date) -> dict[str, Any]:
    """What both show: progress, actions by part with figures anyone may read, findings with what answers them."""
    lignes = lecture.lignes_du_plan(plan)
    par_id = {ligne.pk: ligne for ligne in lignes}
    edition, publies = lecture.chiffres_publies(lecture.codes_des_indicateurs(lignes))
    promesses = [
        (ligne, ligne.est_en_retard(au=au), lecture.figures_de([ligne], publies), _ecrans(ligne))
        for ligne in lignes
        if ligne.est_a_realiser
    ]
    fils = []
    for constat in lecture.du_genre(lignes, GenreLigne.CONSTAT):
        reponses = [par_id[r.pk] for r in constat.reponses.all() if r.pk in par_id]
        fils.append((constat, reponses, lecture.figures_de(reponses, publies)))
    return {
        "avancement": lecture.avancement(lignes, au=au),
        "promesses": promesses,
        "volets": [
            (mot, siennes)
            for code, mot in VoletPlan.choices
            if (siennes := [promesse for promesse in promesses if promesse[0].volet == code])
        ],
        "principes": lecture.du_genre(lignes, GenreLigne.PRINCIPE),
        "fils": fils,
        "edition": edition,
    }


def _ecrans(ligne: Any) -> list[Any]:
    """The screens anybody may open."""
    return [p for p in ligne.preuves_lues if p.genre == GenrePreuve.ECRAN and est_ouverte_a_tous(p.cle)]
