"""What the pages of losses, follow-ups and campaigns share: their tabs, the filters of an address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role


def onglets_relances(acteur: Acteur, courant: str) -> list[dict[str, Any]]:
    """The three lists beside one another; a partner has its follow-ups alone."""
    if acteur.role is not Role.CONSEILLER:
        return []
    listes = (("suivis", _("Suivis")), ("pertes", _("Pertes")), ("campagnes", _("Campagnes")))
    return [{"libelle": mot, "url": reverse(nom), "courant": nom == courant} for nom, mot in listes]


def parmi(request: HttpRequest, nom: str, permises: Any) -> str:
    """The filter when it is one we know, else no filter."""
    valeur = request.GET.get(nom, "")
    return valeur if valeur in permises else ""
