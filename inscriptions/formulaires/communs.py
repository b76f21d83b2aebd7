"""What every step's form shares: safe text, and the way from stored values to answers and back."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inscriptions.actions.inscription import Reponses

OUI_NON = ((True, _("Oui")), (False, _("Non")))
# Zero-width joiners are part of Persian and several Indian scripts.
INVISIBLES_PERMIS = frozenset("\u200c\u200d")
SEPARATEURS_DE_NOM = frozenset(" -'’.·")


def est_invisible(caractere: str) -> bool:
    """True for control characters and those that turn the writing direction around."""
    return unicodedata.category(caractere) in ("Cc", "Cf", "Co", "Cs", "Cn") and caractere not in INVISIBLES_PERMIS


class ChampTexte(forms.CharField):
    """One line of text: spaces tidied, hidden characters refused, what was typed kept on an error."""

    default_error_messages = {
        "invisible": _("Ce texte contient un caractère caché. Effacez-le et écrivez de nouveau."),
        "max_length": _("Ce texte est trop long. Écrivez au plus %(limit_value)d caractères."),
    }

    def to_python(self, value: Any) -> str:
        """The text in composed form, with single spaces."""
        texte = unicodedata.normalize("NFC", super().to_python(value))
        if any(est_invisible(caractere) for caractere in texte):
            raise ValidationError(self.error_messages["invisible"], code="invisible")
        return re.sub(r"\s+", " ", texte).strip()


class ChampNom(ChampTexte):
    """A name in any script: letters, spaces, hyphens, apostrophes."""

    default_error_messages = {
        "nom": _("Écrivez seulement des lettres, des espaces, des traits d’union ou des apostrophes."),
    }

    def validate(self, value: str) -> None:
        """Refuse digits and signs no name holds."""
        super().validate(value)
        if any(not (c in SEPARATEURS_DE_NOM or unicodedata.category(c)[0] in "LM" or est_invisible(c)) for c in value):
            raise ValidationError(self.error_messages["nom"], code="nom")


class ChampAdresse(ChampTexte):
    """A street address or a place name: no angle brackets, braces or semicolons."""

    default_error_messages = {"adresse": _('Écrivez l’adresse sans les signes < > { } ; \\ et ".')}

    def validate(self, value: str) -> None:
        """Refuse the signs no address holds."""
        super().validate(value)
        if set(value) & set('<>{};\\"`'):
            raise ValidationError(self.error_messages["adresse"], code="adresse")


class ChampOuiNon(forms.TypedChoiceField):
    """Yes or no, neither chosen beforehand."""

    widget = forms.RadioSelect
    default_error_messages = {"required": _("Répondez par oui ou par non.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=OUI_NON, coerce=lambda v: v in (True, "True"), empty_value=None, **kwargs)


class FormulaireEtape(forms.Form):
    """One step: starts from what is stored, and gives answers an action can keep."""

    # Form field → column, when they differ (a foreign key is asked by its code).
    colonnes: ClassVar[dict[str, str]] = {}
    champs_personne: ClassVar[tuple[str, ...]] = ()
    champs_demande: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, valeurs: dict[str, Any], au: date, **kwargs: Any) -> None:
        self.valeurs, self.au = valeurs, au
        inverse = {colonne: nom for nom, colonne in self.colonnes.items()}
        initial = {inverse.get(nom, nom): valeur for nom, valeur in valeurs.items()}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.preparer()

    def preparer(self) -> None:
        """Fill the choices that come from the reference data."""

    def reponses(self) -> Reponses:
        """The answers, by column."""
        return Reponses(personne=self._colonnes(self.champs_personne), demande=self._colonnes(self.champs_demande))

    def _colonnes(self, noms: tuple[str, ...]) -> dict[str, Any]:
        return {self.colonnes.get(nom, nom): self.cleaned_data[nom] for nom in noms}


class FormulaireEnvoi(forms.Form):
    """The last page: the person vouches for her answers."""

    exact = forms.BooleanField(
        label=_("Mes réponses sont vraies."),
        error_messages={"required": _("Cochez cette case pour envoyer votre demande.")},
    )
