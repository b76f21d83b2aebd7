"""Signing: what the database refuses, past every action."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from partenaires.actions.signature import retirer_document
from partenaires.models import DocumentSigne, Signataire
from tests.base_de_donnees import connexion_proprietaire
from tests.partenaires.signatures import scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _certificat(settings, tmp_path_factory):
    settings.SIGNATURE_DOSSIER = tmp_path_factory.mktemp("signature")


def donner(signataire: Signataire, **champs) -> None:
    with transaction.atomic():
        Signataire.objects.filter(pk=signataire.pk).update(
            signe_le=timezone.now(), signe_par=signataire.utilisateur_id, mode="local", **champs
        )


def test_la_base_refuse_une_signature_avant_son_tour_ou_reprise():
    prete = scene()
    premier, second = prete.preparer().signataires.all()
    with pytest.raises(IntegrityError, match="avant son tour"):
        donner(second)
    donner(premier)
    with pytest.raises(IntegrityError, match="ne change plus"):
        donner(premier)
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        Signataire.objects.filter(pk=premier.pk).update(signe_le=None, signe_par=None, mode="")


def test_la_base_refuse_l_analyste_et_un_document_retire():
    prete = scene()
    document = prete.preparer()
    premier, second = document.signataires.all()
    retirer_document(document=document, motif="x", acteur=prete.gestion, le=timezone.now())
    with pytest.raises(IntegrityError, match="retiré"):
        donner(premier)
    prete.entente.recommandee_par_id = second.utilisateur_id
    prete.entente.save(update_fields=["recommandee_par"])
    with pytest.raises(IntegrityError, match="a analysé"):
        donner(second)


def test_la_base_refuse_de_changer_ce_qui_est_fige():
    document = scene().preparer()
    for champs in ({"contexte": {}}, {"pdf_sha256": "1" * 64}, {"gabarit_sha256": "x"}):
        with pytest.raises(IntegrityError, match="figé"), transaction.atomic():
            DocumentSigne.objects.filter(pk=document.pk).update(**champs)


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_les_gardes_tout_passe(systeme, nom_de_la_base):
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("DROP TRIGGER garder_signature ON partenaires_signataire")
        proprietaire.execute("DROP TRIGGER garder_document ON partenaires_documentsigne")
    with systeme:
        document = scene().preparer()
        donner(document.signataires.last())
        DocumentSigne.objects.filter(pk=document.pk).update(contexte={})
