"""What the renderer leaves out of a tagged file, added before it is written, so that it meets PDF/UA-1.

WeasyPrint tags the margins of a page but hangs them from no element, gives a table head no scope, and lists no element
by its name. Here the margins become decoration, a head says whether it names its column or its row, and the names are
indexed. This reads the renderer's objects, never its markup: the same input still gives the same bytes.
"""

from __future__ import annotations

from typing import Any


def finir_le_balisage(_document: Any, pdf: Any) -> None:
    """A WeasyPrint finisher: leaves the PDF tagged as PDF/UA-1 asks."""
    racine = _objet(pdf, pdf.catalog["StructTreeRoot"])
    elements = _elements(pdf, racine)
    _marges_en_decor(pdf, _objet(pdf, racine["ParentTree"])["Nums"], {element.reference for element in elements})
    _portees(pdf, [element for element in elements if element["S"] == "/TH"])
    _index_des_noms(racine, [element for element in elements if "ID" in element])


def _objet(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _elements(pdf: Any, noeud: Any) -> list[Any]:
    """Every structure element under this one, in reading order."""
    enfants = [_objet(pdf, cle) for cle in noeud["K"] if isinstance(cle, bytes)]
    return [lu for enfant in enfants if "S" in enfant for lu in (enfant, *_elements(pdf, enfant))]


def _marges_en_decor(pdf: Any, parents: list[Any], tenus: set[bytes]) -> None:
    """Contents whose element is outside the tree, those of the margins, become pagination artifacts."""
    for page, ligne in zip(pdf.page_references, parents[1::2], strict=False):
        perdus = {mcid for mcid, reference in enumerate(ligne) if reference not in tenus}
        flux = _objet(pdf, _objet(pdf, page)["Contents"]).stream
        for rang, proprietes in enumerate(flux):
            if isinstance(proprietes, dict) and proprietes.get("MCID") in perdus:
                flux[rang - 1] = "/Artifact"
                del proprietes["MCID"]
                proprietes["Type"] = "/Pagination"
        ligne[:] = [b"null" if mcid in perdus else reference for mcid, reference in enumerate(ligne)]


def _portees(pdf: Any, entetes: list[Any]) -> None:
    """A head of the table's head names its column, any other its row: so are all our tables."""
    for entete in entetes:
        groupe = _objet(pdf, _objet(pdf, entete["P"])["P"])
        entete["A"]["Scope"] = "/Column" if groupe["S"] == "/THead" else "/Row"


def _index_des_noms(racine: Any, nommes: list[Any]) -> None:
    import pydyf

    index = sorted((element["ID"].data, element) for element in nommes)
    if index:
        noms = pydyf.Array(part for _cle, element in index for part in (element["ID"], element.reference))
        racine["IDTree"] = pydyf.Dictionary({"Names": noms})
