"""Journeys: the base counts what a slow reading of every fact counts, and a partner reads rounded figures."""

from __future__ import annotations

import random
import uuid
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import franchir
from indicateurs import fonctions_parcours
from indicateurs.actions import parcours
from indicateurs.figures_flux import dire_pour, flux, liens_de
from indicateurs.filtre import Filtre
from indicateurs.models import Fait, ParcoursTenu
from indicateurs.queries.parcours import ETAPES, ISSUES, PERTES, Parcours, lire_parcours
from inscriptions.actions.inscription import retirer_inscription
from tests.connexion import connecter
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import InscriptionFactory
from tests.indicateurs.test_faits import refaire
from tests.indicateurs.test_incorporer import incorporer
from tests.partenaires.ententes import texte

JOUR = date(2026, 10, 31)
ANNEE = Filtre(date(2026, 1, 1), JOUR)


def semer(graine: int, personnes: int = 25) -> None:
    """Facts of random lives: several requests, days shared, steps after an end, in no order of writing."""
    hasard = random.Random(graine)
    numero = iter(hasard.sample(range(1, 10_000_000), personnes * 40))
    faits = []
    for _rang in range(personnes):
        qui, jour = uuid.UUID(int=hasard.getrandbits(128)), date(2025, 11, 1)
        cases = {"region": hasard.choice(("06", "13")), "statut": hasard.choice(("a", "b"))}
        for _pas in range(hasard.randrange(1, 20)):
            jour += timedelta(days=hasard.choice((0, 0, 1, 5, 20, 60)))
            evenement = hasard.choice(("demande", *ETAPES, "premier_cours"))
            faits.append(Fait(jour=jour, journal_id=next(numero), evenement=evenement, personne_id=qui, **cases))
    hasard.shuffle(faits)
    poser(faits)
    marquer([fait.personne_id for fait in faits])


def poser(faits: list[Fait], *, journal: int = 0) -> None:
    """Write these facts, in months open for them; `journal` numbers those that have no row yet."""
    for rang, fait in enumerate(faits):
        fait.journal_id = fait.journal_id or journal + rang
    with connection.cursor() as curseur:
        curseur.execute("SELECT indicateurs_ouvrir_mois(%s)", [[fait.jour for fait in faits]])
    Fait.objects.bulk_create(faits)


def marquer(gens: list[uuid.UUID]) -> None:
    """What a fold does of the facts of these persons."""
    with connection.cursor() as curseur:
        curseur.execute(
            "CREATE TEMPORARY TABLE nouveaux AS SELECT * FROM indicateurs_fait WHERE personne_id = ANY (%s)", [gens]
        )
        for ordre in parcours.MARQUER:
            curseur.execute(ordre, parcours.valeurs())
        curseur.execute("DROP TABLE nouveaux")


def lent(filtre: Filtre, vu_au: date, issues: frozenset[str] = ISSUES) -> tuple[Counter, dict]:
    """The same count, person by person, from the definition of a journey."""
    vies = defaultdict(list)
    for fait in Fait.objects.filter(evenement__in=ETAPES, jour__gte=filtre.du):
        vies[fait.personne_id].append(fait)
    chemins, pas = Counter(), defaultdict(Counter)
    for vie in vies.values():
        vie.sort(key=lambda fait: (fait.jour, fait.journal_id))
        for rang, depart in enumerate(vie):
            choisi = all(str(getattr(depart, axe)) == str(v) for axe, v in filtre.choisis().items())
            if depart.evenement != "demande" or depart.jour > filtre.au or not choisi:
                continue
            suite = [depart]
            for fait in vie[rang + 1 :]:
                if fait.evenement == "demande" or suite[-1].evenement in issues:
                    break
                suite.append(fait)
            chemins[tuple(fait.evenement for fait in suite[:12])] += 1
            for un, autre in zip(suite, [*suite[1:], None], strict=True):
                if un.evenement not in issues:
                    vers, quand = (autre.evenement, autre.jour) if autre else ("", vu_au)
                    pas[un.evenement, vers][max((quand - un.jour).days, 0)] += 1
    return chemins, dict(pas)


FILTRES = (ANNEE, Filtre(date(2026, 2, 1), date(2026, 5, 31), region="06"), Filtre(ANNEE.du, JOUR, statut="b"))


def verifier() -> None:
    """Every filter gives what a slow reading gives."""
    for filtre in FILTRES:
        lus = lire_parcours(filtre, au=JOUR)
        assert (lus.chemins, lus.pas) == lent(filtre, JOUR)
    assert lire_parcours(ANNEE, au=JOUR).nb > 5
    # Control: a reading that goes on after an end no longer agrees.
    assert (lus.chemins, lus.pas) != lent(filtre, JOUR, issues=frozenset())


@pytest.mark.django_db
@pytest.mark.parametrize(("graine", "personnes"), [(1, 25), (2, 25), (3, 25), (4, fonctions_parcours.PEU + 100)])
def test_le_compte_est_celui_d_une_lecture_lente(graine, personnes):
    """Told from the facts, kept, then some told again; few persons looked up one by one, or the facts gone through."""
    semer(graine, personnes)
    verifier()
    assert parcours.tenir_parcours() > 10
    verifier()
    touchees = prolonger(graine)
    verifier()
    marques = ParcoursTenu.objects.filter(a_refaire=True)
    assert set(marques.values_list("personne_id", flat=True)) == set(touchees)
    assert parcours.tenir_parcours() == ParcoursTenu.objects.filter(personne_id__in=touchees).count() >= len(touchees)
    assert not marques.exists() and parcours.tenir_parcours() == 0
    verifier()


