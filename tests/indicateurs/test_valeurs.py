"""Every figure made of events equals a slow recount of the journal, on fifty small worlds, whatever the filter."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from guichet.mesure.calcul import termes
from guichet.mesure.definition import MESURES, Genre, Mesure
from guichet.mesure.evenement import EVENEMENTS
from guichet.mesure.survie import kaplan_meier, quantile_de_survie
from guichet.referentiels.jours_ouvrables import jours_ecoules
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from indicateurs.actions.incorporer import incorporer_journal
from indicateurs.filtre import AXES, Filtre
from indicateurs.models import COUPES, AgregatAttente, AgregatAxeNiveau, Fait, Repere
from indicateurs.queries import comptage, valeurs
from tests.indicateurs.mondes import Gens, Ligne, inscrire, monde, recompter

pytestmark = pytest.mark.django_db
MONDES = 50
Faits = list[dict[str, Any]]
STOCK_DE_DOSSIERS = Mesure("essai_dossiers", 1, "", "", Genre.STOCK, "dossier_complet")


def mesures() -> list[Mesure]:
    """Every definition the roll-ups of events answer for."""
    connues = [m for m in MESURES.values() if m.calcul == "evenements" and valeurs.est_connue(m)]
    return [*connues, STOCK_DE_DOSSIERS]


def plier(lignes: list[Ligne], hasard: random.Random) -> None:
    inscrire(lignes)
    while incorporer_journal(taille=hasard.randrange(5, 80)):
        pass


class TropTot(Exception):
    """Leaves a world behind."""


def choisir(hasard: random.Random, faits: Faits) -> Filtre:
    """A period to the day and up to three axes, with values that exist."""
    jours = sorted(f["jour"] for f in faits)
    du = hasard.choice(jours) - timedelta(days=hasard.randrange(3))
    filtre = Filtre(du, du + timedelta(days=hasard.choice([0, 5, 20, 40, 120, 400])))
    modele = hasard.choice(faits)
    axes = hasard.sample(AXES, hasard.choice([0, 0, 1, 1, 2, 3]))
    return replace(filtre, **{axe: modele[axe] for axe in axes if modele[axe]})


def attendue(mesure: Mesure, filtre: Filtre, faits: Faits) -> Decimal | None:
    """The definition read word for word."""
    siens = [f for f in faits if all(f[axe] == valeur for axe, valeur in filtre.choisis().items())]
    periode = [f for f in siens if filtre.du <= f["jour"] <= filtre.au]
    haut = Counter[str]()
    for f in periode:
        haut[f["evenement"]] += 1
    if mesure.genre is Genre.STOCK or valeurs.file_de(mesure):
        presents = [
            f
            for f in siens
            if f["evenement"] == mesure.numerateur and f["jour"] <= filtre.au
            and (f["fini_le"] is None or f["fini_le"] > filtre.au)
        ]  # fmt: skip
        ages = sorted((filtre.au - f["jour"]).days for f in presents)
        return Decimal(len(ages)) if mesure.genre is Genre.STOCK else rang_median(ages)
    if mesure.genre is Genre.DELAI:
        delais = [f["delai"] for f in periode if f["evenement"] == mesure.numerateur and f["delai"] is not None]
        return rang_median(sorted(delais))
    somme = sum(signe * haut[code] for signe, code in termes(mesure.numerateur))
    if mesure.delai_maximum:
        limite = parametre(mesure.delai_maximum, au=filtre.au)
        codes = [code for _signe, code in termes(mesure.numerateur)]
        somme = len([f for f in periode if f["evenement"] in codes and f["delai"] is not None and f["delai"] <= limite])
    if mesure.genre is Genre.COMPTE:
        return Decimal(somme)
    sous = sum(signe * haut[code] for signe, code in termes(mesure.denominateur))
    return Decimal(somme) / sous if sous else None


def rang_median(tries: list[int]) -> Decimal | None:
    return Decimal(tries[(len(tries) - 1) // 2]) if tries else None


def ecarts(mesure: Mesure, filtre: Filtre, faits: Faits, hasard: random.Random) -> list[str]:
    """What differs from the recount, the total, by month or along an axis."""
    trouve = []

    def comparer(quoi: object, lue: valeurs.Valeur, sous: Filtre) -> None:
        voulue = attendue(mesure, sous, faits)
        if lue.valeur != voulue:
            trouve.append(f"{mesure.code} {quoi} {sous} : {lue.valeur} au lieu de {voulue}")

    match hasard.randrange(3):
        case 0:
            comparer("total", valeurs.valeur(mesure, filtre), filtre)
        case 1:
            lues = valeurs.par_mois(mesure, filtre)
            assert list(lues) == valeurs.mois_de(filtre)
            for mois, fin in valeurs.fins_de(filtre):
                comparer(mois, lues[mois], replace(filtre, du=max(mois, filtre.du), au=min(fin, filtre.au)))
        case _:
            axe = hasard.choice(AXES)
            for cle, lue in valeurs.par_axe(mesure, filtre, axe).items():
                choisie = getattr(filtre, axe)
                assert not choisie or choisie == cle
                comparer((axe, cle), lue, replace(filtre, **{axe: cle}))
    return trouve


def parcourir(mondes: range, gens: Gens) -> list[str]:
    """The gaps found over these worlds, each forgotten before the next."""
    trouve: list[str] = []
    for graine in mondes:
        hasard = random.Random(graine)
        lignes = monde(gens, graine)
        faits = recompter(lignes)
        if not faits:
            continue
        try:
            with transaction.atomic():
                plier(lignes, hasard)
                for mesure in mesures():
                    trouve += ecarts(mesure, choisir(hasard, faits), faits, hasard)
                raise TropTot
        except TropTot:
            pass
    return trouve


@pytest.fixture
def gens() -> Gens:
    return Gens.creer()


def test_chaque_indicateur_egale_un_recompte_lent_sur_cinquante_mondes(gens):
    assert parcourir(range(MONDES), gens) == []


@pytest.mark.parametrize("panne", ["bords", "sorties"])
def test_temoin_un_compte_faux_se_verrait(gens, monkeypatch, panne):
    """Control: without the days at both ends, or with queues never left, the same proof fails."""
    if panne == "bords":
        decouper = comptage.decouper
        monkeypatch.setattr(comptage, "decouper", lambda du, au: (*decouper(du, au)[:2], []))
    else:
        from indicateurs.actions import incorporer_sql

        monkeypatch.setattr(incorporer_sql, "FAITS", (incorporer_sql.FAITS[0], incorporer_sql.FAITS[3]))
    assert parcourir(range(8), gens)


def coupes_par_niveau(faits: Faits) -> list[str]:
    """Along each axis chosen, what a table by level counts beside the facts, the level chosen too; what differs."""
    du, au, trouve = min(f["jour"] for f in faits) + timedelta(days=9), max(f["jour"] for f in faits), []
    for axe in (axe for axe in AXES if axe not in ("region", "niveau")):
        for valeur in {f[axe] for f in faits if f[axe]}:
            for niveau in (0, 3):
                filtre = Filtre(du, au, **{axe: valeur, "niveau": niveau})
                lus = comptage.compter(COUPES, filtre, par="niveau")
                siens = Counter(
                    (f["evenement"], str(f["niveau"]))
                    for f in faits
                    if f[axe] == valeur and f["evenement"] in COUPES and f["jour"] >= du and niveau in (0, f["niveau"])
                )
                comptes = {(e, cle): c.total() for cle, par in lus.items() for e, c in par.items()}
                trouve += [f"{axe} {valeur} {niveau}"] * (comptes != siens)
    return trouve


def test_un_axe_coupe_par_niveau_egale_les_faits_et_un_agregat_faux_se_verrait(gens):
    lignes = [ligne for graine in range(12) for ligne in monde(gens, graine)]
    plier(lignes, random.Random(7))
    faits = recompter(lignes)
    assert coupes_par_niveau(faits) == []
    # Control: the roll-up is what is read.
    AgregatAxeNiveau.objects.filter(axe="sexe").update(nb=F("nb") + 1)
    assert {ecart.split()[0] for ecart in coupes_par_niveau(faits)} == {"sexe"}


def test_les_faits_egalent_le_recompte_et_la_file_d_attente_aussi(gens):
    lignes = monde(gens, 7)
    plier(lignes, random.Random(7))
    voulus = recompter(lignes)
    lus = Fait.objects.values("journal_id", "evenement", "jour", "delai_jours", "fini_le", "sens", *AXES)
    sortis = sorted(
        (f["journal_id"], f["evenement"], f["jour"], f["delai_jours"], *(f[axe] for axe in AXES)) for f in lus
    )
    assert sortis == sorted(
        (f["ligne"].id, f["evenement"], f["jour"], f["delai"], *(f[axe] for axe in AXES)) for f in voulus
    )
    restent = Counter(
        (f["evenement"], f["jour"]) for f in voulus if f["fini_le"] is None and EVENEMENTS[f["evenement"]].sens == 1
    )
    lues = AgregatAttente.objects.filter(nb__gt=0).values_list("evenement", "depuis", "nb")
    cumul: Counter[tuple[str, date]] = Counter()
    for evenement, depuis, nb in lues:
        cumul[evenement, depuis] += nb
    assert cumul == restent
    assert not AgregatAttente.objects.filter(nb__lt=0).exists()


def test_relire_le_journal_depuis_le_debut_ne_change_rien(gens):
    """The mark moved back, as after a restored backup: every row is read again, nothing is counted twice."""
    lignes = monde(gens, 3)
    plier(lignes, random.Random(3))
    avant = [sorted(Fait.objects.values_list(), key=repr), sorted(AgregatAttente.objects.values_list())]
    Repere.objects.filter(nom="journal").update(xid="0", journal_id=0)
    while incorporer_journal():
        pass
    assert [sorted(Fait.objects.values_list(), key=repr), sorted(AgregatAttente.objects.values_list())] == avant


@pytest.mark.parametrize("graine", range(6))
def test_l_horloge_de_la_base_egale_celle_du_code(graine):
    hasard = random.Random(graine)
    for _essai in range(20):
        debut = date(2026, 11, 1) + timedelta(days=hasard.randrange(120))
        fin = debut + timedelta(days=hasard.randrange(120))
        suspensions = []
        for _rang in range(hasard.randrange(4)):
            du = debut + timedelta(days=hasard.randrange(-10, 100))
            suspensions.append((du, du + timedelta(days=hasard.randrange(30))))
        intervalles = [f"({du},{au}]" for du, au in suspensions]
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT indicateurs_jours_ouvrables("
                "%s, %s, (SELECT range_agg(r) FROM unnest(%s::text[]::daterange[]) AS r))",
                [debut, fin, intervalles],
            )
            assert curseur.fetchone()[0] == jours_ecoules(debut, fin, jours_feries(), suspensions)


class TestSurvie:
    def test_la_courbe_egale_un_calcul_personne_par_personne(self):
        hasard = random.Random(5)
        for _essai in range(50):
            gens = [(hasard.randrange(30), hasard.random() < 0.6) for _ in range(hasard.randrange(1, 40))]
            servies = Counter(jour for jour, servie in gens if servie)
            perdues = Counter(jour for jour, servie in gens if not servie)
            for palier in kaplan_meier(servies, perdues):
                voulue = 1.0
                for jour in sorted({j for j, servie in gens if servie and j <= palier.jour}):
                    exposees = [g for g in gens if g[0] >= jour]
                    voulue *= 1 - len([g for g in exposees if g == (jour, True)]) / len(exposees)
                assert float(palier.attendent) == pytest.approx(voulue, abs=1e-12)

    def test_ceux_qui_attendent_allongent_la_mediane(self):
        servies = Counter({10: 5, 50: 5})
        assert quantile_de_survie(kaplan_meier(servies, Counter()), Decimal("0.5")) == 10
        assert quantile_de_survie(kaplan_meier(servies, Counter({40: 8})), Decimal("0.5")) == 50
        assert quantile_de_survie(kaplan_meier(servies, Counter({60: 20})), Decimal("0.5")) is None

    def test_la_mediane_d_une_cohorte_egale_son_recompte(self, gens):
        mesure = MESURES["delai_debut_avec_attente"]
        for graine in range(6):
            lignes = monde(gens, graine)
            faits = recompter(lignes)
            try:
                with transaction.atomic():
                    plier(lignes, random.Random(graine))
                    filtre = Filtre(date(2025, 2, 10), date(2025, 12, 20), sexe="f")
                    jour = timezone.localdate()
                    siens = [f for f in faits if f["sexe"] == "f" and filtre.du <= f["jour"] <= filtre.au]
                    servies = Counter(f["delai"] for f in siens if f["evenement"] == "premier_cours")
                    parties = Counter(f["delai"] for f in siens if f["evenement"].endswith("_sans_cours"))
                    restent = [f for f in siens if f["evenement"] == "dossier_complet" and f["fini_le"] is None]
                    perdues = parties + Counter((jour - f["jour"]).days for f in restent)
                    lue = valeurs.valeur(mesure, filtre)
                    assert (lue.numerateur, lue.denominateur) == (
                        servies.total(),
                        servies.total() + perdues.total(),
                    )
                    voulue = quantile_de_survie(kaplan_meier(servies, perdues), Decimal("0.5"))
                    assert lue.valeur == (None if voulue is None else Decimal(voulue))
                    raise TropTot
            except TropTot:
                pass
