"""Forms of a signature and of an amendment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.dossier import ChampParagraphe
from partenaires.actions.signature import Appele
from partenaires.models import ConditionVersement, Entente, GenreLivrable, OperationTerme, PartieSignataire
from partenaires.queries.changements import noms_des_termes
from partenaires.queries.signature import adhesions_de
from partenaires.termes import genre_de

CHOISIR = ("", _("Choisir…"))
# Up to two persons sign for each side.
RANGS = (1, 2)
BORNE = Decimal("9999999999")


def _liste(libelle: Any, choix: Any = (), *, requis: bool = True) -> forms.ChoiceField:
    erreur = _("Choisissez une réponse dans la liste.")
    return forms.ChoiceField(
        label=libelle,
        choices=[CHOISIR, *choix],
        required=requis,
        error_messages={"required": erreur, "invalid_choice": erreur},
    )


def _ligne(libelle: Any, maximum: int, **options: Any) -> ChampTexte:
    return ChampTexte(
        label=libelle, max_length=maximum, error_messages={"required": _("Remplissez ce champ.")}, **options
    )


def lire_nombre(texte: str) -> Decimal:
    """A number as people write it: spaces, a comma; `ValidationError` otherwise."""
    net = "".join(texte.replace("$", "").replace("%", "").split()).replace(",", ".")
    try:
        nombre = Decimal(net)
    except InvalidOperation as erreur:
        raise ValidationError(_("Écrivez un nombre, par exemple 12 500,50.")) from erreur
    if not nombre.is_finite() or abs(nombre) > BORNE:
        raise ValidationError(_("Écrivez un nombre, par exemple 12 500,50."))
    return nombre


class FormulaireSignataires(forms.Form):
    """Who signs, the organisation first: one or two persons for each side, each with a title."""

    def __init__(self, *args: Any, entente: Entente, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for partie in PartieSignataire:
            membres = [
                (str(a.utilisateur_id), str(a.utilisateur)) for a in adhesions_de(partie, entente=entente, au=au)
            ]
            for rang in RANGS:
                seconde = rang > 1
                libelle = _("%(partie)s, seconde personne") if seconde else _("%(partie)s, personne qui signe")
                self.fields[f"{partie.value}_{rang}"] = _liste(
                    libelle % {"partie": partie.label}, membres, requis=not seconde
                )
                self.fields[f"titre_{partie.value}_{rang}"] = _ligne(
                    _("Titre de cette personne"), 120, required=not seconde
                )

    def clean(self) -> dict[str, Any]:
        """A second person has a title; nobody signs twice."""
        lus = super().clean() or {}
        for partie in PartieSignataire:
            if lus.get(f"{partie.value}_2") and not lus.get(f"titre_{partie.value}_2"):
                self.add_error(f"titre_{partie.value}_2", _("Écrivez le titre de cette personne."))
        personnes = [appele.utilisateur_id for appele in self.appeles()]
        if len(set(personnes)) < len(personnes):
            raise ValidationError(_("Chaque personne ne signe qu’une fois."))
        return lus

    def appeles(self) -> list[Appele]:
        """Who was chosen, in the order they sign."""
        lus = self.cleaned_data
        return [
            Appele(int(lus[cle]), partie.value, lus.get(f"titre_{cle}", ""))
            for partie in PartieSignataire
            for cle in (f"{partie.value}_{rang}" for rang in RANGS)
            if lus.get(cle)
        ]


class FormulaireDelegation(forms.Form):
    """To whom a signature is delegated, from when to when, why."""

    delegue = _liste(_("Personne qui signera à votre place"))
    du = ChampDate(label=_("Du"))
    au = ChampDate(label=_("Au"))
    motif = _ligne(_("Motif de la délégation"), 300)

    def __init__(self, *args: Any, membres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegue"].choices = [  # type: ignore[attr-defined]
            CHOISIR,
            *((str(a.utilisateur_id), str(a.utilisateur)) for a in membres),
        ]

    def clean(self) -> dict[str, Any]:
        """The end follows the start."""
        lus = super().clean() or {}
        if lus.get("du") and lus.get("au") and lus["au"] < lus["du"]:
            self.add_error("au", _("La délégation finit après son début."))
        return lus


class FormulaireMotifLibre(forms.Form):
    """Why, in words."""

    motif = _ligne(_("Motif"), 300)


class FormulaireAvenant(forms.Form):
    """What an amendment says of itself."""

    objet = _ligne(_("Objet de l’avenant"), 160)
    justification = ChampParagraphe(
        label=_("Justification"), max_length=4000, error_messages={"required": _("Dites pourquoi l’entente change.")}
    )
    effet_du = ChampDate(
        label=_("Prend effet le"), help_text=_("Ce jour peut être passé : l’avenant vaut alors depuis ce jour.")
    )


class FormulaireChangement(forms.Form):
    """One term, what happens to it, its value."""

    cle = _liste(_("Terme"))
    operation = _liste(_("Changement"), OperationTerme.choices)
    valeur = forms.CharField(
        label=_("Valeur"),
        help_text=_(
            "Un nombre (12 500,50), une date (2027-10-15), une part (0,15 pour 15 %) ou le texte de la clause."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=8000,
        error_messages={"required": _("Écrivez la valeur.")},
    )

    def __init__(self, *args: Any, entente: Entente, changements: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cle"].choices = [CHOISIR, *noms_des_termes(entente, changements).items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The value fits the term."""
        lus = super().clean() or {}
        cle, valeur = lus.get("cle"), lus.get("valeur")
        if not cle or valeur is None:
            return lus
        genre = genre_de(cle)
        if genre is not Decimal and lus.get("operation") == OperationTerme.AJOUTER:
            self.add_error("operation", _("On n’augmente qu’un nombre : choisissez « devient »."))
        try:
            if genre is Decimal:
                lus["valeur"] = f"{lire_nombre(valeur):f}"
            elif genre is date:
                lus["valeur"] = date.fromisoformat(valeur.strip()).isoformat()
        except ValidationError as erreur:
            self.add_error("valeur", erreur)
        except ValueError:
            self.add_error("valeur", _("Écrivez une date : année, mois, jour, par exemple 2027-10-15."))
        return lus


