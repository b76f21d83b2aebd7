"""The charts and the tables of one indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guichet.graphiques import Barres, Graphique, Lignes, Serie, Tuiles
from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Genre, Mesure
from guichet.referentiels.formats import formater_nombre
from indicateurs.ecriture import CENT, ecrire, ecrivain, en_unite
from indicateurs.libelles import AXES, libelle
from indicateurs.queries.decomposition import Ecart, Effet
from indicateurs.queries.registre import Lecture

HAUTEUR, LARGEUR, MARGE = 28, 120, 3
LIGNES_MAXIMUM = 20


def serie(lecture: Lecture) -> Lignes:
    """Month by month, with the target where there is one."""
    mesure, visee = lecture.mesure, lecture.cible
    return Lignes(
        titre=en_unite(mesure, _("%(titre)s, par mois") % {"titre": mesure.titre}),
        entetes=[_("Mois"), en_unite(mesure, str(mesure.titre))],
        abscisses=[format_date(mois, "MMM yy", locale="fr_CA") for mois, _valeur in lecture.mois],
        series=[Serie(_("Mesuré"), [_flottant(valeur) for _mois, valeur in lecture.mois])],
        cible=_flottant(visee.cible) if visee else None,
        libelle_cible=_("Cible"),
        format_valeur=ecrivain(mesure),
        cle=mesure.code,
    )


def coupe(mesure: Mesure, axe: str, valeurs: Mapping[Any, Valeur], mots: dict[Any, str]) -> Graphique:
    """The figure along one axis: the tile map for regions, bars otherwise."""
    titre = en_unite(mesure, _("%(titre)s, par %(axe)s") % {"titre": mesure.titre, "axe": str(AXES[axe]).lower()})
    entetes = [str(AXES[axe]), en_unite(mesure, str(mesure.titre))]
    cle = f"{mesure.code}:{axe}"
    if axe == "region":
        connues = {str(code): _flottant(v.valeur) for code, v in valeurs.items() if code and v.valeur is not None}
        return Tuiles(titre=titre, entetes=entetes, valeurs=connues, format_valeur=ecrivain(mesure), cle=cle)
    connus = [(code, v) for code, v in valeurs.items() if v.valeur is not None]
    if axe not in ("niveau", "age", "scolarite", "arrivee"):
        connus.sort(key=lambda paire: -(paire[1].valeur or 0))
    else:
        connus.sort(key=lambda paire: (isinstance(paire[0], str), paire[0]))
    lignes = [(libelle(code, mots), _flottant(v.valeur)) for code, v in connus[:LIGNES_MAXIMUM]]
    return Barres(titre=titre, entetes=entetes, lignes=lignes, format_valeur=ecrivain(mesure), cle=cle)


@dataclass(frozen=True, slots=True)
class LigneEffet:
    """What one group changed, written."""

    libelle: str
    avant: str
    apres: str
    composition: str
    taux: str
    total: str
    part: float


def effets(mesure: Mesure, trouves: Sequence[Effet], mots: dict[Any, str]) -> list[LigneEffet]:
    """Each group's effect, in points for a share, with its size beside the largest."""
    plus_grand = max((abs(float(effet.total)) for effet in trouves), default=0) or 1
    return [
        LigneEffet(
            libelle(effet.code, mots),
            ecrire(mesure, effet.avant),
            ecrire(mesure, effet.apres),
            ecrire_effet(mesure, effet.composition),
            ecrire_effet(mesure, effet.taux),
            ecrire_effet(mesure, effet.total),
            abs(float(effet.total)) / plus_grand,
        )
        for effet in trouves
    ]


@dataclass(frozen=True, slots=True)
class LigneDelai:
    """A group's delay, written."""

    libelle: str
    avant: str
    apres: str
    difference: str
    cas: int


def delais(mesure: Mesure, trouves: Sequence[Ecart], mots: dict[Any, str]) -> list[LigneDelai]:
    """Each group's median a year earlier and now."""
    return [
        LigneDelai(
            libelle(ecart.code, mots),
            ecrire(mesure, ecart.avant),
            ecrire(mesure, ecart.apres),
            "–" if ecart.difference is None else ecrire_effet(mesure, ecart.difference),
            ecart.cas_apres,
        )
        for ecart in trouves[:LIGNES_MAXIMUM]
    ]


def ecrire_effet(mesure: Mesure, effet: Any) -> str:
    """A signed effect: points of a share, units otherwise."""
    nombre = float(effet) * (CENT if mesure.genre is Genre.TAUX else 1)
    decimales = 0 if mesure.genre in (Genre.COMPTE, Genre.STOCK, Genre.DELAI) else 2
    signe = "+" if round(nombre, decimales) > 0 else "−" if round(nombre, decimales) < 0 else ""
    return f"{signe}{formater_nombre(abs(nombre), decimales)}"


def etincelle(lecture: Lecture) -> SafeString:
    """The last months as a small line without axes; the table beside says the figures."""
    valeurs = [None if valeur is None else float(valeur) for _mois, valeur in lecture.mois]
    connues = [valeur for valeur in valeurs if valeur is not None]
    if not connues:
        return SafeString("")
    haut, bas = max(connues), min(0.0, *connues)
    etendue = (haut - bas) or 1
    pas = (LARGEUR - 2 * MARGE) / max(1, len(valeurs) - 1)
    trace, leve, point = [], True, ("", "")
    for rang, valeur in enumerate(valeurs):
        if valeur is not None:
            hauteur = HAUTEUR - MARGE - (valeur - bas) / etendue * (HAUTEUR - 2 * MARGE)
            point = (f"{MARGE + rang * pas:.1f}", f"{hauteur:.1f}")
            # A month without a figure leaves a gap; a line to itself leaves a dot.
            trace.append(f"M{point[0]} {point[1]}L{point[0]} {point[1]}" if leve else f"L{point[0]} {point[1]}")
        leve = valeur is None
    return format_html(
        '<svg class="etincelle" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">'
        '<path d="{}" fill="none" stroke="#19406c" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">'
        "</path>"
        '<circle cx="{}" cy="{}" r="3" fill="#19406c"></circle></svg>',
        LARGEUR,
        HAUTEUR,
        LARGEUR,
        HAUTEUR,
        " ".join(trace),
        *point,
    )


def _flottant(valeur: Any) -> float | None:
    return None if valeur is None else float(valeur)
