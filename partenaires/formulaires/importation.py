"""A file of capacity checked line by line by the forms of the pages: errors name the line and the column."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inscriptions.horaires import JOURS, NOMS_JOURS, NOMS_PERIODES, PERIODES
from inscriptions.models import Filiere, Formule, Mode
from partenaires.fichier import OCTETS_MAX, FichierRefuse, Rangee, lire
from partenaires.formulaires.elements import FORMULAIRES, HORAIRES, FormulaireElement
from partenaires.models import GenreRessource
from partenaires.queries.contenu import Contexte
from partenaires.queries.differences import est_fige, est_inchange

TYPES = {"enseignant": "ressource", "local": "ressource", "groupe": "groupe", "bassin": "bassin"}
# Columns of the file whose form field has another name, by kind of line.
AUTRES_NOMS = {
    "ressource": {"cellules": "horaire", "heures_max": "heures_par_semaine", "places": "capacite", "genre": "type"}
}
GENRES = {
    "ressource": gettext_lazy("Ressource"),
    "bassin": gettext_lazy("Bassin"),
    "groupe": gettext_lazy("Groupe envisagé"),
}
LISTES = {"filiere": Filiere, "formule": Formule, "mode": Mode}
OUI, NON = {"oui", "o", "1", "vrai", "x"}, {"", "non", "n", "0", "faux"}
DATES = ("debut", "fin", "decision_le")


@dataclass(frozen=True)
class Erreur:
    """What is wrong on one line: the column, what was written, what to do."""

    ligne: int
    colonne: str
    valeur: str
    message: str


@dataclass
class Ligne:
    """One line of the file as it was understood."""

    numero: int
    genre: str
    reference: str
    champs: dict[str, Any] = field(default_factory=dict)
    existante: bool = False
    inchangee: bool = False

    @property
    def libelle_genre(self) -> str:
        """The kind of line in words."""
        return str(GENRES[self.genre])


@dataclass
class Lecture:
    """The whole file: what it would change, or what must be mended first."""

    lignes: list[Ligne] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)
    refus: str = ""

    @property
    def est_valide(self) -> bool:
        """True when it may be applied as a whole."""
        return not self.erreurs and not self.refus

    @property
    def a_faire(self) -> list[Ligne]:
        """The lines that change something."""
        return [ligne for ligne in self.lignes if not ligne.inchangee]

    def compte(self, *, existante: bool) -> int:
        """How many lines change, or add, an element."""
        return sum(ligne.existante is existante for ligne in self.a_faire)


class FormulaireFichier(forms.Form):
    """The file to send."""

    fichier = forms.FileField(
        label=gettext_lazy("Fichier CSV"),
        help_text=gettext_lazy("Au plus 1 Mo et 1 000 lignes. Rien n’est enregistré avant votre confirmation."),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Le fichier est vide. Partez du modèle."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_fichier(self) -> Any:
        """A file we can hold."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > OCTETS_MAX:
            raise forms.ValidationError(_("Le fichier dépasse 1 Mo. Séparez-le en plusieurs fichiers."))
        return fichier


def lire_fichier(texte: str, contexte: Contexte) -> Lecture:
    """Read the whole file against a declaration; resources first, since groups name them."""
    lecture = Lecture()
    try:
        rangees = lire(texte)
    except FichierRefuse as refus:
        lecture.refus = refus.message
        return lecture
    vues: dict[tuple[str, str], int] = {}
    for rangee in sorted(rangees, key=lambda r: TYPES.get(_simple(r.valeurs["type"])) != "ressource"):
        _lire_ligne(rangee, contexte, lecture, vues)
    lecture.lignes.sort(key=lambda ligne: ligne.numero)
    lecture.erreurs.sort(key=lambda erreur: erreur.ligne)
    return lecture


def _lire_ligne(rangee: Rangee, contexte: Contexte, lecture: Lecture, vues: dict[tuple[str, str], int]) -> None:
    genre, reference = TYPES.get(_simple(rangee.valeurs["type"]), ""), rangee.valeurs["reference"]
    if not genre:
        message = _("Écrivez enseignant, local, groupe ou bassin.")
        lecture.erreurs.append(Erreur(rangee.numero, "type", rangee.valeurs["type"], message))
        return
    if (genre, reference) in vues:
        message = _("Cette référence est déjà à la ligne %(n)s.") % {"n": vues[genre, reference]}
        lecture.erreurs.append(Erreur(rangee.numero, "reference", reference, message))
        return
    vues[genre, reference] = rangee.numero
    existante = reference in contexte.references[genre]
    donnees, erreurs = _donnees(rangee, genre, contexte)
    formulaire = FORMULAIRES[genre](donnees, contexte=contexte, ancienne=reference if existante else "")
    valide = formulaire.is_valid()
    erreurs |= {colonne: message for colonne, message in _erreurs(formulaire, genre).items() if colonne not in erreurs}
    if erreurs:
        lecture.erreurs += [Erreur(rangee.numero, c, rangee.valeurs.get(c, ""), m) for c, m in erreurs.items()]
    if not valide:
        return
    champs = formulaire.champs()
    if genre == "ressource":
        contexte.apprendre(champs)
    inchangee = existante and est_inchange(contexte.declaration, genre, reference, champs)
    if existante and not inchangee and est_fige(contexte.declaration, genre, reference):
        message = _("Ce groupe est retenu par le ministère : il ne change plus. Retirez cette ligne.")
        lecture.erreurs.append(Erreur(rangee.numero, "reference", reference, message))
    lecture.lignes.append(Ligne(rangee.numero, genre, reference, champs, existante, inchangee))


