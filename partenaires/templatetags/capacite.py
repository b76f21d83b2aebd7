"""How capacity is shown: the expected fill of a group as a bar with its interval, the tint of a cell of the board."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guichet.referentiels.formats import formater_nombre

register = template.Library()

LARGEUR, HAUTEUR = 140, 22
FOND, INTERVALLE, CENTRE, SEUIL = "#e6e9ee", "#83afd5", "#123a63", "#b5561f"
# Under this share of the need a cell lacks seats; above the other it has more than enough.
MANQUE, LARGE = 0.8, 1.2


@register.simple_tag
def remplissage(propose: Any) -> SafeString:
    """`{% remplissage propose %}`: low to high number of learners expected, in words and on the group's seats."""
    groupe = propose.groupe
    if propose.remplissage_le is None:
        return format_html('<span class="discret">{}</span>', _("Pas encore calculé"))
    bas, milieu, haut = propose.remplissage_bas, propose.remplissage_median, propose.remplissage_haut
    texte = str(bas) if bas == haut else _("%(bas)s à %(haut)s") % {"bas": bas, "haut": haut}
    return format_html(
        '<span class="remplissage">{}<span class="remplissage-texte">{}</span></span>',
        _barre(bas, milieu, haut, groupe.minimum, groupe.capacite),
        _("%(attendues)s sur %(places)s") % {"attendues": texte, "places": groupe.capacite},
    )


@register.simple_tag
def cellule(bilan: Any) -> SafeString:
    """`{% cellule bilan %}`: one cell of the board."""
    classe = f"nombre matrice-case {teinte(bilan)}"
    if not bilan.besoin and not bilan.capacite:
        patron = '<td class="{}"><span aria-hidden="true">–</span><span class="qc-sr-only">{}</span></td>'
        return format_html(patron, classe, _("rien"))
    return format_html(
        '<td class="{}"><span class="case-ecart"><span aria-hidden="true">{}</span><span class="qc-sr-only">{} :</span>'
        '</span><span class="case-detail">{} <span aria-hidden="true">/</span><span class="qc-sr-only">{}</span> {}'
        '<span class="qc-sr-only"> {}</span></span></td>',
        classe,
        signe(bilan),
        ecart(bilan),
        ecrire(bilan.besoin),
        _("besoin,"),
        ecrire(bilan.capacite),
        _("places"),
    )


def ecrire(nombre: int) -> str:
    """A whole number; a small one needs no separator, and a board holds hundreds."""
    return str(nombre) if nombre < 1000 else formater_nombre(nombre)


def teinte(bilan: Any) -> str:
    """The class of a cell: it lacks seats, has about enough, more than enough, or nobody needs it."""
    part = bilan.couverture
    if part is None:
        return "case-large" if bilan.capacite else "case-vide"
    if part < MANQUE:
        return "case-manque"
    return "case-large" if bilan.capacite > LARGE * bilan.besoin else "case-juste"


def signe(bilan: Any) -> str:
    """« −36 », « +12 », « 0 »: the same for the eye, in a narrow cell."""
    if bilan.manque:
        return f"−{ecrire(bilan.manque)}"
    return f"+{ecrire(bilan.surplus)}" if bilan.surplus else "0"


@register.filter
def ecart(bilan: Any) -> str:
    """« manque 36 », « 12 de plus », « juste »: what a cell lacks, in words and figures."""
    if bilan.manque > 0:
        return _("manque %(n)s") % {"n": ecrire(bilan.manque)}
    if bilan.surplus:
        return _("%(n)s de plus") % {"n": ecrire(bilan.surplus)}
    return _("juste") if bilan.besoin else "–"


def _barre(bas: int, milieu: int, haut: int, minimum: int, capacite: int) -> SafeString:
    """The interval on the seats, with the minimum as a mark; the figures stand beside it in words."""
    echelle = LARGEUR / max(1, capacite)
    attributs = {"viewBox": f"0 0 {LARGEUR} {HAUTEUR}", "class": "remplissage-barre", "aria-hidden": "true"}
    racine = ET.Element("svg", attributs)
    _rectangle(racine, 0, LARGEUR, FOND)
    _rectangle(racine, min(bas * echelle, LARGEUR - 3), max(3.0, (haut - bas) * echelle), INTERVALLE)
    _rectangle(racine, min(milieu * echelle, LARGEUR - 3), 3, CENTRE)
    x = f"{minimum * echelle:.1f}"
    trait = {"x1": x, "x2": x, "y1": "0", "y2": str(HAUTEUR), "stroke": SEUIL, "stroke-width": "2"}
    ET.SubElement(racine, "line", trait)
    return mark_safe(ET.tostring(racine, encoding="unicode"))  # noqa: S308 - figures only


def _rectangle(racine: ET.Element, x: float, largeur: float, couleur: str) -> None:
    attributs = {"x": f"{x:.1f}", "y": "5", "width": f"{largeur:.1f}", "height": "12", "rx": "2", "fill": couleur}
    ET.SubElement(racine, "rect", attributs)
