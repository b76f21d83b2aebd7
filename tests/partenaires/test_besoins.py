"""Field needs: kept once however often they are sent, brought together and taken apart, counted, answered."""

from __future__ import annotations

import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Journal, Motif
from partenaires.actions import besoin as actions
from partenaires.models import BesoinTerrain
from partenaires.policies import besoins_visibles
from partenaires.queries.besoins import additionner, compter, lecteur, semblables
from tests.connexion import connecter
from tests.factories.ecoute import BesoinTerrainFactory
from tests.factories.guichet import OrganisationFactory, UtilisateurFactory
from tests.partenaires.ententes import acteur, texte

SAISIR = "besoin_saisir"


def saisie(**champs) -> dict[str, str]:
    jour = timezone.localdate()
    return {
        "envoi": "11111111-1111-4111-8111-111111111111",
        "region": "06",
        "theme": "theme_garde",
        "clientele": "familles",
        "nb_personnes": "12",
        "entendu": "Il manque une garde le soir.",
        "entendu_le_jour": str(jour.day),
        "entendu_le_mois": str(jour.month),
        "entendu_le_annee": str(jour.year),
        "source": "personnes",
        "urgence": "haute",
    } | champs


def envoyer_deux_fois(client, premiere: dict[str, str], seconde: dict[str, str]) -> int:
    """Without JavaScript, then as a device that found the network again; how many needs are kept."""
    client.post(reverse(SAISIR), premiere)
    client.post(reverse(SAISIR), seconde, headers={"accept": "application/json"})
    return BesoinTerrain.objects.count()


@pytest.mark.django_db
class TestSaisie:
    def test_le_meme_envoi_recu_deux_fois_ne_compte_qu_une_fois(self):
        client = connecter("agent_partenaire", organisation=OrganisationFactory(region_id="06"))
        assert envoyer_deux_fois(client, saisie(), saisie(entendu="Autre chose")) == 1
        seul = BesoinTerrain.objects.get()
        assert (seul.entendu, seul.etat, seul.organisation_id is None) == (
            "Il manque une garde le soir.",
            "recu",
            False,
        )
        assert Journal.objects.de_l_objet(seul).count() == 1
        recu = client.post(reverse(SAISIR), saisie(), headers={"accept": "application/json"})
        assert (recu.status_code, recu.json()) == (200, {"numero": seul.numero, "nouveau": False})

    def test_temoin_un_autre_envoi_du_meme_texte_compte(self):
        client = connecter("agent_partenaire", organisation=OrganisationFactory(region_id="06"))
        assert envoyer_deux_fois(client, saisie(), saisie(envoi=str(uuid.uuid4()))) == 2

    def test_le_meme_envoi_d_un_autre_compte_est_un_autre_besoin(self):
        for _rang in range(2):
            connecter("enseignant", organisation=OrganisationFactory()).post(reverse(SAISIR), saisie())
        connecter("conseiller", regions=["06"]).post(reverse(SAISIR), saisie(region="03"))
        assert BesoinTerrain.objects.count() == 3

    @pytest.mark.parametrize(
        ("champs", "message"),
        [
            ({"entendu": "Appelez Mme X au 514 555-1234"}, "514 555-1234"),
            ({"entendu": "Écrire à x@exemple.test"}, "x@exemple.test"),
            ({"nb_personnes": "0"}, "Écrivez un nombre entre 1 et"),
            ({"theme": "inconnu"}, "Choisissez dans la liste"),
            ({"entendu_le_annee": "2090"}, "dans le futur"),
            ({"urgence": ""}, "Choisissez une urgence"),
        ],
    )
    def test_une_saisie_fautive_se_dit_et_se_garde(self, champs, message):
        client = connecter("agent_partenaire", organisation=OrganisationFactory())
        page = texte(client.post(reverse(SAISIR), saisie(**champs)))
        assert message in page.replace("\xa0", " ") and not BesoinTerrain.objects.exists()
        assert champs.get("entendu", "Il manque une garde le soir.") in page
        assert client.post(reverse(SAISIR), saisie(**champs), headers={"accept": "application/json"}).status_code == 422

    def test_la_page_dit_ce_qui_est_garde_ou_et_marche_sans_javascript(self):
        page = texte(connecter("agent_partenaire", organisation=OrganisationFactory()).get(reverse(SAISIR)))
        assert "restent dans ce navigateur" in page and "Les autres organismes voient seulement des nombres" in page
        assert f'action="{reverse(SAISIR)}"' in page and 'method="post"' in page and 'name="envoi"' in page

    def test_ce_qu_un_appareil_garde_sans_reseau_n_est_a_personne(self):
        client = connecter("agent_partenaire", organisation=OrganisationFactory(nom="Centre des Érables"))
        jeton = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
        pages = [texte(qui.get(reverse("besoin_hors_ligne"))) for qui in (client, Client())]
        assert jeton.sub("", pages[0]) == jeton.sub("", pages[1])
        ordinaire = texte(client.get(reverse(SAISIR)))
        # The ordinary page is somebody's: it is never the one that is kept.
        assert "Centre des Érables" in ordinaire and "Centre des Érables" not in pages[0]
        assert 'data-besoin="appareil" data-hors-ligne' in pages[0] and "data-service" not in pages[0]
        assert not re.search(r'name="entendu_le_annee"[^>]*value="2|name="envoi" value="', pages[0])

    def test_le_service_ne_voit_que_le_formulaire(self):
        adresse = reverse("besoin_service")
        recu = Client().get(adresse)
        # A service worker sees the addresses under its own folder: the form, nothing else.
        assert adresse.rsplit("/", 1)[0] + "/" == reverse(SAISIR)
        assert (
            recu.headers["Content-Type"].startswith("text/javascript") and "no-store" in recu.headers["Cache-Control"]
        )
        assert "Service-Worker-Allowed" not in recu.headers

    @pytest.mark.parametrize("role", ["analyste", "direction", "gestionnaire_ententes", "payeur"])
    def test_les_autres_roles_n_inscrivent_rien(self, role):
        assert connecter(role).post(reverse(SAISIR), saisie()).status_code == 403
        with pytest.raises(RoleInsuffisant):
            actions.consigner_besoin(envoi=uuid.uuid4(), champs={}, acteur=acteur(Role(role)), le=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_deux_envois_a_la_fois_ne_font_qu_un_besoin(systeme):
    with systeme:
        qui = Acteur(Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)
    envoi, depart, recus, pannes = uuid.uuid4(), threading.Barrier(4), [], []
    champs = {nom: getattr(BesoinTerrainFactory.build(), nom) for nom in ("region_id", "theme_id", "clientele")}
    reste = {
        "nb_personnes": 3,
        "entendu": "x",
        "entendu_le": timezone.localdate(),
        "source": "equipe",
        "urgence": "basse",
    }

    def envoyer() -> None:
        depart.wait()
        try:
            recus.append(actions.consigner_besoin(envoi=envoi, champs=champs | reste, acteur=qui, le=timezone.now()))
        except Exception as erreur:
            pannes.append(erreur)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer) for _rang in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert not pannes and sorted(nouveau for _besoin, nouveau in recus) == [False, False, False, True]
    with systeme:
        assert BesoinTerrain.objects.count() == 1


