"""The portal's icons: one stroke drawing each, inline, so that a page needs no other request and a PDF shows them."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Paths on a 24 × 24 grid, drawn with a 2-unit stroke.
TRACES = {
    "absence": '<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6m0-6-6 6"/>',
    "ajouter": '<path d="M12 5v14M5 12h14"/>',
    "alerte": '<path d="M12 4 2.5 20h19z"/><path d="M12 10v4.5M12 17.5v.01"/>',
    "attente": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "calendrier": '<rect x="3.5" y="5" width="17" height="15.5" rx="1.5"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "cercle": '<circle cx="12" cy="12" r="9"/>',
    "chevron": '<path d="m9 5 7 7-7 7"/>',
    "classe": '<path d="M3 8.5 12 4l9 4.5-9 4.5z"/><path d="M7 11v5c2.5 2.5 7.5 2.5 10 0v-5M21 8.5V14"/>',
    "coche": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "document": '<path d="M6 3h8l4.5 4.5V21H6z"/><path d="M14 3v5h4.5M9 13h6M9 17h6"/>',
    "droite": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "fermer": '<path d="m6 6 12 12M18 6 6 18"/>',
    "filtre": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "information": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.01"/>',
    "langue": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c6 6 6 12 0 18M12 3c-6 6-6 12 0 18"/>',
    "lieu": '<path d="M12 21c5-6 7-8.5 7-11.5a7 7 0 0 0-14 0C5 12.5 7 15 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "message": '<path d="M4 5h16v11H11l-4 4v-4H4z"/>',
    "modifier": '<path d="M5 19h3.5L19 8.5 15.5 5 5 15.5z"/>',
    "organisation": '<path d="M4 20.5V5h9v15.5M13 10h7v10.5M2.5 20.5h19M7 9h3M7 13h3M7 17h3"/>',
    "partir": '<path d="M10 4H4.5v16H10M9 12h11M16 8l4 4-4 4"/>',
    "pause": '<circle cx="12" cy="12" r="9"/><path d="M10 9v6M14 9v6"/>',
    "personne": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c1-4.5 4-6 8-6s7 1.5 8 6"/>',
    "personnes": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.5-4 3-5.5 6.5-5.5s6 1.5 6.5 5.5"/>'
    '<path d="M15.5 5.5a3.5 3.5 0 0 1 0 6M18 15c2 .8 3.2 2.3 3.5 5"/>',
    "rechercher": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "retour": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "reussi": '<circle cx="12" cy="12" r="9"/><path d="m8 12.5 3 3 5.5-6.5"/>',
    "telecharger": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "telephone": '<path d="M5 4h4l1.5 5-2.5 1.5c1 2.5 3 4.5 5.5 5.5L15 13.5l5 1.5v4c-8.5 1-16-6.5-15-15z"/>',
}
# A direction arrow turns over when the page reads from the right.
_DIRIGEES = frozenset({"chevron", "droite", "partir", "retour"})


def icone(nom: str, titre: str = "") -> SafeString:
    """The inline SVG of an icon: hidden from assistive tools, unless `titre` says what it means."""
    if not titre:
        return _dessin(nom)
    return _dessiner(nom, format_html(' role="img" aria-label="{}"', titre))


@cache
def _dessin(nom: str) -> SafeString:
    return _dessiner(nom, mark_safe(' aria-hidden="true"'))


def _dessiner(nom: str, sens: SafeString) -> SafeString:
    classe = "icone icone-dirigee" if nom in _DIRIGEES else "icone"
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" width="24" height="24" focusable="false"{}>{}</svg>',
        classe,
        sens,
        mark_safe(TRACES[nom]),  # noqa: S308
    )
