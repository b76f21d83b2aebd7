"""A scenario's result as people read it: totals side by side, kinds of learners, charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from guichet.graphiques import Barres, Colonnes, Graphique, Tuiles
from guichet.referentiels.formats import formater_argent, formater_nombre, formater_pourcent
from indicateurs.queries.scenarios import libelle_de

Cote = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ligne:
    """One figure on each side, written, and the difference where it means something."""

    libelle: str
    valeurs: tuple[str, ...]
    ecart: str = ""


@dataclass(frozen=True, slots=True)
class LigneClientele:
    """One kind of learner before and after."""

    libelle: str
    personnes: int
    avant: Mapping[str, Any]
    apres: Mapping[str, Any]
    gagnent: int
    perdent: int

    @property
    def norme_avant(self) -> float:
        """Share of these people who start within the norm, before."""
        return _part(self.avant, "dans_norme")

    @property
    def norme_apres(self) -> float:
        """The same, after."""
        return _part(self.apres, "dans_norme")


def vues() -> dict[str, str]:
    """The kinds of learners a page can cut by."""
    return {
        "region": _("Région"),
        "niveau": _("Niveau"),
        "famille": _("Statut"),
        "formule": _("Formule"),
        "classe": _("Classe de priorité"),
    }


def totaux(*cotes: Cote) -> list[Ligne]:
    """Every total of these sides, in the order of the questions people ask."""
    return [_ligne(libelle, lire, ecrire, cotes) for libelle, lire, ecrire in _questions()]


def _questions() -> list[tuple[str, Callable[[Cote], Any], Callable[[Any], str]]]:
    def total(nom: str) -> Callable[[Cote], Any]:
        return lambda cote: cote["total"][nom]

    def moyen(nom: str) -> Callable[[Cote], Any]:
        return lambda cote: cote[nom]

    def part_norme(cote: Cote) -> float:
        return _part(cote["total"], "dans_norme")

    return [
        (_("Places libres"), moyen("places"), formater_nombre),
        (_("Personnes placées"), total("placees"), formater_nombre),
        (_("Attente jusqu’au cours, médiane (jours)"), total("mediane"), formater_nombre),
        (_("Attente jusqu’au cours, 90e centile (jours)"), total("p90"), formater_nombre),
        (_("Jours déjà attendus par les personnes sans place"), total("jours_non_servis"), formater_nombre),
        (_("Part de la file dans la norme"), part_norme, formater_pourcent),
        (_("Groupes ouverts"), moyen("groupes_ouverts"), formater_nombre),
        (_("Groupes commencés sous leur minimum"), moyen("sous_minimum"), formater_nombre),
        (_("Heures de cours"), moyen("heures"), formater_nombre),
        (_("Coût des cours"), moyen("cout_cours"), formater_argent),
        (_("Écart aux souhaits (coût du placement)"), moyen("cout_souhaits"), formater_nombre),
        (_("Inégalité des attentes (indice de Gini)"), moyen("gini"), lambda v: formater_nombre(v, 3)),
        (_("Écart type des attentes (jours)"), moyen("ecart_type"), formater_nombre),
        (_("Personnes lésées (place donnée à une suivante)"), moyen("envie"), formater_nombre),
    ]


def _ligne(libelle: str, lire: Callable, ecrire: Callable, cotes: tuple[Cote, ...]) -> Ligne:
    lues = [lire(cote) for cote in cotes]
    ecart = ""
    if len(lues) == 2 and None not in lues and lues[0] != lues[1]:
        difference = lues[1] - lues[0]
        ecart = ("+" if difference > 0 else "−") + ecrire(abs(difference))
    return Ligne(libelle, tuple("–" if valeur is None else ecrire(valeur) for valeur in lues), ecart)


def clienteles(resultat: Mapping[str, Any], vue: str, classes: dict[str, str]) -> list[LigneClientele]:
    """Each kind of learner of this cut. Classes of two orders do not compare: each side keeps its own people."""
    avant, apres = resultat["base"]["par"][vue], resultat["variante"]["par"][vue]
    ecarts = resultat["ecarts"][vue]
    rien = {"personnes": 0, "placees": 0, "mediane": None, "p90": None, "jours_non_servis": 0, "dans_norme": 0}
    aucun = {"gagnent": 0, "perdent": 0}
    return [
        LigneClientele(
            libelle_de(vue, valeur, classes),
            avant.get(valeur, rien)["personnes"],
            avant.get(valeur, rien),
            apres.get(valeur, rien),
            ecarts.get(valeur, aucun)["gagnent"],
            ecarts.get(valeur, aucun)["perdent"],
        )
        for valeur in sorted(avant.keys() | apres.keys(), key=_cle)
    ]


def figures(resultat: Mapping[str, Any], lignes: list[LigneClientele], vue: str) -> list[Graphique]:
    """The charts of one cut: who gains and who loses, then the share placed on each side."""
    if vue != "region":
        return [gains_et_pertes(lignes), *parts_placees(lignes)]
    nets = {code: effet["gagnent"] - effet["perdent"] for code, effet in resultat["ecarts"]["region"].items()}
    carte = Tuiles(
        titre=_("Places gagnées, moins les places perdues"),
        entetes=[_("Région"), _("Places")],
        valeurs={code: net for code, net in nets.items() if code},
        cle="scenario-carte",
    )
    return [carte, *parts_placees(lignes)]


def parts_placees(lignes: list[LigneClientele]) -> list[Barres]:
    """The share placed on each side, on one scale."""
    plein = max((_part(cote, "placees") for ligne in lignes for cote in (ligne.avant, ligne.apres)), default=1) or 1
    titres = {"avant": _("Part placée, situation figée"), "apres": _("Part placée, variante")}
    return [
        Barres(
            titre=titre,
            entetes=[_("Clientèle"), _("Part placée")],
            lignes=[(ligne.libelle, _part(getattr(ligne, cote), "placees")) for ligne in lignes],
            format_valeur=formater_pourcent,
            maximum=plein,
            cle=f"scenario-{cote}",
        )
        for cote, titre in titres.items()
    ]


def gains_et_pertes(lignes: list[LigneClientele]) -> Colonnes:
    """Who gains a seat and who loses one."""
    return Colonnes(
        titre=_("Personnes qui gagnent ou perdent une place"),
        entetes=[_("Clientèle"), _("Gagnent"), _("Perdent"), _("Total")],
        categories=[ligne.libelle for ligne in lignes],
        series=[
            (_("Gagnent"), [ligne.gagnent for ligne in lignes]),
            (_("Perdent"), [ligne.perdent for ligne in lignes]),
        ],
        cle="scenario-gains",
    )


def _part(cote: Mapping[str, Any], nom: str) -> float:
    return cote[nom] / cote["personnes"] if cote["personnes"] else 0.0


def _cle(valeur: str) -> tuple[int, str]:
    return (int(valeur), "") if valeur.isdigit() else (0, valeur)
