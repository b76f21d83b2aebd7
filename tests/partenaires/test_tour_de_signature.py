"""Whose turn it is to sign: told when it comes, reminded alone, once each."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from guichet.avis import relais
from guichet.models import Avis, Utilisateur
from partenaires.actions import rappels
from partenaires.actions import signature as actions
from partenaires.actions.signature import deleguer, retirer_document, signer
from partenaires.queries.rappels import attendus, rappels_du_jour
from partenaires.tasks import produire_document
from tests.factories.guichet import UtilisateurFactory
from tests.partenaires.signatures import scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _certificat(settings, tmp_path_factory):
    settings.SIGNATURE_DOSSIER = tmp_path_factory.mktemp("signature")


def adresse(acteur) -> str:
    return Utilisateur.objects.get(pk=acteur.utilisateur_id).email


def avertis(debut: str = "signature:") -> list[str]:
    return list(Avis.objects.filter(cle__startswith=debut).order_by("cree_le").values_list("destinataire", flat=True))


def rappeler() -> None:
    for rappel in rappels_du_jour(jour=timezone.localdate()):
        rappels.rappeler(rappel, le=timezone.now())


def test_chacun_est_averti_a_son_tour_et_une_fois():
    prete = scene()
    document = prete.preparer()
    assert avertis() == [adresse(prete.partenaire)]
    produire_document(document_id=str(document.pk))
    assert avertis() == [adresse(prete.partenaire)]
    premier, second = document.signataires.all()
    signer(signataire=premier, acteur=prete.partenaire, le=timezone.now())
    assert avertis() == [adresse(prete.partenaire), adresse(prete.ministere)]
    signer(signataire=second, acteur=prete.ministere, le=timezone.now())
    assert len(avertis()) == 2
    for avis_id in relais.reclamer(au=timezone.now()):
        relais.envoyer(avis_id)
    assert any("À vous de signer" in message.subject for message in mail.outbox)


def test_temoin_sans_l_annonce_le_suivant_n_en_sait_rien(monkeypatch):
    prete = scene()
    document = prete.preparer()
    monkeypatch.setattr(actions, "annoncer_tour", lambda *_args, **_champs: None)
    signer(signataire=document.signataires.first(), acteur=prete.partenaire, le=timezone.now())
    assert adresse(prete.ministere) not in avertis()


def test_seule_la_personne_dont_c_est_le_tour_est_rappelee():
    prete = scene()
    document = prete.preparer()
    premier, second = document.signataires.all()
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        rappeler()
        assert avertis("rappel:") == [adresse(prete.partenaire)]
        signer(signataire=premier, acteur=prete.partenaire, le=timezone.now())
        rappeler()
        assert avertis("rappel:") == [adresse(prete.partenaire), adresse(prete.ministere)]
        mail.outbox.clear()
        for avis_id in relais.reclamer(au=timezone.now()):
            relais.envoyer(avis_id)
        # The first one signed before the reminder left: it is dropped.
        rappels_partis = [m.to for m in mail.outbox if "Toujours attendu" in m.subject or "dépassée" in m.subject]
        assert rappels_partis == [[adresse(prete.ministere)]]
        signer(signataire=second, acteur=prete.ministere, le=timezone.now())
        assert not [a for a in attendus(jour=timezone.localdate()) if a.genre == "signature"]


def test_le_delegue_est_rappele_aussi_et_un_document_retire_n_attend_personne():
    from guichet.acteurs import Role
    from tests.partenaires.signatures import acteur_de

    prete = scene()
    document = prete.preparer()
    premier = document.signataires.first()
    agent = acteur_de(Role.AGENT_PARTENAIRE, prete.entente.organisation, "Sami Roy")
    jour = timezone.localdate()
    deleguer(
        signataire=premier,
        delegue_id=agent.utilisateur_id,
        du=jour,
        au=jour + timedelta(days=90),
        motif="Congé",
        acteur=prete.partenaire,
        le=timezone.now(),
    )
    UtilisateurFactory()
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        rappeler()
        assert set(avertis("rappel:")) == {adresse(prete.partenaire), adresse(agent)}
        retirer_document(document=document, motif="Erreur", acteur=prete.gestion, le=timezone.now())
        assert {a.genre for a in attendus(jour=timezone.localdate())} == {"entente"}
