"""One figure told outside: a rounded count, a ratio of rounded counts, a rounded delay, or nothing and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from guichet.mesure.arrondi import arrondir
from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Diffusion, Genre, Mesure
from guichet.referentiels.parametres import parametre
from indicateurs.divulgation.cles import cle_de, expression_de, hors_treillis
from indicateurs.filtre import Filtre


@dataclass(frozen=True, slots=True)
class Publie:
    """A figure as the public reads it: `valeur`, or None and the `motif`. A 0 is a value, never a refusal.

    `haut` and `bas` are the rounded counts it is made of.
    """

    valeur: Decimal | None
    motif: str = ""
    haut: int | None = None
    bas: int | None = None

    @property
    def est_masque(self) -> bool:
        """True when the figure is withheld."""
        return self.valeur is None


def publier_compte(n: int, cle: str, *, au: date | None = None) -> Publie:
    """The count under its key: always the same multiple of the base, a 0 for nobody or a few."""
    arrondi = _arrondi(n, cle, au)
    return Publie(Decimal(arrondi), haut=arrondi)


def publier_taux(haut: int, bas: int, cle: str, *, au: date | None = None) -> Publie:
    """The ratio of two rounded counts; withheld when too few are counted below the line."""
    entier = haut <= bas
    return _taux(_arrondi(haut, f"{cle}/haut", au), _arrondi(bas, f"{cle}/bas", au), au, entier)


def publier_delai(jours: Decimal | int | None, nombre: int, cle: str, *, au: date | None = None) -> Publie:
    """A median rounded to the base; withheld when too few delays make it."""
    return _delai(jours, _arrondi(nombre, cle, au), cle, au)


def publier_valeur(mesure: Mesure, filtre: Filtre, valeur: Valeur) -> Publie:
    """The figure of a definition for this choice, as far as its diffusion class and the lattice let it go."""
    if mesure.diffusion is Diffusion.INTERNE:
        return Publie(None, _("Ce chiffre reste au ministère."))
    if motif := hors_treillis(filtre, au=filtre.au):
        return Publie(None, motif)
    haut, bas = comptes_arrondis(mesure, filtre, valeur)
    return composer(mesure, filtre, valeur, haut, bas)


def comptes_arrondis(mesure: Mesure, filtre: Filtre, valeur: Valeur) -> tuple[int | None, int | None]:
    """The two counts of a figure, each under its own key; None for the one it does not have."""
    haut = valeur.numerateur
    if haut is None and mesure.genre in (Genre.COMPTE, Genre.STOCK) and valeur.valeur is not None:
        haut = round(valeur.valeur)
    cle_haut, cle_bas = (cle_de(expression_de(mesure, haut=cote), filtre) for cote in (True, False))
    return (
        None if haut is None else _arrondi(haut, cle_haut, filtre.au),
        None if valeur.denominateur is None else _arrondi(valeur.denominateur, cle_bas, filtre.au),
    )


def composer(mesure: Mesure, filtre: Filtre, valeur: Valeur, haut: int | None, bas: int | None) -> Publie:
    """The figure made of these rounded counts and, for a delay, of its median."""
    if haut is None:
        return Publie(None, _("Aucune donnée pour ce choix."))
    match mesure.genre:
        case Genre.COMPTE | Genre.STOCK:
            return Publie(Decimal(haut), haut=haut)
        case Genre.DELAI:
            return _delai(valeur.valeur, haut, cle_de(expression_de(mesure, haut=True), filtre), filtre.au)
        case _:
            entier = (valeur.numerateur or 0) <= (valeur.denominateur or 0)
            return _taux(haut, bas or 0, filtre.au, entier)


def _arrondi(n: int, cle: str, au: date | None) -> int:
    return arrondir(n, cle, base=int(parametre("base_arrondi_publication", au=au or date.max)))


def _taux(haut: int, bas: int, au: date | None, entier: bool) -> Publie:
    """`entier`: a part of a whole, which rounding may not push above it."""
    minimum = int(parametre("denominateur_minimum_publication", au=au or date.max))
    if bas < minimum:
        return Publie(None, _("Moins de %(minimum)d personnes comptées.") % {"minimum": minimum}, haut, bas)
    return Publie(Decimal(min(haut, bas) if entier else haut) / bas, haut=haut, bas=bas)


def _delai(jours: Decimal | int | None, nombre: int, cle: str, au: date | None) -> Publie:
    minimum = int(parametre("denominateur_minimum_publication", au=au or date.max))
    if jours is None or nombre < minimum:
        return Publie(None, _("Moins de %(minimum)d personnes comptées.") % {"minimum": minimum}, nombre)
    return Publie(Decimal(_arrondi(round(jours), f"{cle}/jours", au)), haut=nombre)
