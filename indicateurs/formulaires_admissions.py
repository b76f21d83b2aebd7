"""Forms of admissions: the file, the choices of the cohorts, what to do about each fault, why a pair is undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.formulaires import Liste
from guichet.models import Motif
from guichet.models.personne import Sexe
from guichet.referentiels.queries import choix_categories, choix_langues, choix_pays, choix_regions
from indicateurs.admissions_lignes import OCTETS_MAX
from indicateurs.filtre import Filtre
from indicateurs.models import Francais, Population
from indicateurs.queries.admissions import Faute
from indicateurs.queries.cohortes import ajouter_mois
from indicateurs.states_admissions import ISSUES
from indicateurs.tranches import AGES, codes
from inscriptions.formulaires.communs import ChampTexte

_L = gettext_lazy
A_FAIRE: dict[str, Any] = {
    "cle:forme": _L("Écrivez une clé de 60 caractères au plus : lettres, chiffres, point, tiret, barre."),
    "cle:double": _L("Cette clé est déjà à la ligne %(n)s. Donnez une clé à chaque personne."),
    "mois:forme": _L("Écrivez le mois de l’admission ainsi : 2026-03."),
    "mois:futur": _L("Ce mois est à venir : envoyez les admissions une fois faites."),
    "population:inconnue": _L("Écrivez l’un de ces mots : %(populations)s."),
    "identifiant:forme": _L("L’identifiant d’immigration a 8 ou 10 chiffres. Corrigez-le ou videz la case."),
    "nom:absent": _L("Écrivez au moins le prénom ou le nom de famille."),
    "nom:long": _L("Écrivez 80 caractères au plus."),
    "prenom:long": _L("Écrivez 80 caractères au plus."),
    "date_naissance:forme": _L("Écrivez la date ainsi : 1991-04-23, ou videz la case."),
    "date_naissance:impossible": _L(
        "Cette date n’est pas celle d’une personne vivante : corrigez-la ou videz la case."
    ),
    "sexe:inconnu": _L("Écrivez f, m ou x, ou videz la case."),
    "pays:inconnu": _L("Écrivez le code ISO du pays en trois lettres, par exemple GIN, ou videz la case."),
    "langue:inconnue": _L("Écrivez le code ISO de la langue en trois lettres, par exemple ara, ou videz la case."),
    "categorie:inconnue": _L("Écrivez l’un de ces codes : %(categories)s; ou videz la case."),
    "region:inconnue": _L("Écrivez le code de la région, de 01 à 17, ou videz la case."),
    "francais:inconnu": _L("Écrivez l’un de ces mots : %(francais)s."),
}
PERIODES = {"12": _L("12 derniers mois"), "24": _L("24 derniers mois"), "36": _L("36 derniers mois")}


def erreurs_de(fautes: Iterable[Faute], *, au: date) -> list[dict[str, Any]]:
    """Each fault as a page or a program tells it: line, column, what was written, what to do."""
    mots = {
        "populations": ", ".join(Population.values),
        "francais": ", ".join(Francais.values),
        "categories": ", ".join(code for code, _libelle in choix_categories(au=au)),
    }
    erreurs = []
    for faute in fautes:
        colonne, code, *suite = faute.code.split(":", 2)
        message = str(A_FAIRE[f"{colonne}:{code}"]) % (mots | {"n": "".join(suite)})
        erreurs.append({"ligne": faute.ligne, "colonne": colonne, "valeur": faute.ecrit[:80], "message": message})
    return erreurs


class FormulaireAdmissions(forms.Form):
    """The file to send."""

    fichier = forms.FileField(
        label=_L("Fichier CSV ou XLSX"),
        help_text=_L("Au plus 60 Mo. Rien n’est enregistré avant votre confirmation."),
        error_messages={
            "required": _L("Choisissez un fichier."),
            "empty": _L("Le fichier est vide. Partez du modèle."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )

    def clean_fichier(self) -> Any:
        """A file we can hold."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > OCTETS_MAX:
            raise forms.ValidationError(_("Le fichier dépasse 60 Mo. Séparez-le en plusieurs fichiers."))
        return fichier