def _erreurs(formulaire: FormulaireElement, genre: str) -> dict[str, str]:
    """The messages of the form, by column of the file."""
    noms = AUTRES_NOMS.get(genre, {})
    return {
        noms.get(champ, "horaire" if champ in HORAIRES else champ): _pour_un_fichier(formulaire, champ, messages)
        for champ, messages in formulaire.errors.items()
    }


def _pour_un_fichier(formulaire: FormulaireElement, champ: str, messages: Any) -> str:
    """Who writes in a spreadsheet has no list nor box: the words to write are named."""
    codes = [
        {error.code for error in formulaire.errors.as_data()[champ]} <= {"required", "invalid_choice"},
        champ in (*LISTES, "niveau", "niveau_max", "genre"),
    ]
    if all(codes):
        choix = [str(code) for code, _libelle in formulaire.fields[champ].choices if code]
        return _("Écrivez l’un de ces mots : %(choix)s.") % {"choix": ", ".join(choix)}
    if champ in (*HORAIRES, "cellules") and formulaire.errors.as_data()[champ][0].code == "required":
        return _("Écrivez au moins un moment, par exemple : lun_soir mer_soir.")
    return " ".join(map(str, messages))


def _donnees(rangee: Rangee, genre: str, contexte: Contexte) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form would have received from a page, and the cells that are no such thing."""
    valeurs, erreurs = dict(rangee.valeurs), {}
    donnees: dict[str, Any] = dict(valeurs)
    for nom, choix in LISTES.items():
        donnees[nom] = _code(valeurs[nom], choix)
    donnees["filiere"] = donnees["filiere"] or Filiere.REGULIERE
    for nom in ("heures_par_semaine", "cout"):
        donnees[nom] = valeurs[nom].replace(",", ".").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    for nom in DATES:
        annee, mois, jour = ([*valeurs[nom].split("-"), "", ""])[:3]
        donnees |= {f"{nom}_annee": annee, f"{nom}_mois": mois, f"{nom}_jour": jour}
        if valeurs[nom] and valeurs[nom].count("-") != 2:
            erreurs[nom] = _("Écrivez la date ainsi : 2027-01-11.")
    garde = _simple(valeurs["garde"])
    if garde not in OUI | NON:
        erreurs["garde"] = _("Écrivez oui ou non.")
    donnees["garde"] = "on" if garde in OUI else ""
    donnees["lieu"], inconnu = _lieu(valeurs["lieu"], contexte)
    if inconnu:
        connus = ", ".join(lieu.nom for lieu in contexte.lieux) or _("aucun")
        erreurs["lieu"] = _("Lieu inconnu. Vos lieux : %(lieux)s.") % {"lieux": connus}
    donnees["ressources"] = valeurs["ressources"].replace(",", " ").replace("|", " ").split()
    horaires, fautes = _horaires(valeurs["horaire"])
    if fautes:
        erreurs["horaire"] = _("« %(mot)s » n’est pas un moment. Écrivez par exemple : lun_soir mer_soir.") % {
            "mot": fautes[0]
        }
    elif len(horaires) > (len(HORAIRES) if genre == "bassin" else 1):
        erreurs["horaire"] = _("Trop d’horaires : un pour un groupe, trois au plus pour un bassin.")
    donnees |= dict(zip(HORAIRES, horaires, strict=False))
    if genre == "ressource":
        donnees |= {
            "genre": _simple(valeurs["type"]),
            "cellules": horaires[0] if horaires else [],
            "heures_max": donnees["heures_par_semaine"],
            "places": valeurs["capacite"] if _simple(valeurs["type"]) == GenreRessource.LOCAL else "",
            "nombre": valeurs["nombre"] or "1",
        }
    return donnees, erreurs


def _horaires(texte: str) -> tuple[list[list[str]], list[str]]:
    """The timetables, separated by a bar, and the words that are no moment of the week."""
    connus = {f"{jour}_{periode}" for jour in JOURS for periode in PERIODES} | set(_MOMENTS)
    horaires, fautes = [], []
    for partie in texte.split("|"):
        mots = [mot for mot in _simple(partie).replace(",", " ").split() if mot]
        fautes += [mot for mot in mots if mot not in connus]
        if mots:
            horaires.append([_MOMENTS.get(mot, mot) for mot in mots])
    return horaires, fautes


def _lieu(nom: str, contexte: Contexte) -> tuple[str, bool]:
    trouve = next((lieu for lieu in contexte.lieux if _simple(lieu.nom) == _simple(nom)), None)
    return (str(trouve.pk), False) if trouve else ("", bool(nom))


def _code(valeur: str, choix: Any) -> str:
    """The code of a list, from its code or its words."""
    for code, libelle in choix.choices:
        if _simple(valeur) in (code, _simple(str(libelle))):
            return code
    return valeur


def _simple(texte: str) -> str:
    """Lower case, no accents, ordinary spaces: what people mean."""
    plat = unicodedata.normalize("NFD", texte.replace("’", "'").lower())
    return " ".join("".join(c for c in plat if not unicodedata.combining(c)).split())


_MOMENTS = {
    f"{_simple(str(NOMS_JOURS[jour]))}_{_simple(str(NOMS_PERIODES[periode])).replace(' ', '')}": f"{jour}_{periode}"
    for jour in JOURS
    for periode in PERIODES
}
