"""The name of a cell, written one way only, and the choices a published figure may answer (docs/divulgation.md)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from guichet.mesure.calcul import termes
from guichet.mesure.definition import Genre, Mesure
from guichet.referentiels.parametres import parametre
from indicateurs.filtre import Filtre


def cle_de(quoi: str, filtre: Filtre) -> str:
    """What the cell counts: the event or indicator, the months, the axes chosen in alphabetical order."""
    axes = ";".join(f"{axe}={code}" for axe, code in sorted(filtre.choisis().items()))
    return f"{quoi}|{filtre.du.isoformat()}|{filtre.au.isoformat()}|{axes}"


def expression_de(mesure: Mesure, *, haut: bool) -> str:
    """What a side of a definition counts: two definitions that count the same thing share their cells."""
    if mesure.calcul != "evenements":
        return f"{mesure.calcul}:{mesure.code}:{'haut' if haut else 'bas'}"
    # A stock and the delays that are known are other sets than the events of their name.
    genre = f"{mesure.genre}:" if mesure.genre in (Genre.STOCK, Genre.DELAI) else ""
    signes = sorted(f"{signe:+d}{code}" for signe, code in termes(mesure.numerateur if haut else mesure.denominateur))
    limite = f"≤{mesure.delai_maximum}" if haut and mesure.delai_maximum else ""
    return genre + "".join(signes) + limite


def hors_treillis(filtre: Filtre, *, au: date) -> str:
    """Why no published figure answers this choice; empty when one does.

    Free periods or many axes crossed would let a reader ask for one person in a hundred ways and average the answers.
    """
    if filtre.du.day != 1 or (filtre.au + timedelta(days=1)).day != 1:
        return _("La période publiée est faite de mois entiers.")
    durees = [int(duree) for duree in parametre("durees_publiees_mois", au=au)]
    mois = (filtre.au.year - filtre.du.year) * 12 + filtre.au.month - filtre.du.month + 1
    if mois not in durees:
        liste = ", ".join(str(duree) for duree in durees)
        return _("Les durées publiées sont, en mois : %(liste)s.") % {"liste": liste}
    limite = int(parametre("axes_publies_maximum", au=au))
    if len(filtre.choisis()) > limite:
        return _("Un chiffre publié croise au plus %(limite)d critères.") % {"limite": limite}
    return ""
