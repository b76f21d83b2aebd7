"""The dashboard of one choice: what its page and its document both show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guichet.mesure.definition import Genre, Mesure, Sens
from guichet.models import CibleMesure
from guichet.referentiels.cibles import cible
from guichet.referentiels.formats import formater_nombre
from indicateurs.ecriture import ecrire, sur_un_an
from indicateurs.figures import figures_du_tableau
from indicateurs.formulaires_bord import FiltreBord
from indicateurs.queries import bord, fraicheur
from indicateurs.queries.bord import Chiffre
from indicateurs.queries.fraicheur import une_seule_lecture


@dataclass(frozen=True, slots=True)
class ChiffreEcrit:
    """A key figure in words."""

    mesure: Mesure
    texte: str
    precision: str
    # « Cible : 80 %, atteinte » and the target alone, empty without one.
    cible: str
    visee: str

    @property
    def lecture(self) -> str:
        """The target, then the change over a year."""
        return f"{self.cible}. {self.precision}" if self.cible else self.precision


@une_seule_lecture()
def composer(
    formulaire: FiltreBord, *, lien: Callable[[str], str] | None = None, detail: bool = False
) -> dict[str, Any]:
    """The choice, its figures in words, its charts and when the journal was last read."""
    filtre = formulaire.filtre()
    lue = bord.lire(filtre, comparer=formulaire.comparaison, au=formulaire.jour)
    return {
        "formulaire": formulaire,
        "filtre": filtre,
        "lue": lue,
        "attente": lue.attente,
        "chiffres": [_ecrit(chiffre, au=filtre.au) for chiffre in lue.chiffres],
        "figures": figures_du_tableau(
            lue,
            carte=formulaire.carte_choisie,
            comparer=formulaire.comparaison,
            au=formulaire.jour,
            lien=lien,
            detail=detail,
        ),
        "sens_pertes": _(
            "Une personne part quand sa demande prend fin avant le cours suivant, pendant la période. Le registre des "
            "pertes donne la raison notée, ou trouvée depuis."
        ),
        "fraicheur": fraicheur.derniere_lecture(),
        "aujourdhui": formulaire.jour,
    }


def _ecrit(chiffre: Chiffre, *, au: date) -> ChiffreEcrit:
    mesure = chiffre.mesure
    est_nombre = mesure.genre in (Genre.COMPTE, Genre.STOCK) and chiffre.valeur is not None
    visee = cible(mesure.code, au=au)
    # The title says what is counted.
    texte = formater_nombre(chiffre.valeur or 0) if est_nombre else ecrire(mesure, chiffre.valeur)
    return ChiffreEcrit(
        mesure,
        texte,
        sur_un_an(mesure, chiffre.valeur, chiffre.avant),
        _cible(mesure, chiffre.valeur, visee),
        ecrire(mesure, visee.cible) if visee else "",
    )


def _cible(mesure: Mesure, valeur: Decimal | None, visee: CibleMesure | None) -> str:
    """The target in words, and whether it is met where one way is better."""
    if visee is None:
        return ""
    mots = {"cible": ecrire(mesure, visee.cible)}
    if valeur is None or mesure.sens is Sens.NEUTRE:
        return _("Cible : %(cible)s") % mots
    atteinte = valeur >= visee.cible if mesure.sens is Sens.PLUS else valeur <= visee.cible
    return (_("Cible : %(cible)s, atteinte") if atteinte else _("Cible : %(cible)s, à atteindre")) % mots
