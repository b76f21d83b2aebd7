"""What is typed about payments: a reason, a reference, a file of references, a choice of instalments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.dossier import ChampParagraphe
from partenaires.fichier_paiements import REFERENCE_MAX

MOTIF_MAX = 300


class FormulaireMotif(forms.Form):
    """Why."""

    motif = ChampParagraphe(label=_("Motif"), max_length=MOTIF_MAX, error_messages={"required": _("Écrivez le motif.")})


class FormulaireReference(forms.Form):
    """The reference that the finance system gave to a payment."""

    reference = ChampTexte(
        label=_("Référence du paiement"),
        max_length=REFERENCE_MAX,
        error_messages={"required": _("Écrivez la référence du paiement.")},
    )


class FormulaireNote(forms.Form):
    """A few words that stay beside the final accounting."""

    note = ChampParagraphe(label=_("Note"), required=False, max_length=1000)


class FormulaireRetour(forms.Form):
    """The file of the finance system, with the references of payment."""

    fichier = forms.FileField(
        label=_("Fichier des références (CSV)"),
        error_messages={
            "required": _("Choisissez un fichier."),
            "empty": _("Ce fichier est vide."),
            "invalid": _("Choisissez un fichier."),
        },
    )


class FormulaireChoix(forms.Form):
    """The instalments to pay together."""

    versements = forms.TypedMultipleChoiceField(
        error_messages={
            "required": _("Choisissez au moins un versement."),
            "invalid_choice": _("Un versement choisi n’est plus à émettre. Vérifiez la liste."),
        }
    )

    def __init__(self, *args, possibles, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["versements"].choices = [(str(pk), str(pk)) for pk in possibles]
