"""One row of the terms: activity, indicator, budget line, deliverable, instalment, clause."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.mesure.definition import MESURES, Genre
from guichet.referentiels.formats import formater_argent
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.groupe_nouveau import champ_choix, champ_nombre
from partenaires.formulaires.communs import ChampParagraphes, champ_argent, en_part
from partenaires.models import ConditionVersement, Entente, GenreLivrable, SensIndicateur

CENT = Decimal(100)
VOLUME_MAX = 9_999_999


class FormulaireTerme(forms.Form):
    """One row; `element` is the one being changed."""

    def __init__(self, *args: Any, entente: Entente, element: Any = None, **kwargs: Any) -> None:
        self.entente, self.element = entente, element
        super().__init__(*args, initial=self.initiales() if element else None, **kwargs)
        self.preparer()

    def initiales(self) -> dict[str, Any]:
        """What the form shows of a row already there."""
        return {nom: getattr(self.element, nom, None) for nom in self.base_fields}

    def preparer(self) -> None:
        """Fill the lists that depend on the entente."""

    def champs(self) -> dict[str, Any]:
        """The columns of the row."""
        return dict(self.cleaned_data)


class FormulaireActivite(FormulaireTerme):
    """An activity the volet pays for, how much of it, at what price."""

    code = champ_choix(_("Activité"), ())
    volume_prevu = champ_nombre(
        _("Volume prévu"),
        0.1,
        VOLUME_MAX,
        forms.DecimalField,
        decimal_places=1,
        help_text=_("Le nombre d’unités de service pour toute l’entente."),
    )
    prix_unitaire = champ_argent(_("Prix d’une unité, en dollars"))

    def preparer(self) -> None:
        """Activities of the volet, with their unit and ceiling."""
        self.admissibles = {activite.code: activite for activite in self.entente.volet.activites.all()}
        champs: dict[str, Any] = self.fields
        champs["code"].choices = [
            ("", _("Choisir…")),
            *(
                (a.code, f"{a.nom} ({a.get_unite_display()}, {formater_argent(a.prix_maximum)} au plus)")
                for a in self.admissibles.values()
            ),
        ]
        if self.element:
            champs["code"].disabled = True

    def clean(self) -> dict[str, Any]:
        """The price stays under the ceiling."""
        lu = super().clean() or {}
        activite, prix = self.admissibles.get(lu.get("code", "")), lu.get("prix_unitaire")
        if activite and prix is not None and prix > activite.prix_maximum:
            maximum = formater_argent(activite.prix_maximum)
            self.add_error("prix_unitaire", _("Le prix d’une unité est d’au plus %(max)s.") % {"max": maximum})
        return lu

    def champs(self) -> dict[str, Any]:
        """The columns; name and unit are those of the norm."""
        activite = self.admissibles[self.cleaned_data["code"]]
        return self.cleaned_data | {"titre": activite.nom, "unite": activite.unite}


class FormulaireIndicateur(FormulaireTerme):
    """An indicator of the registry: its target, in which sense, how far from it needs no reason."""

    code = champ_choix(_("Indicateur"), ())
    sens = champ_choix(_("Sens"), SensIndicateur.choices)
    cible = champ_nombre(
        _("Cible"), 0, VOLUME_MAX, forms.DecimalField, decimal_places=1, help_text=_("Un taux s’écrit en pourcentage.")
    )
    tolerance = champ_nombre(
        _("Tolérance, en pourcentage de la cible"),
        0,
        100,
        forms.DecimalField,
        decimal_places=1,
        help_text=_("Au-delà de cet écart, une explication est demandée."),
    )

    def preparer(self) -> None:
        """Every definition of the registry."""
        champs: dict[str, Any] = self.fields
        # What is measured of the whole province, or not yet, is no promise of one organisation.
        agreables = [m for m in MESURES.values() if m.calcul in ("evenements", "agregats")]
        choix = sorted(((m.code, f"{m.titre} ({m.reference})") for m in agreables), key=lambda c: c[1])
        champs["code"].choices = [("", _("Choisir…")), *choix]
        if self.element:
            champs["code"].disabled = True

    def initiales(self) -> dict[str, Any]:
        """Parts shown as percentages."""
        element = self.element
        cible = element.cible * CENT if _est_un_taux(element.code) else element.cible
        return super().initiales() | {"cible": _lisible(cible), "tolerance": _lisible(element.tolerance * CENT)}

    def clean(self) -> dict[str, Any]:
        """A rate is at most 100 %."""
        lu = super().clean() or {}
        if _est_un_taux(lu.get("code", "")) and lu.get("cible") is not None and lu["cible"] > CENT:
            self.add_error("cible", _("Un taux va de 0 à 100 %."))
        return lu

    def champs(self) -> dict[str, Any]:
        """The columns; the definition's version is fixed here."""
        lu = dict(self.cleaned_data)
        cible = en_part(lu["cible"]) if _est_un_taux(lu["code"]) else lu["cible"]
        version = self.element.version_mesure if self.element else MESURES[lu["code"]].version
        return lu | {"cible": cible, "tolerance": en_part(lu["tolerance"]), "version_mesure": version}


