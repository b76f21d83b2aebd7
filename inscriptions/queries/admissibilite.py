"""Is this request eligible? Dated rules on the person's own answers, formula by formula."""

from __future__ import annotations

from datetime import date
from typing import Any

from guichet.models import Personne
from guichet.referentiels.admissibilite import GRAVITE, Decision, Evaluation, Faits
from guichet.referentiels.formules import FormuleDeRegle
from guichet.referentiels.queries import evaluer_admissibilite
from inscriptions.models import Domicile, Inscription, Mode

DOMICILES = {
    Domicile.QUEBEC: (True, None),
    Domicile.BIENTOT: (False, True),
    Domicile.AILLEURS: (False, False),
}


def evaluer_demande(inscription: Inscription, personne: Personne, *, au: date) -> dict[str, Any]:
    """The decision to keep and show: the best formula first, each formula's own beside; empty before the answers."""
    if not (inscription.statut_id and inscription.formules):
        return {}
    par_formule = {
        formule: evaluer_admissibilite(_faits(inscription, personne, formule), au=au)
        for formule in _formules_de_regle(inscription)
    }
    retenue = min(par_formule.values(), key=lambda evaluation: GRAVITE[evaluation.decision])
    return retenue.en_json() | {
        "exige_une_personne": retenue.exige_une_personne,
        "formules": {formule: _resume(evaluation) for formule, evaluation in par_formule.items()},
    }


def est_admissible(decision: dict[str, Any]) -> bool | None:
    """True, False, or None while an adviser must look."""
    return {Decision.ADMISSIBLE: True, Decision.NON_ADMISSIBLE: False}.get(decision.get("decision", ""))


def _formules_de_regle(inscription: Inscription) -> list[str]:
    """The formulas the rules know: those the person ranked, and online study when she accepts it."""
    return [*inscription.formules, *([FormuleDeRegle.EN_LIGNE.value] if Mode.EN_LIGNE in inscription.modes else [])]


def _faits(inscription: Inscription, personne: Personne, formule: str) -> Faits:
    domicilie, s_etablira = (
        DOMICILES.get(Domicile(inscription.domicile), (None, None)) if inscription.domicile else (None, None)
    )
    return Faits(
        statut=inscription.statut_id or "",
        formule=formule,
        date_naissance=personne.date_naissance,
        est_domicilie_au_quebec=domicilie,
        prevoit_s_etablir_au_quebec=s_etablira,
        fin_du_document=inscription.document_fin_le,
    )


def _resume(evaluation: Evaluation) -> dict[str, Any]:
    premier = evaluation.constats[0]
    return {
        "decision": evaluation.decision.value,
        "code": premier.regle,
        "version": premier.version,
        "motif": evaluation.motif,
        "remede": evaluation.remede,
    }


def decision_en_mots(decision: dict[str, Any]) -> dict[str, Any]:
    """What a page shows of a kept decision: words, remedies, and the rules it rests on."""
    if not decision:
        return {}
    lignes = [
        {
            "libelle": str(FormuleDeRegle(formule).label),
            "decision": str(Decision(resume["decision"]).label),
            "motif": resume["motif"],
            "remede": resume["remede"],
        }
        for formule, resume in decision.get("formules", {}).items()
    ]
    codes = ", ".join(f"{regle['code']} ({regle['version']})" for regle in decision.get("regles", []))
    return decision | {"par_formule": lignes, "codes": codes}
