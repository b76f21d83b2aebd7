"""The ledger of losses: one row per exit, its reason and evidence, equal to a funnel counted apart."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Motif
from inscriptions.actions.inscription import retirer_inscription
from inscriptions.actions.perte import completer_perte
from inscriptions.models import Inscription
from inscriptions.pertes import FAMILLE_DU_CODE, Famille
from inscriptions.queries import pertes
from inscriptions.queries.pertes import FiltrePertes, registre, totaux
from tests.connexion import connecter
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import InscriptionFactory
from tests.inscriptions.recits_de_pertes import (
    CONSEIL,
    abandon,
    attente,
    entonnoir,
    filtre,
    jamais,
    offre_declinee,
    province,
)


def comptes(choix: FiltrePertes) -> Counter[tuple[str, str]]:
    return Counter((sortie.etape, sortie.nature) for sortie in registre(choix))


@pytest.mark.django_db
class TestRegistre:
    def test_le_registre_compte_comme_l_entonnoir_quel_que_soit_le_filtre(self):
        province(3)
        jour = timezone.localdate()
        filtres = [
            filtre(),
            filtre(region="03"),
            filtre(region="06", sexe="f"),
            filtre(etape="attente"),
            filtre(nature="groupe_ferme"),
            filtre(etape="classe", region="06"),
            filtre(du=jour - timedelta(days=150), au=jour - timedelta(days=30)),
            filtre(au=jour - timedelta(days=200), sexe="m"),
        ]
        for choix in filtres:
            attendu = entonnoir(choix)
            assert comptes(choix) == attendu, choix
            assert sum(totaux(choix).values()) == attendu.total(), choix
        assert len(entonnoir(filtre())) >= 9

    def test_temoin_un_registre_qui_compte_deux_fois_un_depart_est_vu(self, monkeypatch):
        province(3)
        monkeypatch.setattr(
            pertes,
            "REGISTRE",
            pertes.REGISTRE.replace("AND NOT EXISTS", "AND (true OR NOT EXISTS", 1).replace(
                "AND n.le < j.le))", "AND n.le < j.le)))", 1
            ),
        )
        assert comptes(filtre()) != entonnoir(filtre())

    def test_chaque_sortie_a_sa_raison_son_auteur_et_son_etape(self):
        le = timezone.now() - timedelta(days=1)
        for recit in (abandon, offre_declinee, jamais):
            recit(PersonneFactory(), le)
        lues = {s.nature: (s.etape, s.code, s.famille, s.acteur) for s in registre(filtre())}
        assert lues == {
            "abandon": ("classe", "abandon_emploi", "emploi", "Conseil"),
            # « Sans nouvelles » says nothing: what she answered to the offer does.
            "offre_declinee": ("attente", "offre_horaire", "horaire", "Conseil"),
            "absence_initiale": ("premier_cours", "absence_initiale_sans_nouvelles", "inconnue", "Portail"),
        }

    def test_chaque_code_connu_est_au_referentiel(self):
        codes = set(FAMILLE_DU_CODE) - {""}
        assert codes == set(Motif.objects.filter(code__in=codes).values_list("code", flat=True))

    def test_une_conseillere_ne_lit_que_ses_regions(self):
        province(4, nombre=11)
        province(5, nombre=11)
        conseil = Acteur(role=Role.CONSEILLER, regions=("03",))
        attendu = comptes(filtre(region="03"))
        with portee(conseil):
            assert comptes(filtre()) == attendu
        assert comptes(filtre(regions=("03",))) == attendu


@pytest.mark.django_db
class TestComplement:
    def sortie(self):
        jamais(PersonneFactory(), timezone.now() - timedelta(days=1))
        return registre(filtre())[0]

    def completer(self, perte, acteur=CONSEIL, **champs):
        return completer_perte(
            inscription=Inscription.objects.get(pk=perte.inscription_id),
            **{"sortie": perte.id, "motif_code": "perte_emploi", "preuve": "appel", "note": "Elle travaille."} | champs,
            acteur=acteur,
            le=timezone.now(),
        )

    def test_une_sortie_sans_raison_est_a_completer_puis_ne_l_est_plus(self):
        sortie = self.sortie()
        assert sortie.est_a_completer
        assert pertes.nombre_a_completer(filtre()) == len(registre(filtre(a_completer=True))) == 1
        self.completer(sortie)
        relue = registre(filtre())[0]
        assert (relue.famille, relue.preuve, relue.est_a_completer) == ("emploi", "appel", False)
        assert pertes.nombre_a_completer(filtre()) == 0

    def test_une_deuxieme_raison_s_ajoute_et_la_premiere_reste(self):
        sortie = self.sortie()
        self.completer(sortie)
        self.completer(sortie, motif_code="perte_garde")
        demande = Inscription.objects.get(pk=sortie.inscription_id)
        assert registre(filtre())[0].famille == Famille.GARDE
        assert demande.complements_de_perte.count() == 2

    def test_la_base_refuse_de_changer_un_complement(self):
        complement = self.completer(self.sortie())
        complement.note = "Autre chose"
        with pytest.raises(ProgrammingError, match=r"permission|droit"), transaction.atomic():
            complement.save()

    def test_une_recherche_vaine_laisse_la_raison_inconnue_mais_plus_a_faire(self):
        sortie = self.sortie()
        self.completer(sortie, motif_code="perte_introuvable")
        relue = registre(filtre())[0]
        assert (relue.famille, relue.est_a_completer) == ("inconnue", False)

    @pytest.mark.parametrize(
        ("champs", "refus"),
        [
            ({"note": " "}, "ce qui a été dit"),
            ({"preuve": "piece"}, "un document du dossier"),
            ({"motif_code": "abandon_emploi"}, "Choisissez une raison"),
            ({"sortie": 1}, "pas au registre"),
        ],
    )
    def test_une_raison_sans_preuve_est_refusee(self, champs, refus):
        with pytest.raises(TransitionRefusee, match=refus):
            self.completer(self.sortie(), **champs)

    def test_seul_le_conseil_complete(self):
        with pytest.raises(RoleInsuffisant):
            self.completer(self.sortie(), acteur=Acteur(role=Role.AGENT_PARTENAIRE))


@pytest.mark.django_db
class TestPages:
    def test_la_page_montre_les_raisons_par_etape_et_filtre(self, systeme):
        with systeme:
            province(6, nombre=11)
        page = connecter("conseiller").get(reverse("pertes"))
        assert page.context["total"] == 11
        assert "Jamais présentée" in page.content.decode()
        seules = connecter("conseiller").get(reverse("pertes"), {"nature": "abandon", "du": "pas une date"})
        assert {s.nature for s in seules.context["sorties"]} == {"abandon"}
        assert (
            connecter("conseiller").get(reverse("pertes"), {"du": "2099-01-01", "au": "2099-02-01"}).context["total"]
            == 0
        )

    def test_le_fichier_a_les_lignes_de_la_page_sans_formule(self, systeme):
        with systeme:
            personne = PersonneFactory()
            demande = InscriptionFactory(personne=personne)
            retirer_inscription(
                inscription=demande,
                acteur=Acteur(role=Role.CONSEILLER, libelle="=cmd()"),
                motif_code="demande_autre",
                precision="+33",
                le=timezone.now(),
            )
        lignes = connecter("conseiller").get(reverse("pertes_csv")).content.decode("utf-8-sig").splitlines()
        assert len(lignes) == 2
        assert ",'=cmd()," in lignes[1] and ",'+33," in lignes[1]

    def test_la_page_d_un_depart_ajoute_une_raison_et_garde_la_saisie(self, systeme):
        with systeme:
            jamais(PersonneFactory(), timezone.now() - timedelta(days=1))
            (sortie,) = registre(filtre())
        adresse, conseil = reverse("perte", args=[sortie.inscription_id]), connecter("conseiller")
        incomplet = conseil.post(adresse, {"sortie": sortie.id, "motif": "perte_emploi", "preuve": "appel"})
        assert "Écrivez ce qui a été dit." in incomplet.content.decode()
        envoi = {"sortie": sortie.id, "motif": "perte_emploi", "preuve": "appel", "note": "Parlé au téléphone"}
        assert conseil.post(adresse, envoi).status_code == 302
        assert "Parlé au téléphone" in conseil.get(adresse).content.decode()
        assert conseil.post(adresse, envoi | {"sortie": "999999"}).status_code == 404

    def test_dix_departs_coutent_les_requetes_d_un(self, systeme):
        from django.test.utils import CaptureQueriesContext

        client, nombres = connecter("conseiller"), []
        for combien in (1, 4):
            with systeme:
                for _rang in range(combien):
                    attente(PersonneFactory(), timezone.now() - timedelta(days=1))
            client.get(reverse("pertes"))
            with CaptureQueriesContext(connection) as requetes:
                client.get(reverse("pertes"))
            nombres.append(len(requetes))
        assert nombres[0] == nombres[1]
