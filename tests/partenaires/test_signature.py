"""Signing an entente: frozen text, order, delegation, a file that proves itself; what the database refuses."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.comptes.session import CLE_ADHESION, CLE_AMF
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Adhesion
from partenaires.actions.signature import Appele, deleguer, preparer_signature, retirer_document, signer
from partenaires.documents import empreinte_du_gabarit, rendre_document
from partenaires.models import DocumentSigne, PartieSignataire, Reddition, TermeEntente
from partenaires.queries.verification_documents import Outils, defauts_de
from partenaires.routines import reprendre_signatures
from partenaires.signatures import Sceau, fournisseur
from partenaires.signatures.local import certificat
from partenaires.tasks import produire_document, sceller_document
from tests.base_de_donnees import connexion_admin
from tests.connexion import ouvrir as ouvrir_session
from tests.inscriptions.test_documents import balises, ouvrir
from tests.partenaires.signatures import acteur_de, entente_signee, lu, scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _certificat(settings, tmp_path_factory):
    settings.SIGNATURE_DOSSIER = tmp_path_factory.mktemp("signature")


OUTILS = Outils(lu, rendre_document, empreinte_du_gabarit, lambda pdf: fournisseur().verifier(pdf))


def test_la_derniere_signature_engage_date_les_termes_et_ouvre_les_redditions():
    prete = scene()
    document = prete.preparer()
    premier, second = document.signataires.all()
    signer(signataire=premier, acteur=prete.partenaire, le=timezone.now())
    prete.entente.refresh_from_db()
    assert not prete.entente.est_engagee
    signer(signataire=second, acteur=prete.ministere, le=timezone.now())
    prete.entente.refresh_from_db()
    assert prete.entente.est_engagee and prete.entente.signee_le
    valeurs = dict(TermeEntente.objects.filter(entente=prete.entente).values_list("cle", "valeur"))
    assert valeurs["montant"] == "100000.00" and valeurs["versement:2:montant"] == "40000.00"
    assert {"fin", "activite:cours:prix", "indicateur:abandon:cible", "livrable:mi-parcours:date"} <= set(valeurs)
    assert Reddition.objects.filter(entente=prete.entente).count() == 1
    assert list(prete.entente.versements.order_by("numero").values_list("etat", flat=True)) == ["exigible", "planifie"]


def test_personne_ne_signe_avant_son_tour_ni_deux_fois():
    prete = scene()
    premier, second = prete.preparer().signataires.all()
    with pytest.raises(TransitionRefusee, match="pas encore votre tour"):
        signer(signataire=second, acteur=prete.ministere, le=timezone.now())
    signer(signataire=premier, acteur=prete.partenaire, le=timezone.now())
    with pytest.raises(TransitionRefusee, match="déjà donnée"):
        signer(signataire=premier, acteur=prete.partenaire, le=timezone.now())


@pytest.mark.parametrize(
    "role", [Role.GESTIONNAIRE_PARTENAIRE, Role.AGENT_PARTENAIRE, Role.APPROBATEUR, Role.DIRECTION]
)
def test_une_autre_personne_ne_signe_pas_a_sa_place(role):
    prete = scene()
    premier = prete.preparer().signataires.first()
    partenaire = role in (Role.GESTIONNAIRE_PARTENAIRE, Role.AGENT_PARTENAIRE)
    with pytest.raises(RoleInsuffisant, match="revient à Lucie"):
        signer(
            signataire=premier,
            acteur=acteur_de(role, prete.entente.organisation if partenaire else None),
            le=timezone.now(),
        )


def test_l_analyste_ne_signe_jamais_pour_le_ministere():
    prete = scene()
    prete.entente.recommandee_par_id = prete.ministere.utilisateur_id
    prete.entente.save(update_fields=["recommandee_par"])
    with pytest.raises(TransitionRefusee, match="ne peut pas signer"):
        prete.preparer()


def test_chaque_partie_signe_et_seul_le_gestionnaire_prepare():
    prete = scene()
    with pytest.raises(RoleInsuffisant):
        preparer_signature(objet=prete.entente, appeles=prete.appeles, acteur=prete.ministere, le=timezone.now())
    for appeles, message in (
        (prete.appeles[:1], "Chaque partie"),
        ([Appele(prete.ministere.utilisateur_id, "partenaire", "x"), prete.appeles[1]], "ne peut pas signer"),
        ([*prete.appeles, prete.appeles[0]], "qu’une fois"),
    ):
        with pytest.raises(TransitionRefusee, match=message):
            preparer_signature(objet=prete.entente, appeles=appeles, acteur=prete.gestion, le=timezone.now())


def test_ce_qui_manque_au_texte_empeche_de_le_figer():
    prete = scene()
    prete.entente.activites.update(retire_le=timezone.now())
    with pytest.raises(TransitionRefusee, match="Aucune activité"):
        prete.preparer()


def test_un_texte_change_apres_sa_preparation_ne_se_signe_pas():
    prete = scene()
    document = prete.preparer()
    prete.entente.titre = "Autre titre"
    prete.entente.save(update_fields=["titre"])
    with pytest.raises(TransitionRefusee, match="a changé"):
        signer(signataire=document.signataires.first(), acteur=prete.partenaire, le=timezone.now())
    retirer_document(document=document, motif="Titre corrigé", acteur=prete.gestion, le=timezone.now())
    prete.signer_tout(prete.preparer())


def test_un_delegue_signe_pendant_sa_delegation_seulement():
    prete = scene()
    premier = prete.preparer().signataires.first()
    agent = acteur_de(Role.AGENT_PARTENAIRE, prete.entente.organisation, "Sami Roy")
    jour = timezone.localdate()
    donnee = {"du": jour, "au": jour + timedelta(days=5), "motif": "Congé", "le": timezone.now()}
    with pytest.raises(RoleInsuffisant):
        deleguer(signataire=premier, delegue_id=agent.utilisateur_id, acteur=agent, **donnee)
    with pytest.raises(TransitionRefusee, match="même partie"):
        deleguer(
            signataire=premier,
            delegue_id=acteur_de(Role.APPROBATEUR).utilisateur_id,
            acteur=prete.partenaire,
            **donnee,
        )
    with pytest.raises(TransitionRefusee, match="motif"):
        deleguer(
            signataire=premier,
            delegue_id=agent.utilisateur_id,
            acteur=prete.partenaire,
            **donnee | {"motif": " "},
        )
    deleguer(signataire=premier, delegue_id=agent.utilisateur_id, acteur=prete.partenaire, **donnee)
    with pytest.raises(RoleInsuffisant):
        signer(signataire=premier, acteur=agent, le=timezone.now() + timedelta(days=7))
    signe = signer(signataire=premier, acteur=agent, le=timezone.now())
    assert (signe.mode, signe.signe_nom, signe.signe_par_id) == ("delegation", "Sami Roy", agent.utilisateur_id)


def test_le_fichier_signe_commence_par_le_document_et_porte_ses_deux_signatures():
    prete = scene()
    document = prete.preparer()
    prete.signer_tout(document)
    assert sceller_document(document_id=str(document.pk)) == 2
    assert sceller_document(document_id=str(document.pk)) == 0
    document.refresh_from_db()
    original, signe = lu(document.chemin), lu(document.chemin_signe)
    assert signe.startswith(original)
    assert hashlib.sha256(signe).hexdigest() == document.signe_sha256
    verdicts = fournisseur().verifier(signe)
    assert [(v.nom, v.est_valide) for v in verdicts] == [("Lucie Tremblay", True), ("Karim Benali", True)]
    pdf, sans = ouvrir(signe), ouvrir(original)
    assert bool(pdf.Root.MarkInfo.Marked) and str(pdf.Root.Lang) == "fr-CA"
    assert len(balises(pdf.Root.StructTreeRoot.K)) == len(balises(sans.Root.StructTreeRoot.K))
    assert defauts_de(document, OUTILS) == []


def test_signer_a_mesure_donne_le_meme_nombre_de_signatures():
    prete = scene()
    document = prete.preparer()
    for signataire, acteur in zip(document.signataires.all(), (prete.partenaire, prete.ministere), strict=True):
        signer(signataire=signataire, acteur=acteur, le=timezone.now())
        assert sceller_document(document_id=str(document.pk)) == 1
    document.refresh_from_db()
    assert defauts_de(document, OUTILS) == []


def test_un_fichier_altere_un_autre_certificat_ou_un_contexte_change_se_voient(settings, tmp_path):
    prete = scene()
    document = prete.preparer()
    prete.signer_tout(document)
    sceller_document(document_id=str(document.pk))
    document.refresh_from_db()
    signe = bytearray(lu(document.chemin_signe))
    signe[200] ^= 1
    altere = Outils(lambda chemin: bytes(signe) if chemin == document.chemin_signe else lu(chemin), *list_outils()[1:])
    assert any("empreinte" in defaut for defaut in defauts_de(document, altere))
    autre = DocumentSigne.objects.get(pk=document.pk)
    autre.contexte["titre"] = "Autre"
    assert "le document refait n’a pas la même empreinte" in defauts_de(autre, OUTILS)
    autre.contexte, autre.gabarit_sha256 = document.contexte, "0" * 64
    assert any("gabarit" in defaut for defaut in defauts_de(autre, OUTILS))
    settings.SIGNATURE_DOSSIER = tmp_path
    assert any("signature invalide" in defaut for defaut in defauts_de(document, OUTILS))


def list_outils():
    return [OUTILS.lire, OUTILS.rendre, OUTILS.empreinte_du_gabarit, OUTILS.verifier]


def test_la_commande_verifie_tout_et_echoue_quand_un_fichier_manque(capsys):
    prete = scene()
    document = prete.preparer()
    call_command("verifier_documents")
    assert "1 documents vérifiés" in capsys.readouterr().out
    storages["prive"].delete(document.chemin)
    with pytest.raises(CommandError, match="1 documents en défaut sur 1"):
        call_command("verifier_documents")


def test_le_certificat_se_cree_une_fois_et_reste_prive():
    chemin = certificat()
    contenu = chemin.read_bytes()
    assert certificat().read_bytes() == contenu
    assert chemin.stat().st_mode & 0o077 == 0
    assert [f.name for f in chemin.parent.iterdir()] == [chemin.name]


def test_la_routine_reprend_les_messages_perdus(monkeypatch):
    envoyes = []
    for tache in (produire_document, sceller_document):
        monkeypatch.setattr(tache, "delay", lambda document_id, nom=tache.name: envoyes.append(nom))
    prete = scene()
    document = preparer_signature(objet=prete.entente, appeles=prete.appeles, acteur=prete.gestion, le=timezone.now())
    assert reprendre_signatures() == 1
    produire_document(document_id=str(document.pk))
    document.refresh_from_db()
    signer(signataire=document.signataires.first(), acteur=prete.partenaire, le=timezone.now())
    assert reprendre_signatures() == 1
    assert envoyes == ["partenaires.tasks.produire_document", "partenaires.tasks.sceller_document"]
    sceller_document(document_id=str(document.pk))
    assert reprendre_signatures() == 0


@pytest.mark.django_db(transaction=True)
def test_qui_signe_pendant_que_le_fichier_se_scelle_n_attend_pas(systeme, monkeypatch, nom_de_la_base):
    with systeme:
        prete = scene()
        document = prete.preparer()
    vrai, libres = fournisseur().sceller, []

    def sceller(contenu: bytes, sceaux: list[Sceau]) -> bytes:
        with connexion_admin(nom_de_la_base) as autre:
            # The lock a signature takes; refused at once if someone holds it.
            requete = "SELECT count(*) FROM (SELECT 1 FROM partenaires_documentsigne FOR UPDATE NOWAIT) t"
            libres.append(autre.execute(requete).fetchone())
        return vrai(contenu, sceaux)

    monkeypatch.setattr("partenaires.tasks.fournisseur", lambda: type("Lent", (), {"sceller": staticmethod(sceller)}))
    with systeme:
        signer(signataire=document.signataires.first(), acteur=prete.partenaire, le=timezone.now())
    with systeme:
        sceller_document(document_id=str(document.pk))
    assert libres == [(1,)]


# --- Pages ------------------------------------------------------------------------------------------------------------


def client_de(client, acteur: Acteur):
    adhesion = Adhesion.objects.get(utilisateur=acteur.utilisateur_id)
    return ouvrir_session(client, adhesion.utilisateur, {CLE_ADHESION: str(adhesion.pk), CLE_AMF: True}, adhesion)


def test_la_page_mene_de_la_preparation_aux_deux_signatures(client):
    prete = scene()
    url = reverse("entente_signature", args=[prete.entente.pk])
    gestion = client_de(client.__class__(), prete.gestion)
    saisie = {
        "action": "preparer",
        "partenaire_1": prete.partenaire.utilisateur_id,
        "titre_partenaire_1": "Directrice générale",
        "ministere_1": prete.ministere.utilisateur_id,
        "titre_ministere_1": "",
    }
    page = gestion.post(url, saisie)
    assert "Remplissez ce champ" in page.content.decode() and "Directrice générale" in page.content.decode()
    assert gestion.post(url, saisie | {"titre_ministere_1": "Sous-ministre"}).status_code == 302
    document = DocumentSigne.objects.get()
    assert gestion.get(reverse("entente_pdf", args=[prete.entente.pk])).status_code == 302
    produire_document(document_id=str(document.pk))
    for acteur, signataire in zip((prete.partenaire, prete.ministere), document.signataires.all(), strict=True):
        lui = client_de(client.__class__(), acteur)
        assert "À vous de signer" in lui.get(url).content.decode()
        assert (
            "Cochez" in lui.post(url, {"action": "signer", "signataire": signataire.pk}, follow=True).content.decode()
        )
        envoi = {"action": "signer", "signataire": signataire.pk, "confirme": "oui"}
        assert "signature est donnée" in lui.post(url, envoi, follow=True).content.decode()
    assert "Tout le monde a signé" in gestion.get(url).content.decode()
    fichier = gestion.get(reverse("entente_pdf", args=[prete.entente.pk]))
    assert b"".join(fichier.streaming_content).startswith(b"%PDF")


def test_la_page_publique_ne_dit_que_ce_qu_un_code_prouve(client):
    document = scene().preparer()
    page = client.get(reverse("document_verification", args=[document.code_lisible]))
    assert page.status_code == 200 and document.pdf_sha256 in page.content.decode()
    assert "Centre fictif" not in page.content.decode()
    assert client.get(reverse("document_verification", args=["ABCD-2345-WXYZ"])).status_code == 404


def test_une_entente_signee_se_telecharge_balisee():
    signee = entente_signee()
    document = signee.entente.documents_signes.get()
    assert isinstance(ouvrir(lu(document.chemin)), pikepdf.Pdf)
    assert set(document.signataires.values_list("partie", flat=True)) == set(PartieSignataire.values)


def test_le_fournisseur_local_scelle_un_pdf_seul():
    contenu = rendre_document(scene().preparer().contexte, identifiant=b"x" * 16)
    signe = fournisseur().sceller(contenu, [Sceau("Signature1", "A", "B", timezone.now())])
    assert [v.est_valide for v in fournisseur().verifier(signe)] == [True]
