"""Life cycles of a group and of a seat: every state × step × role, and what each step of a group brings."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, pas_possibles
from guichet.models import Avis, Journal, Motif
from inscriptions import routines
from inscriptions.actions.depart import DEPARTS, quitter_place
from inscriptions.actions.deroulement import faire_pas_groupe
from inscriptions.models import Groupe, Inscription, OffreDePlace, Place
from inscriptions.states import CYCLE_GROUPE, CYCLE_PLACE, EtatGroupe, EtatPlace
from tests.factories.inscriptions import OffreFactory
from tests.inscriptions.classe import FIN, LUNDI, a, noter, une_classe

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("pas", CYCLE_GROUPE.pas, ids=lambda pas: pas.nom)
@pytest.mark.parametrize("etat", EtatGroupe)
@pytest.mark.parametrize("role", Role)
def test_un_groupe_ne_prend_que_les_pas_de_son_cycle(role, etat, pas):
    permis = role in pas.roles and etat in pas.de
    offerts = pas_possibles(Groupe(etat=etat), Acteur(role=role))
    assert (pas in offerts) is permis


@pytest.mark.parametrize("pas", CYCLE_PLACE.pas, ids=lambda pas: pas.nom)
@pytest.mark.parametrize("etat", EtatPlace)
@pytest.mark.parametrize("role", Role)
def test_une_place_ne_prend_que_les_pas_de_son_cycle(role, etat, pas):
    permis = role in pas.roles and etat in pas.de
    place = Place(etat=etat)
    assert (pas in pas_possibles(place, Acteur(role=role))) is permis
    if not permis:
        with pytest.raises(TransitionRefusee):
            franchir(place, pas.nom, acteur=Acteur(role=role), motif="x", le=a(LUNDI))


def test_la_base_refuse_un_etat_sans_ligne_de_journal():
    from django.db import Error, transaction

    classe = une_classe()
    with pytest.raises(Error), transaction.atomic():
        Groupe.objects.filter(pk=classe.groupe.pk).update(etat="termine")


def test_un_groupe_ne_commence_ni_ne_finit_avant_sa_date():
    classe = une_classe()
    with pytest.raises(TransitionRefusee, match=r"11\s*janvier"):
        faire_pas_groupe(groupe=classe.groupe, pas="commencer", acteur=classe.agent, le=a(LUNDI - timedelta(days=1)))
    faire_pas_groupe(groupe=classe.groupe, pas="commencer", acteur=classe.agent, le=a(LUNDI))
    with pytest.raises(TransitionRefusee):
        faire_pas_groupe(groupe=classe.groupe, pas="terminer", acteur=classe.agent, le=a(LUNDI))


@pytest.mark.parametrize(
    ("etat", "pas", "motif", "commencees"),
    [("confirme", "annuler", "groupe_effectif", False), ("en_cours", "fermer", "groupe_ferme_lieu", True)],
)
def test_arreter_un_groupe_rend_chaque_place_et_chaque_offre(etat, pas, motif, commencees):
    classe = une_classe(etat=etat, commencees=commencees)
    OffreFactory(groupe=classe.groupe)
    conseiller = Acteur(role=Role.CONSEILLER, regions=("06",))
    faire_pas_groupe(groupe=classe.groupe, pas=pas, acteur=conseiller, le=a(LUNDI), motif=Motif.objects.get(code=motif))
    assert {place.etat for place in Place.objects.all()} == {"groupe_ferme"}
    assert {offre.etat for offre in OffreDePlace.objects.all()} == {"acceptee", "retiree"}
    assert {i.etat for i in Inscription.objects.all()} == {"en_attente"}
    assert Groupe.objects.get().places_prises == 0
    assert Avis.objects.filter(cle__startswith="remise-en-attente:").count() == 2


def test_un_conseiller_n_agit_que_sur_les_groupes_de_ses_regions():
    classe = une_classe()
    ailleurs = Acteur(role=Role.CONSEILLER, regions=("03",))
    motif = Motif.objects.get(code="groupe_effectif")
    with pytest.raises(RoleInsuffisant):
        faire_pas_groupe(groupe=classe.groupe, pas="annuler", acteur=ailleurs, le=a(LUNDI), motif=motif)
    assert Groupe.objects.get().etat == "confirme"


def test_arreter_un_groupe_demande_un_motif():
    classe = une_classe()
    with pytest.raises(TransitionRefusee):
        faire_pas_groupe(groupe=classe.groupe, pas="annuler", acteur=Acteur(role=Role.CONSEILLER), le=a(LUNDI))


@pytest.mark.parametrize(
    ("pas", "motif", "commencees", "etat_inscription"),
    [
        ("abandonner", "abandon_emploi", True, "inactive"),
        ("noter_absence_initiale", "absence_initiale_sans_nouvelles", False, "inactive"),
        ("transferer", "transfert_horaire", True, "en_attente"),
    ],
)
def test_un_depart_libere_le_siege_et_dit_sa_suite(pas, motif, commencees, etat_inscription):
    assert pas in DEPARTS
    classe = une_classe(etat="en_cours", commencees=commencees, eleves=1)
    avant = Groupe.objects.get().places_prises
    quitter_place(place=classe.place, pas=pas, acteur=classe.agent, le=a(LUNDI), motif=Motif.objects.get(code=motif))
    assert Groupe.objects.get().places_prises == avant - 1
    assert Inscription.objects.get().etat == etat_inscription
    ligne = Journal.objects.filter(objet_type="place").latest("id")
    assert (ligne.pas, ligne.motif_code) == (pas, motif)
    with pytest.raises(TransitionRefusee):
        quitter_place(
            place=classe.place, pas=pas, acteur=classe.agent, le=a(LUNDI), motif=Motif.objects.get(code=motif)
        )
    assert Groupe.objects.get().places_prises == avant - 1


def test_l_horloge_commence_et_termine_les_groupes_une_seule_fois():
    classe = une_classe()
    with time_machine.travel(a(LUNDI - timedelta(days=1)), tick=False):
        assert routines.commencer_groupes() == 0
    with time_machine.travel(a(LUNDI + timedelta(days=2)), tick=False):
        assert (routines.commencer_groupes(), routines.commencer_groupes()) == (1, 0)
    place = classe.place
    franchir(place, "commencer", acteur=Acteur.systeme(), le=a(LUNDI), commencee_le=a(LUNDI))
    noter(place)
    with time_machine.travel(a(FIN), tick=False):
        assert routines.terminer_groupes() == 0
    with time_machine.travel(a(FIN + timedelta(days=1)), tick=False):
        assert (routines.terminer_groupes(), routines.terminer_groupes()) == (1, 0)
    assert {p.etat for p in Place.objects.all()} == {"terminee", "confirmee"}


def test_l_horloge_ne_note_jamais_une_absence_initiale():
    une_classe(etat="en_cours")
    with time_machine.travel(a(FIN + timedelta(days=60)), tick=False):
        routines.terminer_groupes()
        routines.terminer_parcours_echus()
    assert {place.etat for place in Place.objects.all()} == {"confirmee"}


def test_le_rappel_du_premier_cours_part_une_fois_trois_jours_ouvrables_avant():
    une_classe()
    jours = {5: 0, 6: 2, 8: 0}
    envois = {}
    for jour in jours:
        with time_machine.travel(a(LUNDI.replace(day=jour)), tick=False):
            envois[jour] = routines.rappeler_premiers_cours()
    assert envois == jours
    avis = Avis.objects.filter(cle__startswith="premier-cours:")
    assert avis.count() == 2
    assert "1234, rue Fictive" in avis[0].corps


def test_le_rappel_manque_la_veille_part_encore_le_jour_meme():
    une_classe()
    with time_machine.travel(a(LUNDI, 8), tick=False):
        assert routines.rappeler_premiers_cours() == 2


def test_le_parcours_finit_de_lui_meme_apres_le_delai():
    classe = une_classe(etat="en_cours", commencees=True, eleves=1)
    noter(classe.place)
    with time_machine.travel(a(FIN + timedelta(days=1)), tick=False):
        routines.terminer_groupes()
        assert routines.terminer_parcours_echus() == 0
    with time_machine.travel(a(FIN + timedelta(days=80)), tick=False):
        assert (routines.terminer_parcours_echus(), routines.terminer_parcours_echus()) == (1, 0)
    assert Inscription.objects.get().etat == "terminee"
