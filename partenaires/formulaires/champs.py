"""Fields the forms of norms, calls and envelopes share: amounts as people write them, long texts, codes, lists."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.formats import formater_nombre
from inscriptions.formulaires.communs import ChampTexte, est_invisible

LONGUEUR_MAX = 20_000
UN_CENT = Decimal("0.01")
_ESPACES = re.compile(r"[\s$]")


class ChampLong(forms.CharField):
    """Several paragraphs: hidden characters refused, what was typed kept on an error."""

    widget = forms.Textarea
    default_error_messages = {
        "required": _("Écrivez ce texte."),
        "invisible": _("Ce texte contient un caractère caché. Effacez-le et écrivez de nouveau."),
        "max_length": _("Ce texte est trop long. Écrivez au plus %(limit_value)d caractères."),
    }

    def __init__(self, *, rangees: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGUEUR_MAX)
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = rangees
        # A browser that cuts a pasted text tells nobody: the message does.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        """The text in composed form, its line ends as one sign."""
        texte = unicodedata.normalize("NFC", super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")
        if any(est_invisible(caractere) for caractere in texte if caractere not in "\n\t"):
            raise ValidationError(self.error_messages["invisible"], code="invisible")
        return texte


class ChampArgent(forms.DecimalField):
    """An amount in dollars, written with spaces, a comma or a dollar sign."""

    def __init__(self, *, plus_grand: int, plus_petit: Decimal = UN_CENT, **kwargs: Any) -> None:
        message = _("Écrivez un montant entre %(min)s et %(max)s, par exemple 1 250,50.") % {
            "min": formater_nombre(plus_petit, 0 if plus_petit == int(plus_petit) else 2),
            "max": formater_nombre(plus_grand),
        }
        cles = ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
        kwargs["error_messages"] = dict.fromkeys(cles, message)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(min_value=plus_petit, max_value=plus_grand, max_digits=14, decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """The number people meant."""
        if isinstance(value, str):
            value = _ESPACES.sub("", value).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """`1250,50`: what was typed stays as it was."""
        return f"{value:.2f}".replace(".", ",") if isinstance(value, Decimal) else value


class ChampCode(forms.SlugField):
    """A short name without accents, that stays the same from one version to the next."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        kwargs.setdefault("max_length", 32)
        kwargs.setdefault(
            "help_text",
            _(
                "Des lettres sans accent, des chiffres et des traits d’union. "
                "Il relie cet élément d’une version à l’autre."
            ),
        )
        kwargs["error_messages"] = {
            "required": _("Écrivez un code, par exemple cours-groupe."),
            "invalid": _("Écrivez des lettres sans accent, des chiffres et des traits d’union, sans espace."),
            "max_length": _("Ce code est trop long. Écrivez au plus %(limit_value)d caractères."),
        }
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The code in lower case."""
        return super().to_python(value).lower()


class ChampLignes(ChampLong):
    """A list, one item a line; empty lines and repeats fall away."""

    def __init__(self, *, longueur: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longueur = longueur

    def clean(self, value: Any) -> list[str]:
        """The items, in their order."""
        lignes = [" ".join(ligne.split()) for ligne in super().clean(value).split("\n")]
        lignes = list(dict.fromkeys(ligne for ligne in lignes if ligne))
        if any(len(ligne) > self.longueur for ligne in lignes):
            raise ValidationError(
                _("Chaque ligne compte au plus %(longueur)s caractères.") % {"longueur": self.longueur}
            )
        return lignes

    def prepare_value(self, value: Any) -> Any:
        """One item a line."""
        return "\n".join(value) if isinstance(value, list) else value


def champ_titre(libelle: Any, longueur: int = 160, **options: Any) -> ChampTexte:
    """One line that must be written."""
    return ChampTexte(
        label=libelle, max_length=longueur, error_messages={"required": _("Écrivez ce champ.")}, **options
    )


def champ_cases(libelle: Any, choix: Any, **options: Any) -> forms.MultipleChoiceField:
    """A list of boxes; at least one unless the field is optional."""
    message = _("Cochez au moins une case.")
    return forms.MultipleChoiceField(
        label=libelle,
        choices=choix,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": message, "invalid_choice": _("Choisissez dans la liste.")},
        **options,
    )
