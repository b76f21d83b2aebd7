"""The board as a page shows it: a matrix, a map of the 17 regions, and the sentence that says the finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guichet.graphiques import Tuiles
from guichet.referentiels.formats import formater_nombre
from guichet.referentiels.queries import choix_regions
from inscriptions.horaires import CRENEAUX
from inscriptions.models import Formule
from partenaires.queries.ouvertures import Region as RegionFormee
from partenaires.queries.tableau import SEMAINES, Bilan, Tableau

VALEURS: dict[str, Callable[[], Sequence[tuple[Any, Any]]]] = {
    "region": choix_regions,
    "niveau": lambda: [(n, str(n)) for n in range(1, 13)],
    "formule": lambda: Formule.choices,
    "creneau": lambda: list(CRENEAUX.items()),
}
ENTETES = {
    "region": gettext_lazy("Région"),
    "niveau": gettext_lazy("Niveau"),
    "formule": gettext_lazy("Formule"),
    "creneau": gettext_lazy("Créneau"),
}


@dataclass(frozen=True)
class Rangee:
    """One line of the matrix: its value, its words, its cells, its total."""

    code: Any
    libelle: Any
    cases: Sequence[Bilan]
    total: Bilan


@dataclass(frozen=True)
class Matrice:
    """Lines, columns and totals."""

    lignes: str
    colonnes: Sequence[tuple[Any, Any]]
    rangees: Sequence[Rangee]
    totaux: Sequence[Bilan]
    total: Bilan


def matrice(tableau: Tableau, lignes: str, colonnes: str) -> Matrice:
    """The cut crossed along two axes; columns nobody needs nor offers are left out."""
    croises, par_ligne, par_colonne = tableau.par(lignes, colonnes), tableau.par(lignes), tableau.par(colonnes)
    gardees = [(code, libelle) for code, libelle in VALEURS[colonnes]() if (code,) in par_colonne]
    rangees = [
        Rangee(
            code,
            libelle,
            [croises.get((code, colonne), Bilan()) for colonne, _libelle in gardees],
            par_ligne[(code,)],
        )
        for code, libelle in VALEURS[lignes]()
        if (code,) in par_ligne
    ]
    totaux = [par_colonne[(code,)] for code, _libelle in gardees]
    return Matrice(lignes, gardees, rangees, totaux, tableau.total())


def carte(tableau: Tableau) -> Tuiles:
    """Seats missing in each region; its title says where most."""
    manques = {str(code): bilan.manque for (code,), bilan in tableau.par("region").items()}
    unite = _("personnes-semaines") if tableau.filtre.unite == SEMAINES else _("places")
    return Tuiles(
        titre=_constat(manques, tableau.total().manque, unite),
        entetes=(_("Région"), _("Ce qui manque, en %(unite)s") % {"unite": unite}),
        description=_(
            "Besoin prévu au début de la session sans place annoncée ni déclarée de même niveau et de même formule."
        ),
        valeurs=manques,
        cle="capacite",
    )


def carte_des_ouvertures(regions: Iterable[RegionFormee]) -> Tuiles:
    """Groups that a formation opens in each region it covers; its title says where most."""
    regions, codes = list(regions), {nom: code for code, nom in choix_regions()}
    premiere = max(regions, key=lambda region: (region.ouverts, region.nom))
    titre = ngettext(
        "%(total)s groupe ouvre, dans cette région : %(region)s.",
        "%(total)s groupes ouvrent, dont %(nombre)s dans une seule région : %(region)s.",
        total := sum(region.ouverts for region in regions),
    ) % {"total": formater_nombre(total), "nombre": formater_nombre(premiere.ouverts), "region": premiere.nom}
    return Tuiles(
        titre=titre if total else _("Aucun groupe n’ouvre."),
        entetes=(_("Région"), _("Groupes à ouvrir")),
        valeurs={codes[region.nom]: region.ouverts for region in regions},
        cle="formation",
    )


def _constat(manques: dict[str, int], total: int, unite: str) -> str:
    noms = dict(choix_regions())
    pire = max(manques, key=lambda code: (manques[code], code), default="")
    if not pire or not manques[pire]:
        return _("Il ne manque aucune place.")
    return _("Il manque %(total)s %(unite)s, dont %(pire)s dans une seule région : %(region)s.") % {
        "total": formater_nombre(total),
        "unite": unite,
        "pire": formater_nombre(manques[pire]),
        "region": noms[pire],
    }
