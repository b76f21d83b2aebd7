"""Which pages make the file of one entente, and who opens each?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Acteur
from partenaires.models import Entente
from partenaires.states_ententes import LECTURE_ENTENTES, PREPARATION

LECTEURS = LECTURE_ENTENTES | PREPARATION


@dataclass(frozen=True, slots=True)
class Onglet:
    """One page of the file: its URL's name and its words; `engagee` keeps it for signed ententes."""

    url: str
    libelle: Any
    engagee: bool = False


ONGLETS: tuple[Onglet, ...] = (
    Onglet("entente", _("Entente")),
    Onglet("entente_contenu", _("Termes")),
    Onglet("entente_negociation", _("Négociation")),
    Onglet("entente_versions", _("Versions")),
    Onglet("entente_signature", _("Signature")),
    Onglet("redditions", _("Redditions"), engagee=True),
    Onglet("versements", _("Versements"), engagee=True),
    Onglet("entente_revues", _("Revues"), engagee=True),
    Onglet("avenants", _("Avenants"), engagee=True),
    Onglet("entente_termes", _("Termes en vigueur"), engagee=True),
    Onglet("decompte", _("Décompte"), engagee=True),
)


def onglets_de(entente: Entente, acteur: Acteur, courant: str) -> list[dict[str, Any]]:
    """The tabs of this entente for this actor, as the component draws them; empty without the right to read."""
    if acteur.role not in LECTEURS:
        return []
    return [
        {"libelle": onglet.libelle, "url": adresse, "courant": onglet.url == courant}
        for onglet in ONGLETS
        if (entente.est_engagee or not onglet.engagee) and (adresse := _adresse(onglet, entente))
    ]


def _adresse(onglet: Onglet, entente: Entente) -> str:
    try:
        return reverse(onglet.url, args=[entente.pk])
    except NoReverseMatch:  # Its page is still to come.
        return ""
