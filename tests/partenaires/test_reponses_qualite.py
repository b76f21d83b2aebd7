"""Answers about what the rules doubt: found at submission, each side has a day, shown and reminded."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.models import Avis
from guichet.referentiels.formats import formater_date
from partenaires.a_faire import affaires
from partenaires.actions import qualite, rappels
from partenaires.actions import reddition as actions
from partenaires.attentes import Partie
from partenaires.models import Anomalie
from partenaires.queries.rappels import attendus, rappels_du_jour
from partenaires.queries.reponses_qualite import echeance_reponse, reponses_attendues
from tests.connexion import connecter
from tests.factories.ententes import AnomalieFactory, DepenseRedditionFactory, LivrableFactory, RedditionFactory
from tests.taches.scenes_ententes import entente_en_cours

pytestmark = pytest.mark.django_db
GESTION = Acteur(role=Role.GESTIONNAIRE_ENTENTES)


@pytest.fixture
def brouillon():
    jour = timezone.localdate() - timedelta(days=12)
    livrable = LivrableFactory(entente=entente_en_cours(depuis=150), periode_au=jour - timedelta(days=2), du_le=jour)
    reddition = RedditionFactory(
        livrable=livrable,
        etat="brouillon",
        recit="Trois groupes du soir, comme prévu ici.",
        calculee_le=timezone.now(),
    )
    for code, montant in (("salaires", 20000), ("locaux", 5000), ("materiel", 1500)):
        DepenseRedditionFactory(reddition=reddition, ligne__code=code, montant=Decimal(montant))
    return reddition


def soumettre(reddition):
    organisme = Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=reddition.organisation_id)
    actions.soumettre_reddition(reddition=reddition, acteur=organisme, le=timezone.now())
    return organisme


def test_une_reddition_est_examinee_des_sa_soumission_meme_acceptee_aussitot(brouillon):
    soumettre(brouillon)
    assert set(Anomalie.objects.values_list("regle", flat=True)) >= {"retard", "montants_ronds"}
    admis = {d.pk: d.montant for d in brouillon.depenses.all()}
    actions.accepter_reddition(reddition=brouillon, acteur=GESTION, le=timezone.now(), admissibles=admis)
    assert Anomalie.objects.ouvertes().exists()


def test_temoin_sans_l_examen_elle_echappe_aux_regles(brouillon, monkeypatch):
    monkeypatch.setattr(actions, "examiner_reddition", lambda **_: 0)
    soumettre(brouillon)
    assert not Anomalie.objects.exists()


def test_chaque_partie_a_son_jour_une_ligne_par_reddition(brouillon):
    organisme = soumettre(brouillon)
    (attendue,) = reponses_attendues(Anomalie.objects.all())
    assert (attendue.partie, attendue.nombre) == (Partie.PARTENAIRE, Anomalie.objects.count())
    anomalie = Anomalie.objects.get(regle="montants_ronds")
    assert echeance_reponse(anomalie) == attendue.du_le > timezone.localdate()
    qualite.contester_anomalie(anomalie=anomalie, acteur=organisme, le=timezone.now(), texte="Le bail est rond.")
    assert {r.partie: r.nombre for r in reponses_attendues(Anomalie.objects.all())} == {
        Partie.PARTENAIRE: attendue.nombre - 1,
        Partie.GESTION: 1,
    }
    assert any("Expliquer" in str(a.libelle) for a in affaires(organisme, au=timezone.localdate()))
    assert any("contestations (1)" in str(a.libelle) for a in affaires(GESTION, au=timezone.localdate()))
    anomalie.refresh_from_db()
    qualite.repondre_anomalie(anomalie=anomalie, acteur=GESTION, le=timezone.now(), texte="Vu.", maintenue=False)
    anomalie.refresh_from_db()
    assert echeance_reponse(anomalie) is None
    assert [r.partie for r in reponses_attendues(Anomalie.objects.all())] == [Partie.PARTENAIRE]


def test_le_jour_se_lit_sur_la_page_et_se_rappelle_une_fois(brouillon):
    il_y_a = timezone.now() - timedelta(days=21)
    anomalie = AnomalieFactory(reddition=brouillon, decouverte_le=il_y_a)
    client = connecter("gestionnaire_partenaire", organisation=brouillon.organisation)
    page = client.get(reverse("anomalie", args=[anomalie.pk])).content.decode()
    assert f"au plus tard le {formater_date(echeance_reponse(anomalie))}" in page
    for _fois in range(2):
        for rappel in rappels_du_jour(jour=timezone.localdate()):
            rappels.rappeler(rappel, le=timezone.now())
    assert Avis.objects.filter(cle__startswith="rappel:anomalie:").count() == 1
    Anomalie.objects.update(levee_le=timezone.now())
    assert not [a for a in attendus(jour=timezone.localdate()) if a.genre == "anomalie"]
