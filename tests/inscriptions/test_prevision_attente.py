"""Waits read from the journal, forecast each night, told to the person and to the adviser."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.referentiels.queries import jours_feries
from inscriptions import policies
from inscriptions.actions.prevision_attente import etalonner_attentes, prevoir_attentes
from inscriptions.models import EtalonnageAttente, NuitAttente, PrevisionAttente, RaisonSansPrevision
from inscriptions.prevision.attente import JAMAIS
from inscriptions.queries.attentes import Ouvrables, lire_histoire
from inscriptions.queries.prevision_attente import PrevisionLue, attente_dite
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory

FUSEAU = ZoneInfo("America/Toronto")
LE = datetime(2026, 11, 23, 2, tzinfo=FUSEAU)
JOUR = LE.date()
PASSE = LE - timedelta(days=40)


def prevision(inscription, *, p50=30, p80=60, raison="", departs=120, jour=None) -> PrevisionAttente:
    """A stored forecast, as the night leaves it."""
    jour = jour or timezone.localdate()
    edition = EtalonnageAttente.objects.create(
        jour=jour, methode="attente-1", calcule_le=LE, facteurs={}, files={}, regions=[], jours=[]
    )
    nuit = NuitAttente.objects.create(jour=jour, methode="attente-1", calculee_le=LE, etalonnage=edition)
    return PrevisionAttente.objects.create(
        inscription=inscription,
        personne=inscription.personne,
        region_id=inscription.region_id,
        nuit=nuit,
        jours_p50=None if raison else p50,
        jours_p80=None if raison else p80,
        raison=raison,
        departs=departs,
    )


def lue(p50: int | None, p80: int | None, raison: str = "", jour: date = JOUR) -> PrevisionLue:
    return PrevisionLue(PersonneFactory.build().pk, p50, p80, raison, 120, jour, "attente-1")


@pytest.mark.django_db
def test_une_attente_se_lit_du_journal_avec_ses_suspensions():
    inscription = InscriptionFactory(etat_depuis=PASSE, en_attente_le=PASSE, complete_le=PASSE - timedelta(days=10))
    OffreFactory(inscription=inscription, proposee_le=LE - timedelta(days=5))
    histoire = lire_histoire(au=JOUR)
    attentes, rang = histoire.attentes, histoire.ouvrables.rang
    assert histoire.inscriptions == [inscription.pk]
    assert attentes.origine[0] == rang(PASSE.date() - timedelta(days=10))
    assert attentes.entree[0] == rang(PASSE.date())
    assert attentes.sortie[0] == attentes.fin[0] == JAMAIS and not attentes.commence[0]
    assert attentes.suspensions.tolist() == [[0, rang(JOUR - timedelta(days=5)), JAMAIS]]


@pytest.mark.django_db
def test_un_groupe_se_lit_avec_son_annonce_et_ses_places_tenues():
    groupe = GroupeFactory(etat_depuis=PASSE, capacite=12)
    OffreFactory(groupe=groupe, proposee_le=PASSE + timedelta(days=1))
    histoire = lire_histoire(au=JOUR)
    assert histoire.groupes.annonce[0] == histoire.ouvrables.rang(PASSE.date())
    assert histoire.groupes.retrait[0] == JAMAIS
    assert histoire.groupes.capacite[0] == 12
    assert len(histoire.groupes.places) == 1


@pytest.mark.django_db
def test_les_rangs_sautent_fins_de_semaine_et_feries():
    ouvrables = Ouvrables(JOUR)
    noel = date(2026, 12, 25)
    assert noel in jours_feries()
    assert ouvrables.rang(noel) == ouvrables.rang(noel - timedelta(days=1))
    assert ouvrables.rang(date(2026, 11, 23)) - ouvrables.rang(date(2026, 11, 20)) == 1
    assert ouvrables.rang(date(2026, 11, 22)) == ouvrables.rang(date(2026, 11, 20))


@pytest.mark.django_db
def test_trop_peu_de_departs_rien_n_est_montre():
    inscription = InscriptionFactory(etat_depuis=PASSE, en_attente_le=PASSE)
    etalonner_attentes(jour=JOUR, le=LE)
    nuit = prevoir_attentes(jour=JOUR, le=LE)
    ecrite = PrevisionAttente.objects.get(inscription=inscription)
    assert (nuit.personnes, nuit.montrees) == (1, 0)
    assert (ecrite.jours_p50, ecrite.jours_p80, ecrite.raison) == (None, None, RaisonSansPrevision.PEU_DE_DEPARTS)


@pytest.mark.django_db
def test_la_nuit_suivante_remplace_la_prevision():
    inscription = InscriptionFactory(etat_depuis=PASSE, en_attente_le=PASSE)
    etalonner_attentes(jour=JOUR, le=LE)
    for jour in (JOUR, JOUR + timedelta(days=1)):
        assert prevoir_attentes(jour=jour, le=LE) is not None
        assert prevoir_attentes(jour=jour, le=LE) is None
    assert PrevisionAttente.objects.get(inscription=inscription).nuit.jour == JOUR + timedelta(days=1)


@pytest.mark.django_db
def test_un_etalonnage_recent_n_est_pas_refait():
    assert etalonner_attentes(jour=JOUR, le=LE) is not None
    assert etalonner_attentes(jour=JOUR + timedelta(days=27), le=LE) is None
    assert etalonner_attentes(jour=JOUR + timedelta(days=28), le=LE) is not None


@pytest.mark.django_db
def test_les_jours_ouvrables_deviennent_des_semaines_a_partir_d_aujourd_hui():
    dite = attente_dite(lue(25, 50), jour=JOUR)
    assert (dite.du, dite.au) == (6, 11)  # The holidays of the end of the year stretch both.
    plus_tard = attente_dite(lue(25, 50), jour=JOUR + timedelta(days=7))
    assert (plus_tard.du, plus_tard.au) == (5, 10)
    assert "Entre 6 et 11 semaines" in dite.phrase


@pytest.mark.django_db
def test_une_prevision_perimee_ou_absente_ne_dit_aucun_nombre():
    for dite in (attente_dite(None, jour=JOUR), attente_dite(lue(25, 50), jour=JOUR + timedelta(days=15))):
        assert not dite.est_montree
        assert "chaque nuit" in dite.absence


@pytest.mark.django_db
def test_la_personne_lit_sa_fourchette_et_ce_qu_elle_vaut(client_role):
    inscription = InscriptionFactory(personne__avec_compte=True)
    prevision(inscription)
    client = client_role("personne", personne=inscription.personne)
    page = client.get(reverse("suivi")).content.decode()
    assert "Combien de temps encore?" in page
    assert "pas une promesse" in page
    assert "120 débuts de cours" in page


@pytest.mark.django_db
def test_la_personne_lit_pourquoi_rien_n_est_prevu(client_role):
    inscription = InscriptionFactory(personne__avec_compte=True)
    prevision(inscription, raison=RaisonSansPrevision.PEU_DE_DEPARTS)
    page = client_role("personne", personne=inscription.personne).get(reverse("suivi")).content.decode()
    assert "Trop peu de cours comme le vôtre" in page


@pytest.mark.django_db
def test_qui_a_une_offre_ne_lit_pas_de_prevision(client_role):
    inscription = InscriptionFactory(personne__avec_compte=True)
    OffreFactory(inscription=inscription)
    prevision(inscription)
    page = client_role("personne", personne=inscription.personne).get(reverse("suivi")).content.decode()
    assert "Combien de temps encore?" not in page


@pytest.mark.django_db
def test_le_conseiller_lit_la_prevision_au_dossier(client_role):
    inscription = InscriptionFactory()
    prevision(inscription)
    page = client_role("conseiller", regions=["06"]).get(reverse("dossier", args=[inscription.pk])).content.decode()
    assert "Prévision de l’attente" in page
    assert "méthode attente-1" in page


@pytest.mark.django_db
def test_chacun_ne_voit_que_ses_previsions():
    mienne, autre = InscriptionFactory(), InscriptionFactory()
    ecrite = prevision(mienne)
    moi = Acteur(role=Role.PERSONNE, personne_id=mienne.personne_id)
    elle = Acteur(role=Role.PERSONNE, personne_id=autre.personne_id)
    assert list(policies.previsions_visibles(moi)) == [ecrite]
    assert not policies.previsions_visibles(elle).exists()
    assert not policies.previsions_visibles(Acteur(role=Role.CONSEILLER, regions=("03",))).exists()


@pytest.mark.django_db
def test_le_ministere_lit_la_couverture_par_region(client_role):
    ligne = {"region": "06", "departs": 400, "personnes": 900, "p80": 0.81, "p50": 0.52, "brute": 0.76, "naive": 0.4}
    jours = [{"jour": f"2026-0{mois}-01", "personnes": 300, "p80": 0.8, "naive": 0.4} for mois in (5, 6, 7)]
    EtalonnageAttente.objects.create(
        jour=JOUR, methode="attente-1", calcule_le=LE, facteurs={}, files={}, regions=[ligne], jours=jours
    )
    page = client_role("analyste").get(reverse("prevision_attentes")).content.decode()
    assert "dans 1 région sur 1" in page
    assert "81,0" in page and "40,0" in page


@pytest.mark.django_db
def test_la_page_de_couverture_est_au_ministere(client_role):
    assert client_role("gestionnaire_partenaire").get(reverse("prevision_attentes")).status_code == 403
    assert client_role("conseiller", regions=["06"]).get(reverse("prevision_attentes")).status_code == 200


@pytest.mark.django_db
def test_la_commande_juge_le_passe_et_garde_une_edition_par_jour(capsys):
    call_command("prevision_retro", jour=JOUR, garder=True)
    assert "région débuts personnes" in capsys.readouterr().out
    with pytest.raises(CommandError, match="déjà gardé"):
        call_command("prevision_retro", jour=JOUR, garder=True)
