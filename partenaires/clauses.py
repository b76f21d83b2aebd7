"""The clauses of an entente from the templates of its programme: words filled, paragraphs kept or left out. Pure.

A template is data. A variable is a name between braces, replaced once: what an organisation wrote is never read as a
template. A condition is a fact, a comparison and values; nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.referentiels.formats import formater_argent, formater_date, formater_nombre, formater_pourcent

VARIABLES: dict[str, Any] = {
    "organisation": gettext_lazy("le nom de l’organisme"),
    "neq": gettext_lazy("son numéro d’entreprise"),
    "numero": gettext_lazy("le numéro de l’entente"),
    "titre": gettext_lazy("le titre du projet"),
    "programme": gettext_lazy("le nom du programme"),
    "volet": gettext_lazy("le nom du volet"),
    "montant": gettext_lazy("le montant convenu"),
    "debut": gettext_lazy("la date de début"),
    "fin": gettext_lazy("la date de fin"),
    "duree": gettext_lazy("la durée, en mois"),
    "regions": gettext_lazy("les régions servies"),
    "clienteles": gettext_lazy("les clientèles"),
    "cumul": gettext_lazy("le cumul maximal des aides"),
}
AU_MOINS, AU_PLUS, PARMI = "au_moins", "au_plus", "parmi"
NOMBRES, LISTES = ("montant", "duree"), ("genre", "region", "clientele")
OPERATEURS = dict.fromkeys(NOMBRES, (AU_MOINS, AU_PLUS)) | dict.fromkeys(LISTES, (PARMI,))
BLOCS_MAX = 3
_VARIABLE = re.compile(r"\{([^{}]*)\}")


class TexteRefuse(ValueError):
    """Words or a condition no entente could use; the message is a French sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Faits:
    """What is known of an entente when its clauses are written; codes decide, words are printed."""

    organisation: str
    genre: str
    montant: Decimal
    debut: date
    fin: date
    neq: str = ""
    numero: str = ""
    titre: str = ""
    programme: str = ""
    volet: str = ""
    cumul: Decimal | None = None
    regions: Mapping[str, str] | None = None
    clienteles: Mapping[str, str] | None = None

    @property
    def duree(self) -> int:
        """Whole months from the first day to the last, at least one."""
        mois = (self.fin.year - self.debut.year) * 12 + self.fin.month - self.debut.month
        return max(1, mois + (self.fin.day + 1 - self.debut.day) // 28)

    def mots(self) -> dict[str, str]:
        """Each variable as it is printed; a fact not known is a blank to see."""
        textes = {
            "organisation": self.organisation,
            "neq": self.neq,
            "numero": self.numero,
            "titre": self.titre,
            "programme": self.programme,
            "volet": self.volet,
            "montant": formater_argent(self.montant),
            "debut": formater_date(self.debut),
            "fin": formater_date(self.fin),
            "duree": formater_nombre(self.duree),
            "regions": ", ".join((self.regions or {}).values()),
            "clienteles": ", ".join(str(mot) for mot in (self.clienteles or {}).values()),
            "cumul": formater_pourcent(self.cumul, 0) if self.cumul is not None else "",
        }
        return {nom: texte or "________" for nom, texte in textes.items()}


class Modele(Protocol):
    """A template as the database keeps it."""

    code: str
    titre: str
    texte: str
    blocs: Any

    @property
    def reference(self) -> str: ...


class Clause(NamedTuple):
    """A clause written for one entente, and the template it came from."""

    code: str
    titre: str
    texte: str
    modele: str


def assembler(modeles: Iterable[Modele], faits: Faits) -> list[Clause]:
    """The clauses of this entente, in the order of the templates; one with no paragraph left is left out."""
    mots = faits.mots()
    clauses = []
    for modele in modeles:
        parties = [modele.texte, *(bloc["texte"] for bloc in modele.blocs if s_applique(bloc, faits))]
        texte = "\n\n".join(remplir(partie.strip(), mots) for partie in parties if partie.strip())
        if texte:
            clauses.append(Clause(modele.code, remplir(modele.titre, mots), texte, modele.reference))
    return clauses


def remplir(texte: str, mots: Mapping[str, str]) -> str:
    """The text with its variables replaced, once: a value that looks like a variable stays as it is."""
    return _VARIABLE.sub(lambda trouve: mots.get(trouve[1], trouve[0]), texte)


def s_applique(bloc: Mapping[str, Any], faits: Faits) -> bool:
    """Whether the paragraph's condition holds."""
    champ, valeur = bloc["champ"], bloc["valeur"]
    if champ in NOMBRES:
        fait = faits.montant if champ == "montant" else Decimal(faits.duree)
        return fait >= Decimal(valeur) if bloc["operateur"] == AU_MOINS else fait <= Decimal(valeur)
    codes = {"genre": [faits.genre], "region": faits.regions or (), "clientele": faits.clienteles or ()}[champ]
    return not set(valeur).isdisjoint(codes)


def verifier_texte(texte: str) -> None:
    """Refuse a variable nobody fills and a brace alone, with the words to mend it."""
    for nom in _VARIABLE.findall(texte):
        if nom not in VARIABLES:
            connues = ", ".join(f"{{{variable}}}" for variable in VARIABLES)
            raise TexteRefuse(
                _("« {%(nom)s} » n’est pas une variable connue. Les variables sont : %(connues)s.")
                % {"nom": nom, "connues": connues}
            )
    if set(_VARIABLE.sub("", texte)) & set("{}"):
        raise TexteRefuse(_("Une accolade est seule : une variable s’écrit {montant}, entre deux accolades."))


def verifier_blocs(blocs: Any) -> None:
    """Refuse what is not a list of paragraphs, each with one readable condition."""
    if not isinstance(blocs, list) or len(blocs) > BLOCS_MAX:
        raise TexteRefuse(_("Une clause a au plus %(nombre)s paragraphes conditionnels.") % {"nombre": BLOCS_MAX})
    for bloc in blocs:
        if not isinstance(bloc, dict) or set(bloc) != {"champ", "operateur", "valeur", "texte"}:
            raise TexteRefuse(_("Un paragraphe conditionnel a une condition et un texte."))
        if bloc["operateur"] not in OPERATEURS.get(bloc["champ"], ()):
            raise TexteRefuse(_("Cette condition n’existe pas. Choisissez-en une dans la liste."))
        _verifier_valeur(bloc["champ"], bloc["valeur"])
        if not isinstance(bloc["texte"], str) or not bloc["texte"].strip():
            raise TexteRefuse(_("Un paragraphe conditionnel a un texte."))
        verifier_texte(bloc["texte"])


def _verifier_valeur(champ: str, valeur: Any) -> None:
    if champ in NOMBRES:
        try:
            nombre = Decimal(valeur)
        except (InvalidOperation, TypeError, ValueError) as erreur:
            raise TexteRefuse(_("La condition compare à un nombre : écrivez-le en chiffres.")) from erreur
        if not nombre.is_finite() or nombre < 0:
            raise TexteRefuse(_("La condition compare à un nombre : écrivez-le en chiffres."))
    elif not isinstance(valeur, list) or not valeur or not all(isinstance(code, str) for code in valeur):
        raise TexteRefuse(_("La condition compare à une liste : choisissez au moins une valeur."))
