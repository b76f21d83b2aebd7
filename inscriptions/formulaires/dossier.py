"""Forms of the adviser: a step with its reason, a level evaluation, a search."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.models import EditionEchelle, Motif
from guichet.referentiels.echelle import NIVEAU_MAXIMUM
from guichet.referentiels.queries import choix_regions
from inscriptions.actions.dossier import Niveaux
from inscriptions.formulaires.communs import ChampTexte, est_invisible
from inscriptions.models import Filiere
from inscriptions.states import EtatInscription

PRECISION_MAX = 500
NIVEAUX = [("", _("Choisir…")), (0, _("0 – avant le niveau 1")), *((n, str(n)) for n in range(1, NIVEAU_MAXIMUM + 1))]


class ChampParagraphe(forms.CharField):
    """A few lines of text; hidden characters are refused, line ends kept."""

    widget = forms.Textarea(attrs={"rows": 3})
    default_error_messages = {
        "invisible": _("Ce texte contient un caractère caché. Effacez-le et écrivez de nouveau."),
        "max_length": _("Ce texte est trop long. Écrivez au plus %(limit_value)d caractères."),
    }

    def validate(self, value: str) -> None:
        """Refuse what no one can see."""
        super().validate(value)
        if any(est_invisible(caractere) and caractere not in "\n\r\t" for caractere in value):
            raise ValidationError(self.error_messages["invisible"], code="invisible")


class FormulairePas(forms.Form):
    """The reason of a step, from its dated list, and a few words."""

    motif = forms.ChoiceField(
        label=_("Motif"),
        error_messages={
            "required": _("Choisissez un motif dans la liste."),
            "invalid_choice": _("Choisissez un motif dans la liste."),
        },
    )
    precision = ChampParagraphe(label=_("Précision"), required=False, max_length=PRECISION_MAX)

    def __init__(self, *args: Any, domaine: str, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        motifs = Motif.objects.pour(domaine, au=au)
        choix = [("", _("Choisir…")), *((motif.code, motif.libelle) for motif in motifs)]
        self.fields["motif"].choices = choix  # type: ignore[attr-defined]


def _niveau(libelle: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=libelle,
        choices=NIVEAUX,
        coerce=int,
        error_messages={
            "required": _("Choisissez le niveau constaté."),
            "invalid_choice": _("Le niveau va de 0 à 12."),
        },
    )


class FormulaireEvaluation(forms.Form):
    """The four levels met, the edition they were measured on, the course they lead to."""

    co = _niveau(_("Compréhension orale"))
    po = _niveau(_("Production orale"))
    ce = _niveau(_("Compréhension écrite"))
    pe = _niveau(_("Production écrite"))
    edition = forms.ModelChoiceField(
        label=_("Édition de l’échelle"),
        queryset=EditionEchelle.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choisissez l’édition de l’échelle."),
            "invalid_choice": _("Choisissez l’édition de l’échelle dans la liste."),
        },
    )
    cours = forms.TypedChoiceField(
        label=_("Niveau du cours"),
        help_text=_("Laissez vide pour le niveau qui suit la plus faible des deux compétences orales."),
        choices=[("", _("Selon les compétences orales")), *((n, str(n)) for n in range(1, NIVEAU_MAXIMUM + 1))],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Le niveau du cours va de 1 à 12.")},
    )
    filiere = forms.ChoiceField(
        label=_("Filière"),
        choices=Filiere.choices,
        error_messages={
            "required": _("Choisissez la filière."),
            "invalid_choice": _("Choisissez la filière dans la liste."),
        },
    )
    commentaire = ChampParagraphe(label=_("Commentaire"), required=False, max_length=2000)

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = EditionEchelle.objects.en_vigueur(au=au).order_by("-code")
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]

    def niveaux(self) -> Niveaux:
        """The levels as the action takes them; the course follows the weaker oral skill unless it was chosen."""
        lu = self.cleaned_data
        suivant = min(NIVEAU_MAXIMUM, min(lu["co"], lu["po"]) + 1)
        return Niveaux(lu["co"], lu["po"], lu["ce"], lu["pe"], lu["cours"] or suivant, lu["filiere"])


class FormulaireRecherche(forms.Form):
    """Find a file: by name, number, region, state."""

    q = ChampTexte(label=_("Nom ou numéro"), required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    region = forms.ChoiceField(label=_("Région"), required=False)
    etat = forms.ChoiceField(label=_("État"), required=False, choices=[("", _("Tous")), *EtatInscription.choices])

    def __init__(self, *args: Any, regions: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = choix_de_regions(regions)  # type: ignore[attr-defined]

    def criteres(self) -> dict[str, str]:
        """What was understood; an unreadable filter filters nothing."""
        return self.cleaned_data if self.is_valid() else {"q": "", "region": "", "etat": ""} | self.cleaned_data


def choix_de_regions(regions: tuple[str, ...]) -> list[tuple[str, Any]]:
    """All regions, or those of the adviser, an empty choice first."""
    return [("", _("Toutes")), *((code, nom) for code, nom in choix_regions() if not regions or code in regions)]