def prolonger(graine: int) -> list[uuid.UUID]:
    """Some persons take a step more, dated before or after the others; who."""
    hasard = random.Random(graine)
    gens = sorted(set(ParcoursTenu.objects.filter(a_refaire=False).values_list("personne_id", flat=True)))[:7]
    faits = [
        Fait(jour=date(2026, hasard.randrange(1, 11), 15), evenement=hasard.choice((*ETAPES,)), personne_id=qui)
        for qui in gens
    ]
    poser(faits, journal=20_000_000)
    marquer(gens)
    return gens


@pytest.mark.django_db
def test_temoin_un_pas_dont_le_parcours_n_est_pas_marque_se_verrait(monkeypatch):
    semer(1)
    parcours.tenir_parcours()
    monkeypatch.setattr(parcours, "MARQUER", ())
    prolonger(1)
    with pytest.raises(AssertionError):
        verifier()


@pytest.mark.django_db(transaction=True)
def test_un_pas_du_journal_avance_le_parcours_en_un_pli(systeme, nom_de_la_base):
    le = timezone.now() - timedelta(days=20)
    with systeme:
        demande = InscriptionFactory(brouillon=True, etat_depuis=le)
        moi = Acteur(role=Role.PERSONNE, personne_id=demande.personne_id)
        franchir(demande, "deposer", acteur=moi, le=le, deposee_le=le)
    incorporer()
    with systeme:
        assert ParcoursTenu.objects.values_list("chemin", "pas", "a_refaire").get() == ([1], [], False)
        retirer_inscription(inscription=demande, acteur=moi, motif_code="demande_autre", le=le + timedelta(days=9))
    incorporer()
    with systeme:
        tenu = ParcoursTenu.objects.get()
        retrait = list(ETAPES).index("retrait") + 1
        assert (tenu.chemin, tenu.pas, tenu.a_refaire) == ([1, retrait], [1 << 21 | retrait << 16 | 9], False)
        annee = Filtre(timezone.localdate(le) - timedelta(days=1), timezone.localdate())
        assert lire_parcours(annee, au=annee.au).pas == {("demande", "retrait"): Counter({9: 1})}
    avant = photo_tenue(systeme)
    refaire(nom_de_la_base)
    assert photo_tenue(systeme) == avant


def photo_tenue(systeme) -> list:
    with systeme:
        return list(ParcoursTenu.objects.order_by("pk").values())


def test_le_rang_de_chaque_etape_est_celui_des_parcours_tenus():
    """Journeys kept hold these ranks: a step is added at the end; any other change asks a migration that marks all."""
    rangs = "demande complement dossier_complet evaluation entree_attente offre offre_declinee offre_expiree"
    rangs += " offre_acceptee jamais_presentee place_perdue debut fin abandon retrait refus inactivite"
    assert list(ETAPES)[:17] == rangs.split() and len(ETAPES) <= 31


def test_les_attentes_comptent_celles_qui_attendent_encore():
    lus = Parcours(
        Counter({("demande",): 10}),
        {
            ("demande", "offre"): Counter({10: 4}),
            ("demande", ""): Counter({50: 4}),
            ("demande", "retrait"): Counter({2: 2}),
        },
    )
    (attente,) = lus.attentes()
    assert (attente.venues, attente.avancees, attente.perdues, attente.encore) == (10, 4, 2, 4)
    # Two left before day 10: eight at risk, four served, half still wait.
    assert attente.mediane == 10
    assert lus.finis(*PERTES) == 2


def test_les_bandes_du_dessin_font_les_memes_sommes():
    chemins = Counter({("demande", "offre", "fin"): 30, ("demande", "offre", "abandon"): 12, ("demande", "retrait"): 8})
    liens = dict(liens_de(chemins))
    assert liens == {
        (0, "demande", "offre"): 42,
        (0, "demande", "retrait"): 8,
        (1, "offre", "fin"): 30,
        (1, "offre", "abandon"): 12,
    }
    dessin = flux(Parcours(chemins, {}), dire_pour(ANNEE, exact=True))
    assert dessin.noeuds()[0, "demande"] == 50 and "Demande → Offre : 42" in dessin.svg
    assert dessin.rangees()[0] == ("1. Demande → Offre", ["42", "84,0\xa0%"])


@pytest.mark.django_db
def test_un_partenaire_lit_des_nombres_arrondis_et_les_autres_roles_sont_refuses():
    semer(4, personnes=60)
    page = texte(connecter("analyste").get(reverse("parcours_suivis") + "?region=06"))
    assert "Quels parcours sont les plus fréquents?" in page and "arrondis" not in page and "<svg" in page
    arrondi = connecter("gestionnaire_partenaire", organisation=OrganisationFactory())
    assert "arrondis à cinq près" in texte(arrondi.get(reverse("parcours_suivis")))
    hors = texte(arrondi.get(reverse("parcours_suivis") + "?region=06&statut=refugie&sexe=f&age=25-34&pays=SYR"))
    assert "Un chiffre publié croise au plus" in hors or "Quels parcours" not in hors
    for role in ("enseignant", "personne"):
        extra = {"organisation": OrganisationFactory()} if role == "enseignant" else {}
        assert connecter(role, **extra).get(reverse("parcours_suivis")).status_code == 403
    dire = dire_pour(ANNEE, exact=False)
    assert {dire(n, str(n)) % 5 for n in range(40)} == {0}
