"""The dashboard: live figures, the ministry only, the same queries whatever the volume."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from guichet.referentiels.formats import formater_nombre
from indicateurs.filtre import Filtre
from indicateurs.models import PARTOUT, AgregatAttente, AgregatAxe, AgregatDelai, Fait
from indicateurs.queries.tableau import attente_actuelle, comptes
from indicateurs.queries.valeurs import mois_de

pytestmark = pytest.mark.django_db
AUJOURDHUI = timezone.localdate()


def compter(evenement, nb=1, jour=AUJOURDHUI, region="06", niveau=3, delai=None, organisation=""):
    """So many facts of one day, rolled up as the fold does."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT indicateurs_ouvrir_mois(ARRAY[%s::date])", [jour])
    dernier = Fait.objects.count()
    Fait.objects.bulk_create(
        Fait(
            jour=jour,
            journal_id=dernier + rang,
            evenement=evenement,
            region=region,
            niveau=niveau,
            formule="temps_partiel",
            delai_jours=delai,
            organisation=organisation,
        )
        for rang in range(nb)
    )
    mois = {"evenement": evenement, "mois": jour.replace(day=1)}
    for axe, valeur in (("", ""), ("niveau", str(niveau)), ("region", region), ("organisation", organisation)):
        if delai is not None:
            rouler(AgregatDelai, nb, **mois, axe=axe, valeur=valeur, delai_jours=delai)
        for ou in (region, PARTOUT):
            rouler(AgregatAxe, nb, **mois, axe=axe, valeur=valeur, region=ou)


def rouler(modele, nb, **cellule):
    ligne, _neuve = modele.objects.get_or_create(**cellule, defaults={"nb": 0})
    modele.objects.filter(pk=ligne.pk).update(nb=F("nb") + nb)


def attendre(jours, nb=1, region="06", niveau=3):
    AgregatAttente.objects.create(
        evenement="entree_attente",
        depuis=AUJOURDHUI - timedelta(days=jours),
        region=region,
        niveau=niveau,
        formule="",
        nb=nb,
    )


def test_la_page_montre_les_figures_de_la_periode(client_role):
    compter("demande", 1234)
    compter("debut", 40, delai=61)
    attendre(30, 9)
    attendre(200, 1)
    page = client_role("analyste").get(reverse("tableau_de_bord")).content.decode()
    assert formater_nombre(1234) in page
    assert "10 personnes" in page
    assert "61\u00a0jours" in page


def test_le_filtre_de_region_et_de_niveau_coupe_les_figures():
    compter("demande", 5, region="06")
    compter("demande", 7, region="03", niveau=4)
    du = AUJOURDHUI - timedelta(days=30)
    assert comptes(Filtre(du, AUJOURDHUI))["demande"] == 12
    assert comptes(Filtre(du, AUJOURDHUI, region="03"))["demande"] == 7
    assert comptes(Filtre(du, AUJOURDHUI, niveau=3))["demande"] == 5


def test_l_attente_actuelle_a_sa_mediane_et_son_90e_centile():
    attendre(10, 8)
    attendre(100, 2)
    delais = attente_actuelle(Filtre(AUJOURDHUI, AUJOURDHUI), au=AUJOURDHUI)
    assert (delais.nb, delais.mediane, delais.p90) == (10, 10, 100)


@pytest.mark.parametrize("requete", ["periode=zzz", "region=99", "niveau=abc", "niveau=99", "periode=" + "9" * 5000])
def test_un_filtre_absurde_ne_casse_pas_la_page(client_role, requete):
    assert client_role("analyste").get(f"{reverse('tableau_de_bord')}?{requete}").status_code == 200


def test_sans_donnee_la_page_le_dit(client_role):
    page = client_role("analyste").get(reverse("tableau_de_bord")).content.decode()
    assert "Personne n’attend" in page


@pytest.mark.parametrize("role", ["agent_partenaire", "personne"])
def test_les_autres_roles_n_y_entrent_pas(client_role, role):
    assert client_role(role).get(reverse("tableau_de_bord")).status_code == 403


def test_le_nombre_de_requetes_ne_depend_pas_du_volume(client_role, django_assert_max_num_queries):
    client = client_role("analyste")
    client.get(reverse("tableau_de_bord"))
    for numero in range(30):
        compter("demande", jour=AUJOURDHUI - timedelta(days=numero))
        attendre(numero)
    with django_assert_max_num_queries(30):
        client.get(reverse("tableau_de_bord"))


def test_les_mois_d_une_periode_se_suivent():
    assert mois_de(Filtre(date(2026, 11, 15), date(2027, 1, 2))) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
