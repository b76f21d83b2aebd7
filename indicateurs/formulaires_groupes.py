"""What is typed of focus groups: a guide, a session, notes, a finding."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models.personne import Sexe
from guichet.referentiels.queries import choix_regions, choix_statuts
from indicateurs.models import GuideEntretien
from indicateurs.queries.groupes_temoins import guides_courants
from inscriptions.formulaires.groupe_nouveau import MESSAGES_LISTE, NIVEAUX, champ_choix, champ_nombre
from partenaires.formulaires.champs import ChampCode, ChampLignes, ChampLong, champ_titre
from partenaires.queries.besoins import choix_themes

INVITEES_MAX, GRAINE_MAX = 200, 999_999
TRAITEMENTS = (
    ("masquer", _("Remplacer ces mots par « [personne] »")),
    ("garder", _("Garder ces mots : j’ai vérifié, ils ne désignent personne")),
)


class FormulaireGuide(forms.Form):
    """A guide: a code that stays from version to version, its questions one a line."""

    titre = champ_titre(_("Titre"))
    code = ChampCode()
    questions = ChampLignes(label=_("Questions"), help_text=_("Une par ligne, dans l’ordre."), longueur=300, rangees=8)


class FormulaireGroupe(forms.Form):
    """Whom the group wants, when, where; a criterion left empty asks nothing."""

    titre = champ_titre(_("Sujet"))
    guide = forms.ModelChoiceField(
        label=_("Guide"), queryset=GuideEntretien.objects.none(), empty_label=None, error_messages=MESSAGES_LISTE
    )
    region = forms.ChoiceField(label=_("Région"), required=False, error_messages=MESSAGES_LISTE)
    statut = forms.ChoiceField(label=_("Statut"), required=False, error_messages=MESSAGES_LISTE)
    sexe = forms.ChoiceField(
        label=_("Sexe"), choices=[("", _("Tous")), *Sexe.choices], required=False, error_messages=MESSAGES_LISTE
    )
    niveau_minimum = forms.TypedChoiceField(
        label=_("Niveau de cours minimal"),
        choices=[("", _("Aucun")), *NIVEAUX],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages=MESSAGES_LISTE,
    )
    nb_invitees = champ_nombre(
        _("Personnes à inviter"), 1, INVITEES_MAX, widget=forms.NumberInput({"class": "court"}), initial=20
    )
    graine = champ_nombre(
        _("Graine du tirage"),
        0,
        GRAINE_MAX,
        help_text=_("N’importe quel nombre : la même graine redonne le même tirage."),
        widget=forms.NumberInput({"class": "court"}),
    )
    jour = ChampDate(label=_("Jour de la rencontre"))
    heure = forms.TimeField(
        label=_("Heure"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Écrivez l’heure, par exemple 13:30."),
            "invalid": _("Écrivez l’heure, par exemple 13:30."),
        },
    )
    lieu = champ_titre(_("Lieu ou lien de la rencontre"), 200)

    def __init__(self, *args: Any, au: date, regions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        permises = [(str(c), n) for c, n in choix_regions() if not regions or c in regions]
        champs["region"].choices = permises if regions else [("", _("Tout le Québec")), *permises]
        champs["statut"].choices = [("", _("Tous")), *choix_statuts(au=au)]
        champs["guide"].queryset = GuideEntretien.objects.filter(pk__in=[guide.pk for guide in guides_courants()])

    def champs(self) -> dict[str, Any]:
        """What the action keeps."""
        lu = dict(self.cleaned_data)
        moment = timezone.make_aware(datetime.combine(lu.pop("jour"), lu.pop("heure")))
        return lu | {
            "region_id": lu.pop("region") or None,
            "statut_id": lu.pop("statut") or None,
            "seance_le": moment,
        }


class FormulaireNotes(forms.Form):
    """What was said; once names were recognised, what to do with them."""

    texte = ChampLong(
        label=_("Notes"),
        help_text=_("Sans nom. Le texte est comparé aux noms des personnes invitées avant d’être gardé."),
        rangees=12,
    )
    traitement = forms.ChoiceField(
        label=_("Que faire des mots reconnus?"), choices=TRAITEMENTS, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, reconnus: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reconnus:
            self.fields["traitement"].widget = forms.HiddenInput()


class FormulaireConstat(forms.Form):
    """One finding, its theme, how many said it."""

    theme = champ_choix(_("Thème"), [])
    enonce = ChampLong(label=_("Constat"), max_length=1000, rangees=3)
    nb_personnes = champ_nombre(
        _("Combien de personnes l’ont dit"), 1, INVITEES_MAX, widget=forms.NumberInput({"class": "court"})
    )

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", _("Choisir…")), *choix_themes(au=au)]  # type: ignore[attr-defined]
