"""Forms of an account: words, reasons and expenses by the organisation; admissible amounts by the ministry."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.referentiels.formats import formater_argent
from inscriptions.formulaires.communs import ChampTexte, est_invisible
from partenaires.models import DepenseReddition, Reddition
from partenaires.queries.redditions import LigneReddition, lignes_budget, version_saisie

MONTANT_MAX = Decimal("9999999999.99")
ESPACES = str.maketrans({" ": None, "\u00a0": None, "\u202f": None, "$": None, ",": "."})


class ChampArgent(forms.DecimalField):
    """Dollars and cents, typed as French speakers write them."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "court", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "required": gettext_lazy("Écrivez un montant, 0 s’il n’y a rien."),
            "invalid": gettext_lazy("Écrivez un montant en chiffres, par exemple 1 234,50."),
            "min_value": gettext_lazy("Un montant n’est pas négatif."),
            "max_decimal_places": gettext_lazy("Écrivez deux décimales au plus."),
            "max_value": gettext_lazy("Ce montant est trop grand."),
            "max_digits": gettext_lazy("Ce montant est trop grand."),
            "max_whole_digits": gettext_lazy("Ce montant est trop grand."),
        }
        super().__init__(
            min_value=0,
            max_value=kwargs.pop("max_value", MONTANT_MAX),
            max_digits=12,
            decimal_places=2,
            error_messages=messages | kwargs.pop("error_messages", {}),
            **kwargs,
        )

    def to_python(self, value: Any) -> Decimal | None:
        """The amount, spaces and dollar sign put aside."""
        return super().to_python(value.translate(ESPACES) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """An amount already known is shown with a comma."""
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value


class ChampParagraphes(forms.CharField):
    """Several lines of text; hidden characters refused, what was typed kept on an error."""

    default_error_messages = ChampTexte.default_error_messages

    def to_python(self, value: Any) -> str:
        """The text in composed form, its lines kept."""
        lignes = unicodedata.normalize("NFC", super().to_python(value)).replace("\r\n", "\n").split("\n")
        if any(est_invisible(caractere) for ligne in lignes for caractere in ligne if caractere != "\t"):
            raise ValidationError(self.error_messages["invisible"], code="invisible")
        return "\n".join(" ".join(ligne.split()) for ligne in lignes).strip()


class FormulaireReddition(forms.Form):
    """The account of a period; a figure out of tolerance asks for its reason beside it."""

    def __init__(self, *args: Any, reddition: Reddition, lignes: Iterable[LigneReddition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reddition, self.lignes = reddition, list(lignes)
        self.fields["version"] = forms.CharField(
            required=False, initial=version_saisie(reddition), widget=forms.HiddenInput
        )
        self.fields["recit"] = ChampParagraphes(
            label=_("Récit de la période"),
            help_text=_("Ce qui a été fait, ce qui a changé, ce qui vient. Aucun nom de personne."),
            required=False,
            max_length=8000,
            initial=reddition.recit,
            widget=forms.Textarea(attrs={"rows": 8}),
        )
        for ligne in self.lignes:
            if ligne.hors_tolerance or ligne.valeur.raison:
                self.fields[f"raison_{ligne.valeur.pk}"] = self._raison(ligne)
        faites = {depense.ligne_id: depense for depense in reddition.depenses.all()}
        self._budget = list(lignes_budget(reddition))
        for ligne_budget in self._budget:
            self._depense(ligne_budget, faites.get(ligne_budget.pk))

    @staticmethod
    def _raison(ligne: LigneReddition) -> forms.Field:
        return ChampParagraphes(
            label=_("Raison de l’écart : %(quoi)s") % {"quoi": ligne.valeur.libelle},
            help_text=_("%(fait)s réalisé, %(prevu)s prévu pour la période.")
            % {"fait": ligne.retenu_ecrit, "prevu": ligne.prevu_ecrit},
            required=False,
            max_length=2000,
            initial=ligne.valeur.raison,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def _depense(self, ligne: Any, faite: DepenseReddition | None) -> None:
        self.fields[f"depense_{ligne.pk}"] = ChampArgent(
            label=_("Dépense : %(poste)s") % {"poste": ligne.poste},
            help_text=_("Budget de l’entente : %(montant)s.") % {"montant": formater_argent(ligne.montant)},
            required=False,
            initial=faite.montant if faite else None,
        )
        self.fields[f"note_{ligne.pk}"] = ChampTexte(
            label=_("Note sur cette dépense : %(poste)s") % {"poste": ligne.poste},
            required=False,
            max_length=300,
            initial=faite.note if faite else "",
        )

    def relire(self) -> list[tuple[str, str]]:
        """Take what is kept now as read: the next saving replaces it; return what differs from what is typed."""
        self.data = self.data.copy()
        self.data["version"] = self.fields["version"].initial
        champs = [self[nom] for nom in self.changed_data if nom != "version"]
        return [(str(champ.label), champ.field.prepare_value(champ.initial) or "–") for champ in champs]

    @property
    def raisons(self) -> dict[uuid.UUID, str]:
        """The reasons typed, by figure."""
        noms = {ligne.valeur.pk: f"raison_{ligne.valeur.pk}" for ligne in self.lignes}
        return {pk: self.cleaned_data[nom] for pk, nom in noms.items() if nom in self.cleaned_data}

    @property
    def depenses(self) -> dict[uuid.UUID, tuple[Decimal, str]]:
        """The expenses typed, by budget line; an empty box says nothing yet."""
        lues = {
            ligne.pk: (self.cleaned_data[f"depense_{ligne.pk}"], self.cleaned_data[f"note_{ligne.pk}"])
            for ligne in self._budget
        }
        return {pk: (montant, note) for pk, (montant, note) in lues.items() if montant is not None}


class FormulaireAcceptation(forms.Form):
    """What the ministry admits of each expense; the whole of it unless changed."""

    def __init__(self, *args: Any, depenses: Iterable[DepenseReddition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._depenses = list(depenses)
        for depense in self._depenses:
            self.fields[f"admissible_{depense.pk}"] = ChampArgent(
                label=_("Montant admissible : %(poste)s") % {"poste": depense.ligne.poste},
                help_text=_("Dépense déclarée : %(montant)s.") % {"montant": formater_argent(depense.montant)},
                max_value=depense.montant,
                initial=depense.montant if depense.admissible is None else depense.admissible,
                error_messages={"max_value": _("Le montant admissible ne dépasse pas la dépense.")},
            )

    @property
    def admissibles(self) -> dict[uuid.UUID, Decimal]:
        """The amounts typed, by expense."""
        return {depense.pk: self.cleaned_data[f"admissible_{depense.pk}"] for depense in self._depenses}