class FormulaireVersement(forms.Form):
    """A new instalment: amount, day, condition."""

    montant = _ligne(_("Montant du versement"), 20)
    prevu_le = ChampDate(label=_("Prévu le"))
    condition = _liste(_("Condition"), ConditionVersement.choices)
    livrable = _liste(_("Reddition attendue"), requis=False)

    def __init__(self, *args: Any, entente: Entente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        livrables = entente.livrables.actifs().values_list("code", "titre")
        self.fields["livrable"].choices = [("", _("Aucune")), *livrables]  # type: ignore[attr-defined]

    def clean_montant(self) -> Decimal:
        """More than nothing."""
        montant = lire_nombre(self.cleaned_data["montant"])
        if montant <= 0:
            raise ValidationError(_("Un versement est plus grand que zéro."))
        return montant

    def clean(self) -> dict[str, Any]:
        """An instalment that waits for an account names it."""
        lus = super().clean() or {}
        if lus.get("condition") == ConditionVersement.REDDITION and not lus.get("livrable"):
            self.add_error("livrable", _("Choisissez la reddition attendue."))
        return lus


class FormulaireLivrable(forms.Form):
    """A new deliverable: what, about which period, by when."""

    titre = _ligne(_("Titre du livrable"), 160)
    genre = _liste(_("Genre"), GenreLivrable.choices)
    periode_du = ChampDate(label=_("Période du"))
    periode_au = ChampDate(label=_("Période au"))
    du_le = ChampDate(label=_("Dû le"))

    def clean(self) -> dict[str, Any]:
        """The period is in order."""
        lus = super().clean() or {}
        if lus.get("periode_du") and lus.get("periode_au") and lus["periode_au"] < lus["periode_du"]:
            self.add_error("periode_au", _("La période finit après son début."))
        return lus

    def code(self, pris: set[str]) -> str:
        """A short code from the title, unlike those taken."""
        racine = slugify(self.cleaned_data["titre"])[:40] or "livrable"
        return next(code for n in range(1, 1000) if (code := racine if n == 1 else f"{racine}-{n}") not in pris)


class FormulaireTermes(forms.Form):
    """« On this day, as known on that one »."""

    au = ChampDate(label=_("Au"), required=False)
    su = ChampDate(label=_("Tel que connu le"), required=False)
