"""Where a theme or a finding was heard: a kind and a key, resolved to a page by one table of functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Origine:
    """One kind of origin: its words, and the address of a key (empty when it leads nowhere)."""

    libelle: Any
    adresse: Callable[[str], str]


def page(route: str) -> Callable[[str], str]:
    """The page of a route that takes the key alone."""

    def adresse(cle: str) -> str:
        try:
            return reverse(route, args=[cle])
        except NoReverseMatch:
            return ""

    return adresse


ORIGINES: dict[str, Origine] = {
    "sondage": Origine(_("Sondage"), page("vague_sondage")),
    "besoin": Origine(_("Besoin du terrain"), page("besoin")),
    "groupe_temoin": Origine(_("Groupe témoin"), page("groupe_temoin")),
    "alerte": Origine(_("Alerte d’un indicateur"), lambda _cle: reverse("alertes")),
    "indicateur": Origine(_("Indicateur"), page("indicateur")),
    "revue": Origine(_("Revue de mi-parcours"), page("revue")),
    "amelioration": Origine(_("Constat du registre d’amélioration"), page("amelioration")),
    "audit": Origine(_("Audit"), lambda _cle: ""),
    "plainte": Origine(_("Plainte"), lambda _cle: ""),
}


def origine(genre: str, cle: str) -> tuple[str, str] | None:
    """The words of an origin and its address; None when there is none."""
    trouvee = ORIGINES.get(genre)
    return (f"{trouvee.libelle} : {cle}", trouvee.adresse(cle)) if trouvee else None