class FormulaireBudget(FormulaireTerme):
    """An eligible expense and its amount."""

    poste = champ_choix(_("Dépense admissible"), ())
    montant = champ_argent(_("Montant, en dollars"))

    def preparer(self) -> None:
        """The expenses of the norm."""
        champs: dict[str, Any] = self.fields
        champs["poste"].choices = [("", _("Choisir…")), *((p, p) for p in self.entente.version.depenses_admissibles)]
        if self.element:
            champs["poste"].disabled = True


class FormulaireLivrable(FormulaireTerme):
    """What is given, about which period, by which day."""

    genre = champ_choix(_("Genre"), GenreLivrable.choices)
    titre = ChampTexte(label=_("Titre"), max_length=160, error_messages={"required": _("Écrivez un titre.")})
    periode_du = ChampDate(label=_("Période, premier jour"))
    periode_au = ChampDate(label=_("Période, dernier jour"))
    du_le = ChampDate(label=_("À remettre au plus tard le"))

    def clean(self) -> dict[str, Any]:
        """A period inside the entente, a day after it."""
        lu = super().clean() or {}
        du, au, rendu = lu.get("periode_du"), lu.get("periode_au"), lu.get("du_le")
        if du and au and au < du:
            self.add_error("periode_au", _("La période finit après son début."))
        elif du and du < self.entente.debut:
            self.add_error("periode_du", _("L’entente n’est pas commencée à cette date."))
        elif au and au > self.entente.fin:
            self.add_error("periode_au", _("L’entente est finie à cette date."))
        if au and rendu and rendu < au:
            self.add_error("du_le", _("La remise vient après la fin de la période."))
        return lu


class FormulaireVersement(FormulaireTerme):
    """An instalment: how much, on what condition, from which day."""

    montant = champ_argent(_("Montant, en dollars"), 0.01)
    condition = champ_choix(_("Condition"), ConditionVersement.choices)
    livrable = forms.ChoiceField(
        label=_("Reddition attendue"),
        required=False,
        help_text=_("Seulement quand la condition est une reddition acceptée."),
        error_messages={"invalid_choice": _("Choisissez dans la liste.")},
    )
    prevu_le = ChampDate(label=_("Prévu le"))

    def preparer(self) -> None:
        """The deliverables an account is made of."""
        redditions = self.entente.livrables.actifs().exclude(genre=GenreLivrable.DOCUMENT)
        self.livrables = {str(livrable.pk): livrable for livrable in redditions}
        champs: dict[str, Any] = self.fields
        champs["livrable"].choices = [("", _("Aucune")), *((pk, x.titre) for pk, x in self.livrables.items())]

    def initiales(self) -> dict[str, Any]:
        """The deliverable by its key."""
        return super().initiales() | {"livrable": str(self.element.livrable_id or "")}

    def clean(self) -> dict[str, Any]:
        """A condition on an account names which."""
        lu = super().clean() or {}
        if lu.get("condition") == ConditionVersement.REDDITION and not lu.get("livrable"):
            self.add_error("livrable", _("Choisissez quelle reddition doit être acceptée."))
        if lu.get("prevu_le") and lu["prevu_le"] < self.entente.debut:
            self.add_error("prevu_le", _("L’entente n’est pas commencée à cette date."))
        return lu

    def champs(self) -> dict[str, Any]:
        """The columns; a deliverable only when the condition waits for one."""
        lu = dict(self.cleaned_data)
        attend = lu["condition"] == ConditionVersement.REDDITION
        return lu | {"livrable": self.livrables.get(lu["livrable"]) if attend else None}


class FormulaireClause(FormulaireTerme):
    """A clause as both parties will sign it."""

    titre = ChampTexte(label=_("Titre"), max_length=160, error_messages={"required": _("Écrivez un titre.")})
    texte = ChampParagraphes(label=_("Texte"), max_length=20_000, widget=forms.Textarea({"rows": 12}))


FORMULAIRES_TERMES: dict[str, type[FormulaireTerme]] = {
    "activite": FormulaireActivite,
    "indicateur": FormulaireIndicateur,
    "budget": FormulaireBudget,
    "livrable": FormulaireLivrable,
    "versement": FormulaireVersement,
    "clause": FormulaireClause,
}


def _est_un_taux(code: str) -> bool:
    return code in MESURES and MESURES[code].genre is Genre.TAUX


def _lisible(nombre: Decimal) -> str:
    return f"{nombre.normalize():f}"
