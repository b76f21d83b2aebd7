"""Frozen editions: figures that come back from the facts, corrections beside them, files everyone may take."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import MotifRequis, RoleInsuffisant
from guichet.mesure.definition import MESURES
from indicateurs.actions import edition as edition_actions
from indicateurs.actions.edition import corriger_edition, demander_edition, figer_demandee, figer_edition
from indicateurs.actions.incorporer import incorporer_journal
from indicateurs.donnees_ouvertes import COLONNES
from indicateurs.models import ChiffreFige, CorrectionChiffre, DemandeEdition, Edition
from indicateurs.queries.editions import derniere_echeance, est_intacte
from indicateurs.queries.recompte import verifier
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.inscriptions import InscriptionFactory
from tests.journal import attendre_le_journal

ANALYSTE = Acteur(role=Role.ANALYSTE)
MESURE = [MESURES["demandes"], MESURES["abandon"]]


def figer(**options):
    le = timezone.now()
    options = {"acteur": ANALYSTE, "motif": "Essai", "mesures": MESURE} | options
    return figer_edition(jour=timezone.localdate(le), le=le, **options)


@pytest.mark.parametrize(
    ("jour", "echeance"),
    [
        ("2026-01-14", "2025-07-15"),
        ("2026-01-15", "2026-01-15"),
        ("2026-07-14", "2026-01-15"),
        ("2026-12-31", "2026-07-15"),
    ],
)
def test_le_calendrier_demande_deux_editions_par_an(jour, echeance):
    assert derniere_echeance(date.fromisoformat(jour)) == date.fromisoformat(echeance)


@pytest.mark.django_db
class TestFiger:
    def test_une_edition_garde_ses_chiffres_ses_definitions_et_son_empreinte(self):
        edition = figer()
        assert edition.nb_chiffres == edition.chiffres.count() > 2 * (1 + 17 + 12)
        assert "demandes v1" in edition.definitions
        assert est_intacte(edition)
        assert all(c.publie is not None or c.masque for c in edition.chiffres.all())

    def test_une_date_du_calendrier_n_a_qu_une_edition(self):
        echeance = date(2026, 7, 15)
        assert figer(echeance=echeance) is not None
        assert figer(echeance=echeance) is None

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.ANALYSTE, Role.DIRECTION, Role.SYSTEME}))
    def test_les_autres_roles_ne_figent_rien(self, role):
        with pytest.raises(RoleInsuffisant):
            figer(acteur=Acteur(role=role))

    def test_ce_qui_empeche_de_figer_se_dit_et_laisse_redemander(self, monkeypatch, client_role):
        monkeypatch.setattr("indicateurs.actions.edition.fin_du_mois_precedent", lambda _jour: int("faux"))
        demande = demander_edition(acteur=ANALYSTE, motif="Essai", le=timezone.now())
        assert figer_demandee(demande_id=demande.pk, le=timezone.now()) == ""
        demande.refresh_from_db()
        assert demande.echec == "ValueError" and not Edition.objects.exists()
        assert "n’a pas pu être faite" in client_role("direction").get(reverse("editions")).content.decode()
        monkeypatch.undo()
        demander_edition(acteur=ANALYSTE, motif="Encore", le=timezone.now())

    def test_rien_a_corriger_ne_s_ecrit_pas_et_un_motif_est_exige(self):
        edition = figer()
        with pytest.raises(MotifRequis):
            corriger_edition(edition=edition, acteur=ANALYSTE, le=timezone.now(), motif=" ")
        assert corriger_edition(edition=edition, acteur=ANALYSTE, le=timezone.now(), motif="Vérifié") == 0


@pytest.mark.django_db(transaction=True)
class TestRefaire:
    def test_les_faits_redonnent_l_edition_et_une_erreur_se_corrige_a_cote(self, systeme, nom_de_la_base):
        with systeme:
            for _fois in range(7):
                InscriptionFactory(etat_depuis=timezone.now() - timedelta(days=60))
        attendre_le_journal()
        with systeme:
            incorporer_journal()
            edition = figer()
            assert verifier(edition).ecarts == []
        # A mistake: the frozen figure of the province is not what the facts say.
        with connexion_proprietaire(nom_de_la_base) as proprietaire:
            proprietaire.execute(
                "UPDATE indicateurs_chiffrefige SET numerateur = numerateur + 40, valeur = valeur + 40,"
                " publie = publie + 40, publie_haut = publie_haut + 40 WHERE mesure = 'demandes' AND coupe = ''"
            )
        with systeme:
            assert not est_intacte(edition)
            assert len(verifier(edition).ecarts) == 1
            fausse = edition.chiffres.get(mesure="demandes", coupe="")
            assert corriger_edition(edition=edition, acteur=ANALYSTE, le=timezone.now(), motif="Fichier fautif") == 1
            correction = CorrectionChiffre.objects.get()
            assert float(correction.nouveau["publie"]) == float(fausse.publie) - 40
            assert verifier(edition).ecarts == []
            assert corriger_edition(edition=edition, acteur=ANALYSTE, le=timezone.now(), motif="Encore") == 0

    def test_la_base_refuse_de_changer_ou_d_effacer_ce_qui_est_fige(self, systeme, nom_de_la_base):
        with systeme:
            edition = figer()
        gestes = {
            "indicateurs_chiffrefige": lambda: edition.chiffres.update(numerateur=1),
            "indicateurs_edition": lambda: Edition.objects.update(motif="Autre"),
            "indicateurs_correctionchiffre": lambda: CorrectionChiffre.objects.update(motif="Autre"),
        }
        for geste in (*gestes.values(), ChiffreFige.objects.all().delete):
            with pytest.raises(ProgrammingError), systeme, transaction.atomic():
                geste()
        # Control: with the right given back, the same statement passes.
        with connexion_proprietaire(nom_de_la_base) as proprietaire:
            for table in gestes:
                proprietaire.execute(f"GRANT UPDATE ON {table} TO PUBLIC")
        with systeme:
            assert gestes["indicateurs_chiffrefige"]() == edition.nb_chiffres


@pytest.mark.django_db
class TestPages:
    def test_le_public_lit_les_jeux_leur_schema_et_leurs_corrections(self, client):
        edition = figer(mesures=[MESURES["demandes"]])
        assert client.get(reverse("donnees_ouvertes")).status_code == 200
        for jeu in ("indicateurs-par-region", "series-mensuelles", "indicateurs-par-niveau", "indicateurs-par-formule"):
            page = client.get(reverse("jeu_de_donnees", args=[jeu]))
            assert "public" in page["Cache-Control"]
            fichier = client.get(reverse("jeu_csv", args=[jeu, edition.code]))
            lignes = list(csv.reader(io.StringIO(fichier.content.decode())))
            schema = client.get(reverse("jeu_schema", args=[jeu, edition.code])).json()
            assert lignes[0] == [champ["name"] for champ in schema["schema"]["fields"]] == [nom for nom, *_ in COLONNES]
            assert len(lignes) > 1
            assert all(int(ligne[10]) % 5 == 0 for ligne in lignes[1:])
        corrections = client.get(reverse("corrections_csv", args=[edition.code]))
        assert corrections.content.startswith(b"edition,indicateur")
        assert client.get(reverse("indicateurs_publics")).status_code == 200

    def test_sans_edition_les_pages_publiques_le_disent(self, client):
        assert "Aucune édition" in client.get(reverse("donnees_ouvertes")).content.decode()
        assert "arrivent bientôt" in client.get(reverse("indicateurs_publics")).content.decode()
        assert client.get(reverse("jeu_de_donnees", args=["inconnu"])).status_code == 404

    def test_l_analyste_fige_recompte_et_lit(self, client_role, monkeypatch):
        monkeypatch.setattr("indicateurs.queries.chiffres.mesures_figees", lambda: [MESURES["demandes"]])
        client = client_role("analyste")
        assert client.post(reverse("editions"), {"motif": ""}).status_code == 200
        client.post(reverse("editions"), {"motif": "Question de l’Assemblée"})
        demande = DemandeEdition.objects.get()
        assert "L’édition attend son tour" in client.get(reverse("editions")).content.decode()
        encore = client.post(reverse("editions"), {"motif": "Deux fois"})
        assert "se prépare déjà" in encore.content.decode() and not Edition.objects.exists()
        vues = []
        figer_demandee(demande_id=demande.pk, le=timezone.now(), avancement=lambda *faites: vues.append(faites))
        edition = Edition.objects.get()
        assert vues == [(1, 1)] and edition.figee_par_id == client.acteur_de_test.utilisateur_id
        assert client.get(reverse("editions"), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
        page = client.post(reverse("edition", args=[edition.pk]), {"pas": "verifier"}).content.decode()
        assert "Les faits redonnent" in page
        assert client_role("conseiller").get(reverse("edition", args=[edition.pk])).status_code == 200
        assert client_role("conseiller").post(reverse("editions"), {"motif": "x"}).status_code == 403
        assert client_role("agent_partenaire").get(reverse("edition", args=[edition.pk])).status_code == 404

    @pytest.mark.parametrize("frappee_avant", [False, True])
    def test_la_page_dit_interne_ce_qui_reste_au_ministere_et_rien_d_autre(
        self, client_role, monkeypatch, frappee_avant
    ):
        if frappee_avant:
            # Frozen when nothing but public figures was, without the word.
            juste = edition_actions._definition
            monkeypatch.setattr(
                edition_actions, "_definition", lambda m: {k: v for k, v in juste(m).items() if k != "publique"}
            )
        edition = figer(mesures=[MESURES["demandes"], MESURES["no_show"]])
        page = client_role("analyste").get(reverse("edition", args=[edition.pk])).content.decode()
        assert page.count(">interne<") == (0 if frappee_avant else 1)
