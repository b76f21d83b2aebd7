"""The adviser's pages: what they show, whom they refuse, how many queries they cost."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guichet.models import EditionEchelle, LectureDossier
from inscriptions.models import Groupe, Seance
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import (
    GroupeFactory,
    InscriptionFactory,
    LieuFactory,
    OffreFactory,
    PlaceFactory,
    SessionCoursFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def conseil(client_role):
    return client_role("conseiller")


def nombre_de_requetes(client, adresse: str) -> int:
    client.get(adresse)
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


PAGES = ("file_de_travail", "dossiers", "placements", "groupe_nouveau")


@pytest.mark.parametrize("page", PAGES)
def test_la_page_vide_se_lit(conseil, page):
    assert conseil.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["agent_partenaire", "analyste"])
def test_les_pages_du_conseil_refusent_les_autres_roles(client_role, page, role):
    assert client_role(role).get(reverse(page)).status_code == 403


def remplir_la_file() -> None:
    InscriptionFactory(deposee=True)
    InscriptionFactory(complete=True)
    InscriptionFactory(etat="evaluee")
    InscriptionFactory(complete_le=timezone.now() - timedelta(days=200))
    OffreFactory(expire_le=timezone.now() + timedelta(hours=3))
    debut = timezone.localdate() + timedelta(days=4)
    GroupeFactory(debut=debut, fin=debut + timedelta(days=60))
    refuse = InscriptionFactory(en_attente_le=timezone.now() - timedelta(days=10))
    for _rang in range(3):
        OffreFactory(inscription=refuse, etat="declinee", repondue_le=timezone.now())


def test_la_file_montre_chaque_sorte_de_tache(conseil):
    remplir_la_file()
    reponse = conseil.get(reverse("file_de_travail"))
    nombres = {nombre.genre.code: nombre.total for nombre in reponse.context["file"].nombres}
    assert {code for code, nombre in nombres.items() if nombre} >= {
        "completude",
        "evaluation",
        "mise_en_attente",
        "offre",
        "groupe",
        "attente",
        "refus",
    }
    promesses = [tache.promis_le for tache in reponse.context["file"].taches]
    assert promesses == sorted(promesses)


def test_les_attentes_longues_tiennent_en_une_ligne_et_se_lisent_une_a_une_sur_demande(conseil):
    remplir_la_file()
    tout = conseil.get(reverse("file_de_travail"))
    assert [nombre.genre.code for nombre in tout.context["file"].collectifs] == ["attente"]
    assert "attente" not in {tache.genre for tache in tout.context["file"].taches}
    assert "?genre=attente" in tout.content.decode()
    seules = conseil.get(reverse("file_de_travail"), {"genre": "attente"}).context["file"]
    assert {tache.genre for tache in seules.taches} == {"attente"}
    assert (len(seules.taches), seules.collectifs) == (seules.total, [])


def test_la_file_se_filtre_par_l_adresse(conseil):
    remplir_la_file()
    reponse = conseil.get(reverse("file_de_travail"), {"genre": "evaluation", "region": "06"})
    assert [tache.genre for tache in reponse.context["file"].taches] == ["evaluation"]
    vide = conseil.get(reverse("file_de_travail"), {"genre": "evaluation", "region": "01"})
    assert "Rien à faire" in vide.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "abc", "99999999999999999999", "１"])
def test_la_file_survit_a_une_page_absurde(conseil, page):
    InscriptionFactory(deposee=True)
    assert conseil.get(reverse("file_de_travail"), {"page": page, "genre": "'", "region": "ZZ"}).status_code == 200


def test_un_conseiller_de_region_ne_voit_que_la_sienne(client_role):
    ailleurs = InscriptionFactory(deposee=True, personne__region_id="03")
    ici = InscriptionFactory(deposee=True)
    conseil = client_role("conseiller", regions=["06"])
    assert conseil.get(reverse("file_de_travail")).context["file"].total == 1
    assert conseil.get(reverse("dossier", args=[ici.pk])).status_code == 200
    assert conseil.get(reverse("dossier", args=[ailleurs.pk])).status_code == 404


@pytest.mark.parametrize("page", ["file_de_travail", "dossiers"])
def test_dix_lignes_coutent_les_requetes_d_une(conseil, page):
    InscriptionFactory(deposee=True)
    une = nombre_de_requetes(conseil, reverse(page))
    for _rang in range(9):
        InscriptionFactory(deposee=True)
    assert nombre_de_requetes(conseil, reverse(page)) == une


def test_chercher_par_nom_numero_et_etat(conseil):
    cherchee = InscriptionFactory(personne=PersonneFactory(prenom="Solène", nom="Tremblay-Ngo"))
    InscriptionFactory()
    for criteres in ({"q": "solène trem"}, {"q": cherchee.numero}, {"q": "ngo", "etat": "en_attente", "region": "06"}):
        page = conseil.get(reverse("dossiers"), criteres).context["page_obj"]
        assert list(page) == [cherchee]


@pytest.mark.parametrize("q", ["'; DROP TABLE x; --", "%", "\x00", "a" * 500, "\u202eabc", "{{ 7*7 }}", "<script>"])
def test_chercher_n_importe_quoi_ne_casse_rien(conseil, q):
    InscriptionFactory()
    reponse = conseil.get(reverse("dossiers"), {"q": q, "region": "x", "etat": "y", "page": "z"})
    assert reponse.status_code == 200
    assert "<script>" not in reponse.content.decode().split("</head>")[1].replace("<script nonce", "")


def test_un_brouillon_reste_a_la_personne(conseil):
    brouillon = InscriptionFactory(brouillon=True)
    assert conseil.get(reverse("dossier", args=[brouillon.pk])).status_code == 404
    assert conseil.get(reverse("dossiers")).context["page_obj"].paginator.count == 0


def test_ouvrir_un_dossier_laisse_une_trace(conseil):
    inscription = PlaceFactory().inscription
    for onglet in ("", "?onglet=historique"):
        assert conseil.get(reverse("dossier", args=[inscription.pk]) + onglet).status_code == 200
    assert LectureDossier.objects.filter(personne=inscription.personne, page="dossier").count() == 2


@pytest.mark.parametrize("regions", [[], ["06"]])
def test_declarer_complet_puis_evaluer_met_en_file(client_role, regions):
    conseil = client_role("conseiller", regions=regions)
    inscription = InscriptionFactory(deposee=True)
    conseil.post(reverse("dossier_pas", args=[inscription.pk, "declarer_complete"]))
    adresse = reverse("evaluation", args=[inscription.pk])
    assert conseil.get(adresse).status_code == 200
    edition = EditionEchelle.objects.order_by("-code").first()
    reponse = conseil.post(
        adresse, {"co": 3, "po": 2, "ce": 4, "pe": 1, "edition": edition.pk, "filiere": "reguliere", "commentaire": ""}
    )
    assert reponse.status_code == 302
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.niveau) == ("en_attente", 3)


def test_evaluer_deux_fois_est_refuse_clairement(conseil):
    inscription = InscriptionFactory()
    reponse = conseil.post(reverse("evaluation", args=[inscription.pk]), {}, follow=True)
    assert "ne peut pas être évalué" in reponse.content.decode()


@pytest.mark.parametrize("valeur", ["", "13", "-1", "abc", "1e9", "\x00", "³"])
def test_une_evaluation_absurde_dit_comment_corriger(conseil, valeur):
    inscription = InscriptionFactory(complete=True)
    champs = {"co": valeur, "po": "2", "ce": "2", "pe": "2", "edition": valeur, "filiere": valeur, "cours": "99"}
    reponse = conseil.post(
        reverse("evaluation", args=[inscription.pk]), champs | {"commentaire": "Très à l'aise " * 300}
    )
    assert reponse.status_code == 200
    assert {"co", "edition", "filiere", "cours", "commentaire"} <= set(reponse.context["form"].errors)
    inscription.refresh_from_db()
    assert inscription.etat == "complete"


def test_un_pas_motive_demande_son_motif_et_garde_la_saisie(conseil):
    inscription = InscriptionFactory(deposee=True)
    adresse = reverse("dossier_pas", args=[inscription.pk, "retourner"])
    assert conseil.get(adresse).status_code == 200
    refusee = conseil.post(adresse, {"motif": "pas_un_motif", "precision": "Le passeport est flou."})
    assert "Choisissez un motif" in refusee.content.decode()
    assert "Le passeport est flou." in refusee.content.decode()
    conseil.post(adresse, {"motif": "complement_preuve", "precision": "Le passeport est flou."})
    inscription.refresh_from_db()
    assert inscription.etat == "a_completer"


@pytest.mark.parametrize("regions", [[], ["06"]])
def test_rendre_inactive_rend_la_place_offerte(client_role, regions):
    conseil = client_role("conseiller", regions=regions)
    offre = OffreFactory()
    conseil.post(
        reverse("dossier_pas", args=[offre.inscription_id, "rendre_inactive"]), {"motif": "inactive_sans_nouvelles"}
    )
    offre.refresh_from_db()
    offre.groupe.refresh_from_db()
    offre.inscription.refresh_from_db()
    assert (offre.etat, offre.groupe.places_prises, offre.inscription.etat) == ("retiree", 0, "inactive")


def test_une_personne_en_classe_ne_devient_pas_inactive_sans_quitter_sa_place(conseil):
    place = PlaceFactory()
    reponse = conseil.post(
        reverse("dossier_pas", args=[place.inscription_id, "rendre_inactive"]),
        {"motif": "inactive_pause"},
        follow=True,
    )
    assert "notez d’abord son départ" in unescape(reponse.content.decode())


def test_retirer_une_offre_demande_pourquoi(conseil):
    offre = OffreFactory()
    adresse = reverse("offre_retirer", args=[offre.pk])
    assert conseil.get(adresse).status_code == 200
    assert conseil.post(adresse, {}).status_code == 200
    conseil.post(adresse, {"motif": "retrait_erreur"})
    offre.refresh_from_db()
    assert offre.etat == "retiree"


@pytest.mark.parametrize("pas", ["evaluer", "deposer", "inconnu"])
def test_un_pas_qui_n_est_pas_au_conseil_n_existe_pas(conseil, pas):
    inscription = InscriptionFactory(deposee=True)
    assert conseil.post(reverse("dossier_pas", args=[inscription.pk, pas])).status_code == 404


def champs_du_groupe(**autres) -> dict:
    debut = timezone.localdate() + timedelta(days=30)
    session = SessionCoursFactory(code="NOUV", debut=debut, fin=debut + timedelta(days=80))
    lieu = LieuFactory()
    jour, fin = debut, debut + timedelta(days=70)
    return {
        "organisation": lieu.organisation_id,
        "lieu": lieu.pk,
        "session": session.pk,
        "niveau": 3,
        "filiere": "reguliere",
        "formule": "temps_partiel",
        "mode": "en_classe",
        "horaire": ["mar_soir", "jeu_soir"],
        "heures_par_semaine": "6",
        "capacite": 18,
        "minimum": 10,
        "debut_jour": jour.day,
        "debut_mois": jour.month,
        "debut_annee": jour.year,
        "fin_jour": fin.day,
        "fin_mois": fin.month,
        "fin_annee": fin.year,
    } | autres


def test_annoncer_un_groupe_prevoit_ses_seances_sans_les_feries(conseil):
    reponse = conseil.post(reverse("groupe_nouveau"), champs_du_groupe())
    assert reponse.status_code == 302, reponse.context["form"].errors
    groupe = Groupe.objects.get(session="NOUV")
    dates = list(Seance.objects.filter(groupe=groupe).values_list("date", flat=True))
    from guichet.referentiels.queries import jours_feries

    assert groupe.etat == "annonce" and len(dates) >= 18
    assert {jour.weekday() for jour in dates} == {1, 3}
    assert not set(dates) & jours_feries()


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("organisation", "pas-un-uuid"),
        ("lieu", "00000000-0000-0000-0000-000000000000"),
        ("session", "x" * 200),
        ("niveau", "99"),
        ("niveau_max", "1"),
        ("horaire", ["lun_nuit"]),
        ("heures_par_semaine", "NaN"),
        ("heures_par_semaine", "1e400"),
        ("capacite", "-3"),
        ("capacite", "9" * 40),
        ("minimum", "19"),
        ("debut_annee", "0000"),
        ("fin_jour", "<b>"),
        ("mode", "\x00"),
    ],
)
def test_un_groupe_absurde_dit_comment_corriger(conseil, champ, valeur):
    reponse = conseil.post(reverse("groupe_nouveau"), champs_du_groupe(**{champ: valeur}))
    assert reponse.status_code == 200
    assert reponse.context["form"].errors
    assert not Groupe.objects.filter(session="NOUV").exists()


def test_un_conseiller_de_region_n_annonce_que_chez_lui(client_role):
    ailleurs = client_role("conseiller", regions=["03"])
    reponse = ailleurs.post(reverse("groupe_nouveau"), champs_du_groupe())
    assert "hors de vos régions" in reponse.content.decode()
    assert (
        client_role("conseiller", regions=["06"]).post(reverse("groupe_nouveau"), champs_du_groupe()).status_code == 302
    )


def test_un_lieu_d_un_autre_partenaire_est_refuse(conseil):
    reponse = conseil.post(reverse("groupe_nouveau"), champs_du_groupe(lieu=LieuFactory().pk))
    assert "lieu" in reponse.context["form"].errors
