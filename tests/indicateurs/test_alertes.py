"""A figure out of its corridor opens one alert, which its role alone closes, with a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.mesure.definition import MESURES
from guichet.models import CibleMesure, Journal, Motif
from indicateurs.actions.alerte import fermer_alerte, prendre_alerte, surveiller
from indicateurs.models import AgregatMesure, AgregatMesureAxe, Alerte, VeilleurIndicateur
from indicateurs.registre import OBJECTIFS, veilleur
from tests.factories.indicateurs import AlerteFactory, cellule

pytestmark = pytest.mark.django_db
ANALYSTE = Acteur(role=Role.ANALYSTE)


def mesurer(haut: int, *, code: str = "assiduite") -> None:
    """So many hours out of a hundred, on a day of the last months that is its own."""
    for modele in (AgregatMesure, AgregatMesureAxe):
        modele.objects.filter(code=code).update(haut=0, bas=0)
    cellule(code, haut, 100, il_y_a=haut // 2)


def motif() -> Motif:
    return Motif.objects.get(pk="alerte_mesures")


def test_une_sortie_ouvre_une_seule_alerte_pour_son_responsable():
    mesurer(60)
    assert surveiller(le=timezone.now()) == 1
    assert surveiller(le=timezone.now()) == 0
    alerte = Alerte.objects.get()
    assert (alerte.code, alerte.borne, alerte.role) == ("assiduite", "basse", "analyste")
    assert (alerte.valeur, alerte.seuil) == (Decimal("0.6"), Decimal("0.75"))


def test_dans_ses_bornes_un_indicateur_n_ouvre_rien():
    mesurer(80)
    assert surveiller(le=timezone.now()) == 0


def test_la_meme_sortie_fermee_n_en_ouvre_pas_d_autre_avant_un_retour():
    mesurer(60)
    surveiller(le=timezone.now())
    fermer_alerte(alerte=Alerte.objects.get(), acteur=ANALYSTE, le=timezone.now(), motif=motif())
    assert surveiller(le=timezone.now()) == 0
    mesurer(90)
    assert surveiller(le=timezone.now()) == 0
    assert Alerte.objects.get().revenue_le == timezone.localdate()
    mesurer(50)
    assert surveiller(le=timezone.now()) == 1


def test_une_alerte_ne_se_ferme_jamais_seule_ni_sans_motif(client_role):
    alerte = AlerteFactory()
    mesurer(90)
    surveiller(le=timezone.now())
    alerte.refresh_from_db()
    assert (alerte.etat, alerte.revenue_le) == ("ouverte", timezone.localdate())
    client = client_role("analyste")
    adresse = reverse("alerte", args=[alerte.pk])
    refus = client.post(adresse, {"motif": "", "precision": "Je regarde."})
    assert "Choisissez un motif." in refus.content.decode()
    assert "Je regarde." in refus.content.decode()
    client.post(adresse, {"motif": "alerte_attendue", "precision": "Semaine de relâche"})
    alerte.refresh_from_db()
    assert alerte.etat == "fermee"
    ligne = Journal.objects.get(objet_id=alerte.pk, pas="fermer")
    assert (ligne.motif_code, ligne.motif) == ("alerte_attendue", "Semaine de relâche")
    assert "Semaine de relâche" in client.get(reverse("alertes")).content.decode()


def test_seul_le_role_responsable_agit(client_role):
    alerte = AlerteFactory(role="direction", code="versements_a_temps")
    with pytest.raises(RoleInsuffisant):
        prendre_alerte(alerte=alerte, acteur=ANALYSTE, le=timezone.now())
    assert client_role("analyste").get(reverse("alerte", args=[alerte.pk])).status_code == 403
    client_role("direction").post(reverse("alerte", args=[alerte.pk]), {"pas": "prendre"})
    alerte.refresh_from_db()
    assert alerte.etat == "prise_en_charge"
    with pytest.raises(TransitionRefusee):
        prendre_alerte(alerte=alerte, acteur=Acteur(role=Role.DIRECTION), le=timezone.now())


def designer(client, code="assiduite", **champs):
    donnees = {"role": "payeur", "courriel": "", "motif": "Suit ce dossier"} | champs
    return client.post(reverse("indicateur_veilleur", args=[code]), donnees)


def test_qui_repond_d_un_indicateur_designe_la_suite_un_role_ou_une_personne(client_role):
    alerte, analyste, payeur = AlerteFactory(), client_role("analyste"), client_role("payeur")
    assert payeur.get(reverse("indicateur_veilleur", args=["assiduite"])).status_code == 403
    assert "Dites pourquoi." in designer(analyste, motif="").content.decode()
    assert "Aucun compte" in designer(analyste, courriel="personne@exemple.org").content.decode()
    enseignant = client_role("enseignant").acteur_de_test.utilisateur
    assert "pas de rôle au ministère" in designer(analyste, courriel=enseignant.email).content.decode()
    assert designer(analyste).status_code == 302
    alerte.refresh_from_db()
    assert (alerte.role, alerte.utilisateur) == ("payeur", None)
    assert analyste.get(reverse("alerte", args=[alerte.pk])).status_code == 403
    assert payeur.get(reverse("alerte", args=[alerte.pk])).status_code == 200
    assert "1 indicateur est hors de ses bornes" in payeur.get(reverse("portefeuille")).content.decode()
    # The role that answers now names a person; the one before no longer may.
    nommee = analyste.acteur_de_test.utilisateur
    assert designer(analyste).status_code == 403
    assert designer(payeur, role="conseiller", courriel=nommee.email, motif="Elle suit les cours").status_code == 302
    assert analyste.get(reverse("alerte", args=[alerte.pk])).status_code == 200
    assert "1 indicateur est hors de ses bornes" in analyste.get(reverse("tableau_de_bord")).content.decode()
    assert "Elle suit les cours" in analyste.get(reverse("indicateur", args=["assiduite"])).content.decode()
    assert VeilleurIndicateur.objects.filter(fini_le__isnull=False).count() == 1


def test_une_sortie_revient_a_qui_fut_designe(client_role):
    designer(client_role("direction"), role="gestionnaire_ententes")
    mesurer(60)
    surveiller(le=timezone.now())
    assert Alerte.objects.get().role == "gestionnaire_ententes"
    assert client_role("direction").get(reverse("indicateur_veilleur", args=["inconnu"])).status_code == 404


def test_l_accueil_du_role_montre_ses_alertes(client_role):
    AlerteFactory()
    AlerteFactory(role="direction", code="versements_a_temps")
    page = client_role("analyste").get(reverse("tableau_de_bord")).content.decode()
    assert "1 indicateur est hors de ses bornes et vous attend" in page
    assert "Versements dans le délai</a> :" not in page


def test_chaque_cible_parle_d_un_indicateur_et_chaque_indicateur_a_un_objectif():
    assert set(CibleMesure.objects.values_list("code", flat=True)) <= set(MESURES)
    rangees = [code for objectif in OBJECTIFS for code in objectif.mesures]
    assert sorted(rangees) == sorted(set(rangees))
    assert set(MESURES) <= set(rangees)
    assert set(rangees) <= set(MESURES)
    assert all(objectif.mesures for objectif in OBJECTIFS)
    assert veilleur("cout_heure") == Role.DIRECTION
