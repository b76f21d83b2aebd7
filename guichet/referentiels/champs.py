"""Form and model fields that read Québec formats and say how to mend what they cannot read."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .formats import (
    FormatInvalide,
    formater_telephone,
    normaliser_code_postal,
    normaliser_neq,
    normaliser_telephone,
)


def _valider(normaliser: Callable[[str], str], valeur: str) -> str:
    """The normalised value; what cannot be read becomes a validation error."""
    try:
        return normaliser(valeur)
    except FormatInvalide as erreur:
        raise ValidationError(erreur.message, code="format") from erreur


def valider_code_postal(valeur: str) -> None:
    """Refuse what is not a postal code of Québec."""
    _valider(normaliser_code_postal, valeur)


def valider_neq(valeur: str) -> None:
    """Refuse what is not an enterprise number."""
    _valider(normaliser_neq, valeur)


def valider_telephone(valeur: str) -> None:
    """Refuse what is not a telephone number in its stored form."""
    _valider(lambda texte: normaliser_telephone(texte.replace(";ext=", " poste ")), valeur)


class _ChampNormalise(forms.CharField):
    """A text field whose clean value is the normalised one; what was typed stays in the field on an error."""

    normaliser: Callable[[str], str]
    attributs: dict[str, str] = {}

    def __init__(self, **kwargs) -> None:
        kwargs.pop("max_length", None)  # People type spaces and hyphens: the stored length is no limit on typing.
        super().__init__(max_length=60, **kwargs)

    def to_python(self, value):
        texte = super().to_python(value)
        return texte if not texte else _valider(type(self).normaliser, texte)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | self.attributs


class CodePostalFormField(_ChampNormalise):
    """A postal code of Québec, cleaned to `A1A 1A1`."""

    normaliser = staticmethod(normaliser_code_postal)
    attributs = {"autocomplete": "postal-code", "autocapitalize": "characters"}
    default_error_messages = {"required": _("Écrivez votre code postal, par exemple G1R 4P5.")}


class NeqFormField(_ChampNormalise):
    """An enterprise number, cleaned to 10 digits."""

    normaliser = staticmethod(normaliser_neq)
    attributs = {"inputmode": "numeric", "autocomplete": "off"}
    default_error_messages = {"required": _("Écrivez le NEQ, un nombre de 10 chiffres.")}


class TelephoneFormField(_ChampNormalise):
    """A telephone number, cleaned to its stored form and shown as people read it; no extension unless asked."""

    normaliser = staticmethod(normaliser_telephone)
    widget = forms.TelInput
    attributs = {"autocomplete": "tel"}
    default_error_messages = {"required": _("Écrivez un numéro de téléphone, par exemple 514 864-9191.")}

    def __init__(self, *, avec_poste: bool = False, **kwargs) -> None:
        self.avec_poste = avec_poste
        super().__init__(**kwargs)

    def to_python(self, value):
        numero = super().to_python(value)
        if ";ext=" in numero and not self.avec_poste:
            raise ValidationError(_("Écrivez le numéro sans le poste."), code="poste")
        return numero

    def prepare_value(self, value):
        return formater_telephone(value) if isinstance(value, str) and value.startswith("+1") else value


class _ChampModele(models.CharField):
    """A text column with its own length, form field and validator."""

    longueur: int
    champ_formulaire: type[forms.CharField]

    def __init__(self, *args, **kwargs) -> None:
        kwargs["max_length"] = self.longueur
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        nom, chemin, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return nom, chemin, args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.champ_formulaire, **kwargs})


class CodePostalField(_ChampModele):
    """A column holding a postal code of Québec as `A1A 1A1`."""

    description = _("Code postal")
    longueur = 7
    champ_formulaire = CodePostalFormField
    default_validators = [valider_code_postal]


class NeqField(_ChampModele):
    """A column holding an enterprise number."""

    description = _("Numéro d’entreprise du Québec")
    longueur = 10
    champ_formulaire = NeqFormField
    default_validators = [valider_neq]


class TelephoneField(_ChampModele):
    """A column holding a telephone number in its stored form."""

    description = _("Numéro de téléphone")
    longueur = 30
    champ_formulaire = TelephoneFormField
    default_validators = [valider_telephone]

    def formfield(self, **kwargs):
        return super().formfield(**{"avec_poste": True, **kwargs})
