"""The conditions of the Matterhorn protocol (PDF/UA-1) that a machine can judge on what the portal makes.

`defauts(pdf)` lists them in words; the numbers are those of the protocol's checkpoints. What only a person can judge
(reading order, the sense of an alternative text, contrast) is not here, nor is what the portal never makes: forms,
media, optional content, annotations other than links and signatures.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

STANDARD = frozenset(
    """Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl
    LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby Warichu Figure
    Formula Form""".split()  # noqa: SIM905 - read as a list of words
)
# Permission bit 10: extraction for assistive tools.
BIT_DES_AIDES = 1 << 9
PEINTRES = frozenset("""Tj TJ ' " f F f* B B* b b* S s sh Do INLINE IMAGE""".split())  # noqa: SIM905 - the same


def defauts(contenu: bytes) -> list[str]:
    """What this file lacks, in words; an empty list when nothing is found."""
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        return [
            *_document(pdf),
            *_structure(pdf),
            *_pages(pdf),
            *_polices(pdf),
        ]


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    racine = pdf.Root
    if not bool(racine.get("/MarkInfo", {}).get("/Marked", False)):
        yield "06 : MarkInfo.Marked n’est pas vrai"
    if bool(racine.get("/MarkInfo", {}).get("/Suspects", False)):
        yield "02 : MarkInfo.Suspects est vrai"
    if not str(racine.get("/Lang", "")):
        yield "11 : aucune langue par défaut"
    if not bool(racine.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "07 : DisplayDocTitle n’est pas vrai"
    if "/Metadata" not in racine:
        yield "06 : aucune métadonnée XMP"
    else:
        with pdf.open_metadata() as meta:
            if not meta.get("dc:title"):
                yield "06 : aucun titre dans les métadonnées"
            if str(meta.get("pdfuaid:part", "")) != "1":
                yield "05 : pdfuaid:part n’est pas 1"
    if pdf.is_encrypted and not pdf.encryption.P & BIT_DES_AIDES:
        yield "26 : le chiffrement ferme l’accès aux aides techniques"
    if "/StructTreeRoot" not in racine:
        yield "01 : aucun arbre de structure"


def _elements(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Dictionary, str, Any]]:
    """Every structure element with its standard role and its parent, in reading order."""
    racine = pdf.Root.get("/StructTreeRoot")
    roles = {} if racine is None else racine.get("/RoleMap", {})

    def parcourir(noeud: Any, parent: Any) -> Iterator[tuple[pikepdf.Dictionary, str, Any]]:
        if isinstance(noeud, pikepdf.Array):
            for enfant in noeud:
                yield from parcourir(enfant, parent)
        elif isinstance(noeud, pikepdf.Dictionary) and "/S" in noeud:
            role = str(noeud.S)
            for _fois in range(8):
                role = role if role[1:] in STANDARD else str(roles.get(role, role))
            yield noeud, role[1:], parent
            if "/K" in noeud:
                yield from parcourir(noeud.K, noeud)

    return parcourir(racine.get("/K"), racine) if racine is not None else iter(())


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    niveau = 0
    cites = {str(nom) for element, _role, _parent in _elements(pdf) for nom in _valeurs(element, "/Headers")}
    nommes = set(_noms(pdf.Root.get("/StructTreeRoot")))
    if not cites <= nommes:
        yield "15 : une cellule nomme un en-tête hors de l’index des noms (IDTree)"
    for element, role, parent in _elements(pdf):
        if role not in STANDARD:
            yield f"02 : rôle {role} inconnu"
        if "/P" not in element or (parent.is_indirect and element.P.objgen != parent.objgen):
            yield f"09 : {role} ne nomme pas son parent"
        if role == "Figure" and not (str(element.get("/Alt", "")) or str(element.get("/ActualText", ""))):
            yield "13 : une figure n’a pas de texte de remplacement"
        if role == "Formula" and not str(element.get("/Alt", "")):
            yield "17 : une formule n’a pas de texte de remplacement"
        if role == "TH" and not _attribut(element, "/Scope") and str(element.get("/ID", "")) not in cites:
            yield "15 : un en-tête de tableau n’a ni portée ni cellule qui le nomme"
        if role in ("TH", "TD") and _role_brut(parent) != "TR":
            yield f"09 : {role} hors d’une rangée"
        if role == "L" and any(_role_brut(enfant) not in ("LI", "L", "Caption") for enfant in _enfants(element)):
            yield "09 : une liste tient autre chose que des éléments de liste"
        if role == "LI" and _role_brut(parent) != "L":
            yield "09 : LI hors d’une liste"
        if role[:1] == "H" and role[1:].isdigit():
            precedent, niveau = niveau, int(role[1:])
            if niveau > precedent + 1:
                yield f"14 : un titre saute au niveau {niveau}"


def _noms(racine: Any) -> list[str]:
    """The names of elements the tree finds."""
    return [] if racine is None or "/IDTree" not in racine else list(pikepdf.NameTree(racine.IDTree))


def _role_brut(element: Any) -> str:
    return str(element.get("/S", ""))[1:]


def _enfants(element: Any) -> list[Any]:
    """The structure elements right under this one."""
    suite = element.get("/K", [])
    liste = suite if isinstance(suite, pikepdf.Array) else [suite]
    return [enfant for enfant in liste if isinstance(enfant, pikepdf.Dictionary) and "/S" in enfant]


