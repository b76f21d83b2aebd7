"""The learner's pages: class, calendar file, absence, leaving, next level."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from guichet.acteurs import Acteur
from guichet.models import LectureDossier
from inscriptions.actions.resultat import finir_place
from inscriptions.models import AbsenceDeclaree, Attestation, Inscription, Place
from inscriptions.tasks import produire_attestation
from tests.connexion import connecter
from tests.inscriptions.classe import FIN, LUNDI, a, noter, une_classe

pytestmark = pytest.mark.django_db
HOSTILES = ["", "<script>alert(1)</script>", "x" * 5000, "\x00", "'; DROP TABLE x; --", "٣", "00000000-0000-0000"]


@pytest.fixture
def classe():
    with time_machine.travel(a(LUNDI, 8), tick=False):
        yield une_classe(eleves=2)


@pytest.fixture
def eleve(classe):
    return connecter("personne", personne=classe.places[0].personne)


def url(nom, classe, rang=0):
    return reverse(nom, args=[classe.places[rang].pk])


def test_la_page_dit_ou_et_quand_est_la_prochaine_seance(classe, eleve):
    texte = eleve.get(url("classe", classe)).content.decode().replace("\u00a0", " ")
    assert "lundi 11 janvier 2027" in texte
    assert "1234, rue Fictive" in texte
    assert classe.groupe.organisation.nom in texte


def test_la_classe_d_une_autre_personne_est_introuvable_comme_une_absente(classe, eleve):
    absente = reverse("classe", args=["00000000-0000-4000-8000-000000000000"])
    for nom in ("classe", "classe_ics", "absence_declarer", "place_quitter"):
        vue = eleve.get(url(nom, classe, rang=1))
        assert vue.status_code == 404
        assert vue.content == eleve.get(absente).content


def test_le_calendrier_a_une_identite_stable_par_seance_a_l_heure_du_quebec(classe, eleve):
    lus = [Calendar.from_ical(eleve.get(url("classe_ics", classe)).content) for _fois in range(2)]
    evenements = [lu.walk("VEVENT") for lu in lus]
    assert len(evenements[0]) == 6
    assert [str(e["UID"]) for e in evenements[0]] == [str(e["UID"]) for e in evenements[1]]
    debut = evenements[0][0].decoded("DTSTART")
    assert (debut.hour, str(debut.tzinfo)) == (18, "America/Toronto")
    assert debut.utcoffset() == timedelta(hours=-5)
    assert lus[0].walk("VTIMEZONE")
    assert "1234, rue Fictive" in str(evenements[0][0]["LOCATION"])


def test_une_seance_annulee_reste_au_calendrier_comme_annulee(classe, eleve):
    seance = classe.seances[2]
    seance.annulee_le, seance.motif_annulation_id = a(LUNDI), "seance_meteo"
    seance.save()
    evenements = Calendar.from_ical(eleve.get(url("classe_ics", classe)).content).walk("VEVENT")
    statuts = {str(e["UID"]).split("@")[0]: (str(e["STATUS"]), int(e["SEQUENCE"])) for e in evenements}
    assert statuts[str(seance.pk)] == ("CANCELLED", 1)
    assert list(statuts.values()).count(("CONFIRMED", 0)) == 5


def test_declarer_une_absence_la_montre_a_l_enseignante(classe, eleve):
    donnees = {"seance": classe.seances[0].pk, "motif": "absence_maladie", "precision": "Fièvre"}
    assert eleve.post(url("absence_declarer", classe), donnees).status_code == 302
    assert "Absence annoncée" in eleve.get(url("classe", classe)).content.decode()
    prof = connecter("enseignant", organisation=classe.groupe.organisation)
    page = prof.get(reverse("appel", args=[classe.seances[0].pk])).content.decode()
    assert "Absence annoncée : Maladie" in page
    assert "Fièvre" in page


@pytest.mark.parametrize("champ", ["seance", "motif", "precision"])
@pytest.mark.parametrize("valeur", HOSTILES)
def test_une_absence_mal_remplie_garde_ce_qui_est_ecrit_et_dit_quoi_faire(classe, eleve, champ, valeur):
    donnees = {"seance": str(classe.seances[0].pk), "motif": "absence_maladie", "precision": "ok"} | {champ: valeur}
    reponse = eleve.post(url("absence_declarer", classe), donnees)
    if reponse.status_code == 302:
        assert champ == "precision"
        return
    assert reponse.status_code == 200
    assert reponse.context["form"].errors[champ]
    assert b"<script>alert(1)" not in reponse.content
    assert not AbsenceDeclaree.objects.exists()


def test_une_seance_d_un_autre_groupe_n_est_pas_offerte(classe, eleve):
    autre = une_classe(eleves=1)
    donnees = {"seance": autre.seances[0].pk, "motif": "absence_maladie"}
    assert "seance" in eleve.post(url("absence_declarer", classe), donnees).context["form"].errors


def test_quitter_un_cours_commence_libere_la_place(classe, eleve):
    from guichet.cycle import franchir

    franchir(classe.place, "commencer", acteur=Acteur.systeme(), le=a(LUNDI), commencee_le=a(LUNDI))
    assert eleve.get(url("place_quitter", classe)).status_code == 200
    assert Place.objects.get(pk=classe.places[0].pk).etat == "commencee"
    eleve.post(url("place_quitter", classe), {"motif": "abandon_emploi"})
    assert Place.objects.get(pk=classe.places[0].pk).etat == "abandonnee"


def _finir(classe) -> Attestation:
    from guichet.cycle import franchir

    place = classe.place
    franchir(place, "commencer", acteur=Acteur.systeme(), le=a(LUNDI), commencee_le=a(LUNDI))
    noter(place)
    finir_place(place=place, acteur=Acteur.systeme(), le=a(FIN))
    return Attestation.objects.get(place=place)


def test_apres_les_resultats_la_page_les_montre_et_offre_le_niveau_suivant(classe, eleve):
    _finir(classe)
    page = eleve.get(url("classe", classe)).content.decode()
    assert "Demander le niveau 4" in page
    assert "niveau 2 sur 12" in page
    assert eleve.post(url("niveau_suivant", classe)).status_code == 302
    assert Inscription.objects.get(personne=classe.places[0].personne).etat == "en_attente"
    assert "Demander le niveau" not in eleve.get(url("classe", classe)).content.decode()


def test_l_attestation_se_telecharge_et_sa_lecture_par_autrui_est_notee(classe, eleve):
    attestation = _finir(classe)
    adresse = reverse("attestation_pdf", args=[attestation.pk])
    assert eleve.get(adresse).status_code == 404
    produire_attestation(attestation_id=str(attestation.pk))
    reponse = eleve.get(adresse)
    assert b"".join(reponse.streaming_content).startswith(b"%PDF-")
    assert attestation.code_lisible in reponse["Content-Disposition"]
    assert not LectureDossier.objects.exists()
    connecter("agent_partenaire", organisation=classe.groupe.organisation).get(adresse)
    assert LectureDossier.objects.get().page == "attestation"


def test_la_page_de_classe_ne_coute_pas_plus_avec_plus_de_seances(classe, eleve, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        eleve.get(url("classe", classe))
