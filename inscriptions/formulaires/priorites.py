"""Forms of the dispatch order: its words, its classes, the day it takes effect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models.referentiels.validite import Certitude
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.dossier import ChampParagraphe
from inscriptions.models import RegleDePriorite
from inscriptions.priorites import CLASSES_MAX, CRITERES, ClasseDePriorite, defauts

LIBELLE_MAX = 80
CLASSES_VIDES = 2
RANGS = [("", "–"), *((str(n), str(n)) for n in range(1, CLASSES_MAX))]
COMMENT = ((False, _("un seul de ces critères suffit")), (True, _("il faut tous ces critères")))


class FormulaireRegle(forms.Form):
    """What the version says of itself; its last class takes everyone left."""

    nom = ChampTexte(
        label=_("Nom de la version"),
        max_length=LIBELLE_MAX,
        error_messages={"required": _("Donnez un nom à la version.")},
    )
    pourquoi = ChampParagraphe(
        label=_("Pourquoi cette version"),
        help_text=_("La décision, la loi ou la directive qui la demande. Le public peut le lire."),
        max_length=1000,
        error_messages={"required": _("Écrivez pourquoi cette version.")},
    )
    certitude = forms.ChoiceField(
        label=_("D’où vient cet ordre?"),
        choices=(
            (Certitude.VERIFIE, _("D’une règle officielle")),
            (Certitude.A_VERIFIER, _("D’une règle à vérifier")),
            (Certitude.SYNTHETIQUE, _("Un exemple, à remplacer")),
        ),
    )
    autres = ChampTexte(
        label=_("Nom de la dernière classe"),
        help_text=_("Elle reçoit toutes les autres demandes."),
        max_length=LIBELLE_MAX,
        error_messages={"required": _("Donnez un nom à la dernière classe.")},
    )


class FormulaireClasse(forms.Form):
    """One class before the last: its rank, its name, what opens it. Left empty, it does not exist."""

    rang = forms.TypedChoiceField(
        label=_("Rang"), choices=RANGS, coerce=int, empty_value=None, required=False, widget=forms.Select
    )
    libelle = ChampTexte(label=_("Nom de la classe"), max_length=LIBELLE_MAX, required=False)
    criteres = forms.MultipleChoiceField(
        label=_("Critères"),
        choices=[(critere.code, critere.libelle) for critere in CRITERES.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    tous = forms.TypedChoiceField(
        label=_("Pour entrer dans cette classe"),
        choices=[(str(valeur), libelle) for valeur, libelle in COMMENT],
        coerce=lambda valeur: valeur == "True",
        widget=forms.RadioSelect,
        initial="False",
        required=False,
        empty_value=False,
    )

    @property
    def est_vide(self) -> bool:
        """True when nothing was written for this class."""
        lu = self.cleaned_data
        return not lu.get("libelle") and not lu.get("criteres")

    def clean(self) -> dict[str, Any]:
        """A class that is begun has its name and its criteria."""
        lu = super().clean() or {}
        if lu.get("criteres") and not lu.get("libelle") and "libelle" not in self.errors:
            self.add_error("libelle", _("Donnez un nom à cette classe."))
        if lu.get("libelle") and not lu.get("criteres"):
            self.add_error("criteres", _("Choisissez au moins un critère."))
        return lu


class BaseClasses(forms.BaseFormSet):
    """The classes in the order of their ranks, then of the page."""

    def classes(self, autres: str) -> list[ClasseDePriorite]:
        """The whole order, numbered from 1, the class of everyone left last."""
        remplis = [formulaire for formulaire in self.forms if not formulaire.est_vide]
        remplis.sort(key=lambda formulaire: formulaire.cleaned_data.get("rang") or CLASSES_MAX)
        lus = [formulaire.cleaned_data for formulaire in remplis]
        premieres = [
            ClasseDePriorite(rang, lu["libelle"], tuple(c for c in CRITERES if c in lu["criteres"]), bool(lu["tous"]))
            for rang, lu in enumerate(lus, start=1)
        ]
        return [*premieres, ClasseDePriorite(len(lus) + 1, autres)]


ClassesFormSet = forms.formset_factory(
    FormulaireClasse,
    formset=BaseClasses,
    extra=CLASSES_VIDES,
    max_num=CLASSES_MAX - 1,
    absolute_max=CLASSES_MAX - 1,
    validate_max=True,
)


class Redaction:
    """The two forms of one page, filled from the draft or from what was sent."""

    def __init__(self, regle: RegleDePriorite, donnees: Any = None) -> None:
        *premieres, derniere = regle.ordre
        self.regle = FormulaireRegle(
            donnees,
            initial={
                "nom": regle.nom,
                "pourquoi": regle.pourquoi,
                "certitude": regle.certitude,
                "autres": derniere.libelle,
            },
        )
        self.classes = ClassesFormSet(donnees, prefix="classe", initial=list(_initiales(premieres)))

    def est_valide(self) -> bool:
        """Everything can be kept; what is wrong between classes is said at the top."""
        if not (self.regle.is_valid() & self.classes.is_valid()):
            return False
        for defaut in defauts(self.classes.classes(self.regle.cleaned_data["autres"])):
            self.regle.add_error(None, defaut)
        return not self.regle.errors

    def valeurs(self) -> dict[str, Any]:
        """What the action takes."""
        lu = dict(self.regle.cleaned_data)
        classes = self.classes.classes(lu.pop("autres"))
        return lu | {"classes": classes}


def _initiales(classes: Iterable[ClasseDePriorite]) -> Iterable[dict[str, Any]]:
    for classe in classes:
        yield {
            "rang": str(classe.rang),
            "libelle": classe.libelle,
            "criteres": list(classe.criteres),
            "tous": str(classe.tous),
        }


class FormulairePublication(forms.Form):
    """The first day of the version."""

    date_effet = ChampDate(label=_("Premier jour"), help_text=_("Aujourd’hui ou plus tard."))

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au

    def clean_date_effet(self) -> date:
        """Never a day gone by: the queue of that day is history."""
        jour: date = self.cleaned_data["date_effet"]
        if jour < self.au:
            raise forms.ValidationError(_("Choisissez aujourd’hui ou un jour plus tard."))
        return jour
