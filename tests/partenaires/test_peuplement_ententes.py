"""The synthetic ententes, read as an auditor would."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import CYCLES, franchir
from guichet.models import Journal
from inscriptions.peuplement.suites import Demandee
from partenaires.models import DelegationPouvoir, Entente, Enveloppe, Programme, Reddition, Revue, Versement
from partenaires.peuplement import ententes
from partenaires.queries.decision import plafond_delegue
from partenaires.queries.enveloppes import consommation
from partenaires.states_ententes import EtatEntente
from tests.factories.ententes import VoletFactory
from tests.factories.guichet import AdhesionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 20)


@pytest.fixture
def partenaires() -> tuple[str, ...]:
    """Six partners with their managers, and an adopted norm."""
    volet = VoletFactory()
    franchir(volet.version, "consulter", acteur=Acteur(role=Role.GESTIONNAIRE_ENTENTES))
    champs = {"adoptee_le": timezone.now(), "en_vigueur_le": date(2020, 4, 1)}
    franchir(volet.version, "adopter", acteur=Acteur(role=Role.APPROBATEUR), **champs)
    organisations = [OrganisationFactory() for _n in range(6)]
    for organisation in organisations:
        AdhesionFactory(role="gestionnaire_partenaire", organisation=organisation)
    return tuple(sorted(str(organisation.pk) for organisation in organisations))


@pytest.fixture
def racontees(partenaires):
    """Sixty ententes."""
    ententes.raconter(Demandee(7, JOUR, 1000, partenaires, ententes=60))
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return Entente.objects.all()


def test_les_ententes_couvrent_l_annee_passee_presente_et_a_venir(racontees):
    etats = Counter(racontees.values_list("etat", flat=True))
    assert racontees.count() == 60
    assert {"fermee", "active", "soumise"} <= set(etats)
    assert not set(etats) - set(EtatEntente.values)


def test_chaque_etat_est_celui_de_sa_derniere_ligne_de_journal(racontees):
    for modele in (Entente, Reddition, Versement, Revue):
        for objet in modele.objects.all():
            lignes = list(Journal.objects.de_l_objet(objet))
            assert lignes[-1].vers == objet.etat
            assert [ligne.le for ligne in lignes] == sorted(ligne.le for ligne in lignes)
            for ligne in lignes[1:]:
                pas = CYCLES[objet.CYCLE][ligne.pas]
                assert ligne.de in pas.de and ligne.acteur_role in pas.roles


def test_les_versements_egalent_le_montant_et_les_roles_sont_separes(racontees):
    for entente in racontees.filter(signee_le__isnull=False):
        total = entente.versements.ordinaires().aggregate(total=Sum("montant"))["total"]
        assert total == entente.montant_convenu == sum(a.montant for a in entente.activites.all())
    payes = Versement.objects.emis()
    assert payes.exists()
    assert not payes.filter(
        Q(emis_par=F("entente__recommandee_par"))
        | Q(emis_par=F("entente__approuvee_par"))
        | Q(emis_par=F("autorise_par"))
    ).exists()


def test_qui_approuve_a_une_delegation_et_chaque_exercice_son_enveloppe_synthetique(racontees):
    for entente in racontees.filter(approuvee_le__isnull=False):
        jour = timezone.localdate(entente.approuvee_le)
        assert plafond_delegue(entente.approuvee_par_id, au=jour) >= entente.montant_convenu
    annees = consommation(Programme.objects.get(), au=JOUR)
    assert annees and all(annee.enveloppe > annee.projete for annee in annees if annee.projete)
    motifs = {
        *Enveloppe.objects.values_list("motif", flat=True),
        *DelegationPouvoir.objects.values_list("acte", flat=True),
    }
    assert all("synthétique" in motif for motif in motifs)


def test_rien_n_arrive_apres_le_jour_de_la_province(racontees):
    assert not Journal.objects.filter(organisation__isnull=False, le__date__gte=JOUR).exists()


def test_la_meme_graine_donne_les_memes_ententes(partenaires):
    def une_fois(graine: int) -> list[tuple]:
        with transaction.atomic():
            ententes.raconter(Demandee(graine, JOUR, 1000, partenaires, ententes=20))
            lignes = Entente.objects.order_by("numero").values_list("pk", "etat", "montant_demande", "etat_depuis")
            empreinte = list(lignes)
            transaction.set_rollback(True)
        return empreinte

    assert une_fois(7) == une_fois(7) != une_fois(8)
