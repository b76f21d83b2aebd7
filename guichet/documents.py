"""How documents are made: HTML to tagged PDF (PDF/UA), from our own files only.

WeasyPrint and its libraries are loaded when a document is made, never when the site starts.
"""

from __future__ import annotations

import atexit
import io
import mimetypes
import threading
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import segno
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

from guichet.balisage import finir_le_balisage

# The scheme of our own files inside a document: `statique:sdg/fonts/…`. Nothing else is ever fetched.
SCHEME = "statique"
DOSSIERS_PERMIS = ("sdg/fonts/", "img/", "css/documents/")
# What the text font draws. A name with any other letter is set whole in DejaVu, never half in each.
ALPHABET_DU_TEXTE = frozenset(map(chr, range(0x20, 0x100))) | frozenset("ŒœŸ’–—")
FEUILLES_GARDEES = 16
GRAISSES = ((400, "regular"), (600, "600"), (700, "700"))


class AdresseRefusee(ValueError):
    """A document asked for something that is not one of our static files."""


class _Partage(threading.local):
    """What the documents of one thread share: the fonts as the renderer registered them, and the sheets it has read.

    Neither depends on what a document says: shared or not, the bytes are the same.
    """

    def __init__(self) -> None:
        from weasyprint.text.fonts import FontConfiguration

        self.polices = FontConfiguration()
        self.feuilles: dict[str, Any] = {}


@cache
def _partage() -> _Partage:
    # Let go while the renderer can still clean up after itself.
    atexit.register(_partage.cache_clear)
    return _Partage()


def rendre_pdf(html: str, *, identifiant: bytes | None = None) -> bytes:
    """HTML to PDF/UA-1, with the default-deny fetcher; the sheet of its head is read once for all its documents."""
    from weasyprint import HTML

    reste, feuilles = _sans_sa_feuille(html)
    document = HTML(string=reste, base_url=f"{SCHEME}:", url_fetcher=recuperateur())
    return document.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifiant,
        finisher=finir_le_balisage,
        font_config=_partage().polices,
        stylesheets=feuilles,
    )


def _sans_sa_feuille(html: str) -> tuple[str, list[Any]]:
    """The page without the style of its head, and that style as the renderer read it."""
    from weasyprint import CSS

    avant, ouvre, suite = html.partition("<style>")
    style, ferme, apres = suite.partition("</style>")
    if not (ouvre and ferme) or "</head>" in avant:
        return html, []
    partage = _partage()
    if style not in partage.feuilles:
        while len(partage.feuilles) >= FEUILLES_GARDEES:
            partage.feuilles.pop(next(iter(partage.feuilles)))
        partage.feuilles[style] = CSS(
            string=style, base_url=f"{SCHEME}:", url_fetcher=recuperateur(), font_config=partage.polices
        )
    return avant + apres, [partage.feuilles[style]]


def recuperateur() -> Any:
    """A WeasyPrint fetcher that reads our own static files and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class FichiersDuPortail(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            chemin = fichier_permis(url)
            type_mime = mimetypes.guess_type(chemin.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, chemin.read_bytes(), {"Content-Type": type_mime})

    return FichiersDuPortail()


def fichier_permis(url: str) -> Path:
    """The file a `statique:` address names, or `AdresseRefusee`."""
    parties = urlsplit(url)
    nom = unquote(parties.path).lstrip("/")
    if parties.scheme != SCHEME or parties.netloc or ".." in nom or not nom.startswith(DOSSIERS_PERMIS):
        raise AdresseRefusee(url[:80])
    trouve = finders.find(nom)
    if not trouve:
        raise AdresseRefusee(url[:80])
    return Path(str(trouve))


def polices() -> list[dict[str, Any]]:
    """The weights of the text font that are installed; none leaves the system's DejaVu."""
    noms = [(graisse, f"sdg/fonts/open-sans-v43-latin-{nom}.woff2") for graisse, nom in GRAISSES]
    return [{"graisse": graisse, "url": f"{SCHEME}:{nom}"} for graisse, nom in noms if finders.find(nom)]


def code_qr(adresse: str) -> SafeString:
    """A QR code as inline SVG, its title read aloud."""
    tampon = io.BytesIO()
    segno.make(adresse, error="m", micro=False).save(
        tampon, kind="svg", xmldecl=False, svgns=True, border=0, dark="#223654", title=adresse, omitsize=True
    )
    return mark_safe(tampon.getvalue().decode())  # noqa: S308 - made by segno from our own address
