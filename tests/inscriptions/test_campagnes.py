"""Campaigns: a plan written before, a draw anyone can redo, and no conclusion before the plan is filled."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.avis.redaction import SansObjet, rediger
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis, Consentement
from inscriptions import routines_relances as routines
from inscriptions.actions import campagne as actions
from inscriptions.actions.inscription import reprendre_inscription
from inscriptions.models import CampagneRelance, Inscription, ParticipationCampagne, SuiviPersonne
from inscriptions.queries.campagnes import admissibles, resultat
from inscriptions.relances.tirage import tirer
from tests.connexion import connecter
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import InscriptionFactory

CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseil")
SYSTEME = Acteur.systeme()


def parties(nombre: int = 12, *, region: str = "06", jours: int = 60, **personne) -> list[Inscription]:
    """People who withdrew so many days ago."""
    depuis = timezone.now() - timedelta(days=jours)
    return [
        InscriptionFactory(personne=PersonneFactory(region_id=region, **personne), etat="retiree", etat_depuis=depuis)
        for _rang in range(nombre)
    ]


def preparer(acteur: Acteur = CONSEIL, **champs) -> CampagneRelance:
    """A plan that six people a group would fill."""
    jour = timezone.localdate()
    valeurs = {
        "nom": "Retraits de l’automne",
        "cible": "retiree",
        "regions": [],
        "strate": "region",
        "canal": "courriel",
        "graine": 11,
        "taux_attendu": Decimal("0.05"),
        "effet_minimal": Decimal("0.75"),
        "puissance": Decimal("0.80"),
        "conclure_le": jour + timedelta(days=28),
    }
    return actions.preparer_campagne(acteur=acteur, le=timezone.now(), champs=valeurs | champs)


def lancer(campagne, acteur=CONSEIL) -> CampagneRelance:
    return actions.lancer_campagne(campagne=campagne, acteur=acteur, le=timezone.now())


def reprendre(participation) -> None:
    moi = Acteur(role=Role.PERSONNE, personne_id=participation.personne_id)
    reprendre_inscription(inscription=participation.inscription, acteur=moi, le=timezone.now())


@pytest.mark.django_db
class TestTirage:
    def test_le_tirage_enregistre_est_celui_que_la_graine_redonne(self):
        parties(7)
        parties(6, region="03")
        campagne = lancer(preparer())
        garde = {p.personne_id: p.bras == "contactee" for p in campagne.participations.all()}
        strates = list(campagne.participations.order_by("?").values_list("personne_id", "strate"))
        assert garde == tirer(strates, graine=11, temoins=campagne.taille_prevue)
        assert {p.strate for p in campagne.participations.all()} == {"03", "06"}

    def test_on_ne_tire_que_ceux_que_le_moyen_atteint_et_qui_l_acceptent(self):
        attendues = {demande.personne_id for demande in parties(2)}
        parties(1, courriel="")
        parties(1, jours=3)
        (silence,) = parties(1)
        Consentement.objects.create(
            personne=silence.personne, finalite="relances", version="contact", accorde=False, le=timezone.now()
        )
        (revenue,) = parties(1)
        InscriptionFactory(personne=revenue.personne, en_cours=True)
        trouvees = admissibles(cible="retiree", regions=[], canal="courriel", le=timezone.now())
        assert {demande.personne_id for demande in trouvees} == attendues
        assert not admissibles(cible="retiree", regions=[], canal="sms", le=timezone.now()).exists()

    def test_une_personne_suivie_ou_deja_tiree_n_entre_pas(self):
        demandes = parties(4)
        suivi = SuiviPersonne(
            genre="abandon",
            cause=demandes[0].pk,
            cause_le=timezone.now(),
            inscription=demandes[0],
            personne=demandes[0].personne,
            region_id="06",
            ouvert_le=timezone.now(),
            agir_le=timezone.localdate(),
        )
        from guichet.cycle import ouvrir

        ouvrir(suivi, acteur=SYSTEME)
        lancer(preparer())
        assert ParticipationCampagne.objects.count() == 3
        with pytest.raises(TransitionRefusee, match="Trop peu de personnes"):
            lancer(preparer(nom="Encore"))

    def test_une_campagne_ne_se_lance_qu_une_fois(self):
        parties(4)
        campagne = lancer(preparer())
        with pytest.raises(TransitionRefusee):
            lancer(campagne)

    def test_la_base_refuse_un_message_a_un_temoin(self):
        parties(4)
        campagne = lancer(preparer())
        temoins = campagne.participations.filter(bras="temoin")
        with pytest.raises(IntegrityError), transaction.atomic():
            temoins.update(du_le=timezone.now())

    def test_une_conseillere_reste_dans_ses_regions(self):
        regionale = Acteur(role=Role.CONSEILLER, regions=("06",))
        for regions in ([], ["03"], ["03", "06"]):
            with pytest.raises(RoleInsuffisant):
                preparer(regionale, regions=regions)
        assert preparer(regionale, regions=["06"]).regions == ["06"]


@pytest.mark.django_db
class TestEnvoi:
    def test_les_messages_partent_au_debit_de_la_campagne_une_seule_fois(self):
        parties(8)
        campagne = preparer()
        CampagneRelance.objects.filter(pk=campagne.pk).update(debit_heure=2)
        with time_machine.travel(timezone.now(), tick=False) as horloge:
            lancer(campagne)
            partis = [routines.envoyer_campagnes(), routines.envoyer_campagnes()]
            horloge.shift(timedelta(minutes=61))
            partis.append(routines.envoyer_campagnes())
        assert partis == [1, 0, 2]
        assert Avis.objects.filter(cle__startswith="campagne:relance:").count() == 3

    def test_le_message_ne_part_pas_a_qui_est_revenu(self):
        parties(4)
        lancer(preparer())
        routines.envoyer_campagnes()
        avis = Avis.objects.filter(cle__startswith="campagne:relance:").first()
        assert "retiré votre demande" in rediger(avis).corps
        reprendre(ParticipationCampagne.objects.get(pk=avis.cle.split(":")[2]))
        with pytest.raises(SansObjet):
            rediger(avis)

    def test_abandonner_arrete_l_envoi(self):
        parties(6)
        campagne = lancer(preparer())
        actions.abandonner_campagne(campagne=campagne, motif_code="campagne_contenu", acteur=CONSEIL, le=timezone.now())
        assert routines.envoyer_campagnes() == 0


@pytest.mark.django_db
class TestConclusion:
    def mener(self, nombre: int = 16, revenues: tuple[int, int] = (6, 1)) -> CampagneRelance:
        """So many people drawn, some of each group back, every message sent."""
        parties(nombre)
        campagne = lancer(preparer())
        ParticipationCampagne.objects.update(du_le=None)
        for bras, combien in zip(("contactee", "temoin"), revenues, strict=True):
            for participation in campagne.participations.filter(bras=bras)[:combien]:
                reprendre(participation)
        return campagne

    def test_a_la_date_prevue_l_effet_et_son_intervalle_sont_dits(self):
        campagne = self.mener()
        lu = resultat(campagne, au=campagne.conclure_le)
        assert lu.est_concluant
        assert campagne.taille_prevue == 6
        une = lu.ensemble.comparaison
        assert (une.revenues, une.temoins, une.temoins_revenus) == (6, 6, 1)
        assert lu.ensemble.effet.valeur == pytest.approx(6 / 10 - 1 / 6)
        assert lu.ensemble.effet.bas < lu.ensemble.effet.valeur < lu.ensemble.effet.haut

    def test_avant_la_date_rien_n_est_dit(self):
        campagne = self.mener()
        lu = resultat(campagne, au=campagne.conclure_le - timedelta(days=1))
        assert (lu.est_concluant, lu.ensemble, lu.strates) == (False, None, [])
        assert "La date prévue" in lu.manques[0]

    def test_sous_la_taille_prevue_rien_n_est_dit(self):
        campagne = self.mener(nombre=8, revenues=(4, 0))
        lu = resultat(campagne, au=campagne.conclure_le)
        assert lu.ensemble is None
        assert lu.manques == [
            "Il manque 2 personnes contactées : 4 tirées, 6 prévues.",
            "Il manque 2 personnes témoins : 4 tirées, 6 prévues.",
        ]

    def test_temoin_sans_la_taille_prevue_la_campagne_conclurait(self):
        campagne = self.mener(nombre=8, revenues=(4, 0))
        campagne.taille_prevue = 4
        assert resultat(campagne, au=campagne.conclure_le).est_concluant

    def test_un_message_pas_encore_parti_retient_la_conclusion(self):
        parties(16)
        campagne = lancer(preparer())
        lu = resultat(campagne, au=campagne.conclure_le)
        assert lu.manques == ["10 messages ne sont pas encore partis."]

    def test_un_retour_apres_la_date_ne_compte_pas(self):
        campagne = self.mener(revenues=(0, 0))
        with time_machine.travel(timezone.now() + timedelta(days=29)):
            reprendre(campagne.participations.filter(bras="contactee").first())
            assert resultat(campagne, au=timezone.localdate()).ensemble.comparaison.revenues == 0

    def test_la_campagne_se_termine_a_sa_date(self):
        campagne = self.mener()
        assert routines.terminer_campagnes() == 0
        with time_machine.travel(timezone.now() + timedelta(days=28)):
            assert routines.terminer_campagnes() == 1
        assert CampagneRelance.objects.get(pk=campagne.pk).etat == "terminee"


@pytest.mark.django_db
class TestPages:
    DANS_UN_MOIS = timezone.localdate() + timedelta(days=28)
    FORMULAIRE = {
        "nom": "Retour d’hiver",
        "cible": "retiree",
        "strate": "region",
        "canal": "courriel",
        "taux_attendu": "5",
        "effet_minimal": "50",
        "puissance": "0.80",
        "conclure_le_jour": str(DANS_UN_MOIS.day),
        "conclure_le_mois": str(DANS_UN_MOIS.month),
        "conclure_le_annee": str(DANS_UN_MOIS.year),
    }

    def test_le_plan_montre_ses_nombres_puis_se_garde(self, systeme):
        with systeme:
            parties(26)
        conseil = connecter("conseiller")
        apercu = conseil.post(reverse("campagne_nouvelle"), self.FORMULAIRE)
        assert apercu.context["apercu"] == {
            "possibles": 26,
            "prevue": 12,
            "temoins": 12,
            "contactees": 14,
            "assez": True,
        }
        garde = conseil.post(reverse("campagne_nouvelle"), self.FORMULAIRE | {"confirmer": "1"})
        assert garde.status_code == 302
        assert "26 personnes peuvent être tirées" in conseil.get(garde["Location"]).content.decode()
        with portee(SYSTEME):
            campagne = CampagneRelance.objects.get()
        conseil.post(reverse("campagne_lancer", args=[campagne.pk]))
        page = conseil.get(reverse("campagne", args=[campagne.pk])).content.decode()
        assert "Pas de conclusion" in page and "14 messages ne sont pas encore partis." in page
        assert conseil.get(reverse("campagnes")).context["lignes"] == [(campagne, 26)]

    @pytest.mark.parametrize(
        ("champ", "valeur", "message"),
        [
            ("conclure_le_annee", "2001", "vient après aujourd"),
            ("conclure_le_annee", "9999", "vient dans l’année"),
            ("effet_minimal", "99", "entre 1 et 50"),
            ("nom", "", "Donnez un nom"),
            ("cible", "inconnue", "Choisissez dans la liste"),
        ],
    )
    def test_un_plan_mal_rempli_est_garde_avec_un_message(self, champ, valeur, message, db):
        page = connecter("conseiller").post(reverse("campagne_nouvelle"), self.FORMULAIRE | {champ: valeur})
        assert message in page.content.decode()
        assert page.context["apercu"] is None

    def test_une_campagne_s_abandonne_avec_sa_raison(self, systeme):
        with systeme:
            campagne = preparer()
        conseil = connecter("conseiller")
        conseil.post(reverse("campagne_abandonner", args=[campagne.pk]), {"motif": "campagne_autre"})
        with portee(SYSTEME):
            assert CampagneRelance.objects.get().etat == "abandonnee"
