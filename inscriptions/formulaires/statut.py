"""Steps 2 and 3: status in Québec, then the document that proves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models.referentiels.immigration import FamilleStatut, StatutImmigration
from guichet.pieces.depot import valider_fichier
from guichet.referentiels.queries import choix_categories, statuts
from inscriptions.actions.inscription import Reponses
from inscriptions.formulaires.communs import FormulaireEtape
from inscriptions.models import Domicile

ACCEPTES = "application/pdf,image/jpeg,image/png"
# Only those selected as permanent immigrants have a category.
FAMILLES_AVEC_CATEGORIE = (FamilleStatut.PERMANENT, FamilleStatut.EN_DEMARCHE)


class FormulaireStatut(FormulaireEtape):
    """Home and status."""

    colonnes = {"statut": "statut_id"}
    champs_demande = ("domicile", "statut")

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

    def preparer(self) -> None:
        """Offer the statuses of the day by family."""
        du_jour = statuts(au=self.au).values()
        self.fields["statut"].choices = [
            (famille.label, [(s.code, s.libelle) for s in du_jour if s.famille == famille]) for famille in FamilleStatut
        ]


class FormulairePreuve(FormulaireEtape):
    """The document, and only the dates and category that go with the status chosen before."""

    colonnes = {"categorie": "categorie_id"}

    arrivee_le = ChampDate(label=_("Date d’arrivée au Québec"), required=False)
    categorie = forms.ChoiceField(label=_("Dans quel programme avez-vous immigré?"), required=False)
    document_fin_le = ChampDate(
        label=_("Date de fin de votre document"),
        help_text=_("Cette date est écrite sur le document."),
        error_messages={"required": _("Écrivez la date de fin de votre document.")},
    )
    preuve = forms.FileField(
        label=_("Votre document"),
        required=False,
        widget=forms.FileInput({"accept": ACCEPTES}),
        max_length=255,
        error_messages={
            "max_length": _("Le nom du fichier est trop long. Donnez-lui un nom plus court."),
            "empty": _("Le fichier est vide. Choisissez un autre fichier."),
            "invalid": _("Le fichier n’est pas arrivé. Choisissez-le de nouveau."),
        },
    )
    sans_preuve = forms.BooleanField(label=_("Je n’ai pas ce document maintenant"), required=False)

    def __init__(self, *args: Any, statut: StatutImmigration | None, domicile: str, **kwargs: Any) -> None:
        self.statut, self.domicile = statut, domicile
        super().__init__(*args, **kwargs)

    def preparer(self) -> None:
        """Ask only what this status calls for; a document already sent need not be sent again."""
        self.fields["categorie"].choices = [("", _("Choisir…")), *choix_categories(au=self.au)]
        if self.statut:
            self.fields["preuve"].help_text = _("%(preuve)s. Une photo claire ou un PDF.") % {
                "preuve": self.statut.preuve
            }
        if not (self.statut and self.statut.famille in FAMILLES_AVEC_CATEGORIE):
            del self.fields["categorie"]
        if not (self.statut and self.statut.a_une_fin):
            del self.fields["document_fin_le"]
        if self.valeurs.get("preuve_id"):
            del self.fields["sans_preuve"]

    def clean_arrivee_le(self) -> Any:
        """Someone who lives here has arrived."""
        arrivee = self.cleaned_data["arrivee_le"]
        if arrivee and arrivee > self.au and self.domicile == Domicile.QUEBEC:
            raise forms.ValidationError(_("Cette date est dans le futur. Vérifiez l’année."))
        return arrivee

    def clean_preuve(self) -> Any:
        """A readable file of an accepted kind and size."""
        fichier = self.cleaned_data.get("preuve")
        if fichier:
            valider_fichier(fichier, le=timezone.make_aware(datetime.combine(self.au, time())))
        return fichier

    def clean(self) -> dict[str, Any]:
        """The document is here, or the person says it will come."""
        donnees = super().clean() or {}
        fichier = donnees.get("preuve")
        if "sans_preuve" in self.fields and "preuve" not in self.errors and not (fichier or donnees["sans_preuve"]):
            self.add_error("preuve", _("Choisissez un fichier, ou cochez « Je n’ai pas ce document maintenant »."))
        elif fichier and self.errors:
            self.add_error("preuve", _("Choisissez de nouveau votre fichier, puis continuez."))
        return donnees

    def reponses(self) -> Reponses:
        """The answers, what was not asked left empty, the file apart."""
        demande = {
            "arrivee_le": self.cleaned_data["arrivee_le"],
            "categorie_id": self.cleaned_data.get("categorie") or None,
            "document_fin_le": self.cleaned_data.get("document_fin_le"),
        }
        return replace(super().reponses(), demande=demande, preuve=self.cleaned_data.get("preuve"))
