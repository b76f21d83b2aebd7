"""Eligibility: dated rules, a reason in French, and no refusal by a machine alone."""

from dataclasses import replace
from datetime import date

import pytest

from guichet.referentiels.admissibilite import Critere, Decision, Faits, Regle, evaluer
from guichet.referentiels.formules import FormuleDeRegle
from guichet.referentiels.jeux import jeux

AU = date(2026, 9, 1)
FAITS = Faits(
    statut="resident_permanent",
    formule=FormuleDeRegle.TEMPS_COMPLET,
    date_naissance=date(1990, 5, 2),
    est_domicilie_au_quebec=True,
)


def _regles() -> list[Regle]:
    (jeu,) = [jeu for jeu in jeux(derniere_annee=2024) if jeu.modele.__name__ == "RegleAdmissibilite"]
    return [
        Regle(
            version=str(ligne["valide_du"] or "origine"),
            statut=ligne["statut_id"] or "",
            **{nom: v for nom, v in ligne.items() if nom not in {"statut_id", "source", "certitude"}},
        )
        for ligne in jeu.lignes
    ]


REGLES = _regles()
STATUTS = sorted({regle.statut for regle in REGLES if regle.statut})


def decider(au=AU, **faits):
    return evaluer(replace(FAITS, **faits), REGLES, au=au, age_minimum=16)


def test_une_personne_residente_permanente_est_admissible():
    evaluation = decider()
    assert evaluation.decision == Decision.ADMISSIBLE
    assert not evaluation.exige_une_personne
    assert evaluation.constats[0].regle == "STA-PERMANENT"


@pytest.mark.parametrize("formule", FormuleDeRegle)
@pytest.mark.parametrize("statut", STATUTS)
def test_chaque_statut_a_une_seule_reponse_pour_chaque_formule(statut, formule):
    evaluation = decider(statut=statut, formule=formule)
    assert [c.regle for c in evaluation.constats if c.regle.startswith("STA-")] == [evaluation.constats[0].regle]
    assert evaluation.motif


def test_seize_ans_le_jour_meme_suffit():
    assert decider(date_naissance=date(2010, 9, 1)).decision == Decision.ADMISSIBLE
    refus = decider(date_naissance=date(2010, 9, 2))
    assert refus.decision == Decision.NON_ADMISSIBLE
    assert refus.motif == "Le service s’adresse aux personnes de 16 ans ou plus."
    assert "centre de services scolaire" in refus.remede


def test_aucun_refus_ne_tient_sans_une_personne():
    assert decider(date_naissance=date(2015, 1, 1)).exige_une_personne


def test_une_reponse_manquante_ne_refuse_jamais():
    assert decider(date_naissance=None).decision == Decision.A_CONFIRMER
    assert decider(est_domicilie_au_quebec=None).decision == Decision.A_CONFIRMER


def test_qui_va_s_etablir_au_quebec_est_admissible():
    assert decider(est_domicilie_au_quebec=False).decision == Decision.NON_ADMISSIBLE
    assert decider(est_domicilie_au_quebec=False, prevoit_s_etablir_au_quebec=True).decision == Decision.ADMISSIBLE


def test_un_document_expire_est_a_confirmer():
    evaluation = decider(fin_du_document=date(2026, 8, 31))
    assert evaluation.decision == Decision.A_CONFIRMER
    assert "renouvelé" in evaluation.remede


def test_la_regle_du_jour_decide():
    # Since 1 June 2023, persons born in Canada who do not speak French may register.
    assert decider(statut="citoyen_ne_canada", au=date(2023, 5, 31)).decision == Decision.NON_ADMISSIBLE
    assert decider(statut="citoyen_ne_canada", au=date(2023, 6, 1)).decision == Decision.ADMISSIBLE


def test_l_etude_en_ligne_s_est_ouverte_aux_personnes_qui_demandent_l_asile():
    en_ligne = {"statut": "demandeur_asile", "formule": FormuleDeRegle.EN_LIGNE}
    assert decider(**en_ligne, au=date(2021, 6, 30)).decision == Decision.NON_ADMISSIBLE
    assert decider(**en_ligne, au=date(2021, 7, 1)).decision == Decision.ADMISSIBLE


def test_un_permis_d_etudes_a_temps_complet_avertit_et_attend_une_personne():
    evaluation = decider(statut="etudiant_international")
    assert evaluation.decision == Decision.A_CONFIRMER
    assert any("permis" in texte for texte in evaluation.avertissements)


def test_un_statut_sans_regle_va_a_un_conseiller():
    evaluation = decider(statut="inconnu")
    assert evaluation.decision == Decision.A_CONFIRMER
    assert evaluation.constats[0].regle == "SANS-REGLE"


def test_l_evaluation_se_garde_avec_ses_regles_et_ses_faits():
    garde = decider().en_json()
    assert garde["regles"] == [{"code": "STA-PERMANENT", "version": "origine", "decision": "admissible"}]
    assert garde["faits"]["age"] == 36
    assert garde["au"] == "2026-09-01"


def test_un_critere_inconnu_est_une_erreur_du_programme():
    with pytest.raises(ValueError, match="critère inconnu"):
        evaluer(FAITS, [Regle("X", "1", "autre", Decision.NON_ADMISSIBLE, "…")], au=AU, age_minimum=16)
    assert set(Critere.values) == {"statut", "age", "domicile", "document"}