@pytest.mark.django_db
class TestRegroupement:
    SOIR = "Il manque des places de garde pendant les cours du soir à Montréal."

    def deux(self):
        premier = BesoinTerrainFactory(entendu=self.SOIR, organisation=OrganisationFactory(), nb_personnes=10)
        second = BesoinTerrainFactory(
            entendu="Des places de garde manquent pendant les cours du soir.",
            organisation=OrganisationFactory(),
            nb_personnes=25,
        )
        BesoinTerrainFactory(entendu=self.SOIR, region_id="03")
        BesoinTerrainFactory(entendu=self.SOIR, theme_id="theme_transport")
        BesoinTerrainFactory(entendu="Autre sujet.")
        return premier, second

    def test_les_semblables_ont_le_theme_la_region_et_des_mots_proches(self):
        premier, second = self.deux()
        proposes = semblables(premier, BesoinTerrain.objects.all(), au=timezone.localdate())
        assert proposes == [second]

    def test_regrouper_compte_une_fois_et_se_defait(self):
        premier, second = self.deux()
        jour, le, qui = timezone.localdate(), timezone.now(), acteur(Role.CONSEILLER)
        avant = compter(du=jour, au=jour)["06", "theme_garde", "familles"]
        client = connecter("conseiller", regions=["06"])
        page = texte(client.get(reverse("besoin", args=[premier.pk])))
        assert second.numero in page and "Est-ce le même besoin?" in page
        client.post(reverse("besoin_pas", args=[premier.pk, "regrouper"]), {"avec": str(second.pk)})
        apres = compter(du=jour, au=jour)["06", "theme_garde", "familles"]
        assert (avant.recus, avant.distincts, avant.personnes) == (3, 3, 47)
        assert (apres.recus, apres.distincts, apres.personnes) == (3, 2, 37)
        assert set(BesoinTerrain.objects.filter(pk__in=[premier.pk, second.pk]).values_list("etat", flat=True)) == {
            "regroupe"
        }
        actions.separer_besoin(besoin=premier, acteur=qui, le=le)
        defait = compter(du=jour, au=jour)["06", "theme_garde", "familles"]
        assert (defait.recus, defait.distincts, defait.personnes) == (3, 3, 47)
        second.refresh_from_db()
        assert (second.etat, second.regroupement) == ("recu", None)

    def test_la_reponse_va_a_tout_le_groupe_et_un_ecarte_n_entraine_personne(self):
        premier, second = self.deux()
        qui, le = acteur(Role.GESTIONNAIRE_ENTENTES), timezone.now()
        actions.regrouper_besoins(besoin=premier, avec=second, acteur=qui, le=le)
        assert actions.prendre_besoin(besoin=premier, acteur=qui, le=le) == 2
        with pytest.raises(TransitionRefusee):
            actions.repondre_besoin(besoin=premier, reponse="  ", acteur=qui, le=le)
        assert actions.repondre_besoin(besoin=second, reponse="Une garde ouvre en mai.", acteur=qui, le=le) == 2
        for besoin in (premier, second):
            client = connecter("agent_partenaire", organisation=besoin.organisation)
            page = texte(client.get(reverse("besoin", args=[besoin.pk])))
            assert "Une garde ouvre en mai." in page and "Le ministère a répondu" in page
            assert "Écrit 2 fois" in page
        motif = Motif.objects.get(pk="besoin_fait_nouveau")
        actions.rouvrir_besoin(besoin=premier, motif=motif, acteur=qui, le=le)
        actions.ecarter_besoin(besoin=premier, motif=Motif.objects.get(pk="besoin_erreur"), acteur=qui, le=le)
        assert sorted(BesoinTerrain.objects.values_list("etat", flat=True))[:2] == ["ecarte", "recu"]

    def test_deux_regions_ou_deux_themes_ne_se_regroupent_pas(self):
        premier, _second = self.deux()
        for autre in (
            BesoinTerrain.objects.get(region="03"),
            BesoinTerrain.objects.get(theme="theme_transport"),
            premier,
        ):
            with pytest.raises(TransitionRefusee):
                actions.regrouper_besoins(besoin=premier, avec=autre, acteur=acteur(Role.CONSEILLER), le=timezone.now())


