"""The charts and tables of the public pages: figures of a frozen edition, as they may be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from guichet.graphiques import Barres, Graphique, Lignes, Serie, Tuiles
from guichet.referentiels.formats import formater_nombre, formater_pourcent
from guichet.referentiels.formules import Formule
from guichet.referentiels.queries import choix_regions
from indicateurs.donnees_ouvertes import JeuDeDonnees
from indicateurs.models import ChiffreFige, Edition
from indicateurs.queries import editions as lecture
from indicateurs.queries.editions import en_vigueur


@dataclass(frozen=True, slots=True)
class ChiffrePublie:
    """One figure as a page shows it: its words, its value or why it is withheld."""

    libelle: str
    valeur: float | None
    masque: str
    format: Callable[[Any], str] = formater_nombre
    unite: str = ""
    definition: str = ""

    @property
    def texte(self) -> str:
        """The value in words; empty when withheld."""
        if self.valeur is None:
            return ""
        ecrite = self.format(self.valeur)
        return f"{ecrite} {self.unite}".strip() if self.format is formater_nombre else ecrite


@dataclass(frozen=True, slots=True)
class Apercu:
    """The preview of a data set: its chart and its rows."""

    graphique: Graphique
    lignes: list[ChiffrePublie]
    raisons: list[str]


@dataclass(frozen=True, slots=True)
class FiguresPubliques:
    """What the public dashboard shows."""

    chiffres: list[ChiffrePublie]
    carte: Graphique
    flux: Graphique


# What the public dashboard opens with, when an edition has it.
CLES = ("demandes", "debuts", "delai_debut", "abandon")


def apercu(edition: Edition, jeu: JeuDeDonnees, code: str) -> Apercu:
    """The preview of one indicator of a data set."""
    coupe = jeu.axe
    chiffres = lecture.chiffres(edition, coupe, [code])
    dits = [dire(edition, chiffre, _libelle(chiffre, jeu.axe)) for chiffre in chiffres]
    province = lecture.chiffres(edition, "", [code]) if "" in jeu.coupes else []
    tout = [dire(edition, chiffre, _("Tout le Québec")) for chiffre in province]
    titre = next((edition.definitions[c.reference]["titre"] for c in chiffres), "")
    raisons = sorted({dit.masque for dit in tout + dits if dit.masque})
    return Apercu(_dessin(titre, jeu.axe, chiffres, dits), tout + dits, raisons)


def figures_publiques(edition: Edition) -> FiguresPubliques:
    """Four figures, the map of starts, the monthly flow."""
    province = {c.mesure: c for c in lecture.chiffres(edition, "", CLES)}
    chiffres = [
        dire(edition, province[code], edition.definitions[province[code].reference]["titre"])
        for code in CLES
        if code in province
    ]
    return FiguresPubliques(chiffres, _carte(edition), _flux(edition))


def _carte(edition: Edition) -> Tuiles:
    regions = lecture.chiffres(edition, "region", ["debuts"])
    return Tuiles(
        titre=_("Débuts de cours depuis douze mois, par région de résidence"),
        entetes=[_("Région"), _("Débuts de cours")],
        valeurs={c.axes["region"]: _valeur(c) for c in regions},
        cle="publique",
    )


def _flux(edition: Edition) -> Lignes:
    noms = {"demandes": _("Demandes"), "debuts": _("Débuts")}
    par_code = {code: lecture.chiffres(edition, "mois", [code]) for code in noms}
    mois = sorted({c.du for lus in par_code.values() for c in lus})
    return Lignes(
        titre=_("Demandes reçues et débuts de cours, par mois"),
        entetes=[_("Mois"), *noms.values()],
        abscisses=[format_date(m, "MMM yy", locale="fr_CA") for m in mois],
        series=[Serie(nom, _suivant(mois, par_code[code])) for code, nom in noms.items()],
        cle="publique",
    )


def _suivant(mois: list[Any], chiffres: list[ChiffreFige]) -> list[float | None]:
    valeurs = {c.du: _valeur(c) for c in chiffres}
    return [valeurs.get(m) for m in mois]


def _dessin(titre: str, axe: str, chiffres: list[ChiffreFige], dits: list[ChiffrePublie]) -> Graphique:
    format_valeur = next((dit.format for dit in dits), formater_nombre)
    commun: dict[str, Any] = {"format_valeur": format_valeur, "cle": f"apercu-{axe}"}
    match axe:
        case "region":
            valeurs = {c.axes["region"]: dit.valeur for c, dit in zip(chiffres, dits, strict=True)}
            titre_axe = _("%(titre)s, par région") % {"titre": titre}
            return Tuiles(titre=titre_axe, entetes=[_("Région"), titre], valeurs=valeurs, **commun)
        case "mois":
            mois = [format_date(c.du, "MMM yy", locale="fr_CA") for c in chiffres]
            serie = Serie(titre, [dit.valeur for dit in dits])
            titre_axe = _("%(titre)s, par mois") % {"titre": titre}
            return Lignes(titre=titre_axe, entetes=[_("Mois"), titre], abscisses=mois, series=[serie], **commun)
        case _:
            mots = {"niveau": _("par niveau"), "formule": _("par formule")}[axe]
            lignes = [(dit.libelle, dit.valeur) for dit in dits]
            return Barres(titre=f"{titre}, {mots}", entetes=["", titre], lignes=lignes, **commun)


def dire(edition: Edition, chiffre: ChiffreFige, libelle: str) -> ChiffrePublie:
    """One frozen figure as the public reads it, with the words frozen beside it."""
    definition = edition.definitions[chiffre.reference]
    return ChiffrePublie(
        libelle=libelle,
        valeur=_valeur(chiffre),
        masque=en_vigueur(chiffre)["masque"],
        format=formater_pourcent if definition["genre"] == "taux" else formater_nombre,
        unite=definition["unite"] if definition["genre"] == "delai" else "",
        definition=definition["definition"],
    )


def _valeur(chiffre: ChiffreFige) -> float | None:
    publie = en_vigueur(chiffre)["publie"]
    return None if publie is None else float(Decimal(publie))


def _libelle(chiffre: ChiffreFige, axe: str) -> str:
    match axe:
        case "region":
            return str(dict(choix_regions()).get(chiffre.axes["region"], chiffre.axes["region"]))
        case "niveau":
            return _("Niveau %(n)d") % {"n": chiffre.axes["niveau"]}
        case "formule":
            return str(dict(Formule.choices).get(chiffre.axes["formule"], chiffre.axes["formule"]))
        case _:
            return format_date(chiffre.du, "MMMM y", locale="fr_CA")
