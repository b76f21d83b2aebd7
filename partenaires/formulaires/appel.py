"""Forms of a call for projects and of an envelope."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models import Region
from inscriptions.formulaires.groupe_nouveau import LISTE, champ_choix
from partenaires.exercices import exercice_de, libelle_exercice
from partenaires.formulaires.champs import ChampArgent, ChampLong, champ_cases, champ_titre
from partenaires.models import Programme, Volet

ENVELOPPE_MAX = 1_000_000_000
EXERCICES_A_VENIR = 5


class ChampVolet(forms.ModelChoiceField):
    """The volets of the adopted versions."""

    default_error_messages = {"required": LISTE, "invalid_choice": LISTE}

    def label_from_instance(self, obj: Volet) -> str:
        """Programme, version, volet."""
        return f"{obj.version}, {obj.nom}"


class FormulaireAppel(forms.Form):
    """What is called for, with how much, until when."""

    titre = champ_titre(_("Titre"))
    volet = ChampVolet(label=_("Volet"), queryset=Volet.objects.none(), empty_label=_("Choisir…"))
    description = ChampLong(label=_("Description"), required=False)
    regions = champ_cases(_("Régions"), (), required=False, help_text=_("Aucune case cochée : toutes les régions."))
    enveloppe = ChampArgent(label=_("Enveloppe de l’appel, en dollars"), plus_grand=ENVELOPPE_MAX)
    ouvre_le = ChampDate(label=_("Premier jour pour demander"))
    ferme_le = ChampDate(label=_("Dernier jour pour demander"))
    debut = ChampDate(label=_("Début des ententes"))
    fin = ChampDate(label=_("Fin des ententes"))

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adoptees = Volet.objects.filter(version__etat="adoptee").select_related("version__programme")
        self.fields["volet"].queryset = adoptees.order_by("version__programme__nom", "-version__numero", "code")
        self.fields["regions"].choices = [(r.code, r.nom) for r in Region.objects.order_by("code")]
        self.au = au

    def clean_ferme_le(self) -> date:
        """A day still to come."""
        jour = self.cleaned_data["ferme_le"]
        if jour < self.au:
            raise ValidationError(_("Cette date est passée. Choisissez un jour à venir."))
        return jour

    def clean(self) -> dict[str, Any]:
        """Dates in their order."""
        donnees = super().clean() or {}
        for avant, apres, message in (
            ("ouvre_le", "ferme_le", _("L’appel ferme après son ouverture.")),
            ("debut", "fin", _("Les ententes finissent après leur début.")),
        ):
            un, autre = donnees.get(avant), donnees.get(apres)
            if un and autre and autre <= un:
                self.add_error(apres, message)
        return donnees


class FormulaireEnveloppe(forms.Form):
    """The amount of a fiscal year, and why it is set or changed."""

    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.order_by("nom"),
        empty_label=_("Choisir…"),
        error_messages={"required": LISTE, "invalid_choice": LISTE},
    )
    exercice = champ_choix(_("Exercice financier"), (), coerce=int)
    montant = ChampArgent(label=_("Enveloppe, en dollars"), plus_grand=ENVELOPPE_MAX)
    motif = champ_titre(_("Motif"), 300, help_text=_("L’ancien montant reste dans l’historique, avec sa date de fin."))

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        premier = exercice_de(au)
        annees = range(premier - 1, premier + EXERCICES_A_VENIR)
        self.fields["exercice"].choices = [("", _("Choisir…")), *((a, libelle_exercice(a)) for a in annees)]
