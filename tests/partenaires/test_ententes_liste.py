"""The portfolio: who sees which, filters, lateness, totals, pages, the cost of a page."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partenaires.attentes import ATTENTES
from partenaires.models import Entente
from partenaires.queries import attentes
from partenaires.queries.attentes import echeance, en_retard, est_en_retard
from partenaires.queries.ententes import condition_retard
from tests.connexion import connecter
from tests.factories.ententes import EntenteFactory, LivrableFactory, RedditionFactory, VersementFactory
from tests.factories.guichet import OrganisationFactory
from tests.partenaires.ententes import texte

pytestmark = pytest.mark.django_db
ADRESSE = "/ententes/"
# A Monday without a holiday near.
LUNDI = timezone.make_aware(datetime(2026, 11, 23, 10))


def depuis(entente: Entente, jours: int) -> Entente:
    """The same, its state begun some days ago."""
    Entente.objects.filter(pk=entente.pk).update(etat_depuis=timezone.now() - timedelta(days=jours))
    entente.refresh_from_db()
    return entente


@time_machine.travel(LUNDI, tick=False)
def test_l_echeance_compte_les_jours_ouvrables_depuis_l_etat():
    entente = EntenteFactory(soumise=True, etat_depuis=timezone.now())
    # Ten business days after Monday the 23rd of November: Monday the 7th of December.
    assert echeance(entente, au=timezone.localdate()) == datetime(2026, 12, 7).date()
    assert not est_en_retard(entente, au=datetime(2026, 12, 7).date())
    assert est_en_retard(entente, au=datetime(2026, 12, 8).date())


@pytest.mark.parametrize("etat", [etat for etat, attente in ATTENTES["entente"].items() if attente.delai])
@time_machine.travel(LUNDI, tick=False)
def test_le_filtre_en_retard_choisit_les_memes_jours_que_l_echeance(etat):
    au = timezone.localdate()
    for jours in range(0, 60, 3):
        entente = EntenteFactory(etat=etat, decidee=True, signee_le=timezone.now())
        depuis(entente, jours)
    choisies = set(Entente.objects.filter(en_retard("entente", au=au)).values_list("pk", flat=True))
    assert choisies == {entente.pk for entente in Entente.objects.all() if est_en_retard(entente, au=au)}
    assert 0 < len(choisies) < Entente.objects.count()


def test_temoin_un_jour_de_decalage_se_voit(monkeypatch):
    reel = attentes.depuis_au_plus
    monkeypatch.setattr(attentes, "depuis_au_plus", lambda d, *, au: reel(d, au=au) + timedelta(days=1))
    with pytest.raises(AssertionError):
        for decalage in range(8):
            with time_machine.travel(LUNDI + timedelta(days=decalage), tick=False):
                test_une_seule_journee_de_marge()
                Entente.objects.filter(etat="soumise").update(titre="vue")


def test_une_seule_journee_de_marge():
    au = timezone.localdate()
    for jours in range(10, 22):
        depuis(EntenteFactory(soumise=True), jours)
    choisies = set(Entente.objects.filter(en_retard("entente", au=au)).values_list("pk", flat=True))
    assert choisies == {entente.pk for entente in Entente.objects.all() if est_en_retard(entente, au=au)}


def test_les_objets_sans_delai_attendent_leur_date():
    au = timezone.localdate()
    reddition = RedditionFactory(due_le=au - timedelta(days=1))
    versement = VersementFactory(prevu_le=au + timedelta(days=1))
    assert est_en_retard(reddition, au=au) and not est_en_retard(versement, au=au)
    assert echeance(versement, au=au) == versement.prevu_le
    assert echeance(EntenteFactory(etat="refusee"), au=au) is None


def test_une_reddition_due_met_son_entente_en_retard():
    au = timezone.localdate()
    entente = EntenteFactory(active=True, versements=False)
    livrable = LivrableFactory(entente=entente, du_le=au - timedelta(days=2))
    RedditionFactory(livrable=livrable)
    VersementFactory(entente=entente)
    assert Entente.objects.filter(condition_retard(au=au)).get() == entente
    page = connecter("gestionnaire_ententes").get(ADRESSE)
    assert page.context["lignes"][0]["en_retard"] and page.context["totaux"]["retards"] == 1
    assert page.context["totaux"]["retards_ministere"] == 0


def test_un_organisme_ne_voit_que_les_siennes():
    a, b = OrganisationFactory(nom="Alpha"), OrganisationFactory(nom="Bêta")
    EntenteFactory(organisation=a, titre="Projet alpha")
    EntenteFactory(organisation=b, titre="Projet bêta")
    page = texte(connecter("agent_partenaire", organisation=a).get(ADRESSE))
    assert "Projet alpha" in page and "bêta" not in page and "Bêta" not in page
    page = texte(connecter("gestionnaire_ententes").get(ADRESSE))
    assert "Projet alpha" in page and "Projet bêta" in page


@pytest.mark.parametrize("role", ["enseignant", "conseiller", "analyste", "administrateur", "personne"])
def test_les_autres_roles_n_ouvrent_pas_la_liste(role):
    assert connecter(role).get(ADRESSE).status_code == 403


def test_les_filtres_sont_dans_l_adresse():
    alpha = EntenteFactory(soumise=True, titre="Alpha", territoire=["06"])
    beta = EntenteFactory(titre="Bêta", territoire=["03"], active=True)
    vieille = depuis(EntenteFactory(soumise=True, titre="Vieille", territoire=["03"]), 90)
    client = connecter("direction")
    cas = [
        ({"etat": "soumise"}, {alpha, vieille}),
        ({"region": "03"}, {beta, vieille}),
        ({"programme": "essai"}, {alpha, beta, vieille}),
        ({"volet": alpha.volet.code}, {alpha}),
        ({"organisation": str(beta.organisation_id)}, {beta}),
        ({"retard": "on"}, {vieille}),
        ({"region": "03", "etat": "active"}, {beta}),
    ]
    for filtres, attendues in cas:
        page = client.get(ADRESSE, filtres)
        assert {ligne["entente"] for ligne in page.context["lignes"]} == attendues, filtres
        assert page.context["totaux"]["nombre"] == len(attendues)


@pytest.mark.parametrize(
    "filtres",
    [{"etat": "x"}, {"region": "'"}, {"organisation": "abc"}, {"page": "99"}, {"page": "-1"}, {"programme": "\x00"}],
)
def test_un_filtre_absurde_ne_filtre_rien(filtres):
    EntenteFactory()
    page = connecter("gestionnaire_ententes").get(ADRESSE, filtres)
    assert page.status_code == 200 and len(page.context["lignes"]) == 1


def test_les_totaux_somment_ce_qui_est_demande_et_convenu():
    EntenteFactory(soumise=True, montant_demande=Decimal("1000.10"))
    EntenteFactory(montant_demande=Decimal("5"))
    EntenteFactory(active=True, montant_demande=Decimal("2000.20"))
    totaux = connecter("gestionnaire_ententes").get(ADRESSE).context["totaux"]
    assert (totaux["demande"], totaux["convenu"]) == (Decimal("1000.10"), Decimal("2000.20"))


def cout(client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        assert client.get(ADRESSE).status_code == 200
    return len(requetes)


@pytest.mark.parametrize("role", ["gestionnaire_ententes", "agent_partenaire"])
def test_dix_lignes_coutent_les_requetes_d_une(role):
    organisation = OrganisationFactory()
    client = connecter(role, **({"organisation": organisation} if role == "agent_partenaire" else {}))
    EntenteFactory(organisation=organisation, soumise=True)
    cout(client)
    une = cout(client)
    for _rang in range(9):
        EntenteFactory(organisation=organisation, active=True)
    assert cout(client) == une


def test_la_liste_est_en_pages():
    for _rang in range(26):
        EntenteFactory()
    client = connecter("gestionnaire_ententes")
    assert len(client.get(ADRESSE).context["lignes"]) == 25
    assert len(client.get(ADRESSE, {"page": 2}).context["lignes"]) == 1


@pytest.mark.parametrize("role", ["gestionnaire_ententes", "approbateur", "payeur"])
def test_ces_roles_arrivent_a_la_liste_et_la_trouvent_au_menu(role):
    client = connecter(role)
    assert client.get(reverse("espace")).url == reverse("portefeuille")
    assert f'href="{ADRESSE}"' in texte(client.get(ADRESSE))


def test_la_fiche_se_lit_par_un_conseiller_et_le_reste_lui_est_ferme():
    entente = EntenteFactory(active=True)
    client = connecter("conseiller", regions=["03"])
    assert entente.titre in texte(client.get(reverse("entente", args=[entente.pk])))
    for nom in ("entente_contenu", "entente_negociation", "entente_versions", "entente_analyse"):
        assert client.get(reverse(nom, args=[entente.pk])).status_code == 403


@pytest.mark.parametrize("etat", [str(etat) for etat in ATTENTES["entente"]])
def test_la_fiche_de_chaque_etat_dit_qui_agit(etat):
    entente = EntenteFactory(etat=etat, decidee=True, signee_le=timezone.now())
    page = texte(connecter("gestionnaire_ententes").get(reverse("entente", args=[entente.pk])))
    attente = ATTENTES["entente"][etat]
    attendu = "Rien n’est attendu" if str(attente.quoi) == "Rien à faire" else str(attente.quoi)
    assert attendu in unescape(page)
