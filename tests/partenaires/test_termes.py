"""What an entente says on day D as known on day K: fifty ententes worked out by hand, and a control."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from partenaires import termes
from partenaires.termes import LigneTerme, TermeInvalide, ecart_des_versements, lire, plier, retenues, termes_au

FICHIER = Path(__file__).parent / "donnees" / "termes_ententes.txt"
ABSENT = "–"
CHANGEMENT = re.compile(r"^(?P<cle>[^=+]+)(?P<signe>\+?=)(?P<valeur>.*)$")


def moment(texte: str) -> datetime:
    """Noon of a day, or the hour given after a T."""
    jour, _, heure = texte.partition("T")
    return datetime.combine(date.fromisoformat(jour), time(int(heure or 12)), UTC)


def changements(texte: str) -> list[tuple[str, str, str]]:
    trouves = [CHANGEMENT.match(mot) for mot in shlex.split(texte)]
    return [(m["cle"], "ajouter" if m["signe"] == "+=" else "fixer", m["valeur"]) for m in trouves]


def lire_cas() -> dict[str, tuple[list[LigneTerme], list[tuple[date, datetime, str, Any]]]]:
    """Each case: its rows, and what is expected of each term at (D, K)."""
    cas: dict[str, Any] = {}
    lignes, attendus = [], []
    for brute in FICHIER.read_text().splitlines():
        tete, _, suite = brute.partition(" : ")
        mots = tete.split()
        if brute.startswith("cas "):
            lignes, attendus = [], []
            cas[brute[4:]] = (lignes, attendus)
        elif mots and (mots[0] == "base" or re.fullmatch(r"A\d", mots[0])):
            effet, connu = date.fromisoformat(mots[1]), moment(mots[3])
            for rang, (cle, operation, valeur) in enumerate(changements(suite)):
                lignes.append(LigneTerme(cle, operation, valeur, effet, connu, rang))
        elif mots and mots[0] == "au":
            su = datetime.combine(date.fromisoformat(mots[3]), time.max, UTC)
            for cle, _op, valeur in changements(suite):
                attendu = None if valeur == ABSENT else lire(cle, valeur)
                attendus.append((date.fromisoformat(mots[1]), su, cle, attendu))
    return cas


CAS = lire_cas()


def ecarts(fonction=termes_au) -> set[str]:
    """The cases where this way of reading differs from the hand-written tables."""
    return {
        nom
        for nom, (lignes, attendus) in CAS.items()
        for au, su, cle, attendu in attendus
        if fonction(lignes, au=au, connus_le=su).get(cle) != attendu
    }


@pytest.mark.parametrize("nom", CAS)
def test_les_termes_sont_ceux_du_tableau_ecrit_a_la_main(nom):
    lignes, attendus = CAS[nom]
    assert attendus
    for au, su, cle, attendu in attendus:
        assert termes_au(lignes, au=au, connus_le=su).get(cle) == attendu, (au, su, cle)


@pytest.mark.parametrize("nom", CAS)
def test_l_ordre_des_lignes_ne_change_rien(nom):
    lignes, attendus = CAS[nom]
    for au, su, cle, attendu in attendus:
        assert termes_au(reversed(lignes), au=au, connus_le=su).get(cle) == attendu


def test_il_y_a_cinquante_ententes_et_au_moins_deux_moments_pour_la_plupart():
    assert len(CAS) == 50
    assert sum(len(attendus) for _lignes, attendus in CAS.values()) >= 190
    assert sum(len({(au, su) for au, su, *_ in attendus}) >= 2 for _lignes, attendus in CAS.values()) >= 45


def test_temoin_plier_dans_l_ordre_de_la_connaissance_se_trompe():
    def naif(lignes, *, au, connus_le):
        gardees = [ligne for ligne in lignes if ligne.connu_le <= connus_le and ligne.effet_du <= au]
        return plier(sorted(gardees, key=lambda ligne: (ligne.connu_le, ligne.rang)))

    faux = ecarts(naif)
    assert len(faux) >= 10
    assert ecarts() == set()


def test_temoin_sans_la_date_de_connaissance_le_passe_change():
    def amnesique(lignes, *, au, connus_le):
        return plier(retenues(lignes, au=au, connus_le=datetime.max.replace(tzinfo=UTC)))

    assert len(ecarts(amnesique)) >= 30


@pytest.mark.parametrize(
    ("cle", "valeur"),
    [
        ("montant", "cent"),
        ("montant", "NaN"),
        ("montant", ""),
        ("fin", "2028-02-30"),
        ("versement:2:date", "demain"),
        ("inconnu", "1"),
        ("activite:cours", "1"),
        ("activite:cours:duree", "1"),
    ],
)
def test_une_valeur_qui_n_est_pas_du_terme_est_refusee(cle, valeur):
    with pytest.raises(TermeInvalide):
        lire(cle, valeur)


def test_on_n_ajoute_rien_a_une_date_ni_a_une_clause():
    for cle, valeur in (("fin", "2028-03-31"), ("clause:objet", "x")):
        with pytest.raises(TermeInvalide):
            plier([LigneTerme(cle, "ajouter", valeur, date(2027, 4, 1), moment("2027-03-15"))])


def test_l_ecart_des_versements_se_compte_sur_le_montant():
    valeurs = {"montant": Decimal(100), "versement:1:montant": Decimal(60), "versement:2:montant": Decimal(45)}
    assert ecart_des_versements(valeurs) == Decimal(5)
    assert ecart_des_versements(valeurs | {"versement:2:date": date(2027, 4, 1), "montant": Decimal(105)}) == 0


def test_le_pliage_ne_connait_ni_la_base_ni_l_horloge():
    source = Path(termes.__file__).read_text()
    assert "django" not in source and ".now(" not in source and ".today(" not in source
