"""The attestation's task: once, whatever the number of runs; and what a lost message leaves."""

from __future__ import annotations

import hashlib
import threading

import pytest
from django.core.files.storage import storages
from django.db import connection

from guichet.models import Avis
from inscriptions import routines, tasks
from inscriptions.actions.attestation import emettre_attestation
from inscriptions.models import Attestation
from tests.inscriptions.classe import FIN, a, noter, une_classe


def une_attestation() -> Attestation:
    classe = une_classe(etat="en_cours", commencees=True, eleves=1)
    noter(classe.place)
    return emettre_attestation(place=classe.place, acteur=classe.agent, le=a(FIN))


@pytest.mark.django_db
def test_la_tache_range_le_fichier_en_prive_et_previent_la_personne():
    attestation = une_attestation()
    chemin = tasks.produire_attestation(attestation_id=str(attestation.pk))
    attestation.refresh_from_db()
    contenu = storages["prive"].open(chemin).read()
    assert attestation.sha256 == hashlib.sha256(contenu).hexdigest()
    assert contenu.startswith(b"%PDF-")
    avis = Avis.objects.get(cle=f"attestation:{attestation.pk}")
    assert attestation.contenu["nom"] not in avis.objet
    assert f"/ma-classe/{attestation.place_id}/" in avis.corps


@pytest.mark.django_db
def test_la_tache_lancee_deux_fois_n_a_qu_un_effet():
    attestation = une_attestation()
    assert tasks.produire_attestation(attestation_id=str(attestation.pk))
    assert tasks.produire_attestation(attestation_id=str(attestation.pk)) == ""
    assert Avis.objects.filter(cle__startswith="attestation:").count() == 1


@pytest.mark.django_db
def test_un_fichier_laisse_par_une_tache_morte_est_remplace_par_les_memes_octets():
    attestation = une_attestation()
    premier = tasks.produire_attestation(attestation_id=str(attestation.pk))
    Attestation.objects.update(chemin="", sha256="")
    assert tasks.produire_attestation(attestation_id=str(attestation.pk)) == premier


@pytest.mark.django_db(transaction=True)
def test_la_tache_lancee_deux_fois_en_meme_temps_n_a_qu_un_effet(systeme, monkeypatch):
    monkeypatch.setattr(tasks.produire_attestation, "delay", lambda **valeurs: None)
    with systeme:
        attestation = une_attestation()
    rendus, depart = [], threading.Barrier(2)
    rendre = tasks.rendre_attestation

    def rendre_et_compter(objet):
        rendus.append(objet.pk)
        return rendre(objet)

    def lancer():
        try:
            depart.wait(timeout=20)
            tasks.produire_attestation(attestation_id=str(attestation.pk))
        finally:
            connection.close()

    monkeypatch.setattr(tasks, "rendre_attestation", rendre_et_compter)
    fils = [threading.Thread(target=lancer) for _fil in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    with systeme:
        assert len(rendus) == 1
        assert Avis.objects.filter(cle__startswith="attestation:").count() == 1
        assert Attestation.objects.get().chemin


@pytest.mark.django_db
def test_une_attestation_sans_fichier_est_redemandee_jusqu_a_ce_qu_il_existe(monkeypatch):
    attestation = une_attestation()
    demandes = []
    monkeypatch.setattr(tasks.produire_attestation, "delay", lambda **valeurs: demandes.append(valeurs))
    assert routines.reprendre_attestations() == 1
    assert demandes == [{"attestation_id": str(attestation.pk)}]
    tasks.produire_attestation(attestation_id=str(attestation.pk))
    assert routines.reprendre_attestations() == 0
