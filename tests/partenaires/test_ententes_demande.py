"""A request: begun, written step by step, its rules checked, submitted by who commits the organisation."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Organisation
from guichet.pieces.analyse import EICAR
from partenaires.actions import demande as actions
from partenaires.models import DocumentEntente, Entente, Versement
from partenaires.queries import demandes
from partenaires.queries.demandes import manques
from partenaires.tasks import verifier_document
from tests.connexion import connecter
from tests.factories.demandes import DocumentFactory
from tests.factories.ententes import AppelFactory, VoletFactory
from tests.factories.guichet import OrganisationFactory
from tests.partenaires.ententes import acteur, appel_ouvert, client_de, demande_complete, en_trois, texte

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF"


def etape(client, entente, nom, donnees):
    return client.post(reverse("entente_etape", args=[entente.pk, nom]), donnees)


def ajouter(client, entente, genre, donnees):
    return client.post(reverse("entente_ajouter", args=[entente.pk, genre]), donnees)


def test_une_demande_du_premier_clic_a_la_soumission():
    appel = appel_ouvert()
    organisation = OrganisationFactory()
    client = connecter("gestionnaire_partenaire", organisation=organisation)
    reponse = client.post(reverse("entente_demander"), {"appel": str(appel.pk)})
    entente = Entente.objects.get()
    assert reponse.url == reverse("entente_demande", args=[entente.pk])
    assert "Il manque" in texte(client.get(reponse.url))
    etape(client, entente, "projet", {"titre": "Cours du soir", "description": "Le soir.", "neq": "11 4445 5566"})
    assert Organisation.objects.get(pk=organisation.pk).neq == "1144455566"
    dates = en_trois("debut", appel.debut) | en_trois("fin", appel.fin)
    etape(client, entente, "territoire", {"territoire": ["06"], "clienteles": ["toutes"], **dates})
    ajouter(client, entente, "activite", {"code": "cours", "volume_prevu": "1000", "prix_unitaire": "20"})
    ajouter(client, entente, "budget", {"poste": "Salaires", "montant": "50000"})
    etape(client, entente, "budget", {"montant_demande": "20000", "autres_aides": "0"})
    periode = en_trois("periode_du", appel.debut) | en_trois("periode_au", appel.fin)
    fin = en_trois("du_le", appel.fin + timedelta(days=30))
    ajouter(client, entente, "livrable", {"genre": "reddition_finale", "titre": "Rapport final", **periode, **fin})
    versement = {"montant": "20000", "condition": "signature", "livrable": "", **en_trois("prevu_le", appel.debut)}
    ajouter(client, entente, "versement", versement)
    fichier = SimpleUploadedFile("resolution.pdf", PDF)
    etape(client, entente, "documents", {"code": "resolution", "fichier": fichier})
    entente.refresh_from_db()
    assert manques(entente) == [] and Versement.objects.get().montant == 20000
    client.post(reverse("entente_demande", args=[entente.pk]))
    entente.refresh_from_db()
    assert entente.etat == "soumise" and entente.soumise_par and entente.soumise_le
    assert "Vérifier la complétude" in texte(client.get(reverse("entente", args=[entente.pk])))


def test_deux_clics_donnent_la_meme_demande():
    appel, client = appel_ouvert(), connecter("agent_partenaire")
    for _fois in range(2):
        client.post(reverse("entente_demander"), {"appel": str(appel.pk)})
    assert Entente.objects.count() == 1


@pytest.mark.parametrize("champs", [{"ferme_le": timezone.localdate() - timedelta(days=1)}, {"etat": "clos"}])
def test_un_appel_ferme_ne_recoit_plus_de_demande(champs):
    appel, client = AppelFactory(**champs), connecter("agent_partenaire")
    reponse = client.post(reverse("entente_demander"), {"appel": str(appel.pk)}, follow=True)
    assert "n’est pas ouvert" in texte(reponse) and not Entente.objects.exists()


def test_une_organisation_que_le_volet_ne_finance_pas_est_refusee():
    appel = AppelFactory(volet=VoletFactory(organisations=["cegep"]))
    reponse = connecter("agent_partenaire").post(reverse("entente_demander"), {"appel": str(appel.pk)}, follow=True)
    assert "ne finance pas ce genre" in texte(reponse)


@pytest.mark.parametrize("appel", ["", "abc", "00000000-0000-0000-0000-000000000000"])
def test_un_appel_qui_n_existe_pas_est_introuvable(appel):
    assert connecter("agent_partenaire").post(reverse("entente_demander"), {"appel": appel}).status_code == 404


def test_le_ministere_ouvre_une_demande_hors_appel():
    volet = VoletFactory()
    organisation, client = OrganisationFactory(), connecter("gestionnaire_ententes")
    debut = timezone.localdate() + timedelta(days=40)
    donnees = {"organisation": str(organisation.pk), "volet": str(volet.pk), "titre": "Essai"}
    donnees |= en_trois("debut", debut) | en_trois("fin", debut + timedelta(days=200))
    page = client.post(reverse("entente_ouvrir"), donnees)
    # A draft norm finances nothing yet.
    assert "volet" in page.context["form"].errors and 'value="Essai"' in texte(page)
    cree = actions.ouvrir_hors_appel(
        organisation=organisation,
        volet=volet,
        titre="Essai",
        debut=debut,
        fin=debut + timedelta(days=200),
        acteur=acteur(Role.GESTIONNAIRE_ENTENTES),
        le=timezone.now(),
    )
    assert cree.organisation == organisation and cree.appel is None and cree.est_ebauche
    assert connecter("approbateur").get(reverse("entente_ouvrir")).status_code == 403


def test_seul_un_gestionnaire_de_l_organisme_soumet():
    entente = demande_complete()
    agent = client_de(entente, "agent_partenaire")
    reponse = agent.post(reverse("entente_demande", args=[entente.pk]), follow=True)
    assert "Votre rôle ne permet pas" in texte(reponse)
    client_de(entente).post(reverse("entente_demande", args=[entente.pk]))
    entente.refresh_from_db()
    assert entente.etat == "soumise"


def test_sans_neq_la_demande_ne_part_pas_et_dit_ou_l_ecrire():
    entente = demande_complete(neq="")
    reponse = client_de(entente).post(reverse("entente_demande", args=[entente.pk]), follow=True)
    assert "NEQ" in texte(reponse) and reverse("entente_etape", args=[entente.pk, "projet"]) in texte(reponse)
    entente.refresh_from_db()
    assert entente.est_ebauche


def test_un_neq_deja_pris_garde_ce_qui_est_ecrit():
    OrganisationFactory(neq="1144455566")
    entente = demande_complete(neq="")
    donnees = {"titre": "Mon titre", "description": "Mon projet", "neq": "1144455566"}
    page = etape(client_de(entente), entente, "projet", donnees)
    assert "déjà celui d’une autre" in texte(page) and 'value="Mon titre"' in texte(page)


@pytest.mark.parametrize(
    ("nom", "donnees", "champ"),
    [
        ("projet", {"titre": "", "description": "x"}, "titre"),
        ("projet", {"titre": "x" * 161, "description": "x"}, "titre"),
        ("projet", {"titre": "a\u202eb", "description": "x"}, "titre"),
        ("projet", {"titre": "a", "description": "b\x00c"}, "description"),
        ("territoire", {"territoire": ["99"], "clienteles": ["toutes"]}, "territoire"),
        ("territoire", {"territoire": ["06"], "clienteles": []}, "clienteles"),
        ("budget", {"montant_demande": "1e99", "autres_aides": "0"}, "montant_demande"),
        ("budget", {"montant_demande": "-5", "autres_aides": "0"}, "montant_demande"),
        ("budget", {"montant_demande": "NaN", "autres_aides": "0"}, "montant_demande"),
        ("budget", {"montant_demande": "500000.01", "autres_aides": "0"}, "montant_demande"),
        ("budget", {"montant_demande": "90000.01", "autres_aides": "0"}, "montant_demande"),
        ("budget", {"montant_demande": "80000", "autres_aides": "10000.01"}, "montant_demande"),
    ],
)
def test_une_saisie_absurde_nomme_le_champ_et_garde_ce_qui_est_ecrit(nom, donnees, champ):
    entente = demande_complete()
    page = etape(client_de(entente), entente, nom, donnees)
    assert page.status_code == 200 and champ in page.context["form"].errors
    for cle, valeur in donnees.items():
        assert page.context["form"].data.getlist(cle) == (valeur if isinstance(valeur, list) else [valeur])
    assert not Entente.objects.filter(pk=entente.pk, titre="").exists()


@pytest.mark.parametrize(
    ("genre", "donnees", "champ"),
    [
        ("activite", {"code": "inconnue", "volume_prevu": "10", "prix_unitaire": "5"}, "code"),
        ("activite", {"code": "cours", "volume_prevu": "10", "prix_unitaire": "25.01"}, "prix_unitaire"),
        ("activite", {"code": "cours", "volume_prevu": "0", "prix_unitaire": "5"}, "volume_prevu"),
        ("activite", {"code": "cours", "volume_prevu": "99999999999", "prix_unitaire": "5"}, "volume_prevu"),
        ("budget", {"poste": "Voiture de luxe", "montant": "5"}, "poste"),
        ("versement", {"montant": "0", "condition": "signature"}, "montant"),
        ("versement", {"montant": "5", "condition": "reddition", "livrable": ""}, "livrable"),
        ("livrable", {"genre": "document", "titre": "<script>", "periode_du_jour": "31"}, "periode_du"),
    ],
)
def test_un_terme_impossible_nomme_le_champ(genre, donnees, champ):
    entente = demande_complete()
    page = ajouter(client_de(entente), entente, genre, donnees)
    assert page.status_code == 200 and champ in page.context["form"].errors
    assert "<script>" not in texte(page).replace("<script ", "")


def test_le_cumul_suit_la_norme_de_la_version():
    entente = demande_complete(montant_demande=Decimal("90000.01"))
    assert [manque.etape for manque in manques(entente)] == ["budget"]
    with pytest.raises(TransitionRefusee, match="aides publiques"):
        actions.soumettre_demande(
            entente=entente, acteur=acteur(Role.GESTIONNAIRE_PARTENAIRE, entente.organisation), le=timezone.now()
        )


def test_temoin_sans_la_regle_du_cumul_la_demande_partirait(monkeypatch):
    monkeypatch.setattr(demandes.Cumul, "est_respecte", True)
    assert manques(demande_complete(montant_demande=Decimal("90000.01"))) == []


def test_une_demande_soumise_ne_se_modifie_plus():
    entente = demande_complete("soumise")
    client = client_de(entente)
    assert etape(client, entente, "projet", {"titre": "Autre", "description": "x"}).status_code == 302
    ajouter(client, entente, "budget", {"poste": "Locaux", "montant": "5"})
    entente.refresh_from_db()
    assert entente.titre == "Cours du soir" and entente.lignes_budget.count() == 1


def test_un_terme_retire_garde_sa_ligne_et_un_livrable_attendu_ne_se_retire_pas():
    entente = demande_complete()
    client = client_de(entente)
    client.post(reverse("entente_element", args=[entente.pk, "budget", "salaires"]), {"retirer": "1"})
    assert entente.lignes_budget.actifs().count() == 0 and entente.lignes_budget.count() == 1
    livrable = entente.livrables.get()
    donnees = {"montant": "80000", "condition": "reddition", "livrable": str(livrable.pk)}
    ajouter(client, entente, "versement", donnees | en_trois("prevu_le", entente.debut))
    page = client.post(
        reverse("entente_element", args=[entente.pk, "livrable", "reddition-1"]), {"retirer": "1"}, follow=True
    )
    assert "dépend de ce livrable" in texte(page)
    client.post(reverse("entente_element", args=[entente.pk, "versement", "1"]), {"retirer": "1"})
    assert Versement.objects.count() == 0 and Versement.tous.count() == 1


def test_un_document_passe_par_la_quarantaine():
    entente = demande_complete(document=False)
    client = client_de(entente)
    etape(client, entente, "documents", {"code": "resolution", "fichier": SimpleUploadedFile("secret.pdf", PDF)})
    document = DocumentEntente.objects.get()
    assert "secret" not in document.chemin and document.verdict == "en_quarantaine"
    adresse = reverse("entente_document", args=[document.pk])
    assert client.get(adresse).status_code == 403
    verifier_document(document_id=str(document.pk))
    recu = client.get(adresse)
    assert recu.status_code == 200 and "sandbox" in recu["Content-Security-Policy"]
    assert b"".join(recu.streaming_content) == PDF
    etranger = connecter("gestionnaire_partenaire")
    assert etranger.get(adresse).status_code == 404


@pytest.mark.parametrize(
    ("contenu", "mots"),
    [(b"MZ programme", "type de fichier"), (b"", "vide"), (b"<svg/>", "type de fichier")],
)
def test_un_fichier_deguise_est_refuse(contenu, mots):
    entente = demande_complete(document=False)
    fichier = SimpleUploadedFile("resolution.pdf", contenu)
    adresse = reverse("entente_etape", args=[entente.pk, "documents"])
    page = client_de(entente).post(adresse, {"code": "resolution", "fichier": fichier}, follow=True)
    assert mots in texte(page) and not DocumentEntente.objects.exists()


def test_un_fichier_infecte_est_refuse_et_redemande():
    entente = demande_complete(document=False)
    fichier = SimpleUploadedFile("resolution.pdf", PDF + EICAR)
    etape(client_de(entente), entente, "documents", {"code": "resolution", "fichier": fichier})
    document = DocumentEntente.objects.get()
    assert verifier_document(document_id=str(document.pk)) == "refusee"
    assert "refusé à la vérification" in manques(entente)[0].texte
    assert client_de(entente).get(reverse("entente_document", args=[document.pk])).status_code == 403


def test_un_nouveau_fichier_remplace_l_ancien_qui_reste():
    entente = demande_complete(document=False)
    DocumentFactory(entente=entente, sain=True, conforme=False, motif="Illisible", juge_le=timezone.now())
    assert "n’est pas conforme" in manques(entente)[0].texte
    fichier = SimpleUploadedFile("resolution.pdf", PDF)
    etape(client_de(entente), entente, "documents", {"code": "resolution", "fichier": fichier})
    assert manques(entente) == [] and DocumentEntente.objects.count() == 2


def test_un_autre_organisme_n_ecrit_pas_dans_la_demande():
    entente = demande_complete()
    with pytest.raises(RoleInsuffisant):
        actions.enregistrer_demande(
            entente=entente,
            acteur=acteur(Role.GESTIONNAIRE_PARTENAIRE, OrganisationFactory()),
            champs={"titre": "x"},
        )
