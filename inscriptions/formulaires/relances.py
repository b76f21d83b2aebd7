"""Forms of follow-ups, of the ledger of losses and of campaigns."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models import Motif, Piece
from guichet.referentiels.queries import choix_regions, parametre
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.cours import ChampMotif
from inscriptions.formulaires.dossier import ChampParagraphe
from inscriptions.formulaires.groupe_nouveau import champ_choix, champ_nombre
from inscriptions.models import CANAUX_ENVOYES, CanalContact, CibleCampagne, Preuve, Strate
from inscriptions.suivis_ailleurs import CIBLES

UNE_CAMPAGNE = timedelta(days=366)
# Chances in a hundred to see an effect that exists.
PUISSANCES = (("0.80", _("80 chances sur 100")), ("0.90", _("90 chances sur 100")))


class FormulaireTentative(forms.Form):
    """By which channel, how it went, when to try again; an e-mail or a text message is sent by the portal."""

    canal = forms.ChoiceField(
        label=_("Moyen"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un moyen."),
            "invalid_choice": _("Ce moyen n’est pas permis pour cette personne."),
        },
    )
    motif = ChampMotif(
        label=_("Résultat"),
        required=False,
        help_text=_("Pour un courriel ou un texto, laissez vide : le portail l’envoie."),
    )
    note = ChampParagraphe(label=_("Ce qui a été dit"), max_length=300, required=False)
    prochaine_le = ChampDate(
        label=_("Prochaine tentative"), required=False, help_text=_("Laissez vide pour le délai habituel.")
    )

    def __init__(self, *args: Any, permis: list[str], au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au
        champs: dict[str, Any] = self.fields
        champs["canal"].choices = [(c.value, c.label) for c in CanalContact if c.value in permis]
        champs["motif"].queryset = Motif.objects.pour("suivi.contacter", au=au)

    def clean(self) -> dict[str, Any]:
        """An outcome for what a person does herself; none for what the portal sends; a day to come."""
        lu = super().clean() or {}
        envoyee = lu.get("canal") in CANAUX_ENVOYES
        if lu.get("canal") and not envoyee and not lu.get("motif") and "motif" not in self.errors:
            self.add_error("motif", _("Choisissez le résultat de la tentative."))
        if lu.get("prochaine_le") and lu["prochaine_le"] <= self.au:
            self.add_error("prochaine_le", _("La prochaine tentative vient après aujourd’hui."))
        return lu


class FormulairePerte(forms.Form):
    """Why the person left, and what says so."""

    motif = ChampMotif(label=_("Raison du départ"))
    preuve = forms.ChoiceField(
        label=_("Preuve"),
        choices=Preuve.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une preuve."), "invalid_choice": _("Choisissez dans la liste.")},
    )
    piece = forms.ModelChoiceField(
        label=_("Document du dossier"),
        queryset=Piece.objects.none(),
        required=False,
        empty_label=_("Aucun"),
        error_messages={"invalid_choice": _("Ce document n’est pas au dossier.")},
    )
    note = ChampParagraphe(label=_("Ce qui a été dit"), max_length=500, required=False)

    def __init__(self, *args: Any, pieces: QuerySet[Piece], au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        champs["motif"].queryset = Motif.objects.pour("perte.completer", au=au)
        champs["piece"].queryset = pieces

    def clean(self) -> dict[str, Any]:
        """A document or words: evidence is never empty."""
        lu = super().clean() or {}
        if lu.get("preuve") == Preuve.PIECE and not lu.get("piece") and "piece" not in self.errors:
            self.add_error("piece", _("Choisissez un document du dossier."))
        elif lu.get("preuve") and lu["preuve"] != Preuve.PIECE and not lu.get("note") and "note" not in self.errors:
            self.add_error("note", _("Écrivez ce qui a été dit."))
        return lu


class FormulaireCampagne(forms.Form):
    """Whom to reach, how, and how large an effect must be seen."""

    nom = ChampTexte(label=_("Nom"), max_length=80, error_messages={"required": _("Donnez un nom à la campagne.")})
    cible = champ_choix(_("Personnes visées"), CibleCampagne.choices)
    regions = forms.MultipleChoiceField(
        label=_("Régions"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choisissez dans la liste.")},
    )
    strate = champ_choix(
        _("Tirage par"), Strate.choices, help_text=_("Chaque part a ses personnes contactées et ses témoins.")
    )
    canal = champ_choix(
        _("Moyen"),
        CanalContact.choices,
        help_text=_("Le portail envoie courriels et textos. Les autres moyens sont pour les personnes admises."),
    )
    taux_attendu = champ_nombre(
        _("Retours attendus sans contact, sur 100 personnes"), 1, 90, forms.DecimalField, initial=10
    )
    effet_minimal = champ_nombre(
        _("Plus petit effet utile, sur 100 personnes"),
        1,
        50,
        forms.DecimalField,
        initial=5,
        help_text=_("Retours de plus, chez 100 personnes contactées, qui justifient la campagne."),
    )
    puissance = champ_choix(_("Chances de voir cet effet"), PUISSANCES, coerce=Decimal, initial="0.80")
    conclure_le = ChampDate(label=_("Conclure à partir du"))

    def __init__(self, *args: Any, regions: tuple[str, ...], au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au, self.miennes = au, regions
        champs: dict[str, Any] = self.fields
        champs["regions"].choices = [(code, nom) for code, nom in choix_regions() if not regions or code in regions]
        champs["regions"].help_text = (
            _("Toutes vos régions si rien n’est coché.") if regions else _("Toute la province si rien n’est coché.")
        )
        champs["strate"].initial, champs["canal"].initial = Strate.REGION, CanalContact.COURRIEL
        champs["conclure_le"].initial = au + timedelta(days=int(parametre("campagne_duree_jours", au=au)))
        for nom in ("taux_attendu", "effet_minimal"):
            champs[nom].decimal_places = 1

    def clean_regions(self) -> list[str]:
        """Those checked; an adviser limited to some regions never leaves them."""
        return self.cleaned_data["regions"] or list(self.miennes)

    def clean_conclure_le(self) -> date:
        """A day to come, within a year."""
        jour = self.cleaned_data["conclure_le"]
        if jour <= self.au:
            raise ValidationError(_("La date pour conclure vient après aujourd’hui."))
        if jour > self.au + UNE_CAMPAGNE:
            raise ValidationError(_("La date pour conclure vient dans l’année."))
        return jour

    def clean(self) -> dict[str, Any]:
        """Both shares stay under one; a channel and strata that these people have."""
        lu = super().clean() or {}
        ailleurs = CIBLES.get(lu.get("cible", ""))
        if lu.get("canal") and lu["canal"] not in (ailleurs.canaux if ailleurs else CANAUX_ENVOYES):
            self.add_error("canal", _("Ce moyen n’est pas permis pour les personnes visées."))
        if ailleurs and lu.get("strate") and lu["strate"] not in ailleurs.strates:
            self.add_error("strate", _("Cette part n’est pas connue des personnes visées."))
        taux, effet = lu.get("taux_attendu"), lu.get("effet_minimal")
        if taux and effet and taux + effet >= 100:
            self.add_error("effet_minimal", _("Les retours attendus et l’effet dépassent 100 personnes."))
        return lu

    def champs(self) -> dict[str, Any]:
        """The columns of the campaign; shares are written between 0 and 1."""
        lu = dict(self.cleaned_data)
        return lu | {nom: lu[nom] / 100 for nom in ("taux_attendu", "effet_minimal")}
