"""The steps of a request: project, territory and dates, amounts; a request outside a call; a document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models import Organisation
from guichet.referentiels.formats import FormatInvalide, formater_argent, formater_date, normaliser_neq
from guichet.referentiels.queries import choix_regions
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.groupe_nouveau import MESSAGES_LISTE
from partenaires.formulaires.communs import ChampParagraphes, champ_argent
from partenaires.models import Clientele, Entente, Volet
from partenaires.queries.demandes import cumul_de, message_cumul
from partenaires.states_ententes import ENGAGEANT
from partenaires.states_programmes import EtatVersion

ANNEES_MAX = 5
TITRE = {"required": _("Écrivez un titre."), "max_length": _("Écrivez au plus 160 caractères.")}


class FormulaireEtapeDemande(forms.Form):
    """One step of a request."""

    def __init__(self, *args: Any, entente: Entente, acteur: Any, **kwargs: Any) -> None:
        self.entente, self.acteur = entente, acteur
        initial = {nom: getattr(entente, nom, None) for nom in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        self.preparer()

    def preparer(self) -> None:
        """Fill what depends on the request."""


class FormulaireProjet(FormulaireEtapeDemande):
    """What the organisation wants to do; its number when the portal does not know it."""

    titre = ChampTexte(label=_("Titre du projet"), max_length=160, error_messages=TITRE)
    description = ChampParagraphes(
        label=_("Description du projet"), help_text=_("Ce que vous ferez, pour qui, et ce qui changera pour eux.")
    )
    neq = ChampTexte(
        label=_("NEQ de l’organisme"),
        help_text=_("Le numéro d’entreprise du Québec : 10 chiffres. Il n’est demandé qu’une fois."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"class": "moyen", "inputmode": "numeric"}),
    )

    def preparer(self) -> None:
        """The number is asked of who commits the organisation, once."""
        if self.entente.organisation.neq or self.acteur.role not in ENGAGEANT:
            del self.fields["neq"]

    def clean_neq(self) -> str:
        """A number that can be one."""
        neq = self.cleaned_data["neq"]
        if not neq:
            return ""
        try:
            return normaliser_neq(neq)
        except FormatInvalide as erreur:
            raise ValidationError(erreur.message) from erreur


class FormulaireTerritoire(FormulaireEtapeDemande):
    """Where, for whom, from when to when."""

    territoire = forms.MultipleChoiceField(
        label=_("Régions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins une région."), "invalid_choice": MESSAGES_LISTE["required"]},
    )
    clienteles = forms.MultipleChoiceField(
        label=_("Clientèles"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choisissez au moins une clientèle."),
            "invalid_choice": MESSAGES_LISTE["required"],
        },
    )
    debut = ChampDate(label=_("Premier jour"))
    fin = ChampDate(label=_("Dernier jour"))
    revue_prevue_le = ChampDate(
        label=_("Revue de mi-parcours"),
        required=False,
        help_text=_("Le jour où les deux parties font le point. Laissez vide s’il n’y en a pas."),
    )

    def preparer(self) -> None:
        """Regions of the call, clienteles of the volet."""
        appel, volet = self.entente.appel, self.entente.volet
        regions = appel.regions if appel and appel.regions else None
        champs: dict[str, Any] = self.fields
        champs["territoire"].choices = [(c, nom) for c, nom in choix_regions() if regions is None or c in regions]
        permises = Clientele.values if "toutes" in volet.clienteles else volet.clienteles
        champs["clienteles"].choices = [(c, nom) for c, nom in Clientele.choices if c in permises]

    def clean(self) -> dict[str, Any]:
        """Dates in order, inside the call."""
        lu = super().clean() or {}
        debut, fin, revue, appel = lu.get("debut"), lu.get("fin"), lu.get("revue_prevue_le"), self.entente.appel
        verifier_periode(self, debut, fin)
        if appel and debut and fin and (debut < appel.debut or fin > appel.fin):
            dates = {"du": formater_date(appel.debut), "au": formater_date(appel.fin)}
            self.add_error("debut", _("L’appel finance du %(du)s au %(au)s.") % dates)
        if debut and fin and revue and not debut < revue < fin:
            self.add_error("revue_prevue_le", _("La revue de mi-parcours a lieu pendant l’entente."))
        return lu


class FormulaireMontants(FormulaireEtapeDemande):
    """How much is asked, and what other public bodies give."""

    montant_demande = champ_argent(_("Montant demandé, en dollars"), 1)
    autres_aides = champ_argent(
        _("Autres aides publiques, en dollars"),
        help_text=_("Tout ce que d’autres ministères, organismes publics ou municipalités donnent pour ce projet."),
    )

    def clean(self) -> dict[str, Any]:
        """The volet's maximum, then the rule on public aid once costs are written."""
        lu = super().clean() or {}
        montant, aides, volet = lu.get("montant_demande"), lu.get("autres_aides"), self.entente.volet
        if montant is not None and montant > volet.montant_maximum:
            maximum = formater_argent(volet.montant_maximum)
            self.add_error("montant_demande", _("Le maximum du volet est de %(max)s.") % {"max": maximum})
        elif montant is not None and aides is not None:
            cumul = cumul_de(self.entente, montant=montant, aides=aides)
            if cumul.cout and not cumul.est_respecte:
                self.add_error("montant_demande", message_cumul(cumul))
        return lu


