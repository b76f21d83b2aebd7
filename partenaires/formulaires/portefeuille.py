"""The filters of the list of ententes, and what a comment says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.models import Organisation
from guichet.referentiels.queries import choix_regions
from partenaires.formulaires.communs import ChampParagraphes
from partenaires.models import Programme, Volet
from partenaires.states_ententes import EtatEntente

TOUS = ("", _("Tous"))
TOUTES = ("", _("Toutes"))


class FiltreEntentes(forms.Form):
    """A partner filters its own by state; the ministry by programme, volet, region, organisation and lateness too."""

    etat = forms.ChoiceField(label=_("État"), required=False, choices=[TOUS, *EtatEntente.choices])
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    volet = forms.ChoiceField(label=_("Volet"), required=False)
    region = forms.ChoiceField(label=_("Région"), required=False)
    organisation = forms.ChoiceField(label=_("Organisme"), required=False)
    retard = forms.BooleanField(label=_("En retard"), required=False)

    def __init__(self, *args: Any, du_ministere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        if not du_ministere:
            for nom in ("programme", "volet", "region", "organisation"):
                del champs[nom]
            return
        champs["programme"].choices = [TOUS, *Programme.objects.values_list("code", "nom")]
        volets = dict(Volet.objects.order_by("version").values_list("code", "nom"))
        champs["volet"].choices = [TOUS, *sorted(volets.items(), key=lambda volet: volet[1])]
        champs["region"].choices = [TOUTES, *choix_regions()]
        organisations = Organisation.objects.filter(ententes__isnull=False).order_by("nom").distinct()
        champs["organisation"].choices = [TOUS, *((str(pk), nom) for pk, nom in organisations.values_list("pk", "nom"))]

    def valeurs(self) -> dict[str, Any]:
        """The filters that can be read; one that cannot filters nothing."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}


class FormulaireCommentaire(forms.Form):
    """A question on one subject of the entente."""

    cible = forms.ChoiceField(
        label=_("Sujet"),
        error_messages={"required": _("Choisissez un sujet."), "invalid_choice": _("Choisissez dans la liste.")},
    )
    texte = ChampParagraphes(label=_("Commentaire"), max_length=4000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, cibles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        champs["cible"].choices = cibles


class FormulaireReponse(forms.Form):
    """An answer under a question."""

    texte = ChampParagraphes(label=_("Réponse"), max_length=4000, widget=forms.Textarea({"rows": 3}))
