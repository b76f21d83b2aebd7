"""The placement pages: the form, the progress, the result, the adviser's decision."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from inscriptions.actions import calcul
from inscriptions.models import ExecutionPlacement, Inscription
from inscriptions.policies import non_placements_visibles
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, SessionCoursFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[[], ["06", "13"]], ids=["province", "deux-regions"])
def conseil_placement(client_role, request):
    return client_role("conseiller", regions=request.param)


@pytest.fixture
def execution(conseil_placement):
    conseil = conseil_placement
    debut = timezone.localdate() + timedelta(days=40)
    session = SessionCoursFactory(code="PLACE", debut=debut, fin=debut + timedelta(days=70))
    GroupeFactory(session=session, capacite=1, minimum=1)
    InscriptionFactory.create_batch(2)
    reponse = conseil.post(reverse("placements"), {"session": session.pk, "regions": ["06", "13"]})
    demandee = ExecutionPlacement.objects.get(session=session)
    assert reponse.url == reverse("placement", args=[demandee.pk])
    return demandee


def test_la_page_d_un_calcul_dit_ou_il_en_est(conseil_placement, execution):
    adresse = reverse("placement", args=[execution.pk])
    assert "calcul" in conseil_placement.get(adresse).content.decode()
    partie = conseil_placement.get(adresse, headers={"HX-Request": "true"})
    assert "<html" not in partie.content.decode()
    calcul.calculer(execution_id=execution.pk, le=timezone.now())
    assert conseil_placement.get(adresse, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


@pytest.mark.parametrize("vue", ["groupes", "placees", "non_placees", "inconnue"])
def test_le_resultat_se_lit_par_groupe_et_par_personne(conseil_placement, execution, vue):
    calcul.calculer(execution_id=execution.pk, le=timezone.now())
    page = conseil_placement.get(reverse("placement", args=[execution.pk]), {"vue": vue})
    assert page.status_code == 200
    assert "Vérifié par un second programme" in page.content.decode()


def test_confirmer_puis_rejeter_est_refuse(conseil_placement, execution):
    calcul.calculer(execution_id=execution.pk, le=timezone.now())
    adresse = reverse("placement", args=[execution.pk])
    conseil_placement.post(adresse, {"pas": "confirmer"})
    suite = conseil_placement.post(adresse, {"pas": "rejeter", "motif": "rejet_donnees"}, follow=True)
    assert "plus possible" in suite.content.decode()
    execution.refresh_from_db()
    assert execution.etat == "confirmee"


def test_rejeter_sans_motif_le_demande(conseil_placement, execution):
    calcul.calculer(execution_id=execution.pk, le=timezone.now())
    page = conseil_placement.post(reverse("placement", args=[execution.pk]), {"pas": "rejeter"})
    assert "Choisissez un motif" in page.content.decode()


@pytest.mark.parametrize("regions", [[], ["99"], ["06", "'"]])
def test_un_placement_sans_region_valable_dit_quoi_faire(conseil_placement, regions):
    SessionCoursFactory()
    page = conseil_placement.post(reverse("placements"), {"session": "2027-H", "regions": regions})
    assert page.status_code == 200 and "regions" in page.context["form"].errors


def test_la_personne_ne_lit_son_explication_qu_apres_la_confirmation(conseil_placement, execution):
    calcul.calculer(execution_id=execution.pk, le=timezone.now())
    refusee = Inscription.objects.get(non_placements__execution=execution)
    personne = Acteur(role=Role.PERSONNE, personne_id=refusee.personne_id)
    assert not non_placements_visibles(personne).exists()
    conseil_placement.post(reverse("placement", args=[execution.pk]), {"pas": "confirmer"})
    assert non_placements_visibles(personne).count() == 1