def _attribut(element: pikepdf.Dictionary, nom: str) -> Any:
    attributs = element.get("/A", [])
    liste = attributs if isinstance(attributs, pikepdf.Array) else [attributs]
    return next((a[nom] for a in liste if isinstance(a, pikepdf.Dictionary) and nom in a), None)


def _valeurs(element: pikepdf.Dictionary, nom: str) -> list[Any]:
    return list(_attribut(element, nom) or [])


def _parents(pdf: pikepdf.Pdf) -> dict[int, Any]:
    """The parent tree by key."""
    racine = pdf.Root.get("/StructTreeRoot")
    if racine is None or "/ParentTree" not in racine:
        return {}
    return {int(cle): valeur for cle, valeur in pikepdf.NumberTree(racine.ParentTree).items()}


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    parents = _parents(pdf)
    tenus = _contenus_tenus(pdf)
    for numero, page in enumerate(pdf.pages, 1):
        marques, nus = _lire_flux(page)
        if nus:
            yield f"01 : page {numero}, {nus} tracés ni balisés ni décoratifs"
        cle = page.obj.get("/StructParents")
        ligne = parents.get(int(cle)) if cle is not None else None
        for mcid in sorted(marques):
            if ligne is None or mcid >= len(ligne) or not isinstance(ligne[mcid], pikepdf.Dictionary):
                yield f"01 : page {numero}, le contenu {mcid} n’est pas dans ParentTree"
            elif (ligne[mcid].objgen, page.obj.objgen, mcid) not in tenus:
                yield f"01 : page {numero}, le contenu {mcid} n’est pas tenu par l’élément que ParentTree nomme"
        yield from _annotations(page, numero, parents)


def _annotations(page: Any, numero: int, parents: dict[int, Any]) -> Iterator[str]:
    annotations = [a for a in page.obj.get("/Annots", []) if not int(a.get("/F", 0)) & 2]
    if annotations and str(page.obj.get("/Tabs", "")) != "/S":
        yield f"28 : page {numero}, l’ordre des tabulations n’est pas celui de la structure"
    for annotation in annotations:
        genre = str(annotation.get("/Subtype", ""))
        parent = parents.get(int(annotation["/StructParent"])) if "/StructParent" in annotation else None
        attendu = {"/Link": "Link", "/Widget": "Form"}.get(genre, "Annot")
        if not isinstance(parent, pikepdf.Dictionary) or _role_brut(parent) != attendu:
            yield f"28 : page {numero}, une annotation {genre} n’est pas balisée {attendu}"
        if genre == "/Link" and not (str(annotation.get("/Contents", "")) or _texte_alternatif(parent)):
            yield f"28 : page {numero}, un lien n’a pas de description"


def _texte_alternatif(element: Any) -> bool:
    return isinstance(element, pikepdf.Dictionary) and bool(str(element.get("/Alt", "")))


def _contenus_tenus(pdf: pikepdf.Pdf) -> set[tuple[Any, Any, int]]:
    """Which element holds which marked content of which page."""
    tenus = set()
    for element, _role, _parent in _elements(pdf):
        enfants = element.get("/K", [])
        for enfant in enfants if isinstance(enfants, pikepdf.Array) else [enfants]:
            if isinstance(enfant, int):
                tenus.add((element.objgen, element.Pg.objgen, int(enfant)))
            elif isinstance(enfant, pikepdf.Dictionary) and "/MCID" in enfant:
                tenus.add((element.objgen, enfant.get("/Pg", element.get("/Pg")).objgen, int(enfant.MCID)))
    return tenus


def _lire_flux(page: Any) -> tuple[set[int], int]:
    """The marked contents of a page, and how many painting operators are in none nor in an artifact."""
    marques: set[int] = set()
    pile: list[bool] = []
    nus = 0
    proprietes = page.obj.get("/Resources", {}).get("/Properties", {})
    for operandes, operateur in pikepdf.parse_content_stream(page):
        nom = str(operateur)
        if nom in ("BMC", "BDC"):
            liste = operandes[1] if nom == "BDC" else {}
            liste = proprietes.get(str(liste), {}) if isinstance(liste, pikepdf.Name) else liste
            if "/MCID" in liste:
                marques.add(int(liste["/MCID"]))
            pile.append("/MCID" in liste or str(operandes[0]) == "/Artifact")
        elif nom == "EMC":
            pile.pop()
        elif nom in PEINTRES and not any(pile):
            nus += 1
    return marques, nus


def _polices(pdf: pikepdf.Pdf) -> Iterator[str]:
    for objet in pdf.objects:
        if not isinstance(objet, pikepdf.Dictionary) or str(objet.get("/Type", "")) != "/Font":
            continue
        genre, nom = str(objet.get("/Subtype", "")), str(objet.get("/BaseFont", "sans nom"))
        if genre == "/Type0" and "/ToUnicode" not in objet:
            yield f"10 : la police {nom} ne donne pas ses caractères (ToUnicode)"
        if genre in ("/CIDFontType0", "/CIDFontType2", "/TrueType", "/Type1"):
            description = objet.get("/FontDescriptor", {})
            if not any(fichier in description for fichier in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"31 : la police {nom} n’est pas incorporée"
        if genre == "/CIDFontType2" and "/CIDToGIDMap" not in objet:
            yield f"31 : la police {nom} ne relie pas ses caractères à ses dessins"
