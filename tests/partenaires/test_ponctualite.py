"""The ministry's own lateness and figures beside peers, against tables computed by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.models import Journal
from partenaires.queries import pairs, ponctualite
from partenaires.queries.statistiques import centile, rang_centile
from tests.connexion import connecter
from tests.factories.ententes import EntenteFactory, LivrableFactory, RedditionFactory, VersementFactory
from tests.factories.guichet import OrganisationFactory

pytestmark = pytest.mark.django_db

DEBUT = date(2026, 5, 4)


def a(jour: date) -> datetime:
    return timezone.make_aware(datetime(jour.year, jour.month, jour.day, 12))


def entente_payee(attente: int, *, signee: date = DEBUT, **champs):
    """An entente begun on 4 May 2026, its only instalment due then and issued so many days later."""
    champs = {"debut": DEBUT, "signee_le": a(signee)} | champs
    entente = EntenteFactory(active=True, versements=False, **champs)
    VersementFactory(
        entente=entente,
        etat="emis",
        exigible_le=a(DEBUT),
        autorise_le=a(DEBUT),
        emis_le=a(DEBUT + timedelta(days=attente)),
    )
    return entente


def resume(code: str):
    return ponctualite.resumer(o for o in ponctualite.observations() if o.mesure == code)


def test_les_centiles_sont_ceux_comptes_a_la_main():
    assert centile([], 0.5) is None
    assert (centile([3, 1, 2], 0.5), centile([1, 2, 3, 4], 0.5)) == (2, 2.5)
    assert centile(list(range(0, 101, 10)), 0.9) == 90
    assert rang_centile(3, [1, 2, 3, 4]) == 62


def test_un_exercice_va_d_avril_a_mars():
    assert [ponctualite.exercice(j) for j in (date(2026, 3, 31), date(2026, 4, 1))] == [2025, 2026]
    assert ponctualite.libelle_exercice(2026) == "2026-2027"


def test_le_delai_de_versement_est_celui_compte_a_la_main():
    for attente in (0, 10, 20, 30, 60):
        entente_payee(attente)
    delai = resume("delai_versement")
    # Sorted: 0 10 20 30 60; median 20; the 90th percentile is at rank 3.6, between 30 and 60.
    assert (delai.nombre, delai.mediane, delai.p90) == (5, 20, 48)
    # Ten business days to authorise and ten to issue after 4 May, Patriots' Day (18 May) left out: 2 June, 29 days.
    assert resume("versements_a_temps").part == 3 / 5


def test_signee_et_payee_avant_le_debut():
    entente_payee(0)
    entente_payee(5, signee=DEBUT - timedelta(days=10))
    entente_payee(0, signee=DEBUT + timedelta(days=1))
    assert resume("ententes_signees_avant_debut").part == 2 / 3
    assert resume("premier_versement_avant_debut").part == 2 / 3


def test_une_etape_compte_les_jours_ouvrables_de_l_entree_a_la_sortie():
    entente = EntenteFactory()
    pas = [
        ("soumettre", "ebauche", "soumise", date(2026, 6, 1)),
        ("analyser", "soumise", "en_analyse", date(2026, 6, 8)),
        ("recommander", "en_analyse", "recommandee", date(2026, 6, 19)),
    ]
    for nom, de, vers, jour in pas:
        Journal.inscrire(entente, pas=nom, de=de, vers=vers, acteur=Acteur.systeme(), le=a(jour))
    # Monday to the next Monday: 5 business days; 8 to 19 June: 9.
    assert [resume(code).mediane for code in ("delai_completude", "delai_analyse")] == [5, 9]
    assert resume("delai_decision").nombre == 0


def test_la_page_montre_les_chiffres_et_un_partenaire_ne_lit_pas_un_petit_groupe():
    for attente in (0, 10, 20):
        entente_payee(attente)
    page = connecter("direction").get(reverse("ponctualite")).content.decode()
    assert "<strong>10 jours</strong>" in page and "2026-2027" in page
    partenaire = connecter("gestionnaire_partenaire")
    assert "Trop peu de versements" in partenaire.get(reverse("ponctualite")).content.decode()
    for attente in (0, 10):
        entente_payee(attente)
    assert "<strong>10 jours</strong>" in partenaire.get(reverse("ponctualite")).content.decode()
    filtree = connecter("payeur").get(reverse("ponctualite"), {"exercice": "2026", "region": "zz"})
    assert filtree.status_code == 200
    assert connecter("enseignant").get(reverse("ponctualite")).status_code == 403


def organisation_avec(a_temps: int, total: int, montant: str = "100000", genre: str = "organisme"):
    """An organisation whose accounts of May 2026 were given in time so many times."""
    organisation = OrganisationFactory(genre=genre)
    entente = EntenteFactory(active=True, organisation=organisation, debut=DEBUT, montant_demande=Decimal(montant))
    for rang in range(total):
        remise = DEBUT + timedelta(days=5 if rang < a_temps else 20)
        livrable = LivrableFactory(entente=entente, du_le=DEBUT + timedelta(days=10))
        RedditionFactory(livrable=livrable, etat="soumise", soumise_le=a(remise))
    return organisation


def comparer(organisation):
    return pairs.comparer(organisation, ["redditions_a_temps"], du=DEBUT, au=DEBUT + timedelta(days=60))[0]


def test_cinq_pairs_semblables_ou_rien():
    mienne = organisation_avec(3, 4)
    for a_temps in (0, 1, 2, 4):
        organisation_avec(a_temps, 4)
    organisation_avec(0, 4, montant="500000")  # Five times as large.
    organisation_avec(0, 4, genre="cegep")
    avant = comparer(mienne)
    assert (avant.valeur, avant.est_comparable, avant.mediane, avant.nb_pairs) == (0.75, False, None, None)
    organisation_avec(4, 4)
    apres = comparer(mienne)
    # Peers: 0, 0.25, 0.5, 1, 1.
    assert (apres.nb_pairs, apres.q1, apres.mediane, apres.q3, apres.centile) == (5, 0.25, 0.5, 1.0, 60)


def test_un_partenaire_lit_ses_pairs_sans_voir_leurs_lignes():
    mienne = organisation_avec(3, 4)
    for a_temps in (0, 1, 2, 4, 4):
        organisation_avec(a_temps, 4)
    rangs = pairs.percentiles(mienne, ["redditions_a_temps", "inconnue"], du=DEBUT, au=DEBUT + timedelta(days=60))
    assert rangs == {"redditions_a_temps": 60}
    with portee(Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=mienne.pk)):
        assert comparer(mienne).mediane == 0.5


def test_une_mesure_du_journal_se_compte_par_organisation():
    mienne = organisation_avec(1, 1)
    [comparaison] = pairs.comparer(mienne, ["abandon"], du=DEBUT, au=DEBUT)
    assert (comparaison.valeur, comparaison.est_comparable) == (None, False)
    assert pairs.percentiles(mienne, ["inconnue"], du=DEBUT, au=DEBUT) == {}
