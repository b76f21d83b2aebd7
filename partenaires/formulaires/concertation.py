"""What is typed about tables, mandates, meetings and consultations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models import Organisation, Region
from guichet.origines import choix
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.groupe_nouveau import MESSAGES_LISTE, champ_choix
from partenaires.formulaires.champs import ChampLong, champ_titre
from partenaires.models import GenrePosition, GenrePresence, GenreReponse, Rencontre, ReponseConvocation
from partenaires.origines import ENTENDU_DANS
from partenaires.queries.concertation import Convie

NATIONALE = "nationale"


class FormulaireTable(forms.Form):
    """Which table opens, and what it is for."""

    region = champ_choix(_("Table"), ())
    mandat = ChampLong(
        label=_("Mandat de la table"),
        rangees=4,
        max_length=2000,
        help_text=_("À quoi elle sert, en quelques phrases. Les membres le lisent."),
    )

    def __init__(self, *args: Any, libres: Iterable[Region], nationale: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = [(NATIONALE, _("Table nationale"))] if nationale else []
        self.fields["region"].choices = [("", _("Choisir…")), *choix, *((r.code, r.nom) for r in libres)]  # type: ignore[attr-defined]


class FormulaireMandat(forms.Form):
    """Which organisation sits at the table, for whom, until when."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choisir…"),
        error_messages=MESSAGES_LISTE,
    )
    titre = champ_titre(_("Au titre de"), help_text=_("Par exemple : les organismes d’accueil de la région."))
    representant = champ_titre(_("Personne qui la représente"), 120)
    du = ChampDate(label=_("Premier jour"))
    au = ChampDate(label=_("Dernier jour"), required=False, help_text=_("Laissez vide si aucune fin n’est prévue."))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day after the first."""
        return _dates_ordonnees(self)


class ChampHeure(forms.TimeField):
    """An hour of the day, typed or chosen."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {
        "required": _("Indiquez l’heure, par exemple 13:30."),
        "invalid": _("Écrivez l’heure ainsi : 13:30."),
    }


