"""Every document the portal makes meets what a machine can judge of PDF/UA-1; each condition has its control."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pikepdf
import pytest

from guichet import documents as commun
from guichet.models import Organisation
from inscriptions.documents import rendre_attestation
from partenaires.documents import rendre_document
from partenaires.documents_revue import rendre_revue
from partenaires.models import Entente, Revue
from partenaires.signatures import Sceau, fournisseur
from tests.inscriptions.test_documents import attestation, balises
from tests.partenaires.test_documents_entente import IDENTIFIANT, contexte_avenant, contexte_entente
from tests.pdf_ua import defauts
from tests.taches.scenes_ententes import CONTENU

FIGURE = {
    "nature": "activite",
    "libelle": "Cours de groupe",
    "unite": "heure-apprenant",
    "sens": "au_moins",
    "prevu": "2000.000",
    "tolerance": "0.100",
    "realise": "1500.000",
    "externe": "0.000",
    "ecart": "-0.250",
    "centile": None,
    "definition": {"reference": "heures, v1", "texte": "Heures de présence comptées."},
}
REVUE = CONTENU | {
    "figures": [
        FIGURE,
        FIGURE | {"nature": "indicateur", "libelle": "Taux d’abandon", "unite": "", "centile": 40, "prevu": "0.180"},
    ],
    "redditions": [
        {"titre": "Premier semestre", "due_le": "2026-09-15", "soumise_le": None, "jours_de_retard": 15, "retours": 0}
    ],
    "versements": {
        "verse": "60000.00",
        "lignes": [
            {
                "numero": 1,
                "montant": "60000.00",
                "prevu_le": "2026-04-01",
                "exigible_le": "2026-04-01",
                "emis_le": "2026-04-08",
                "jours_de_retard": 7,
            }
        ],
    },
    "commentaires": [{"texte": "Voir le local.", "auteur": "Lucie Tremblay", "ouvert_le": "2026-08-01"}],
    "propositions": [{"texte": "Revoir le volume de « Cours de groupe »."}],
}


def revue() -> bytes:
    organisation = Organisation(nom="Centre fictif")
    entente = Entente(numero="E-2026-00012", titre="Cours du soir", organisation=organisation)
    faite = Revue(entente=entente, organisation=organisation, prevue_le=date(2026, 9, 30), contenu=REVUE)
    return rendre_revue(faite)


def entente() -> bytes:
    return rendre_document(contexte_entente(), identifiant=IDENTIFIANT)


def entente_scellee() -> bytes:
    le = datetime(2027, 3, 15, 16, tzinfo=UTC)
    sceaux = [Sceau("Signature1", "Lucie Tremblay", "Directrice", le), Sceau("Signature2", "Karim Benali", "SMA", le)]
    return fournisseur().sceller(entente(), sceaux)


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "attestation": lambda: rendre_attestation(attestation()),
    "entente": entente,
    "longue_entente": lambda: rendre_document(contexte_entente(60), identifiant=IDENTIFIANT),
    "avenant": lambda: rendre_document(contexte_avenant(), identifiant=IDENTIFIANT),
    "revue": revue,
    "entente_scellee": entente_scellee,
}


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_le_document_repond_a_pdf_ua(nom, settings, tmp_path):
    settings.SIGNATURE_DOSSIER = tmp_path
    assert defauts(DOCUMENTS[nom]()) == []


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


def liste_defaite(pdf: pikepdf.Pdf) -> None:
    premier(pdf, "/L").S = pikepdf.Name.Div


def element_groupe(pdf: pikepdf.Pdf) -> None:
    premier(pdf, "/LI").S = pikepdf.Name.Div


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
    (liste_defaite, "LI hors d’une liste"),
    (element_groupe, "autre chose que des éléments"),
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
    droits = pikepdf.Permissions(accessibility=False)
    # Only the older encryptions can shut assistive tools out.
    chiffrement = pikepdf.Encryption(user="", owner="x", R=3, aes=False, metadata=False, allow=droits)
    with pikepdf.open(io.BytesIO(sain)) as pdf:
        tampon = io.BytesIO()
        pdf.save(tampon, encryption=chiffrement)
    assert any(defaut.startswith("26 :") for defaut in defauts(tampon.getvalue()))


@pytest.mark.parametrize("reste", ["15 : un en-tête", "n’est pas tenu", "15 : une cellule nomme un en-tête hors"])
def test_temoin_sans_nos_balises_le_rendu_seul_est_refuse(monkeypatch, reste):
    monkeypatch.setattr(commun, "finir_le_balisage", None)
    assert any(reste in defaut for defaut in defauts(entente()))
