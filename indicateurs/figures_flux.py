"""The charts and lines of journeys: exact for the ministry, rounded under the name of each cell for the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from guichet.graphiques import Flux, Lien
from guichet.referentiels.formats import formater_nombre, formater_pourcent
from indicateurs.divulgation import cle_de, publier_compte, publier_delai
from indicateurs.filtre import Filtre
from indicateurs.queries.parcours import ETAPES, PERTES, Attente, Chemin, Parcours

CHEMINS_MONTRES, RANGS_MONTRES, ETAPES_PAR_RANG = 12, 7, 5
AUTRES = "autres"
Dire = Callable[[int, str], int]


@dataclass(frozen=True, slots=True)
class LigneChemin:
    """One path in words, how many took it, their share of all, and how it ends."""

    etapes: list[str]
    nombre: int
    part: str
    perdu: bool
    termine: bool


@dataclass(frozen=True, slots=True)
class LigneAttente:
    """One step in words and figures; `mediane` is empty when less than half went on, or withheld."""

    etape: str
    venues: int
    avancees: int
    perdues: int
    encore: int
    mediane: str


def dire_pour(filtre: Filtre, *, exact: bool) -> Dire:
    """`dire(n, quoi)`: the number itself, or what others may read of this cell."""

    def dire(n: int, quoi: str) -> int:
        return n if exact else int(publier_compte(n, cle_de(f"parcours:{quoi}", filtre), au=filtre.au).valeur or 0)

    return dire


def chemins(parcours: Parcours, dire: Dire) -> list[LigneChemin]:
    """The most followed paths, in the order of the numbers that are told; what rounds to nobody is left out."""
    total = dire(parcours.nb, "tous")
    dits = {chemin: n for chemin, exact in parcours.chemins.items() if (n := dire(exact, ">".join(chemin)))}
    lignes = []
    for chemin, nombre in sorted(dits.items(), key=lambda un: (-un[1], un[0]))[:CHEMINS_MONTRES]:
        part, fin = formater_pourcent(min(nombre, total) / total) if total else "–", chemin[-1]
        lignes.append(LigneChemin([_mot(etape) for etape in chemin], nombre, part, fin in PERTES, fin == "fin"))
    return lignes


def attentes(parcours: Parcours, dire: Dire, filtre: Filtre, *, exact: bool) -> list[LigneAttente]:
    """Each step: who came, went on, was lost, is still there, and the median time."""
    return [
        LigneAttente(
            etape=_mot(un.etape),
            venues=dire(un.venues, f"{un.etape}/venues"),
            avancees=dire(un.avancees, f"{un.etape}/avancees"),
            perdues=dire(un.perdues, f"{un.etape}/perdues"),
            encore=dire(un.encore, f"{un.etape}/encore"),
            mediane=_mediane(un, filtre, exact),
        )
        for un in parcours.attentes()
    ]


def flux(parcours: Parcours, dire: Dire) -> Flux | None:
    """The paths drawn rank by rank; None when nobody moved."""
    liens = liens_de(parcours.chemins)
    montres = [
        Lien(rang, de, vers, n) for (rang, de, vers), exact in liens if (n := dire(exact, f"{rang}:{de}>{vers}"))
    ]
    if not montres:
        return None
    return Flux(
        titre=_("De la demande à son issue : combien suivent chaque voie, pas après pas"),
        entetes=[_("Passage"), _("Personnes"), _("Part de ceux qui sont partis de cette étape")],
        liens=montres,
        mots={code: str(mot) for code, mot in ETAPES.items()} | {AUTRES: _("Autres étapes")},
        pertes=PERTES,
        cle="flux",
    )


def liens_de(tous: Counter[Chemin]) -> list[tuple[tuple[int, str, str], int]]:
    """How many went from each step to the next, by rank; the smallest steps of a rank are one."""
    gardees = _gardees(tous)
    liens: Counter[tuple[int, str, str]] = Counter()
    for chemin, nombre in tous.items():
        noms = [etape if etape in gardees[rang] else AUTRES for rang, etape in enumerate(chemin[:RANGS_MONTRES])]
        for rang, (de, vers) in enumerate(pairwise(noms)):
            liens[rang, de, vers] += nombre
    return sorted(liens.items(), key=lambda un: (un[0][0], -un[1], un[0]))


def _gardees(tous: Counter[Chemin]) -> dict[int, set[str]]:
    par_rang: dict[int, Counter[str]] = defaultdict(Counter)
    for chemin, nombre in tous.items():
        for rang, etape in enumerate(chemin[:RANGS_MONTRES]):
            par_rang[rang][etape] += nombre
    return {
        rang: {etape for etape, _n in sorted(comptes.items(), key=lambda un: (-un[1], un[0]))[:ETAPES_PAR_RANG]}
        for rang, comptes in par_rang.items()
    }


def _mediane(un: Attente, filtre: Filtre, exact: bool) -> str:
    jours: Decimal | int | None = un.mediane
    if not exact:
        jours = publier_delai(
            un.mediane, un.avancees, cle_de(f"parcours:{un.etape}/jours", filtre), au=filtre.au
        ).valeur
    return "" if jours is None else formater_nombre(jours)


def _mot(etape: str) -> str:
    return str(ETAPES[etape])
