"""What is typed of a field need: few questions, none about who said it."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.referentiels.queries import choix_regions
from inscriptions.formulaires.groupe_nouveau import champ_choix, champ_nombre
from partenaires.formulaires.champs import ChampLong
from partenaires.models import Clientele, SourceBesoin, UrgenceBesoin
from partenaires.queries.besoins import choix_themes

PERSONNES_MAX = 100_000
COORDONNEES = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}")


def refuser_les_coordonnees(texte: str) -> str:
    """The text, when it holds neither an e-mail address nor a telephone number."""
    if trouvee := COORDONNEES.search(texte):
        raise ValidationError(
            _("Retirez l’adresse ou le numéro « %(trouvee)s » : ce texte ne doit mener à personne."),
            params={"trouvee": trouvee[0]},
        )
    return texte


class FormulaireBesoin(forms.Form):
    """Where, about what, for whom, how many, what was heard; `envoi` names this sending, made by the device."""

    envoi = forms.UUIDField(widget=forms.HiddenInput)
    region = champ_choix(_("Région"), [])
    theme = champ_choix(_("Thème"), [])
    clientele = champ_choix(_("Pour qui"), Clientele.choices)
    nb_personnes = champ_nombre(
        _("Combien de personnes environ"),
        1,
        PERSONNES_MAX,
        help_text=_("Votre meilleure estimation."),
        widget=forms.NumberInput({"class": "court", "inputmode": "numeric"}),
    )
    entendu = ChampLong(
        label=_("Ce que vous avez entendu"),
        help_text=_("En vos mots. N’écrivez aucun nom, aucune adresse, aucun numéro de téléphone."),
        max_length=4000,
        rangees=5,
    )
    entendu_le = ChampDate(label=_("Quand"))
    source = champ_choix(_("De qui"), SourceBesoin.choices)
    urgence = forms.ChoiceField(
        label=_("Urgence"),
        choices=UrgenceBesoin.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une urgence."), "invalid_choice": _("Choisissez une urgence.")},
    )

    def __init__(self, *args: Any, au: date, region: str = "", **kwargs: Any) -> None:
        initial = {"envoi": uuid.uuid4(), "entendu_le": au, "region": region} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self.au = au
        champs: dict[str, Any] = self.fields
        champs["region"].choices = [("", _("Choisir…")), *choix_regions()]
        champs["theme"].choices = [("", _("Choisir…")), *choix_themes(au=au)]

    def clean_entendu(self) -> str:
        """Words that lead to nobody."""
        return refuser_les_coordonnees(self.cleaned_data["entendu"])

    def clean_entendu_le(self) -> date:
        """Today or before."""
        jour = self.cleaned_data["entendu_le"]
        if jour > self.au:
            raise ValidationError(_("Cette date est dans le futur."))
        return jour

    def champs(self) -> dict[str, Any]:
        """What the action keeps."""
        lu = dict(self.cleaned_data)
        lu.pop("envoi")
        return lu | {"region_id": lu.pop("region"), "theme_id": lu.pop("theme")}


class FormulaireReponseBesoin(forms.Form):
    """What became of the need, in words its authors will read."""

    reponse = ChampLong(
        label=_("Ce qui a été fait ou décidé"),
        help_text=_("L’organisme qui a écrit le besoin lit cette réponse."),
        max_length=4000,
    )


class FiltreBesoins(forms.Form):
    """The list's choice, kept in the address."""

    etat = forms.ChoiceField(label=_("État"), required=False)
    region = forms.ChoiceField(label=_("Région"), required=False)
    theme = forms.ChoiceField(label=_("Thème"), required=False)

    def __init__(self, *args: Any, au: date, etats: list[tuple[str, str]], siens: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        champs["etat"].choices = (
            [("", _("Tous")), *etats] if siens else [("", _("À traiter")), *etats, ("tous", _("Tous"))]
        )
        champs["region"].choices = [("", _("Toutes")), *choix_regions()]
        champs["theme"].choices = [("", _("Tous")), *choix_themes(au=au)]

    def lu(self, nom: str) -> str:
        """What was chosen, empty for what is unknown."""
        self.is_valid()
        return str(self.cleaned_data.get(nom) or "")


class FiltreComptes(forms.Form):
    """Which needs are counted."""

    MOIS = (("12", _("12 derniers mois")), ("24", _("24 derniers mois")), ("36", _("36 derniers mois")))

    periode = forms.ChoiceField(label=_("Période"), choices=MOIS, required=False)
    clientele = forms.ChoiceField(
        label=_("Pour qui"), choices=[("", _("Toutes les clientèles")), *Clientele.choices], required=False
    )
    region = forms.ChoiceField(label=_("Région du second tableau"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Tout le Québec")), *choix_regions()]  # type: ignore[attr-defined]

    def lu(self, nom: str) -> str:
        """What was chosen, empty for what is unknown."""
        self.is_valid()
        return str(self.cleaned_data.get(nom) or "")

    def mois(self) -> int:
        """How many months."""
        return int(self.lu("periode") or 12)