class FormulaireRencontre(forms.Form):
    """What a meeting is about, when and where."""

    sujet = champ_titre(_("Sujet"))
    jour = ChampDate(label=_("Jour"))
    debut = ChampHeure(label=_("Début"))
    fin = ChampHeure(label=_("Fin"))
    lieu = champ_titre(_("Lieu"), 200, help_text=_("L’adresse, ou « En ligne »."))
    lien = forms.URLField(
        label=_("Lien de la visioconférence"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Écrivez une adresse complète, par exemple https://exemple.quebec/salle.")},
    )

    @classmethod
    def initial_de(cls, rencontre: Rencontre) -> dict[str, Any]:
        """A meeting as the form shows it."""
        debut, fin = timezone.localtime(rencontre.debut), timezone.localtime(rencontre.fin)
        return {
            "sujet": rencontre.sujet,
            "jour": debut.date(),
            "debut": debut.time(),
            "fin": fin.time(),
            "lieu": rencontre.lieu,
            "lien": rencontre.lien,
        }

    def clean(self) -> dict[str, Any]:
        """The end after the beginning."""
        lus = super().clean() or {}
        if lus.get("debut") and lus.get("fin") and lus["fin"] <= lus["debut"]:
            self.add_error("fin", _("La rencontre finit après son début."))
        return lus

    def champs(self) -> dict[str, Any]:
        """What the meeting keeps: two moments in the local zone."""
        lus = dict(self.cleaned_data)
        jour = lus.pop("jour")
        for nom in ("debut", "fin"):
            lus[nom] = timezone.make_aware(datetime.combine(jour, lus[nom]))
        return lus


class FormulairePoint(forms.Form):
    """A theme for the agenda, with where it was heard."""

    titre = champ_titre(_("Sujet à ajouter"), 240)
    origine_genre = champ_choix(_("Entendu dans"), (), required=False)
    origine_cle = ChampTexte(
        label=_("Référence"),
        max_length=120,
        required=False,
        help_text=_("Le code, le numéro ou l’identifiant de l’origine."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each app registers its kinds once it is ready, maybe after this file is read.
        liste: Any = self.fields["origine_genre"]
        liste.choices = [*liste.choices, *choix(ENTENDU_DANS)]

    def clean(self) -> dict[str, Any]:
        """An origin has its reference, and the reverse."""
        lus = super().clean() or {}
        if lus.get("origine_genre") and not lus.get("origine_cle"):
            self.add_error("origine_cle", _("Écrivez la référence de l’origine."))
        if lus.get("origine_cle") and not lus.get("origine_genre"):
            self.add_error("origine_genre", _("Dites d’où vient ce sujet."))
        return lus


class FormulaireReponse(forms.Form):
    """Whether the organisation comes, or who comes for it."""

    reponse = forms.ChoiceField(
        label=_("Votre organisation sera"),
        choices=GenreReponse.choices,
        widget=forms.RadioSelect,
        error_messages=MESSAGES_LISTE | {"required": _("Dites si votre organisation vient.")},
    )
    representant = ChampTexte(
        label=_("Représentée par"),
        max_length=120,
        required=False,
        help_text=_("Seulement si une autre personne ou une autre organisation vient pour vous."),
    )

    @classmethod
    def initial_de(cls, donnee: ReponseConvocation | None) -> dict[str, Any]:
        """An answer as the form shows it."""
        return {"reponse": donnee.reponse, "representant": donnee.representant} if donnee else {}

    def clean(self) -> dict[str, Any]:
        """Represented says by whom."""
        lus = super().clean() or {}
        if lus.get("reponse") == GenreReponse.REPRESENTEE and not lus.get("representant"):
            self.add_error("representant", _("Dites qui représente votre organisation."))
        return lus


def _attendue(convie: Convie) -> tuple[str, str]:
    """What the roll begins with: what was noted, or what the member answered, or that it comes."""
    notee, reponse, mandat = convie.presence, convie.reponse, convie.mandat
    if notee:
        return notee.presence, notee.representant
    if reponse and reponse.reponse == GenreReponse.ABSENTE:
        return GenrePresence.EXCUSEE, ""
    return GenrePresence.PRESENTE, reponse.representant if reponse and reponse.representant else mandat.representant


class FormulairePresences(forms.Form):
    """For each member: did it come, and who came for it."""

    def __init__(self, *args: Any, convies: Iterable[Convie], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membres = [convie.mandat for convie in convies]
        for convie in convies:
            mandat, (presence, representant) = convie.mandat, _attendue(convie)
            cle = mandat.organisation_id.hex
            self.fields[f"p_{cle}"] = forms.ChoiceField(
                label=mandat.organisation.nom,
                choices=GenrePresence.choices,
                initial=presence,
                widget=forms.RadioSelect,
                error_messages=MESSAGES_LISTE | {"required": _("Dites si cette organisation est venue.")},
            )
            self.fields[f"r_{cle}"] = ChampTexte(
                label=_("Personne présente pour %(nom)s") % {"nom": mandat.organisation.nom},
                initial=representant,
                max_length=120,
                required=False,
            )

    def presences(self) -> dict[Organisation, tuple[str, str]]:
        """What was noted, by organisation; nobody came for one that did not."""
        lus = self.cleaned_data
        return {
            mandat.organisation: (
                lus[f"p_{cle}"],
                lus[f"r_{cle}"] if lus[f"p_{cle}"] == GenrePresence.PRESENTE else "",
            )
            for mandat in self.membres
            for cle in (mandat.organisation_id.hex,)
        }


class FormulaireTexte(forms.Form):
    """One long text: a decision, minutes, a follow-up, a reason."""

    texte = ChampLong(label=_("Texte"))

    def __init__(self, *args: Any, libelle: Any, aide: Any = "", rangees: int = 6, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].label, self.fields["texte"].help_text = libelle, aide
        self.fields["texte"].widget.attrs["rows"] = rangees


class FormulaireQuestion(forms.Form):
    """What is asked of the members, and between which days."""

    question = champ_titre(_("Question"), 240)
    contexte = ChampLong(
        label=_("Contexte"), help_text=_("Ce qu’il faut savoir pour répondre. Les documents s’ajoutent ensuite.")
    )
    du = ChampDate(label=_("Premier jour pour répondre"))
    au = ChampDate(label=_("Dernier jour pour répondre"))

    def clean(self) -> dict[str, Any]:
        """The last day after the first."""
        return _dates_ordonnees(self)


class FormulairePosition(forms.Form):
    """For, against or amended, and why."""

    position = forms.ChoiceField(
        label=_("Position de votre organisation"),
        choices=GenrePosition.choices,
        widget=forms.RadioSelect,
        error_messages=MESSAGES_LISTE | {"required": _("Choisissez une position.")},
    )
    raisons = ChampLong(
        label=_("Raisons"), max_length=6000, help_text=_("Ce qui appuie votre position, ou ce qu’il faudrait modifier.")
    )


class FormulaireFichier(forms.Form):
    """One file."""

    fichier = forms.FileField(
        label=_("Fichier"),
        help_text=_("Un PDF, une photo JPG ou PNG. Il est vérifié avant que quelqu’un l’ouvre."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": _("Choisissez un fichier."), "empty": _("Ce fichier est vide.")},
    )


def _dates_ordonnees(form: forms.Form) -> dict[str, Any]:
    lus = forms.Form.clean(form) or {}
    debut, fin = lus.get("du"), lus.get("au")
    if isinstance(debut, date) and isinstance(fin, date) and fin < debut:
        form.add_error("au", ValidationError(_("Le dernier jour suit le premier.")))
    return lus
