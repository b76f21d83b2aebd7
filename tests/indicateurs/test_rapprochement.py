"""Links: certain ones are made, doubtful ones are asked, nothing is lost and everything can be undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from guichet.acteurs import Acteur, Role
from guichet.cycle import CYCLES, TransitionRefusee
from guichet.models import Journal, Motif
from indicateurs.actions import admissions as actions
from indicateurs.actions.rapprochement import confirmer, trancher
from indicateurs.models import CohorteAdmission, PersonneAdmise, Rapprochement
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import InscriptionFactory
from tests.indicateurs.admissions import CONSEIL, LE, LIGNE, importer, rapprocher

pytestmark = pytest.mark.django_db
NE = date(1991, 4, 23)


def inscrire(prenom="Amina", nom="Diallo", ne=NE, iuc="", region="06", **champs):
    """A registered person."""
    personne = PersonneFactory(prenom=prenom, nom=nom, date_naissance=ne, iuc=iuc, region_id=region)
    InscriptionFactory(personne=personne, **champs)
    return personne


def motif(code):
    return Motif.objects.get(pk=f"rapprochement_{code}")


SANS = LIGNE | {"identifiant": ""}

# What the registered person says, what the admission says, and what becomes of the pair.
SCENES = {
    "meme_identifiant": ({"iuc": "1234567890", "nom": "Diallo Bah"}, LIGNE, "certain"),
    "meme_nom_meme_date": ({}, SANS, "certain"),
    "accents_et_casse": ({"prenom": "AMÍNA", "nom": "DIALLÓ"}, SANS, "certain"),
    "prenom_et_nom_echanges": ({"prenom": "Diallo", "nom": "Amina"}, SANS, "certain"),
    "autre_alphabet": (
        {"prenom": "Олена", "nom": "Шевченко"},
        SANS | {"prenom": "Olena", "nom": "Chevtchenko"},
        "certain",
    ),
    "coquille": ({"nom": "Dialo Bha"}, SANS | {"nom": "Diallo Bah"}, "propose"),
    "jour_et_mois_echanges": (
        {"ne": date(1991, 5, 4)},
        SANS | {"date_naissance": "1991-04-05"},
        "propose",
    ),
    "premier_janvier": ({"ne": date(1991, 1, 1)}, SANS | {"date_naissance": "1991-01-01"}, "propose"),
    "meme_identifiant_autre_nom": (
        {"iuc": "1234567890", "prenom": "Pedro", "nom": "Ramirez", "ne": date(1970, 2, 2)},
        LIGNE,
        "propose",
    ),
    "identifiants_differents": ({"iuc": "9999999999"}, LIGNE, "propose"),
    "autre_personne": ({"prenom": "Pedro", "nom": "Ramirez"}, SANS, None),
    "jumelle": ({"prenom": "Fatou"}, SANS, None),
}


@pytest.mark.parametrize("scene", SCENES)
def test_ce_qui_est_certain_se_lie_ce_qui_est_douteux_se_demande(scene):
    personne, admission, attendu = SCENES[scene]
    inscrire(**personne)
    importer(admission)
    etats = rapprocher()
    assert etats.get("A-1") == attendu
    assert rapprocher() == etats


def test_deux_candidates_aussi_proches_ne_se_lient_jamais_seules():
    inscrire()
    inscrire()
    importer(SANS)
    rapprocher()
    assert list(Rapprochement.objects.values_list("etat", flat=True)) == ["propose", "propose"]


def test_deux_admissions_aussi_proches_ne_se_lient_jamais_seules():
    inscrire()
    importer(SANS, SANS | {"cle": "A-2"})
    rapprocher()
    assert set(Rapprochement.objects.values_list("etat", flat=True)) == {"propose"}


def test_temoin_sans_la_regle_d_unicite_une_paire_douteuse_se_lierait(monkeypatch):
    """Control: with nobody ever close, the second test above no longer holds."""
    monkeypatch.setattr("indicateurs.queries.rapprochements._menace", lambda *_: False)
    inscrire()
    inscrire()
    importer(SANS)
    rapprocher()
    assert "certain" in set(Rapprochement.objects.values_list("etat", flat=True))


def test_une_personne_inscrite_apres_son_admission_se_rapproche():
    importer(SANS)
    assert rapprocher() == {}
    inscrire()
    assert rapprocher() == {"A-1": "certain"}


def test_un_brouillon_n_est_pas_une_inscription():
    inscrire(etat="brouillon", deposee_le=None)
    importer(SANS)
    assert rapprocher() == {}


def test_une_homonyme_venue_ensuite_rend_le_lien_douteux():
    inscrire()
    importer(SANS)
    assert rapprocher() == {"A-1": "certain"}
    inscrire()
    rapprocher()
    assert set(Rapprochement.objects.values_list("etat", flat=True)) == {"propose"}


def test_ce_qu_un_conseiller_a_confirme_ne_se_defait_pas_tout_seul():
    inscrire(nom="Dialo Bha")
    importer(SANS | {"nom": "Diallo Bah"})
    rapprocher()
    confirmer(paire=Rapprochement.objects.get(), acteur=CONSEIL, le=LE)
    inscrire(nom="Diallo Bah")
    importer(SANS | {"nom": "Diallo-Bah"})
    assert rapprocher() == {"A-1": "confirme"}


def test_confirmer_ecarte_les_autres_et_tout_se_defait():
    inscrire()
    inscrire()
    importer(SANS)
    rapprocher()
    paire, autre = Rapprochement.objects.order_by("pk")
    confirmer(paire=paire, acteur=CONSEIL, le=LE)
    autre.refresh_from_db()
    assert autre.etat == "refuse"
    with pytest.raises(TransitionRefusee):
        confirmer(paire=autre, acteur=CONSEIL, le=LE)
    trancher(paire=paire, pas="defaire", acteur=CONSEIL, le=LE, motif=motif("erreur"))
    trancher(paire=autre, pas="rouvrir", acteur=CONSEIL, le=LE, motif=motif("revision"))
    confirmer(paire=autre, acteur=CONSEIL, le=LE)
    assert sorted(Rapprochement.objects.values_list("etat", flat=True)) == ["confirme", "defait"]
    pas = list(Journal.objects.de_l_objet(paire).values_list("pas", "motif_code"))
    assert pas == [("ouvrir", ""), ("confirmer", ""), ("defaire", "rapprochement_erreur")]


def test_ce_qu_un_conseiller_a_refuse_ne_revient_pas():
    inscrire(nom="Dialo Bha")
    importer(SANS | {"nom": "Diallo Bah"})
    rapprocher()
    trancher(paire=Rapprochement.objects.get(), pas="refuser", acteur=CONSEIL, le=LE, motif=motif("noms"))
    PersonneAdmise.objects.update(compare_le=None)
    assert rapprocher() == {"A-1": "refuse"}


def test_annuler_un_fichier_defait_ses_liens_et_le_renvoyer_les_refait():
    inscrire()
    lot = importer(SANS)
    rapprocher()
    actions.annuler_lot(lot=lot, acteur=CONSEIL, le=LE + timedelta(hours=1))
    assert dict(Rapprochement.objects.values_list("cle", "etat")) == {"A-1": "defait"}
    importer(SANS)
    assert rapprocher() == {"A-1": "certain"}


def test_un_identifiant_arrive_ensuite_leve_le_doute():
    inscrire(nom="Dialo Bha", iuc="1234567890")
    importer(SANS | {"nom": "Diallo Bah"})
    assert rapprocher() == {"A-1": "propose"}
    importer(LIGNE | {"nom": "Diallo Bah"})
    assert rapprocher() == {"A-1": "certain"}


def test_une_personne_n_a_qu_une_admission_par_population():
    personne = inscrire()
    importer(SANS)
    rapprocher()
    autre = importer(SANS | {"cle": "A-9", "nom": "Tout Autre", "prenom": "X"}) and PersonneAdmise.objects.get(
        cle="A-9"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Rapprochement.objects.create(
            admise=autre,
            cle="A-9",
            population="permanente",
            personne=personne,
            etat="certain",
            methode="identifiant",
            score=1,
            etat_depuis=LE,
        )


def test_un_lien_rend_sa_cohorte_a_recompter():
    inscrire()
    importer(SANS)
    CohorteAdmission.objects.update(calculee_le=LE + timedelta(days=9999))
    avant = CohorteAdmission.objects.get().touchee_le
    rapprocher()
    assert CohorteAdmission.objects.get().touchee_le > avant


@pytest.mark.parametrize("pas", CYCLES["rapprochement"].pas, ids=lambda p: p.nom)
@pytest.mark.parametrize("role", [Role.PERSONNE, Role.ANALYSTE, Role.AGENT_PARTENAIRE])
def test_seul_le_conseil_tranche(pas, role):
    assert Acteur(role=role).role not in pas.roles
