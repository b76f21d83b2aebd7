"""The expected fill of a group: beside an independent simulation of who comes, who is offered what, who accepts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
import time_machine

from inscriptions.models import Groupe
from inscriptions.prevision.demande import Prevu
from inscriptions.queries.compatibilite import Cours, Demande, obstacles
from partenaires.actions.remplissage import prevoir_remplissages
from partenaires.models import GroupePropose
from partenaires.queries.remplissage import Convenances
from partenaires.remplissage import Classe, prevoir
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory
from tests.factories.partenaires import ProposeFactory
from tests.partenaires.capacite import LE, brouillon

ACCEPTATION = 0.75
TIRAGES = 400


def monde(graine: int) -> tuple[list[Classe], list[int], dict[str, Prevu]]:
    """Three cells, eight courses that overlap; some too large for who waits, some too small."""
    hasard = Random(graine)
    capacites = [hasard.randint(12, 20) for _cours in range(8)]
    arrivees = {f"c{n}": Prevu(moyenne=(m := hasard.uniform(0, 25)), variance=m) for n in range(3)}
    charge = hasard.uniform(0.4, 1.6)
    classes = []
    for rang in range(12):
        cours = tuple(sorted(hasard.sample(range(8), hasard.randint(1, 4))))
        classes.append(Classe(hasard.randint(2, round(18 * charge)), f"c{rang % 3}", cours))
    return classes, capacites, arrivees


def simuler(classes, capacites, arrivees, hasard: Random) -> list[int]:
    """One draw: arrivals come, each person in turn is offered a free seat, takes it or not."""
    attente = [classe for classe in classes for _personne in range(int(classe.personnes))]
    venues = []
    for cellule, prevu in arrivees.items():
        candidates = [classe for classe in classes if classe.cellule == cellule]
        poids = [classe.personnes for classe in candidates]
        venues += hasard.choices(candidates, poids, k=poisson(prevu.moyenne, hasard))
    hasard.shuffle(attente)
    libres = list(capacites)
    for classe in attente + venues:
        ouverts = [cours for cours in classe.cours if libres[cours]]
        if ouverts and hasard.random() < ACCEPTATION:
            libres[hasard.choices(ouverts, [libres[cours] for cours in ouverts])[0]] -= 1
    return [capacite - reste for capacite, reste in zip(capacites, libres, strict=True)]


def poisson(moyenne: float, hasard: Random) -> int:
    temps, combien = hasard.expovariate(1.0), 0
    while temps < moyenne:
        temps, combien = temps + hasard.expovariate(1.0), combien + 1
    return combien


def test_l_intervalle_couvre_huit_fois_sur_dix_la_simulation():
    dedans = total = 0
    ecarts = []
    for graine in range(12):
        classes, capacites, arrivees = monde(graine)
        prevus = prevoir(classes, capacites, arrivees, acceptation=ACCEPTATION).intervalles
        hasard = Random(1000 + graine)
        tirages = [simuler(classes, capacites, arrivees, hasard) for _tirage in range(TIRAGES)]
        for cours, prevu in enumerate(prevus):
            vus = sorted(tirage[cours] for tirage in tirages)
            dedans += sum(prevu.bas <= vu <= prevu.haut for vu in vus)
            total += len(vus)
            ecarts.append(abs(prevu.median - vus[len(vus) // 2]))
    # Counts are whole numbers, and a full course is full: a little more than 80 % falls inside.
    assert 0.75 <= dedans / total <= 0.95, dedans / total
    assert sum(ecarts) / len(ecarts) < 1.5


def test_temoin_un_intervalle_deplace_ne_couvre_plus():
    classes, capacites, arrivees = monde(3)
    prevus = prevoir(classes, capacites, arrivees, acceptation=0.3).intervalles
    tirages = [simuler(classes, capacites, arrivees, Random(n)) for n in range(200)]
    dedans = sum(p.bas <= t[c] <= p.haut for t in tirages for c, p in enumerate(prevus))
    assert dedans / (200 * len(prevus)) < 0.5


def test_un_groupe_seul_prend_tout_ce_qui_lui_convient_et_pas_plus():
    seul = prevoir([Classe(200, "x", (0,))], [18], {}, acceptation=0.8)
    assert (seul.intervalles[0].bas, seul.intervalles[0].haut) == (18, 18)
    assert seul.restantes == [pytest.approx(200 - 18)]
    personne = prevoir([Classe(5, "x", ())], [18], {}, acceptation=0.8)
    assert personne.intervalles[0].haut == 0 and personne.restantes == [5]


def test_les_autres_groupes_prennent_leur_part():
    classes = [Classe(20, "x", (0, 1))]
    partage = prevoir(classes, [15, 15], {}, acceptation=0.8).intervalles
    seul = prevoir([Classe(20, "x", (0,))], [15, 15], {}, acceptation=0.8).intervalles
    assert partage[0] == partage[1] and partage[0].median < seul[0].median


def test_qui_n_a_qu_un_choix_pousse_les_autres_ailleurs():
    classes = [Classe(30, "x", (0,)), Classe(20, "x", (0, 1))]
    plein, autre = prevoir(classes, [18, 18], {}, acceptation=0.9).intervalles
    assert plein.bas == 18 and autre.median >= 15


def test_les_arrivees_attendues_remplissent_et_elargissent():
    classes = [Classe(4, "x", (0,))]
    sans = prevoir(classes, [18], {}, acceptation=0.8).intervalles[0]
    avec = prevoir(classes, [18], {"x": Prevu(8.0, 20.0, 0.05)}, acceptation=0.8).intervalles[0]
    assert avec.median > sans.median and avec.haut - avec.bas > sans.haut - sans.bas


def test_une_convenance_est_celle_du_placement():
    """Every combination of what may differ, against the rule that placement and offers read."""
    demandes = [
        Demande(niveau, filiere, formules, ("en_classe",), cellules, region, deplacement, garde, mobilite)
        for niveau, filiere, formules, cellules, region, deplacement, garde, mobilite in product(
            (2, 4),
            ("reguliere", "alpha"),
            (("temps_partiel",), ("temps_complet",)),
            (frozenset({"lun_soir"}), frozenset({"lun_soir", "mer_soir"})),
            ("06", "13", "09"),
            ("ma_region", "regions_voisines"),
            (False, True),
            (False, True),
        )
    ]
    demandes += [d.__class__(2, "reguliere", ("temps_partiel",), ("en_ligne",), d.disponibilites, d.region,
                             d.deplacement, d.garde, d.mobilite) for d in demandes[:48]]  # fmt: skip
    convenances = Convenances(demandes)
    jour = date(2027, 1, 11)
    for mode, garde, acces, niveau_max in product(("en_classe", "en_ligne"), (False, True), (False, True), (2, 4)):
        horaire = frozenset({"lun_soir", "mer_soir"})
        cours = Cours(2, niveau_max, "reguliere", "temps_partiel", mode, horaire, "06", garde, acces, jour)
        attendues = [not obstacles(demande, cours) for demande in demandes]
        assert convenances.de(cours).tolist() == attendues


@pytest.mark.django_db
class TestEnBase:
    @pytest.fixture(autouse=True)
    def _le_23_novembre(self):
        with time_machine.travel(LE, tick=False):
            yield

    def test_un_groupe_depose_et_un_brouillon_recoivent_leur_intervalle(self):
        for _rang in range(30):
            InscriptionFactory()
        depose = ProposeFactory(declaration=brouillon(deposee=True))
        en_cours = ProposeFactory(declaration=brouillon())
        assert prevoir_remplissages(le=LE) == 2
        depose.refresh_from_db()
        en_cours.refresh_from_db()
        assert depose.remplissage_bas == depose.remplissage_haut == 15
        # The draft competes with the deposited one; the deposited one ignores drafts.
        assert en_cours.remplissage_median < 15 and depose.remplissage_le == LE

    def test_rien_n_est_recalcule_tant_que_tout_est_frais(self):
        ProposeFactory(declaration=brouillon(deposee=True))
        assert prevoir_remplissages(le=LE) == 1
        assert prevoir_remplissages(le=LE + timedelta(hours=1)) == 0
        assert prevoir_remplissages(le=LE + timedelta(hours=13)) == 1

    def test_les_groupes_annonces_prennent_d_abord_leur_part(self):
        for _rang in range(12):
            InscriptionFactory()
        propose = ProposeFactory(declaration=brouillon(deposee=True))
        prevoir_remplissages(le=LE)
        seul = GroupePropose.objects.get().remplissage_median
        GroupeFactory(session=propose.groupe.session)
        GroupePropose.objects.update(remplissage_le=None)
        prevoir_remplissages(le=LE)
        assert GroupePropose.objects.get().remplissage_median < seul

    def test_un_groupe_annule_n_est_plus_prevu(self):
        propose = ProposeFactory(declaration=brouillon(deposee=True), groupe__etat="annule")
        assert Groupe.objects.get().etat == "annule" and prevoir_remplissages(le=LE) == 0
        assert propose.remplissage_le is None
