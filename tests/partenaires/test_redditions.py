"""An account: counted by the portal, written by the organisation, returned, corrected, accepted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir
from guichet.models import Motif
from partenaires import routines
from partenaires.actions import reddition as actions
from partenaires.actions.engagement import materialiser
from partenaires.models import DepotReddition, Reddition
from partenaires.queries.redditions import (
    corrections,
    est_hors_tolerance,
    lignes_de,
    obstacles_au_depot,
    version_saisie,
)
from tests.connexion import connecter
from tests.factories.ententes import (
    ActiviteFactory,
    EntenteFactory,
    IndicateurFactory,
    LigneBudgetFactory,
    LivrableFactory,
    RedditionFactory,
    VersementFactory,
)
from tests.factories.guichet import UtilisateurFactory
from tests.factories.services import ServiceFactory

pytestmark = pytest.mark.django_db

DEBUT, FIN_PERIODE = date(2026, 1, 1), date(2026, 6, 30)
LE = timezone.make_aware(datetime(2026, 7, 6, 10))
SYSTEME = Acteur.systeme()


@pytest.fixture(autouse=True)
def _le_6_juillet():
    with time_machine.travel(LE, tick=False):
        yield


@pytest.fixture
def reddition() -> Reddition:
    """Six months of an entente: meetings one by one, an indicator nothing measures, one budget line."""
    entente = EntenteFactory(approuvee=True, debut=DEBUT, fin=date(2026, 12, 31))
    ActiviteFactory(
        entente=entente, code="accueil", titre="Accueil", unite="rencontre_individuelle", volume_prevu=Decimal("365")
    )
    IndicateurFactory(entente=entente)
    LigneBudgetFactory(entente=entente, code="salaires", poste="Salaires")
    livrable = LivrableFactory(entente=entente, periode_du=DEBUT, periode_au=FIN_PERIODE, du_le=date(2026, 7, 30))
    VersementFactory(entente=entente, montant=Decimal("60000"))
    VersementFactory(entente=entente, montant=Decimal("40000"), condition="reddition", livrable=livrable)
    franchir(entente.verrouillee(), "signer", acteur=SYSTEME, le=LE, signee_le=LE)
    return materialiser(entente=entente, acteur=SYSTEME, le=LE)[0]


def acteur(role, reddition) -> Acteur:
    organisation = reddition.organisation_id if "partenaire" in role else None
    return Acteur(role=Role(role), organisation_id=organisation, utilisateur_id=UtilisateurFactory().pk, libelle=role)


def ecrire(reddition, *, recit="Un semestre.", raison="Deux départs.", montant="1500") -> Reddition:
    """What the organisation adds."""
    return actions.ecrire_reddition(
        reddition=reddition,
        acteur=acteur("agent_partenaire", reddition),
        recit=recit,
        raisons={valeur.pk: raison for valeur in reddition.valeurs.all()},
        depenses={ligne.pk: (Decimal(montant), "") for ligne in reddition.entente.lignes_budget.all()},
    )


def soumise(reddition) -> Reddition:
    actions.preparer_reddition(reddition=reddition, acteur=acteur("agent_partenaire", reddition), le=LE)
    ecrire(reddition)
    actions.soumettre_reddition(reddition=reddition, acteur=acteur("gestionnaire_partenaire", reddition), le=LE)
    return Reddition.objects.get(pk=reddition.pk)


def retourner(reddition) -> Reddition:
    motif = Motif.objects.get(code="reddition_chiffres")
    gestion = acteur("gestionnaire_ententes", reddition)
    return actions.retourner_reddition(reddition=reddition, acteur=gestion, le=LE, motif=motif, precision="Mars")


def accepter(reddition, montant="1200") -> Reddition:
    admissibles = {depense.pk: Decimal(montant) for depense in reddition.depenses.all()}
    gestion = acteur("gestionnaire_ententes", reddition)
    return actions.accepter_reddition(reddition=reddition, acteur=gestion, le=LE, admissibles=admissibles)


def test_commencer_compte_les_chiffres_et_recompter_garde_les_raisons(reddition):
    ServiceFactory(
        organisation=reddition.organisation, entente=reddition.entente, activite="accueil", quantite=Decimal("20")
    )
    prete = actions.preparer_reddition(reddition=reddition, acteur=acteur("agent_partenaire", reddition), le=LE)
    accueil = prete.valeurs.get(code="accueil")
    assert (accueil.prevu, accueil.compte, accueil.externe) == (Decimal("181.000"), None, Decimal("20.000"))
    ecrire(prete)
    ServiceFactory(
        organisation=reddition.organisation, entente=reddition.entente, activite="accueil", quantite=Decimal("5")
    )
    actions.actualiser_reddition(reddition=prete, acteur=acteur("agent_partenaire", reddition), le=LE)
    accueil.refresh_from_db()
    assert (accueil.externe, accueil.raison) == (Decimal("25.000"), "Deux départs.")


def test_ce_qui_manque_se_dit_champ_par_champ(reddition):
    actions.preparer_reddition(reddition=reddition, acteur=SYSTEME, le=LE)
    objet = Reddition.objects.get(pk=reddition.pk)
    accueil, ligne = objet.valeurs.get(code="accueil"), objet.entente.lignes_budget.get()
    manques = obstacles_au_depot(objet, au=LE.date())
    assert set(manques) == {"recit", f"raison_{accueil.pk}", f"depense_{ligne.pk}"}
    assert "Accueil" in manques[f"raison_{accueil.pk}"] and "181" in manques[f"raison_{accueil.pk}"]
    with pytest.raises(actions.RedditionIncomplete) as refus:
        actions.soumettre_reddition(reddition=objet, acteur=acteur("gestionnaire_partenaire", objet), le=LE)
    assert refus.value.manques == manques
    ecrire(objet)
    assert obstacles_au_depot(Reddition.objects.get(pk=objet.pk), au=LE.date()) == {}
    assert set(obstacles_au_depot(Reddition.objects.get(pk=objet.pk), au=FIN_PERIODE)) == {"periode"}


@pytest.mark.parametrize(
    ("retenu", "prevu", "sens", "hors"),
    [
        (None, "10", None, False),
        ("9", "10", None, False),
        ("8.999", "10", None, True),
        ("11", "10", None, False),
        ("11.001", "10", None, True),
        ("20", "10", "au_moins", False),
        ("8", "10", "au_moins", True),
        ("2", "10", "au_plus", False),
        ("12", "10", "au_plus", True),
        ("0", "0", None, False),
        ("1", "0", None, True),
    ],
)
def test_un_ecart_se_juge_a_sa_tolerance_et_a_son_sens(retenu, prevu, sens, hors):
    lu = None if retenu is None else Decimal(retenu)
    assert est_hors_tolerance(lu, Decimal(prevu), Decimal("0.1"), sens) is hors


def test_un_agent_prepare_et_seul_un_gestionnaire_soumet(reddition):
    actions.preparer_reddition(reddition=reddition, acteur=acteur("agent_partenaire", reddition), le=LE)
    ecrire(reddition)
    with pytest.raises(RoleInsuffisant):
        actions.soumettre_reddition(reddition=reddition, acteur=acteur("agent_partenaire", reddition), le=LE)
    with pytest.raises(RoleInsuffisant):
        actions.ecrire_reddition(
            reddition=reddition, acteur=acteur("gestionnaire_ententes", reddition), recit="x", raisons={}, depenses={}
        )


def test_une_reddition_soumise_est_figee_dans_la_base(reddition):
    objet = soumise(reddition)
    with pytest.raises(TransitionRefusee):
        ecrire(objet)
    for ordre in (
        "UPDATE partenaires_valeurreddition SET compte = 1",
        "UPDATE partenaires_depensereddition SET montant = 1",
    ):
        with pytest.raises(DatabaseError, match="ne changent plus"), transaction.atomic(), connection.cursor() as c:
            c.execute(ordre)


def test_temoin_retournee_ses_chiffres_changent_a_nouveau(reddition):
    objet = soumise(reddition)
    retourner(objet)
    with connection.cursor() as curseur:
        curseur.execute("UPDATE partenaires_valeurreddition SET compte = 1")
        assert curseur.rowcount == objet.valeurs.count()


def test_l_aller_retour_de_correction_se_compare_au_depot_precedent(reddition):
    objet = soumise(reddition)
    assert corrections(objet) == []
    retourner(objet)
    objet = Reddition.objects.get(pk=objet.pk)
    assert corrections(objet) == []
    ecrire(objet, recit="Un semestre, revu.", montant="1600")
    objet = Reddition.objects.get(pk=objet.pk)
    attendues = [("Récit de la période", "Un semestre.", "Un semestre, revu.")]
    assert [(d.libelle, d.avant, d.apres) for d in corrections(objet)][:1] == attendues
    assert "1" in corrections(objet)[1].avant and corrections(objet)[1].libelle == "Salaires, montant"
    actions.soumettre_reddition(reddition=objet, acteur=acteur("gestionnaire_partenaire", objet), le=LE)
    objet = Reddition.objects.get(pk=objet.pk)
    assert len(corrections(objet)) == 2 and objet.due_le == date(2026, 7, 30)
    accepter(objet)
    objet.refresh_from_db()
    assert objet.est_acceptee and objet.depenses.get().admissible == Decimal("1200")
    assert DepotReddition.objects.filter(reddition=objet).count() == 2


def test_accepter_rend_exigible_le_versement_qui_attendait(reddition):
    versement = reddition.entente.versements.get(condition="reddition")
    objet = soumise(reddition)
    versement.refresh_from_db()
    assert versement.exigible_le is None
    accepter(objet)
    versement.refresh_from_db()
    assert versement.exigible_le is not None


@pytest.mark.parametrize("montant", ["-1", "1500.01"])
def test_un_montant_admissible_va_de_zero_a_la_depense(reddition, montant):
    objet = soumise(reddition)
    with pytest.raises(TransitionRefusee, match="Salaires"):
        accepter(objet, montant)
    assert not Reddition.objects.get(pk=objet.pk).est_acceptee


def test_soumettre_ou_accepter_deux_fois_est_refuse_et_ne_fait_qu_un_depot(reddition):
    objet = soumise(reddition)
    with pytest.raises(TransitionRefusee):
        actions.soumettre_reddition(reddition=objet, acteur=acteur("gestionnaire_partenaire", objet), le=LE)
    accepter(objet)
    with pytest.raises(TransitionRefusee):
        accepter(objet)
    assert DepotReddition.objects.count() == 1


def test_la_routine_prepare_une_fois_ce_dont_la_periode_est_finie(reddition):
    avenir = LivrableFactory(
        entente=EntenteFactory(approuvee=True), periode_du=LE.date(), periode_au=LE.date() + timedelta(days=30)
    )
    assert routines.preparer_redditions_dues() == 1
    assert routines.preparer_redditions_dues() == 0
    objet = Reddition.objects.get(pk=reddition.pk)
    assert objet.est_modifiable and objet.calculee_le == LE and objet.valeurs.count() == 2
    assert not hasattr(avenir, "reddition")


# Pages


def client_de(role, reddition):
    return connecter(role, organisation=reddition.organisation if "partenaire" in role else None)


def envoi(reddition, **autres):
    donnees = {
        "recit": "Un semestre.\r\nDeux lignes.",
        "version": version_saisie(Reddition.objects.get(pk=reddition.pk)),
    }
    donnees |= {f"raison_{valeur.pk}": "Deux départs." for valeur in reddition.valeurs.all()}
    for ligne in reddition.entente.lignes_budget.all():
        donnees |= {f"depense_{ligne.pk}": "1 500,50 $", f"note_{ligne.pk}": ""}
    return donnees | autres


def test_de_la_page_on_commence_on_ecrit_on_soumet_on_retourne_on_accepte(reddition):
    gestionnaire, ministere = (
        client_de("gestionnaire_partenaire", reddition),
        client_de("gestionnaire_ententes", reddition),
    )
    url, pas = reverse("reddition", args=[reddition.pk]), lambda nom: reverse("reddition_pas", args=[reddition.pk, nom])
    assert "Commencer" in gestionnaire.get(url).content.decode()
    page = gestionnaire.post(pas("preparer"), follow=True).content.decode()
    assert "Expliquez l’écart de « Accueil »" in page and "definitions/#unite_rencontre_individuelle-v1" in page
    ecrite = gestionnaire.post(reverse("reddition_ecrire", args=[reddition.pk]), envoi(reddition), follow=True)
    assert "Soumettre" in ecrite.content.decode() and "1 500,50" in ecrite.content.decode().replace("\xa0", " ")
    assert "Reçue par le ministère" in gestionnaire.post(pas("soumettre"), follow=True).content.decode()
    assert "Retourner" in ministere.get(url).content.decode()
    ministere.post(pas("retourner"), {"motif": "reddition_chiffres", "precision": "Mars est à revoir"})
    assert "Mars est à revoir" in gestionnaire.get(url).content.decode()
    gestionnaire.post(reverse("reddition_ecrire", args=[reddition.pk]), envoi(reddition, recit="Revu."))
    assert "Ce que la correction change" in gestionnaire.get(url).content.decode()
    gestionnaire.post(pas("soumettre"))
    depense = reddition.depenses.get()
    trop = ministere.post(pas("accepter"), {f"admissible_{depense.pk}": "1600"})
    assert "ne dépasse pas la dépense" in trop.content.decode()
    ministere.post(pas("accepter"), {f"admissible_{depense.pk}": "1 400"})
    assert Reddition.objects.get(pk=reddition.pk).est_acceptee
    assert "Acceptée" in gestionnaire.get(url).content.decode()


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("depense", "beaucoup", "Écrivez un montant en chiffres"),
        ("depense", "-3", "Un montant n’est pas négatif"),
        ("depense", "1e99", "Ce montant est trop grand"),
        ("depense", "NaN", "Écrivez un montant en chiffres"),
        ("recit", "caché\u202eici", "caractère caché"),
        ("recit", "x" * 8001, "8000 caractères"),
    ],
)
def test_une_saisie_fautive_garde_ce_qui_est_ecrit(reddition, champ, valeur, message):
    actions.preparer_reddition(reddition=reddition, acteur=SYSTEME, le=LE)
    nom = f"depense_{reddition.entente.lignes_budget.get().pk}" if champ == "depense" else champ
    client = client_de("agent_partenaire", reddition)
    page = client.post(reverse("reddition_ecrire", args=[reddition.pk]), envoi(reddition, **{nom: valeur}))
    assert page.status_code == 200 and message in page.content.decode()
    assert "Deux départs." in page.content.decode() and not reddition.depenses.exists()


def test_un_texte_hostile_s_affiche_et_ne_s_execute_pas(reddition):
    objet = soumise(reddition)
    retourner(objet)
    ecrire(objet, recit="<script>alert(1)</script>", raison="<img src=x onerror=alert(1)>")
    page = client_de("gestionnaire_ententes", objet).get(reverse("reddition", args=[objet.pk])).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_les_listes_montrent_l_etat_et_le_retard(reddition):
    with time_machine.travel(datetime(2026, 8, 20, 12, tzinfo=LE.tzinfo), tick=False):
        page = client_de("gestionnaire_ententes", reddition).get(reverse("redditions_toutes")).content.decode()
        assert "1 en retard" in page and "En retard" in page
        page = client_de("agent_partenaire", reddition).get(reverse("redditions", args=[reddition.entente_id]))
        assert reddition.entente.numero in page.content.decode()
    assert client_de("conseiller", reddition).get(reverse("redditions_toutes")).status_code == 403


def test_dix_redditions_coutent_les_requetes_d_une(reddition):
    client = client_de("gestionnaire_ententes", reddition)
    client.get(reverse("redditions_toutes"))
    with CaptureQueriesContext(connection) as une:
        client.get(reverse("redditions_toutes"))
    for _ in range(9):
        RedditionFactory()
    with CaptureQueriesContext(connection) as dix:
        client.get(reverse("redditions_toutes"))
    assert len(dix) == len(une)


def test_chaque_definition_a_sa_place_sur_la_page(reddition):
    actions.preparer_reddition(reddition=reddition, acteur=SYSTEME, le=LE)
    page = client_de("agent_partenaire", reddition).get(reverse("definitions")).content.decode()
    assert all(f'id="{ligne.ancre}"' in page for ligne in lignes_de(Reddition.objects.get(pk=reddition.pk)))
