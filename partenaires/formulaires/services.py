"""Forms of services rendered: one line, a file, a key of the API; and what each fault asks for, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.formulaires import ChampDate
from guichet.models import Organisation
from guichet.referentiels.queries import choix_regions
from inscriptions.formulaires.communs import ChampTexte
from partenaires.models import Clientele, Entente, SourceService, UniteService
from partenaires.queries.services import Examen
from partenaires.services_lignes import COLONNES, OCTETS_MAX

_L = gettext_lazy
A_FAIRE: dict[str, Any] = {
    "reference:forme": _L("Écrivez une référence de 60 caractères au plus : lettres, chiffres, point, tiret, barre."),
    "reference:double": _L("Cette référence est déjà à la ligne %(n)s. Donnez une référence à chaque ligne."),
    "entente:inconnue": _L("Aucune entente signée de l’organisme ne porte ce numéro. Corrigez-le ou videz la case."),
    "activite:forme": _L("Écrivez le code de l’activité : lettres, chiffres et tirets."),
    "activite:inconnue": _L("Cette activité n’est pas dans l’entente. Écrivez le code d’une de ses activités."),
    "date:forme": _L("Écrivez la date ainsi : 2026-10-05."),
    "date:future": _L("Cette date est à venir : inscrivez le service une fois rendu."),
    "date:hors_entente": _L("Cette date est en dehors de l’entente."),
    "quantite:forme": _L("Écrivez un nombre plus grand que zéro, par exemple 2,5."),
    "unite:inconnue": _L("Écrivez l’un de ces mots : %(unites)s."),
    "unite:autre": _L("L’entente compte cette activité dans une autre unité."),
    "clientele:inconnue": _L("Écrivez l’un de ces mots : %(clienteles)s."),
    "region:inconnue": _L("Écrivez le code de la région, de 01 à 17."),
    "personne:forme": _L(
        "Écrivez une référence propre à votre système (lettres, chiffres, tiret), jamais un nom ni un numéro officiel."
    ),
    "nombre:un_des_deux": _L("Écrivez une personne ou un nombre de personnes, pas les deux."),
    "nombre:forme": _L("Écrivez un nombre entier de personnes, au moins 1."),
}


def que_faire(faute: str) -> tuple[str, str]:
    """The column of a fault and what to do about it."""
    colonne, code, *suite = faute.split(":", 2)
    mots = {"unites": ", ".join(UniteService.values), "clienteles": ", ".join(Clientele.values), "n": "".join(suite)}
    return colonne, str(A_FAIRE[f"{colonne}:{code}"]) % mots


def erreurs_de(examens: Iterable[Examen]) -> list[dict[str, Any]]:
    """Each fault as a page or a program tells it: line, column, what was written, what to do."""
    erreurs = []
    for examen in examens:
        for faute in examen.fautes:
            colonne, message = que_faire(faute)
            ecrit = examen.cellules[COLONNES.index(colonne)]
            erreurs.append({"ligne": examen.numero, "colonne": colonne, "valeur": ecrit[:80], "message": message})
    return erreurs


class FormulaireService(forms.Form):
    """One service; the same judge as a file's lines."""

    reference = ChampTexte(
        label=_L("Référence"), max_length=60, help_text=_L("Celle de votre système, propre à ce service.")
    )
    entente = forms.ChoiceField(label=_L("Entente"), required=False)
    activite = ChampTexte(
        label=_L("Code de l’activité"), max_length=48, help_text=_L("Celui de l’entente, s’il y en a une.")
    )
    date = ChampDate(label=_L("Date du service"))
    quantite = ChampTexte(label=_L("Quantité"), max_length=12, widget=forms.TextInput({"class": "court"}))
    unite = forms.ChoiceField(label=_L("Unité de service"), choices=UniteService.choices)
    clientele = forms.ChoiceField(label=_L("Clientèle"), choices=Clientele.choices)
    region = forms.ChoiceField(label=_L("Région"))
    personne = ChampTexte(
        label=_L("Référence de la personne"),
        max_length=40,
        required=False,
        help_text=_L("Pour un service à une personne. Jamais un nom ni un numéro officiel."),
    )
    nombre = ChampTexte(
        label=_L("Nombre de personnes"), max_length=7, required=False, widget=forms.TextInput({"class": "court"})
    )

    def __init__(self, *args: Any, ententes: Iterable[Entente], au_ministere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entente"].choices = [("", _("Aucune")), *((e.numero, str(e)) for e in ententes)]
        self.fields["region"].choices = choix_regions()
        if au_ministere:
            ajouter_qui(self)

    def cellules(self) -> list[str]:
        """What was typed, as a line of a file."""
        lus = {nom: str(self.cleaned_data[nom]) for nom in COLONNES}
        # « 1 234,5 » is a number to who writes it.
        return [lus[nom].replace(" ", "") if nom in ("quantite", "nombre") else lus[nom] for nom in COLONNES]

    def dire(self, erreurs: Iterable[Mapping[str, Any]]) -> None:
        """Put each fault beside its field."""
        for erreur in erreurs:
            self.add_error(erreur["colonne"], erreur["message"])


class FormulaireLot(forms.Form):
    """The file to send."""

    fichier = forms.FileField(
        label=_L("Fichier CSV ou XLSX"),
        help_text=_L("Au plus 30 Mo. Rien n’est enregistré avant votre confirmation."),
        error_messages={
            "required": _L("Choisissez un fichier."),
            "empty": _L("Le fichier est vide. Partez du modèle."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )

    def __init__(self, *args: Any, au_ministere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if au_ministere:
            ajouter_qui(self)

    def clean_fichier(self) -> Any:
        """A file we can hold."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > OCTETS_MAX:
            raise forms.ValidationError(_("Le fichier dépasse 30 Mo. Séparez-le en plusieurs fichiers."))
        return fichier


def ajouter_qui(formulaire: forms.Form) -> None:
    """The ministry says for which organisation it writes, and from which source."""
    formulaire.fields["organisation"] = forms.ModelChoiceField(
        label=_("Organisme"), queryset=Organisation.objects.order_by("nom"), empty_label=_("Choisissez un organisme")
    )
    formulaire.fields["source"] = forms.ChoiceField(
        label=_("Source"),
        choices=[(s.value, s.label) for s in SourceService if s is not SourceService.ORGANISME],
    )


class FormulaireRetrait(forms.Form):
    """Why a line no longer counts."""

    motif = ChampTexte(label=_L("Pourquoi retirer cette ligne"), max_length=200)


class FormulaireJeton(forms.Form):
    """The system that will send services."""

    nom = ChampTexte(label=_L("Nom du système"), max_length=80)
