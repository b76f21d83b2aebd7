"""Which edition the calendar asks for, the one to read, its figures by cut."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from indicateurs.models import ChiffreFige, CorrectionChiffre, DemandeEdition, Edition

# 15 January and 15 July (docs/editions.md).
ECHEANCES = ((1, 15), (7, 15))
# What a correction replaces.
COLONNES = ("numerateur", "denominateur", "valeur", "publie_haut", "publie_bas", "publie", "masque")

DECIMALES = ("valeur", "publie")


def en_vigueur(chiffre: ChiffreFige) -> dict[str, Any]:
    """The columns of a figure as they stand: the last correction, else what was frozen."""
    derniere = max(chiffre.corrections.all(), key=lambda c: c.pk, default=None)
    if derniere is None:
        return {nom: getattr(chiffre, nom) for nom in COLONNES}
    # A correction keeps its decimals as text.
    decimales = {nom: Decimal(derniere.nouveau[nom]) for nom in DECIMALES if derniere.nouveau[nom] is not None}
    return derniere.nouveau | decimales


def cle_avancement(demande_id: uuid.UUID | str) -> str:
    """The cache key under which the worker says how many definitions are read, of how many."""
    return f"edition:{demande_id}"


def demande_en_cours() -> DemandeEdition | None:
    """The edition a worker is making, if there is one."""
    return DemandeEdition.objects.filter(edition__isnull=True, echec="").first()


def derniere_demande_echouee() -> DemandeEdition | None:
    """The last demand, when no edition came of it."""
    derniere = DemandeEdition.objects.first()
    return derniere if derniere and derniere.echec else None


def derniere_echeance(jour: date) -> date:
    """The last date of the calendar on or before that day."""
    passees = [date(an, mois, quantieme) for an in (jour.year - 1, jour.year) for mois, quantieme in ECHEANCES]
    return max(echeance for echeance in passees if echeance <= jour)


def derniere_edition() -> Edition | None:
    """The newest frozen, None before the first."""
    return Edition.objects.order_by("-figee_le").first()


def corrections_de(edition: Edition) -> list[CorrectionChiffre]:
    """What was corrected, the newest first."""
    lues = CorrectionChiffre.objects.filter(chiffre__edition=edition).select_related("chiffre", "par")
    return list(lues.order_by("-pk"))


def chiffres(edition: Edition, coupe: str, mesures: Iterable[str] = ()) -> list[ChiffreFige]:
    """The figures of one cut, corrections at hand."""
    lus = edition.chiffres.filter(coupe=coupe).prefetch_related("corrections")
    return list(lus.filter(mesure__in=list(mesures)) if mesures else lus)


def mesures_de(edition: Edition, coupes: Iterable[str]) -> list[dict[str, Any]]:
    """The definitions an edition tells in these cuts: code, version and the words frozen with it."""
    connues = edition.chiffres.filter(coupe__in=list(coupes)).values_list("mesure", "version").distinct()
    return [
        {"code": code, "version": version} | edition.definitions[f"{code} v{version}"]
        for code, version in sorted(connues)
    ]
