"""The eye on every page a browser visits: axe, both widths, silence of the console, no sideways scroll.

With `PORTAIL_CAPTURES=1`, a picture of each page at both widths is left in `tests/captures/`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

ETROIT, LARGE = {"width": 360, "height": 800}, {"width": 1280, "height": 900}
CAPTURES = Path(__file__).resolve().parents[1] / "captures"
# A third of the walk: pictures are for eyes, taken when someone wants to look.
AVEC_CAPTURES = bool(os.environ.get("PORTAIL_CAPTURES"))
REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS = json.dumps({"runOnly": REGLES, "resultTypes": ["violations"], "preload": False})
_AXE = f"() => axe.run(document, {_OPTIONS}).then(resultat => resultat.violations)"
_DEFILE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_ESPION = """document.addEventListener('securitypolicyviolation',
  e => console.error('CSP : ' + e.violatedDirective + ' ' + e.blockedURI));"""


class Regard:
    """Collects what is wrong on the pages looked at; a test ends with `assert not regard.constats`."""

    def __init__(self, dossier: str) -> None:
        self.constats: list[str] = []
        self.dossier = CAPTURES / dossier
        self.dossier.mkdir(parents=True, exist_ok=True)
        self._rang = 0

    def surveiller(self, contexte: BrowserContext) -> None:
        """Listen to everything this browser's pages complain about."""
        contexte.add_init_script(_ESPION)
        contexte.on("console", self._console)
        contexte.on("weberror", lambda erreur: self.constats.append(f"erreur de script : {erreur.error}"))
        contexte.on("response", self._reponse)

    def regarder(self, page: Page, nom: str, *, captures: bool = AVEC_CAPTURES) -> None:
        """Judge this page as it stands, at 360 and 1280 px."""
        self._rang += 1
        depart = page.viewport_size
        for taille in (ETROIT, LARGE):
            page.set_viewport_size(taille)  # type: ignore[arg-type]
            self._juger(page, f"{nom} ({taille['width']} px)", taille["width"])
            if captures:
                chemin = self.dossier / f"{self._rang:02d}-{nom}-{taille['width']}.png"
                page.screenshot(path=chemin, full_page=True)
        if depart:
            page.set_viewport_size(depart)

    def _juger(self, page: Page, nom: str, largeur: int) -> None:
        if page.evaluate("() => typeof axe") == "undefined":
            page.evaluate(AXE_SCRIPT)
        for violation in page.evaluate(_AXE):
            cibles = ", ".join(str(noeud["target"][0]) for noeud in violation["nodes"][:4])
            self.constats.append(f"{nom} : {violation['id']} — {violation['help']} — {cibles}")
        if (trop := page.evaluate(_DEFILE)) > 0:
            self.constats.append(f"{nom} : la page déborde de {trop} px sur les côtés")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.constats.append(f"console : {message.text} ({message.page.url if message.page else ''})")

    def _reponse(self, reponse: Response) -> None:
        document = reponse.request.resource_type == "document"
        if reponse.status >= 500 or (reponse.status >= 400 and not document):
            self.constats.append(f"{reponse.status} {reponse.request.method} {reponse.url}")
