"""Fields the forms of ententes share: paragraphs, amounts in dollars."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inscriptions.formulaires.communs import est_invisible
from partenaires.formulaires.champs import ChampArgent

MONTANT_MAX = 999_999_999
SAUTS = frozenset("\n\t")


class ChampParagraphes(forms.CharField):
    """Text of several lines: line ends made alike, hidden characters refused, what was typed kept on an error."""

    default_error_messages = {
        "required": _("Écrivez un texte."),
        "invisible": _("Ce texte contient un caractère caché. Effacez-le et écrivez de nouveau."),
        "max_length": _("Ce texte est trop long. Écrivez au plus %(limit_value)d caractères."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 6000)
        options.setdefault("widget", forms.Textarea({"rows": 6}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """The text in composed form, without spaces at the ends of lines."""
        texte = unicodedata.normalize("NFC", super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")
        if any(est_invisible(caractere) and caractere not in SAUTS for caractere in texte):
            raise ValidationError(self.error_messages["invisible"], code="invisible")
        return re.sub(r"[ \t]+\n", "\n", texte).strip()


def champ_argent(libelle: Any, plus_petit: float = 0, **options: Any) -> Any:
    """An amount in dollars and cents."""
    return ChampArgent(label=libelle, plus_petit=Decimal(str(plus_petit)), plus_grand=MONTANT_MAX, **options)


def en_part(pourcent: Decimal) -> Decimal:
    """A percentage typed by a person as a part of one."""
    return (pourcent / 100).quantize(Decimal("0.001"))