class FormulaireHorsAppel(forms.Form):
    """A request the ministry begins for an organisation."""

    organisation = forms.ModelChoiceField(
        label=_("Organisme"), queryset=Organisation.objects.none(), error_messages=MESSAGES_LISTE
    )
    volet = forms.ModelChoiceField(label=_("Volet"), queryset=Volet.objects.none(), error_messages=MESSAGES_LISTE)
    titre = ChampTexte(label=_("Titre du projet"), max_length=160, error_messages=TITRE)
    debut = ChampDate(label=_("Premier jour"))
    fin = ChampDate(label=_("Dernier jour"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        champs["organisation"].queryset = Organisation.objects.order_by("nom")
        adoptes = Volet.objects.filter(version__etat=EtatVersion.ADOPTEE)
        champs["volet"].queryset = adoptes.select_related("version__programme").order_by("version", "nom")
        champs["volet"].label_from_instance = lambda volet: f"{volet.version} – {volet.nom}"

    def clean(self) -> dict[str, Any]:
        """Dates in order."""
        lu = super().clean() or {}
        verifier_periode(self, lu.get("debut"), lu.get("fin"))
        return lu


def verifier_periode(form: forms.Form, debut: date | None, fin: date | None) -> None:
    """The last day follows the first, within a few years."""
    if debut and fin and fin <= debut:
        form.add_error("fin", _("Le dernier jour suit le premier."))
    elif debut and fin and fin.year - debut.year > ANNEES_MAX:
        form.add_error("fin", _("Une entente dure au plus %(n)s ans.") % {"n": ANNEES_MAX})


class FormulaireDocument(forms.Form):
    """A file for one document of the checklist."""

    fichier = forms.FileField(
        label=_("Fichier"),
        error_messages={"required": _("Choisissez un fichier."), "empty": _("Le fichier est vide.")},
    )


class FormulaireApprobation(forms.Form):
    """The amount the approver commits."""

    montant = champ_argent(_("Montant approuvé, en dollars"), 1)


class FormulaireRecommandation(forms.Form):
    """The analyst's conclusion."""

    montant = champ_argent(_("Montant recommandé, en dollars"), 1)
    texte = ChampParagraphes(
        label=_("Recommandation"), help_text=_("Pourquoi ce montant, les forces, les risques, les conditions.")
    )

    def __init__(self, *args: Any, plafond: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plafond = plafond

    def clean_montant(self) -> Decimal:
        """Neither more than asked nor more than the volet allows."""
        montant = self.cleaned_data["montant"]
        if montant > self.plafond:
            raise ValidationError(
                _("Au plus %(max)s : la demande et le maximum du volet le limitent.")
                % {"max": formater_argent(self.plafond)}
            )
        return montant
