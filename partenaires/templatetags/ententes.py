"""How terms are shown: the link to comment a clause or a figure, the words that change between two versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.icones import icone
from partenaires.queries.versions_entente import AJOUTE, RETIRE

register = template.Library()


@register.simple_tag
def commentaires(entente: Any, ouverts: Mapping[str, int], discute: bool, cible: str, sujet: str) -> SafeString:
    """`{% commentaires entente ouverts discute "budget:salaires:montant" titre %}`: how many are open, and a link."""
    nombre = ouverts.get(cible, 0)
    morceaux = []
    adresse = reverse("entente_negociation", args=[entente.pk])
    if nombre:
        mots = ngettext("%(n)s commentaire ouvert", "%(n)s commentaires ouverts", nombre) % {"n": nombre}
        morceaux.append(format_html('<a href="{}">{}{}</a>', adresse, icone("message"), mots))
    if discute:
        vers = f"{adresse}?{urlencode({'cible': cible})}#ouvrir"
        morceaux.append(
            format_html('<a href="{}">{}<span class="qc-sr-only"> : {}</span></a>', vers, _("Commenter"), sujet)
        )
    return format_html_join(" ", "{}", ((morceau,) for morceau in morceaux))


@register.simple_tag
def mots_changes(morceaux: Iterable[Any]) -> SafeString:
    """`{% mots_changes difference.morceaux %}`: words added and taken out are marked by element, icon and words."""
    return format_html_join("", "{}", ((_morceau(morceau),) for morceau in morceaux))


@register.filter
def permis(genres: Mapping[str, bool], genre: str) -> bool:
    """Whether rows of this kind may be changed."""
    return genres[genre]


def _morceau(morceau: Any) -> Any:
    texte = mark_safe(format_html("{}", morceau.texte).replace("\n", "<br>"))  # noqa: S308
    if morceau.genre == AJOUTE:
        marque = format_html('{}<span class="qc-sr-only">{} </span>', icone("ajouter"), _("Ajouté :"))
        return format_html('<ins class="mot-ajoute">{}{}</ins>', marque, texte)
    if morceau.genre == RETIRE:
        marque = format_html('{}<span class="qc-sr-only">{} </span>', icone("absence"), _("Retiré :"))
        return format_html('<del class="mot-retire">{}{}</del>', marque, texte)
    return texte
