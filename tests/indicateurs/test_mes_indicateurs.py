"""A partner's figures: its own, its peers' as a median, never another's, nothing under the minimum of peers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.referentiels.queries import parametre
from indicateurs.filtre import Filtre
from indicateurs.queries.pairs import mesures_d_organisation, suivre
from tests.factories.guichet import OrganisationFactory
from tests.indicateurs.test_tableau import compter

pytestmark = pytest.mark.django_db
AUJOURDHUI = timezone.localdate()
ANNEE = Filtre((AUJOURDHUI - timedelta(days=60)).replace(day=1), AUJOURDHUI)


def fins(organisation, *, abandons: int, terminees: int) -> None:
    """So many classes dropped and ended today in an organisation."""
    compter("abandon", abandons, organisation=str(organisation.pk))
    compter("fin", terminees, organisation=str(organisation.pk))


def pairs(nombre: int) -> list:
    organisations = [OrganisationFactory(genre="organisme", nom=f"Voisin secret {n}") for n in range(nombre)]
    for rang, organisation in enumerate(organisations):
        fins(organisation, abandons=rang + 1, terminees=9 - rang)
    return organisations


def abandon(organisation):
    return next(suivi for suivi in suivre(organisation, ANNEE) if suivi.mesure.code == "abandon")


def test_cinq_pairs_donnent_mediane_et_quartiles_quatre_ne_donnent_rien():
    mienne = OrganisationFactory(genre="organisme")
    fins(mienne, abandons=1, terminees=3)
    minimum = int(parametre("pairs_minimum", au=AUJOURDHUI))
    pairs(minimum - 1)
    avant = abandon(mienne)
    assert (avant.periode.valeur, avant.periode.nb_pairs, avant.periode.mediane) == (0.25, None, None)
    fins(OrganisationFactory(genre="organisme"), abandons=5, terminees=5)
    apres = abandon(mienne)
    assert (apres.periode.valeur, apres.periode.nb_pairs) == (0.25, minimum)
    assert apres.periode.mediane is not None


def test_un_mois_ou_trop_peu_de_pairs_ont_un_chiffre_reste_sans_mediane():
    mienne = OrganisationFactory(genre="organisme")
    fins(mienne, abandons=1, terminees=3)
    pairs(6)
    suivi = abandon(mienne)
    comparables = [mois for mois, comparaison in suivi.mois.items() if comparaison.est_comparable]
    assert comparables == [AUJOURDHUI.replace(day=1)]


def test_un_autre_genre_n_est_pas_un_pair():
    mienne = OrganisationFactory(genre="organisme")
    fins(mienne, abandons=1, terminees=3)
    for organisation in OrganisationFactory.create_batch(6, genre="cegep"):
        fins(organisation, abandons=1, terminees=1)
    assert not abandon(mienne).periode.est_comparable


def test_la_page_montre_ses_chiffres_et_n_en_nomme_aucun_autre(client_role):
    mienne = OrganisationFactory(genre="organisme", nom="Notre organisme")
    fins(mienne, abandons=1, terminees=3)
    autres = pairs(6)
    client = client_role("gestionnaire_partenaire", organisation=mienne)
    page = client.get(reverse("mes_indicateurs"), {"organisation": str(autres[0].pk), "region": "03"}).content.decode()
    assert "Notre organisme" in page
    assert "25,0" in page
    assert "Voisin secret" not in page


def test_sous_le_minimum_la_page_tait_les_autres(client_role):
    mienne = OrganisationFactory(genre="organisme")
    fins(mienne, abandons=1, terminees=3)
    fins(OrganisationFactory(genre="organisme"), abandons=37, terminees=63)
    page = client_role("agent_partenaire", organisation=mienne).get(reverse("mes_indicateurs")).content.decode()
    assert "Trop peu d’organismes semblables" in page
    assert "37,0" not in page


def test_sans_chiffre_la_page_le_dit(client_role):
    page = client_role("agent_partenaire").get(reverse("mes_indicateurs")).content.decode()
    assert "Pas encore de chiffre" in page


@pytest.mark.parametrize("role", ["enseignant", "analyste", "personne"])
def test_les_autres_roles_n_y_entrent_pas(client_role, role):
    assert client_role(role).get(reverse("mes_indicateurs")).status_code == 403


def test_seules_les_mesures_d_un_organisme_sont_montrees():
    codes = {mesure.code for mesure in mesures_d_organisation()}
    assert {"debuts", "abandon"} <= codes
    assert not codes & {"demandes", "en_attente", "delai_debut_avec_attente"}
