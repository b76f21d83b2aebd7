"""The synthetic ententes, read as an auditor would."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from guichet.cycle import CYCLES
from guichet.models import Journal, Organisation
from inscriptions.peuplement.suites import Demandee
from partenaires.actions.exemples import charger_programmes
from partenaires.models import (
    Avenant,
    Commentaire,
    DelegationPouvoir,
    DocumentEntente,
    DocumentSigne,
    Entente,
    Enveloppe,
    Programme,
    Reddition,
    Revue,
    ServiceRendu,
    Versement,
)
from partenaires.peuplement import calculs, ententes
from partenaires.queries.changements import empechements
from partenaires.queries.decision import plafond_delegue
from partenaires.queries.enveloppes import consommation
from partenaires.queries.revue import rejouer
from partenaires.queries.signature import texte_a_change
from partenaires.queries.termes import lignes_de
from partenaires.states_ententes import EtatEntente
from partenaires.termes import ecart_des_versements, termes_au
from tests.factories.guichet import AdhesionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 20)


@pytest.fixture
def partenaires() -> tuple[str, ...]:
    """Six partners with their managers, and the example programmes."""
    charger_programmes(le=timezone.now())
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
        # What was signed, and what an amendment in force added since.
        ajouts = entente.termes.filter(cle="montant", avenant__isnull=False).values_list("valeur", flat=True)
        signe = sum(a.montant for a in entente.activites.all())
        assert total == entente.montant_convenu == signe + sum(map(Decimal, ajouts))
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
    annees = [annee for programme in Programme.objects.all() for annee in consommation(programme, au=JOUR)]
    assert annees and all(annee.enveloppe > annee.projete for annee in annees if annee.projete)
    motifs = {
        *Enveloppe.objects.values_list("motif", flat=True),
        *DelegationPouvoir.objects.values_list("acte", flat=True),
    }
    assert all("synthétique" in motif for motif in motifs)


def test_les_dossiers_sont_pleins(racontees):
    demandees = racontees.exclude(etat="ebauche")
    assert all(entente.documents.actifs().exists() for entente in demandees)
    approuvees = racontees.filter(approuvee_le__isnull=False)
    for entente in approuvees:
        assert entente.notes.exists() and entente.avis.score
        assert "{" not in "".join(entente.clauses.values_list("texte", flat=True))
        assert entente.versions_proposees.first().contenu["clauses"]
    assert Commentaire.objects.filter(cible__startswith="clause:", resolu_le__isnull=False).exists()
    assert Commentaire.objects.exclude(cible__startswith="clause:").exists()
    assert not Commentaire.objects.ouverts().filter(entente__signee_le__isnull=False).exists()
    assert ServiceRendu.objects.exists()


def test_un_document_de_l_entente_s_ouvre(racontees):
    document = DocumentEntente.objects.first()
    with storages["prive"].open(document.chemin) as fichier:
        assert hashlib.sha256(fichier.read()).hexdigest() == document.sha256


def test_les_avenants_tiennent_de_bout_en_bout(racontees):
    assert {"signe", "approuve", "refuse"} <= set(Avenant.objects.values_list("etat", flat=True))
    for avenant in Avenant.objects.filter(etat__in=("propose", "approuve")):
        assert empechements(avenant) == []
    for avenant in Avenant.objects.filter(etat="signe"):
        termes = termes_au(lignes_de(avenant.entente), au=date.max, connus_le=timezone.now())
        assert ecart_des_versements(termes) == 0
        assert termes["montant"] == avenant.entente.montant_convenu


def test_chaque_revue_dit_ce_qu_elle_a_trouve_et_se_rejoue(racontees):
    calculs.calculer(timezone.now())
    for revue in Revue.objects.all():
        assert revue.contenu["figures"] and revue.empreinte
        assert rejouer(revue.entente, revue.contenu) == []


def test_les_textes_signes_portent_leurs_signatures(racontees):
    partenaire = Organisation.objects.filter(ententes__in=racontees).first()
    Organisation.objects.filter(pk=partenaire.pk).update(region="06")
    calculs.calculer(timezone.now())
    conclus = DocumentSigne.objects.filter(conclu_le__isnull=False, avenant=None)
    assert conclus.count() == calculs.SIGNEES
    for document in conclus:
        assert document.chemin_signe and not document.signataires.filter(scelle_le=None).exists()
        assert not texte_a_change(document, document.entente)


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