class FiltreCohortesForm(forms.Form):
    """Kept in the address, so that a view can be shared; an unknown value falls back to everyone."""

    periode = forms.ChoiceField(label=_L("Admissions des"), choices=list(PERIODES.items()), required=False)
    population = forms.ChoiceField(
        label=_L("Population"), choices=[("", _L("Les deux")), *Population.choices], required=False
    )
    region = forms.ChoiceField(label=_L("Région de résidence"), required=False)
    categorie = forms.ChoiceField(label=_L("Catégorie d’immigration"), required=False)
    sexe = forms.ChoiceField(label=_L("Sexe"), choices=[("", _L("Tous")), *Sexe.choices], required=False)
    age = forms.ChoiceField(label=_L("Âge à l’admission"), required=False)
    pays = forms.ChoiceField(label=_L("Pays de naissance"), required=False, widget=Liste)
    langue = forms.ChoiceField(label=_L("Langue maternelle"), required=False, widget=Liste)

    def __init__(self, *args: Any, au: date, avec_periode: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au
        toutes = [("", _("Toutes"))]
        self.fields["region"].choices = [("", _("Tout le Québec")), *choix_regions()]  # type: ignore[attr-defined]
        self.fields["categorie"].choices = [*toutes, *choix_categories(au=au)]  # type: ignore[attr-defined]
        self.fields["age"].choices = [("", _("Tous")), *((age, _("%(age)s ans") % {"age": age}) for age in codes(AGES))]  # type: ignore[attr-defined]
        self.fields["pays"].choices = [("", _("Tous")), *choix_pays()]  # type: ignore[attr-defined]
        self.fields["langue"].choices = [*toutes, *choix_langues()]  # type: ignore[attr-defined]
        if not avec_periode:
            del self.fields["periode"], self.fields["population"]

    def filtre(self, *, du: date | None = None, jusqu_au: date | None = None) -> Filtre:
        """The chosen cut: the months of admission, and one value along each axis."""
        self.is_valid()
        lus = self.cleaned_data
        debut = du or ajouter_mois(self.au, 1 - int(lus.get("periode") or 24))
        axes: dict[str, Any] = {
            axe: lus.get(axe) or "" for axe in ("region", "categorie", "sexe", "age", "pays", "langue")
        }
        return Filtre(debut, jusqu_au or self.au, **axes)

    @property
    def population_choisie(self) -> str:
        """The chosen population, or both."""
        return self.cleaned_data.get("population") or ""


class FormulaireMotif(forms.Form):
    """Why a pair is refused, undone or looked at again."""

    motif = forms.ModelChoiceField(
        label=_L("Pourquoi"),
        queryset=Motif.objects.none(),
        empty_label=_L("Choisissez une raison"),
        error_messages={"required": _L("Choisissez une raison."), "invalid_choice": _L("Choisissez une raison.")},
    )

    def __init__(self, *args: Any, pas: str, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].queryset = Motif.objects.pour(f"rapprochement.{pas}", au=au)  # type: ignore[attr-defined]


class RechercheAdmises(forms.Form):
    """Kept in the address."""

    q = ChampTexte(label=_L("Nom ou clé"), max_length=80, required=False)

    @property
    def mot(self) -> str:
        """What is looked for."""
        return self.cleaned_data["q"] if self.is_valid() else ""


class FormulaireIssue(forms.Form):
    """What an agent learned, and how."""

    issue = forms.ChoiceField(
        label=_L("Issue"),
        choices=[("", _L("Choisissez une issue")), *((etat.value, etat.label) for etat in ISSUES)],
        error_messages={"required": _L("Choisissez une issue.")},
    )
    motif = ChampTexte(
        label=_L("Comment vous le savez"),
        max_length=200,
        help_text=_L("Par exemple : lettre revenue, dit au téléphone."),
    )


class FormulaireRetraitIssue(forms.Form):
    """Why an outcome no longer counts."""

    motif = ChampTexte(label=_L("Pourquoi la retirer"), max_length=200)