@pytest.mark.django_db
class TestDivulgation:
    def test_un_autre_organisme_voit_des_nombres_arrondis_et_aucun_mot(self):
        BesoinTerrainFactory(
            entendu="Mot-canari",
            organisation=OrganisationFactory(),
            entendu_le=timezone.localdate().replace(day=1) - timedelta(days=3),
        )
        autre = connecter("gestionnaire_partenaire", organisation=OrganisationFactory())
        page = texte(autre.get(reverse("besoins_comptes")))
        assert "Mot-canari" not in page and "arrondis à cinq près" in page
        assert "Mot-canari" not in texte(autre.get(reverse("besoins") + "?etat=tous"))
        assert "arrondis" not in texte(connecter("analyste").get(reverse("besoins_comptes")))

    def test_ce_qui_est_dit_a_un_organisme_est_un_multiple_de_cinq_toujours_le_meme(self):
        jour = timezone.localdate()
        comptes = additionner((f"{n % 3:02d}", "t", "c", str(n), n % 7 + 1) for n in range(50))
        dits = [lecteur(comptes, exact=False, du=jour, au=jour) for _rang in range(2)]
        exact = lecteur(comptes, exact=True, du=jour, au=jour)
        for region, theme, clientele in comptes:
            for quoi in ("recus", "distincts", "personnes"):
                case = (region, theme, clientele, quoi)
                assert dits[0](*case) == dits[1](*case) and dits[0](*case) % 5 == 0
                assert abs(dits[0](*case) - exact(*case)) < 5
        # Control: told exactly, some cell is not a multiple of five.
        assert any(exact(*case) % 5 for case in comptes)

    def test_la_cloison_seule_cache_les_besoins_des_autres(self):
        notre = OrganisationFactory()
        BesoinTerrainFactory(organisation=notre)
        BesoinTerrainFactory(organisation=OrganisationFactory(), region_id="03")
        with portee(Acteur(Role.AGENT_PARTENAIRE, organisation_id=notre.pk)):
            assert BesoinTerrain.objects.count() == 1
        with portee(Acteur(Role.CONSEILLER, regions=("03",))):
            assert BesoinTerrain.objects.get().region_id == "03"
        with portee(Acteur(Role.ANALYSTE)):
            assert not BesoinTerrain.objects.exists()
        assert not besoins_visibles(Acteur(Role.ANALYSTE)).exists()
