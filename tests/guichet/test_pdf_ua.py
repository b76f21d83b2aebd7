"""Every document the portal makes meets what a machine can judge of PDF/UA-1; each condition has its control."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from inscriptions import documents
from partenaires.documents import rendre_document
from tests.inscriptions.test_documents import attestation, balises
from tests.partenaires.test_documents_entente import IDENTIFIANT, contexte_avenant, contexte_entente
from tests.pdf_ua import defauts

DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "attestation": lambda: documents.rendre_attestation(attestation()),
    "entente": lambda: rendre_document(contexte_entente(), identifiant=IDENTIFIANT),
    "avenant": lambda: rendre_document(contexte_avenant(), identifiant=IDENTIFIANT),
}


# What the renderer leaves: a list whose items are grouped, the head of a column of heads, contents whose element the
# tree does not reach.
RESTES = (
    "09 : LI hors d’une liste",
    "15 : un en-tête de tableau n’a ni portée ni cellule qui le nomme",
    "n’est pas tenu par l’élément que ParentTree nomme",
)


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_le_document_repond_a_pdf_ua_hors_des_trois_restes_connus(nom):
    assert [defaut for defaut in defauts(DOCUMENTS[nom]()) if not defaut.endswith(RESTES)] == []


@pytest.fixture(scope="module")
def sain() -> bytes:
    return DOCUMENTS["entente"]()


def premier(pdf: pikepdf.Pdf, role: str) -> pikepdf.Dictionary:
    return next(b for b in balises(pdf.Root.StructTreeRoot.K) if str(b.S) == role)


def sans(chemin: str) -> Callable[[pikepdf.Pdf], None]:
    def oter(pdf: pikepdf.Pdf) -> None:
        *parents, dernier = chemin.split(".")
        objet = pdf.Root
        for parent in parents:
            objet = objet[f"/{parent}"]
        del objet[f"/{dernier}"]

    return oter


def sans_metadonnee(nom: str) -> Callable[[pikepdf.Pdf], None]:
    def oter(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
            del meta[nom]

    return oter


def trace_nu(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"q 0 0 10 10 re f Q")


def sans_parent_tree(pdf: pikepdf.Pdf) -> None:
    arbre = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    arbre[int(pdf.pages[0].obj.StructParents)] = pikepdf.Array([])


def parents_meles(pdf: pikepdf.Pdf) -> None:
    arbre = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    ligne = list(arbre[int(pdf.pages[0].obj.StructParents)])
    arbre[int(pdf.pages[0].obj.StructParents)] = pikepdf.Array(reversed(ligne))


def sans_portee(pdf: pikepdf.Pdf) -> None:
    entete = premier(pdf, "/TH")
    for cle in ("/A", "/ID"):
        if cle in entete:
            del entete[cle]


def titre_saute(pdf: pikepdf.Pdf) -> None:
    premier(pdf, "/H2").S = pikepdf.Name.H4


def sans_alt(pdf: pikepdf.Pdf) -> None:
    del premier(pdf, "/Figure")["/Alt"]


def role_inconnu(pdf: pikepdf.Pdf) -> None:
    premier(pdf, "/H2").S = pikepdf.Name.Titre


def cellule_perdue(pdf: pikepdf.Pdf) -> None:
    premier(pdf, "/TR").S = pikepdf.Name.Div


def parent_tu(pdf: pikepdf.Pdf) -> None:
    del premier(pdf, "/H2")["/P"]


def lien_nu(pdf: pikepdf.Pdf) -> None:
    lien = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(lien)])
    pdf.pages[0].obj.Tabs = pikepdf.Name.R


def polices(pdf: pikepdf.Pdf, genre: str) -> list[pikepdf.Dictionary]:
    return [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and str(o.get("/Subtype", "")) == genre]


def sans_unicode(pdf: pikepdf.Pdf) -> None:
    del polices(pdf, "/Type0")[0]["/ToUnicode"]


def sans_incorporation(pdf: pikepdf.Pdf) -> None:
    descripteur = next(o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o)
    for cle in ("/FontFile", "/FontFile2", "/FontFile3"):
        if cle in descripteur:
            del descripteur[cle]


ALTERATIONS = [
    (sans("MarkInfo"), "06 : MarkInfo"),
    (sans("Lang"), "11 :"),
    (sans("ViewerPreferences"), "07 :"),
    (sans("Metadata"), "06 : aucune métadonnée"),
    (sans_metadonnee("dc:title"), "06 : aucun titre"),
    (sans_metadonnee("pdfuaid:part"), "05 :"),
    (sans("StructTreeRoot"), "01 : aucun arbre"),
    (trace_nu, "tracés ni balisés"),
    (sans_parent_tree, "n’est pas dans ParentTree"),
    (parents_meles, "n’est pas tenu"),
    (sans_portee, "15 :"),
    (titre_saute, "14 :"),
    (sans_alt, "13 :"),
    (role_inconnu, "02 : rôle"),
    (cellule_perdue, "hors d’une rangée"),
    (parent_tu, "ne nomme pas son parent"),
    (lien_nu, "28 : page 1, une annotation"),
    (lien_nu, "28 : page 1, l’ordre"),
    (lien_nu, "28 : page 1, un lien"),
    (sans_unicode, "10 :"),
    (sans_incorporation, "31 :"),
]


@pytest.mark.parametrize(("alterer", "message"), ALTERATIONS, ids=[message for _f, message in ALTERATIONS])
def test_temoin_un_fichier_altere_est_refuse(sain, alterer, message):
    with pikepdf.open(io.BytesIO(sain)) as pdf:
        alterer(pdf)
        tampon = io.BytesIO()
        pdf.save(tampon)
    avant, apres = (sum(message in defaut for defaut in defauts(octets)) for octets in (sain, tampon.getvalue()))
    assert apres > avant


def test_temoin_un_chiffrement_qui_exclut_les_aides_est_refuse(sain):
    with pikepdf.open(io.BytesIO(sain)) as pdf:
        tampon = io.BytesIO()
        droits = pikepdf.Permissions(accessibility=False)
        pdf.save(tampon, encryption=pikepdf.Encryption(user="", owner="x", R=4, allow=droits))
    assert any(defaut.startswith("26 :") for defaut in defauts(tampon.getvalue()))
