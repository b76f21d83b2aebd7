"""All the terms of one entente, as its pages and its versions read them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guichet.mesure.definition import MESURES, Genre
from guichet.referentiels.formats import formater_nombre, formater_pourcent
from partenaires.models import (
    ActiviteEntente,
    ClauseEntente,
    Entente,
    IndicateurEntente,
    LigneBudget,
    Livrable,
    Versement,
)

# The rows a page adds and changes, by the word of its address.
ELEMENTS: dict[str, Any] = {
    "activite": ActiviteEntente,
    "indicateur": IndicateurEntente,
    "budget": LigneBudget,
    "livrable": Livrable,
    "versement": Versement,
    "clause": ClauseEntente,
}


@dataclass(frozen=True, slots=True)
class Contenu:
    """The rows still counted, in their order."""

    entente: Entente
    activites: list[Any]
    indicateurs: list[Any]
    budget: list[Any]
    livrables: list[Any]
    versements: list[Any]
    clauses: list[Any]

    @property
    def total_activites(self) -> Decimal:
        """Planned volumes times prices."""
        return sum((activite.montant for activite in self.activites), Decimal(0))

    @property
    def total_budget(self) -> Decimal:
        """Every line of the budget."""
        return sum((ligne.montant for ligne in self.budget), Decimal(0))

    @property
    def total_versements(self) -> Decimal:
        """Every instalment."""
        return sum((versement.montant for versement in self.versements), Decimal(0))


def contenu_entente(entente: Entente) -> Contenu:
    """The terms of this entente, six queries however many rows."""
    indicateurs = list(entente.indicateurs.actifs())
    for indicateur in indicateurs:
        indicateur.titre, indicateur.phrase, indicateur.definition = en_mots(indicateur)
    return Contenu(
        entente,
        list(entente.activites.actifs()),
        indicateurs,
        list(entente.lignes_budget.actifs()),
        list(entente.livrables.actifs()),
        list(entente.versements.ordinaires().select_related("livrable")),
        list(entente.clauses.actifs()),
    )


def en_mots(indicateur: IndicateurEntente) -> tuple[str, str, str]:
    """The indicator's title, what was agreed as a sentence, and its definition with code and version."""
    mesure = MESURES.get(indicateur.code)
    taux = mesure is not None and mesure.genre is Genre.TAUX
    cible = formater_pourcent(indicateur.cible) if taux else formater_nombre(indicateur.cible)
    unite = "" if mesure is None or taux else str(mesure.unite)
    phrase = _("%(sens)s %(cible)s %(unite)s").strip() % {
        "sens": indicateur.get_sens_display(),
        "cible": cible,
        "unite": unite,
    }
    definition = f"{mesure.definition} ({mesure.reference})" if mesure else ""
    return (str(mesure.titre) if mesure else indicateur.code), phrase.strip(), definition


def element_de(entente: Entente, genre: str, code: str) -> Any:
    """The row of this kind and code still counted, or None; an instalment's code is its number."""
    if genre == "versement":
        return entente.versements.ordinaires().filter(numero=int(code) if code.isdecimal() else -1).first()
    return ELEMENTS[genre].objects.actifs().filter(entente=entente, code=code).first()
