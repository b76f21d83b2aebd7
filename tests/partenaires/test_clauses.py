"""Templates of clauses: variables filled once, paragraphs by condition, hostile words left as words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from partenaires.clauses import VARIABLES, Faits, TexteRefuse, assembler, verifier_blocs, verifier_texte
from partenaires.models import ModeleClause
from partenaires.queries.clauses import clauses_pour
from tests.factories.ententes import EntenteFactory
from tests.factories.normes import ModeleClauseFactory

FAITS = Faits(
    organisation="Accueil Sud",
    genre="organisme",
    montant=Decimal("250000"),
    debut=date(2026, 4, 1),
    fin=date(2027, 3, 31),
    neq="1140000000",
    numero="E-1",
    titre="Cours du soir",
    programme="Programme",
    volet="Parcours",
    cumul=Decimal("0.9"),
    regions={"06": "Montréal"},
    clienteles={"refugies": "Personnes réfugiées"},
)


def modele(texte: str = "", *blocs, titre: str = "Titre", code: str = "c") -> SimpleNamespace:
    return SimpleNamespace(code=code, titre=titre, texte=texte, blocs=list(blocs), reference=f"p-v1/{code}")


def bloc(champ: str, operateur: str, valeur, texte: str = "Oui.") -> dict:
    return {"champ": champ, "operateur": operateur, "valeur": valeur, "texte": texte}


def test_les_variables_sont_remplies_et_la_reference_est_gardee():
    texte = "{organisation} reçoit {montant} du {debut} au {fin} ({duree} mois), cumul {cumul}."
    (clause,) = assembler([modele(texte, titre="Aide à {organisation}")], FAITS)
    attendu = "Accueil Sud reçoit 250 000,00 $ du 1er avril 2026 au 31 mars 2027 (12 mois), cumul 90 %."
    assert clause.texte.replace("\u00a0", " ").replace("\u202f", " ") == attendu
    assert clause == ("c", "Aide à Accueil Sud", clause.texte, "p-v1/c")


def test_chaque_variable_annoncee_est_remplie():
    assert set(FAITS.mots()) == set(VARIABLES)
    texte = " ".join(f"{{{nom}}}" for nom in VARIABLES)
    assert "{" not in assembler([modele(texte)], FAITS)[0].texte


def test_un_fait_inconnu_laisse_un_blanc_visible():
    assert assembler([modele("NEQ {neq}")], replace(FAITS, neq=""))[0].texte == "NEQ ________"


@pytest.mark.parametrize(
    ("condition", "vraie"),
    [
        (bloc("montant", "au_moins", "250000"), True),
        (bloc("montant", "au_moins", "250000.01"), False),
        (bloc("montant", "au_plus", "250000"), True),
        (bloc("montant", "au_plus", "249999.99"), False),
        (bloc("duree", "au_moins", "12"), True),
        (bloc("duree", "au_moins", "13"), False),
        (bloc("duree", "au_plus", "12"), True),
        (bloc("genre", "parmi", ["cegep", "organisme"]), True),
        (bloc("genre", "parmi", ["cegep"]), False),
        (bloc("region", "parmi", ["06", "03"]), True),
        (bloc("region", "parmi", ["03"]), False),
        (bloc("clientele", "parmi", ["refugies"]), True),
        (bloc("clientele", "parmi", ["toutes"]), False),
    ],
)
def test_un_paragraphe_est_ecrit_quand_sa_condition_est_vraie(condition, vraie):
    verifier_blocs([condition])
    (clause,) = assembler([modele("Base.", condition)], FAITS)
    assert clause.texte == ("Base.\n\nOui." if vraie else "Base.")


def test_une_clause_sans_paragraphe_qui_s_applique_n_est_pas_ecrite():
    modeles = [modele("", bloc("genre", "parmi", ["cegep"])), modele("Reste.", code="d")]
    assert [clause.code for clause in assembler(modeles, FAITS)] == ["d"]


HOSTILES = (
    "{montant}",
    "{organisation}",
    "{{ settings.SECRET_KEY }}",
    "{% load static %}",
    "{0.__class__.__mro__}",
    "%(montant)s ${montant}",
    "<script>alert(1)</script>",
    "\\1 \\g<0>",
    "' OR 1=1 --",
)


@pytest.mark.parametrize("texte", HOSTILES)
def test_ce_qu_une_organisation_ecrit_n_est_jamais_lu_comme_un_modele(texte):
    (clause,) = assembler([modele("Pour {organisation}.")], replace(FAITS, organisation=texte))
    assert clause.texte == f"Pour {texte}."


@pytest.mark.parametrize("texte", ["{montnat}", "{}", "{montant", "montant}", "{{montant}}", "{ montant }", "{a.b}"])
def test_une_variable_inconnue_ou_une_accolade_seule_est_refusee(texte):
    with pytest.raises(TexteRefuse) as refus:
        verifier_texte(texte)
    assert "variable" in refus.value.message


@pytest.mark.parametrize(
    "blocs",
    [
        "texte",
        [bloc("montant", "parmi", ["1"])],
        [bloc("solde", "au_moins", "1")],
        [bloc("montant", "au_moins", "beaucoup")],
        [bloc("montant", "au_moins", "NaN")],
        [bloc("montant", "au_moins", None)],
        [bloc("genre", "parmi", "organisme")],
        [bloc("genre", "parmi", [])],
        [bloc("genre", "parmi", [1])],
        [bloc("montant", "au_moins", "1", " ")],
        [bloc("montant", "au_moins", "1", "{inconnue}")],
        [{"champ": "montant"}],
        [bloc("montant", "au_moins", "1")] * 4,
    ],
)
def test_une_condition_illisible_est_refusee(blocs):
    with pytest.raises(TexteRefuse):
        verifier_blocs(blocs)


@pytest.mark.django_db
def test_les_clauses_d_une_entente_viennent_de_sa_version_dans_l_ordre():
    entente = EntenteFactory(titre="<b>{montant}</b>")
    ModeleClauseFactory(version=entente.version, code="b", rang=2, texte="Projet {titre}, {regions}.")
    ModeleClauseFactory(version=entente.version, code="a", rang=1)
    ModeleClauseFactory(code="ailleurs")
    clauses = clauses_pour(entente)
    assert [clause.code for clause in clauses] == ["a", "b"]
    assert clauses[1].texte == "Projet <b>{montant}</b>, Montréal."
    assert clauses[0].modele == f"essai-v{entente.version.numero}/a"


@pytest.mark.django_db
def test_le_modele_refuse_un_texte_que_personne_ne_remplirait():
    with pytest.raises(ValidationError, match="n’est pas une variable connue"):
        ModeleClauseFactory.build(texte="{montnat}").clean()
    assert not ModeleClause.objects.exists()
