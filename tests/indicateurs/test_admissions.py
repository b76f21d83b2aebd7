"""Admissions by month: judged line by line, written together or not at all, idempotent, undone for a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Journal
from guichet.vieprivee import chiffrement
from indicateurs import routines
from indicateurs.actions import admissions as actions
from indicateurs.models import CohorteAdmission, LotAdmissions, PersonneAdmise
from indicateurs.queries.admissions import fautes_du_lot
from tests.indicateurs.admissions import AUTRE, CONSEIL, LE, LIGNE, actives, fichier, importer, lire

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _le_6_juillet():
    with time_machine.travel(LE, tick=False):
        yield


def test_un_bon_fichier_se_lit_puis_s_inscrit_dans_ses_cohortes():
    lot = lire(LIGNE, AUTRE)
    assert (lot.etat, lot.nb_lignes, lot.nb_fautes, lot.nb_ajouts) == ("apercu", 2, 0, 2)
    assert lot.apercu["cohortes"] == [["2026-03-01", "permanente", 1], ["2026-03-01", "temporaire", 1]]
    assert not PersonneAdmise.objects.exists()
    actions.confirmer_lot(lot=lot, acteur=CONSEIL, le=LE)
    assert actions.ecrire_lot(lot_id=lot.pk, le=LE) == 2
    assert actives() == {"A-1": "Diallo", "A-2": "Chen"}
    assert CohorteAdmission.objects.count() == 2


def test_aucun_identifiant_n_est_garde_en_clair():
    lot = importer(LIGNE)
    assert PersonneAdmise.objects.get().identifiant == "1234567890"
    with connection.cursor() as curseur:
        curseur.execute("SELECT row_to_json(a)::text FROM indicateurs_personneadmise a")
        assert "1234567890" not in curseur.fetchone()[0]
    for chemin in (lot.chemin, lot.chemin_brut):
        if storages["prive"].exists(chemin):
            assert b"1234567890" not in storages["prive"].open(chemin).read()


def test_le_meme_fichier_ne_change_rien_et_une_ligne_changee_ne_touche_que_la_sienne():
    importer(LIGNE, AUTRE)
    avant = list(PersonneAdmise.objects.order_by("pk").values_list("pk", "cree_le", "fini_le"))
    lot = lire(LIGNE, AUTRE)
    assert (lot.change, lot.nb_inchangees, lot.est_confirmable) == (0, 2, False)
    actions.confirmer_lot(lot=lot, acteur=CONSEIL, le=LE)
    assert actions.ecrire_lot(lot_id=lot.pk, le=LE) == 0
    assert list(PersonneAdmise.objects.order_by("pk").values_list("pk", "cree_le", "fini_le")) == avant
    lot = importer(LIGNE | {"nom": "Diallo Bah", "mois": "2026-04"}, AUTRE)
    assert (lot.nb_ajouts, lot.nb_changements) == (0, 1)
    assert actives() == {"A-1": "Diallo Bah", "A-2": "Chen"}
    ancienne = PersonneAdmise.objects.get(cle="A-1", fini_le__isnull=False)
    assert (ancienne.nom, ancienne.fini_lot_id) == ("Diallo", lot.pk)


FAUTES = [
    ({"cle": ""}, "cle:forme"),
    ({"mois": "03-2026"}, "mois:forme"),
    ({"mois": "2026-13"}, "mois:forme"),
    ({"mois": "2026-08"}, "mois:futur"),
    ({"population": "autre"}, "population:inconnue"),
    ({"identifiant": "123"}, "identifiant:forme"),
    ({"prenom": "", "nom": ""}, "nom:absent"),
    ({"nom": "x" * 81}, "nom:long"),
    ({"date_naissance": "1991-02-30"}, "date_naissance:forme"),
    ({"date_naissance": "2030-01-01"}, "date_naissance:impossible"),
    ({"sexe": "femme"}, "sexe:inconnu"),
    ({"pays": "XXX"}, "pays:inconnu"),
    ({"langue": "zzz"}, "langue:inconnue"),
    ({"categorie": "autre"}, "categorie:inconnue"),
    ({"region": "99"}, "region:inconnue"),
    ({"francais": "peut-etre"}, "francais:inconnu"),
]


def test_chaque_faute_est_nommee_avec_sa_ligne_et_rien_ne_s_inscrit():
    lignes = [LIGNE | {"cle": f"F-{rang}"} | faute for rang, (faute, _code) in enumerate(FAUTES)]
    lot = lire(*lignes, AUTRE, AUTRE)
    assert lot.nb_fautes == len(FAUTES) + 1 and not lot.est_confirmable
    trouvees = [(faute.ligne, faute.code) for faute in fautes_du_lot(lot)]
    double = (len(FAUTES) + 3, f"cle:double:{len(FAUTES) + 2}")
    assert trouvees == [*((rang + 2, code) for rang, (_f, code) in enumerate(FAUTES)), double]
    actions.confirmer_lot(lot=lot, acteur=CONSEIL, le=LE)
    assert actions.ecrire_lot(lot_id=lot.pk, le=LE) == 0 and not PersonneAdmise.objects.exists()


@pytest.mark.parametrize("octets", [b"", b"cle;mois\r\nA;2026-03\r\n", b"PK\x03\x04xx", fichier()])
def test_un_fichier_illisible_dit_pourquoi(octets):
    lot = lire(octets=octets or b"\r\n")
    assert lot.etat == "illisible"


@pytest.fixture
def coupe(monkeypatch) -> LotAdmissions:
    """A file received in several pieces, the last of which was lost."""
    monkeypatch.setattr(chiffrement, "OCTETS_PAR_MORCEAU", len(fichier(LIGNE)))
    with portee(CONSEIL):
        lot = actions.recevoir_lot(nom="f.csv", octets=fichier(LIGNE, AUTRE), acteur=CONSEIL, le=LE)
    with storages["prive"].open(lot.chemin_brut) as garde:
        morceaux = garde.readlines()
    assert len(morceaux) == 2
    storages["prive"].delete(lot.chemin_brut)
    storages["prive"].save(lot.chemin_brut, ContentFile(morceaux[0]))
    return lot


def test_un_fichier_dont_un_morceau_manque_est_refuse(coupe):
    assert actions.lire_lot(lot_id=coupe.pk, le=LE) == "illisible"
    assert "abîmé" in Journal.objects.de_l_objet(coupe).last().motif


def test_temoin_sans_l_empreinte_il_se_lirait_comme_un_fichier_plus_court(coupe, monkeypatch):
    monkeypatch.setattr(
        actions,
        "dechiffrer_par_morceaux",
        lambda lignes, sha256: b"".join(chiffrement.trousseau().decrypt(ligne.strip()) for ligne in lignes),
    )
    assert actions.lire_lot(lot_id=coupe.pk, le=LE) == "apercu"
    coupe.refresh_from_db()
    assert coupe.nb_lignes == 1


def test_un_fichier_s_annule_pendant_un_jour_et_ce_qu_il_remplacait_compte_de_nouveau():
    importer(LIGNE)
    lot = importer(LIGNE | {"nom": "Autre"}, AUTRE)
    actions.annuler_lot(lot=lot, acteur=CONSEIL, le=LE + timedelta(hours=23))
    assert actives() == {"A-1": "Diallo"}
    assert PersonneAdmise.objects.count() == 3
    dernier = importer(AUTRE)
    with pytest.raises(TransitionRefusee):
        actions.annuler_lot(lot=dernier, acteur=CONSEIL, le=LE + timedelta(hours=25))
    importer(AUTRE | {"nom": "Cheng"})
    with pytest.raises(TransitionRefusee):
        actions.annuler_lot(lot=dernier, acteur=CONSEIL, le=LE)


def test_un_message_perdu_se_reprend():
    lot = actions.recevoir_lot(nom="a.csv", octets=fichier(LIGNE), acteur=CONSEIL, le=LE)
    assert routines.reprendre_admissions() == 1
    lot.refresh_from_db()
    actions.confirmer_lot(lot=lot, acteur=CONSEIL, le=LE)
    assert routines.reprendre_admissions() == 1 and actives() == {"A-1": "Diallo"}


def test_seul_un_conseiller_de_toute_la_province_importe():
    regional = type(CONSEIL)(role=CONSEIL.role, regions=("06",))
    with pytest.raises(RoleInsuffisant):
        actions.recevoir_lot(nom="a.csv", octets=fichier(LIGNE), acteur=regional, le=LE)


def test_une_ligne_arrivee_entre_la_lecture_et_l_ecriture_n_est_pas_ecrite_deux_fois():
    lot = lire(LIGNE, AUTRE)
    importer(LIGNE)
    actions.confirmer_lot(lot=lot, acteur=CONSEIL, le=LE)
    assert actions.ecrire_lot(lot_id=lot.pk, le=LE) == 1
    assert actives() == {"A-1": "Diallo", "A-2": "Chen"} and PersonneAdmise.objects.count() == 2
