"""Step 4: how to reach the person, where she lives, and the region that follows from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.models import Canal
from guichet.referentiels.adresses import Localisation
from guichet.referentiels.champs import CodePostalFormField, TelephoneFormField
from guichet.referentiels.nomenclatures import cle_tri
from guichet.referentiels.queries import choix_municipalites, choix_regions, region_de_code_postal
from inscriptions.formulaires.communs import ChampAdresse, FormulaireEtape

TELEPHONE_MAX = 16


class FormulaireCoordonnees(FormulaireEtape):
    """Telephone, preferred means, address; the region is found, and asked only when nothing else tells."""

    colonnes = {"region": "region_id"}
    champs_personne = ("telephone", "canal", "adresse", "municipalite", "code_postal", "region")

    telephone = TelephoneFormField(label=_("Téléphone"), required=False)
    canal = forms.ChoiceField(
        label=_("Comment voulez-vous recevoir nos messages?"),
        choices=Canal,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une réponse.")},
    )
    adresse = ChampAdresse(
        label=_("Numéro et rue"),
        max_length=200,
        required=False,
        help_text=_("Pour nos lettres. Exemple : 12, rue des Érables, appartement 4"),
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    municipalite = ChampAdresse(
        label=_("Ville ou village"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "address-level2"}),
        error_messages={"required": _("Écrivez le nom de votre ville ou de votre village.")},
    )
    code_postal = CodePostalFormField(label=_("Code postal"), help_text=_("Exemple : G1R 4P5"))
    region = forms.ChoiceField(
        label=_("Dans quelle région habitez-vous?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une région.")},
    )

    def __init__(self, *args: Any, hors_quebec: bool = False, **kwargs: Any) -> None:
        self.hors_quebec = hors_quebec
        super().__init__(*args, **kwargs)

    def preparer(self) -> None:
        """Ask the region at once of a person who still lives elsewhere, and only when needed of the others."""
        self.regions = dict(choix_regions())
        region = self.fields["region"]
        region.choices = list(self.regions.items())
        if self.hors_quebec:
            region.label, region.required = _("Dans quelle région allez-vous habiter?"), True
            self.fields["code_postal"].required = False
            self.fields["code_postal"].help_text = _("Laissez vide si vous n’avez pas encore d’adresse au Québec.")
            self.fields["municipalite"].label = _("Ville où vous habitez maintenant")
        elif not self.data.get("region"):
            self.masquer_region()

    def masquer_region(self) -> None:
        """Keep the region out of the page until the address leaves a doubt."""
        self.fields["region"].widget = forms.HiddenInput()

    def clean_telephone(self) -> str:
        """A number that fits; an extension is too long to keep."""
        telephone = self.cleaned_data["telephone"]
        if len(telephone) > TELEPHONE_MAX:
            raise forms.ValidationError(_("Écrivez le numéro sans poste, par exemple 514 864-9191."))
        return telephone

    def clean(self) -> dict[str, Any]:
        """Find the region; a text message needs a telephone, a letter an address."""
        donnees = super().clean() or {}
        if donnees.get("canal") == Canal.SMS and not donnees.get("telephone") and "telephone" not in self.errors:
            self.add_error("telephone", _("Écrivez votre numéro pour recevoir des textos."))
        if donnees.get("canal") == Canal.LETTRE and not donnees.get("adresse") and "adresse" not in self.errors:
            self.add_error("adresse", _("Écrivez votre adresse pour recevoir des lettres."))
        if not {"code_postal", "municipalite"} & set(self.errors):
            self._trouver_region(donnees)
        return donnees

    def _trouver_region(self, donnees: dict[str, Any]) -> None:
        code_postal = donnees.get("code_postal", "")
        if self.hors_quebec and not code_postal:
            return
        trouvee = self._localiser(code_postal, donnees["municipalite"])
        candidates = trouvee.candidates or tuple(self.regions)
        if trouvee.est_trouvee:
            donnees["region"] = trouvee.region
        elif donnees.get("region") not in candidates:
            self._demander_region(candidates)

    def _localiser(self, code_postal: str, municipalite: str) -> Localisation:
        """The region of this postal code; the name of the place decides among several."""
        trouvee = region_de_code_postal(code_postal)
        if trouvee.est_trouvee:
            return trouvee
        cle = cle_tri(municipalite)
        for code, nom in choix_municipalites(regions=tuple(trouvee.candidates)):
            if cle_tri(nom) == cle:
                return region_de_code_postal(code_postal, code_municipalite=code)
        return trouvee

    def _demander_region(self, candidates: tuple[str, ...]) -> None:
        """Show the question, with only the regions this postal code may lie in."""
        champ = self.fields["region"]
        champ.widget, champ.required = forms.RadioSelect(), True
        champ.choices = [(code, self.regions[code]) for code in candidates]
        self.add_error("region", _("Ce code postal touche plusieurs régions. Choisissez la vôtre."))
