"""What is typed of a promise: what, who, when, bound to what; and what shows that it was kept."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.mesure.definition import MESURES, Genre
from guichet.models import Organisation
from guichet.referentiels.tri import cle_tri
from inscriptions.formulaires.groupe_nouveau import MESSAGES_LISTE, champ_choix
from partenaires.formulaires.champs import ChampLong, champ_titre
from partenaires.models import (
    DecisionRencontre,
    DocumentTable,
    EngagementConcertation,
    Entente,
    LigneDePlan,
    MandatTable,
)
from partenaires.states_concertation import RESPONSABLES

CENT = Decimal(100)


class _Choix(forms.ModelChoiceField):
    """A row of the list, or none."""

    def __init__(self, libelle: Any, **kwargs: Any) -> None:
        self.mots = kwargs.pop("mots", str)
        kwargs.setdefault("empty_label", _("Aucune"))
        super().__init__(
            queryset=kwargs.pop("queryset"), label=libelle, required=False, error_messages=MESSAGES_LISTE, **kwargs
        )

    def label_from_instance(self, obj: Any) -> str:
        """The words of a row."""
        return self.mots(obj)


class _ChampChiffre(forms.DecimalField):
    """A number as people write it: spaces, a comma, a percent sign."""

    def to_python(self, value: Any) -> Decimal | None:
        """The number people meant."""
        if isinstance(value, str):
            value = "".join(value.replace("%", "").split()).replace(",", ".")
        return super().to_python(value)


class FormulaireEngagement(forms.Form):
    """A promise, its owner, its day and what it should move."""

    titre = champ_titre(_("Ce qui est promis"), 240, help_text=_("Un résultat que l’on pourra montrer."))
    description = ChampLong(label=_("Précisions"), required=False, rangees=3, max_length=2000)
    responsable = champ_choix(_("Qui en répond"), ())
    echeance = ChampDate(label=_("Échéance"))
    indicateur = champ_choix(
        _("Indicateur à faire bouger"),
        (),
        required=False,
        help_text=_("Rattachez l’engagement à un indicateur, à une entente ou à une ligne de plan : au moins un."),
    )
    ligne_de_plan = _Choix(_("Ligne du plan d’action"), queryset=LigneDePlan.objects.none())
    entente = _Choix(
        _("Entente"),
        queryset=Entente.objects.none(),
        mots=lambda entente: f"{entente.numero}, {entente.organisation.nom}",
    )
    decision = _Choix(
        _("Décision d’où il vient"),
        queryset=DecisionRencontre.objects.none(),
        mots=lambda decision: f"{decision.rencontre.sujet}, décision {decision.rang} : {decision.texte[:60]}",
    )

    def __init__(
        self,
        *args: Any,
        membres: Iterable[MandatTable],
        ententes: QuerySet[Entente],
        decisions: QuerySet[DecisionRencontre],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations: dict[str, Organisation] = {f"org:{m.organisation_id}": m.organisation for m in membres}
        champs: Any = self.fields
        champs["responsable"].choices = [
            ("", _("Choisir…")),
            (_("Membres de la table"), [(cle, o.nom) for cle, o in self.organisations.items()]),
            (_("Ministère"), [(f"role:{r.value}", r.label) for r in RESPONSABLES]),
        ]
        mesures = sorted(MESURES.values(), key=lambda m: cle_tri(str(m.titre)))
        champs["indicateur"].choices = [("", _("Aucun")), *((m.code, m.titre) for m in mesures)]
        champs["ligne_de_plan"].queryset = LigneDePlan.objects.engageables().select_related("plan")
        champs["entente"].queryset = ententes.select_related("organisation")
        champs["decision"].queryset = decisions.select_related("rencontre")

    def clean(self) -> dict[str, Any]:
        """Bound to at least one thing."""
        lus = super().clean() or {}
        if not (lus.get("indicateur") or lus.get("entente") or lus.get("ligne_de_plan")) and not self.errors:
            raise ValidationError(_("Rattachez l’engagement à un indicateur, à une entente ou à une ligne de plan."))
        return lus

    def champs(self) -> dict[str, Any]:
        """What the promise keeps: its owner is an organisation, or a role of the ministry."""
        lus = dict(self.cleaned_data)
        responsable = lus.pop("responsable")
        organisation = self.organisations.get(responsable)
        return lus | ({"organisation": organisation} if organisation else {"role": responsable.removeprefix("role:")})


class FormulairePreuve(forms.Form):
    """What shows that a promise was kept: words, and a document, a link or the figure of its indicator."""

    texte = ChampLong(
        label=_("Ce qui montre que l’engagement est tenu"),
        rangees=3,
        max_length=2000,
        help_text=_("Joignez aussi au moins une preuve : un document, un lien ou un chiffre."),
    )
    document = _Choix(_("Document vérifié"), queryset=DocumentTable.objects.none(), empty_label=_("Aucun"))
    lien = forms.URLField(
        label=_("Lien"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Écrivez une adresse complète, par exemple https://exemple.quebec/rapport.")},
    )
    valeur = _ChampChiffre(
        label=_("Chiffre"),
        required=False,
        max_digits=14,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "max_digits", "max_decimal_places", "max_whole_digits"),
            _("Écrivez un nombre, par exemple 42,5."),
        ),
    )

    def __init__(self, *args: Any, engagement: EngagementConcertation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: Any = self.fields
        champs["document"].queryset = engagement.documents.sains()
        mesure = MESURES.get(engagement.indicateur)
        self.en_pourcent = mesure is not None and mesure.genre is Genre.TAUX
        if mesure is None:
            del self.fields["valeur"]
        else:
            unite = "%" if self.en_pourcent else mesure.unite
            champs["valeur"].label = _("Chiffre de l’indicateur : %(titre)s") % {"titre": mesure.titre}
            champs["valeur"].help_text = _("En %(unite)s.") % {"unite": unite} if unite else ""

    def clean_valeur(self) -> Decimal | None:
        """A percentage as a part of one."""
        valeur = self.cleaned_data["valeur"]
        return valeur / CENT if valeur is not None and self.en_pourcent else valeur

    def clean(self) -> dict[str, Any]:
        """At least one piece of evidence beside the words."""
        lus = super().clean() or {}
        if not self.errors and not (lus.get("document") or lus.get("lien") or lus.get("valeur") is not None):
            raise ValidationError(_("Joignez une preuve : un document vérifié, un lien ou un chiffre."))
        return lus
