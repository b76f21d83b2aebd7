"""Private files, and who read the file."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.models import LectureDossier, Piece
from guichet.pieces.analyse import analyser_piece
from guichet.pieces.depot import deposer_piece
from guichet.vieprivee.lectures import noter_lecture
from tests.factories.guichet import AdhesionFactory, PersonneFactory, UtilisateurFactory
from tests.inscriptions.conftest import navigateur
from tests.inscriptions.reponses import PDF

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"


@pytest.fixture
def personne():
    return PersonneFactory(utilisateur=UtilisateurFactory())


def deposer(personne, contenu: bytes = PDF) -> Piece:
    fichier = SimpleUploadedFile("<b>carte.pdf", contenu)
    return deposer_piece(personne=personne, genre="preuve_statut", fichier=fichier, le=timezone.now())


def saine(personne) -> Piece:
    piece = deposer(personne)
    analyser_piece(str(piece.pk))
    piece.refresh_from_db()
    return piece


def test_un_document_verifie_se_telecharge_en_piece_jointe(personne):
    piece = saine(personne)
    reponse = navigateur(personne.utilisateur).get(reverse("piece", args=[piece.pk]))
    assert reponse.status_code == 200
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reponse["Content-Security-Policy"]
    assert reponse["Cache-Control"] == "no-store, private"
    assert b"".join(reponse.streaming_content) == PDF


def test_un_document_pas_encore_verifie_ne_se_telecharge_pas(personne):
    piece = deposer(personne)
    Piece.objects.filter(pk=piece.pk).update(verdict="en_quarantaine")
    appareil = navigateur(personne.utilisateur)
    assert appareil.get(reverse("piece", args=[piece.pk])).status_code == 403
    assert "En vérification" in appareil.get(reverse("documents")).content.decode()


def test_un_virus_est_refuse_et_la_page_dit_quoi_faire(personne):
    piece = deposer(personne, b"%PDF-1.4\n" + EICAR)
    analyser_piece(str(piece.pk))
    appareil = navigateur(personne.utilisateur)
    assert appareil.get(reverse("piece", args=[piece.pk])).status_code == 403
    assert "Envoyez une photo ou un autre PDF" in appareil.get(reverse("documents")).content.decode()


def test_le_document_d_une_autre_personne_n_existe_pas(personne):
    piece = saine(personne)
    autre = navigateur(PersonneFactory(utilisateur=UtilisateurFactory()).utilisateur)
    etranger = autre.get(reverse("piece", args=[piece.pk]))
    absent = autre.get(reverse("piece", args=[uuid.uuid4()]))
    assert (etranger.status_code, etranger.content) == (404, absent.content)


def test_le_nom_du_fichier_ne_devient_jamais_du_html(personne):
    saine(personne)
    page = navigateur(personne.utilisateur).get(reverse("documents")).content.decode()
    assert "<b>carte" not in page and "&lt;b&gt;carte" in page


def test_une_conseillere_qui_ouvre_un_document_laisse_une_trace_que_la_personne_lit(personne):
    piece = saine(personne)
    adhesion = AdhesionFactory(conseiller=True)
    conseillere = navigateur(adhesion.utilisateur)
    session = conseillere.session
    session["amf"] = True
    session.save()
    assert conseillere.get(reverse("piece", args=[piece.pk])).status_code == 200
    lecture = LectureDossier.objects.get()
    assert (lecture.personne_id, lecture.lecteur_role) == (personne.pk, Role.CONSEILLER)
    page = navigateur(personne.utilisateur).get(reverse("lectures")).content.decode()
    assert "Conseiller" in page and "Lecture d’un document" in page
    assert str(adhesion.utilisateur) not in page


def test_ouvrir_son_propre_document_ne_laisse_pas_de_trace(personne):
    navigateur(personne.utilisateur).get(reverse("piece", args=[saine(personne).pk]))
    assert not LectureDossier.objects.exists()


def test_les_pages_de_la_personne_sont_fermees_au_personnel(personne):
    conseillere = navigateur(AdhesionFactory(conseiller=True).utilisateur)
    session = conseillere.session
    session["amf"] = True
    session.save()
    for nom in ("documents", "lectures", "suivi", "inscription", "inscription_verification"):
        assert conseillere.get(reverse(nom)).status_code == 403


def nb_requetes(appareil, nom: str) -> int:
    with CaptureQueriesContext(connection) as requetes:
        appareil.get(reverse(nom))
    return len(requetes)


def test_dix_documents_coutent_les_requetes_d_un(personne):
    appareil = navigateur(personne.utilisateur)
    deposer(personne)
    appareil.get(reverse("documents"))
    une = nb_requetes(appareil, "documents")
    for _n in range(9):
        deposer(personne)
    assert nb_requetes(appareil, "documents") == une


def test_dix_lectures_coutent_les_requetes_d_une(personne):
    appareil = navigateur(personne.utilisateur)
    lecteur = Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk, libelle="x")
    noter_lecture(personne=personne, acteur=lecteur, page="dossier", le=timezone.now())
    appareil.get(reverse("lectures"))
    une = nb_requetes(appareil, "lectures")
    for _n in range(9):
        noter_lecture(personne=personne, acteur=lecteur, page="dossier", le=timezone.now())
    assert nb_requetes(appareil, "lectures") == une
