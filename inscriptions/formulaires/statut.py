"""Step 2: status in Québec, with its proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models.referentiels.immigration import FamilleStatut
from guichet.pieces.depot import valider_fichier
from guichet.referentiels.queries import choix_categories, statuts
from inscriptions.actions.inscription import Reponses
from inscriptions.formulaires.communs import FormulaireEtape
from inscriptions.models import Domicile

ACCEPTES = "application/pdf,image/jpeg,image/png"


class FormulaireStatut(FormulaireEtape):
    """Status, category, home, arrival, and the file that proves the status."""

    colonnes = {"statut": "statut_id", "categorie": "categorie_id"}
    champs_demande = ("statut", "categorie", "domicile", "arrivee_le", "document_fin_le")

    domicile = forms.ChoiceField(
        label=_("Habitez-vous au Québec?"),
        choices=Domicile,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une réponse.")},
    )
    statut = forms.ChoiceField(
        label=_("Quel est votre statut?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez votre statut. Si vous hésitez, choisissez « Autre situation ».")},
    )
    categorie = forms.ChoiceField(
        label=_("Comment avez-vous été choisi pour immigrer?"),
        required=False,
        help_text=_("Répondez si vous avez la résidence permanente."),
    )
    arrivee_le = ChampDate(label=_("Date d’arrivée au Québec"), required=False)
    document_fin_le = ChampDate(
        label=_("Date de fin de votre document"),
        required=False,
        help_text=_("Cherchez cette date sur votre permis ou votre carte."),
    )
    preuve = forms.FileField(
        label=_("Preuve de votre statut"),
        required=False,
        help_text=_("Une photo claire ou un PDF. Le document reste privé."),
        widget=forms.FileInput({"accept": ACCEPTES}),
        max_length=255,
        error_messages={
            "max_length": _("Le nom du fichier est trop long. Donnez-lui un nom plus court."),
            "empty": _("Le fichier est vide. Choisissez un autre fichier."),
            "invalid": _("Le fichier n’est pas arrivé. Choisissez-le de nouveau."),
        },
    )
    sans_preuve = forms.BooleanField(label=_("Je n’ai pas ce document maintenant"), required=False)

    def preparer(self) -> None:
        """Offer the statuses by family; a proof already sent need not be sent again."""
        self.statuts = statuts(au=self.au)
        self.fields["statut"].choices = [
            (famille.label, [(s.code, s.libelle) for s in self.statuts.values() if s.famille == famille])
            for famille in FamilleStatut
        ]
        self.fields["categorie"].choices = [("", _("Choisir…")), *choix_categories(au=self.au)]
        if self.valeurs.get("preuve_id"):
            del self.fields["sans_preuve"]

    def clean_preuve(self) -> Any:
        """A readable file of an accepted kind and size."""
        fichier = self.cleaned_data.get("preuve")
        if fichier:
            valider_fichier(fichier, le=timezone.make_aware(datetime.combine(self.au, time())))
        return fichier

    def clean(self) -> dict[str, Any]:
        """A status that ends has its date; the proof is here, or the person says it will come."""
        donnees = super().clean() or {}
        statut = self.statuts.get(donnees.get("statut", ""))
        if statut and statut.a_une_fin and not donnees.get("document_fin_le") and "document_fin_le" not in self.errors:
            self.add_error("document_fin_le", _("Ce statut a une date de fin. Écrivez-la."))
        arrivee = donnees.get("arrivee_le")
        if arrivee and arrivee > self.au and donnees.get("domicile") == Domicile.QUEBEC:
            self.add_error("arrivee_le", _("Cette date est dans le futur. Vérifiez l’année."))
        if "sans_preuve" in self.fields and "preuve" not in self.errors:
            self._exiger_preuve(donnees)
        if self.errors and donnees.get("preuve"):
            self.add_error("preuve", _("Choisissez de nouveau votre fichier, puis continuez."))
        return donnees

    def reponses(self) -> Reponses:
        """The answers, the file apart."""
        reponses = super().reponses()
        vides = {nom: reponses.demande[nom] or None for nom in ("categorie_id", "arrivee_le", "document_fin_le")}
        return replace(reponses, demande=reponses.demande | vides, preuve=self.cleaned_data.get("preuve"))

    def _exiger_preuve(self, donnees: dict[str, Any]) -> None:
        if not donnees.get("preuve") and not donnees.get("sans_preuve"):
            self.add_error("preuve", _("Choisissez un fichier, ou cochez « Je n’ai pas ce document maintenant »."))
