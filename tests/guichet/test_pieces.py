"""Private files: what is not what it says is refused, nothing opens before it is checked."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from guichet.models import Piece, VerdictPiece
from guichet.pieces import analyse
from guichet.pieces.analyse import EICAR, analyser_piece
from guichet.pieces.depot import deposer_piece, type_reconnu
from guichet.tasks import verifier_piece
from tests.factories.guichet import PersonneFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF"


def deposer(contenu=PDF, nom="preuve.pdf"):
    return deposer_piece(
        personne=PersonneFactory(), genre="preuve", fichier=SimpleUploadedFile(nom, contenu), le=timezone.now()
    )


def test_une_piece_attend_en_quarantaine_puis_devient_saine():
    piece = deposer()
    assert piece.verdict == VerdictPiece.EN_QUARANTAINE
    assert verifier_piece(piece_id=str(piece.pk)) == VerdictPiece.SAINE


def test_la_verification_lancee_deux_fois_rend_un_seul_verdict():
    piece = deposer()
    verifier_piece(piece_id=str(piece.pk))
    verifiee_le = Piece.objects.get().verifiee_le
    assert verifier_piece(piece_id=str(piece.pk)) == ""
    assert Piece.objects.get().verifiee_le == verifiee_le


@pytest.mark.parametrize(
    ("contenu", "nom"),
    [
        (b"MZ\x90\x00programme", "preuve.pdf"),
        (b"<html><script>alert(1)</script></html>", "photo.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image.jpg"),
        (b"PK\x03\x04classeur", "preuve.pdf"),
        (b"GIF89a", "photo.gif"),
        (b"", "vide.pdf"),
        (b" %PDF-1.7", "decale.pdf"),
    ],
)
def test_un_fichier_deguise_est_refuse_avec_un_message(contenu, nom):
    with pytest.raises(ValidationError) as refus:
        deposer(contenu, nom)
    assert "fichier" in refus.value.messages[0]
    assert Piece.objects.count() == 0


def test_un_fichier_trop_lourd_dit_la_limite():
    with pytest.raises(ValidationError, match="10 Mo"):
        deposer(PDF + b"0" * (10 * 1024 * 1024))


@pytest.mark.parametrize("marque", [EICAR, b"/JavaScript", b"/Launch", b"/EmbeddedFile"])
def test_un_contenu_dangereux_est_refuse_par_la_verification(marque):
    piece = deposer(PDF + marque)
    assert analyser_piece(str(piece.pk)) == VerdictPiece.REFUSEE


def test_sans_verdict_de_l_antivirus_la_piece_reste_en_quarantaine(monkeypatch):
    def en_panne(contenu):
        raise analyse.AnalyseurIndisponible

    monkeypatch.setattr(analyse, "clamd_sain", en_panne)
    piece = deposer()
    assert analyser_piece(str(piece.pk)) == VerdictPiece.EN_QUARANTAINE


def test_le_nom_garde_ne_dit_rien_de_la_personne():
    piece = deposer(nom="passeport-haddad.pdf")
    assert "haddad" not in piece.chemin


def test_le_type_se_lit_dans_les_premiers_octets():
    assert type_reconnu(b"\x89PNG\r\n\x1a\n....") == "image/png"
    assert type_reconnu(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert type_reconnu(b"RIFF") is None
