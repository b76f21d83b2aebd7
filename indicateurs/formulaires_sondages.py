"""Forms of surveys: a survey, a question, a campaign, a theme, the code of an invitation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.referentiels.formules import Formule
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import choix_regions, choix_statuts
from indicateurs.models import (
    CampagneSondage,
    GenreQuestion,
    ModeReponse,
    Question,
    RythmeSondage,
    StrateSondage,
    VersionSondage,
)
from indicateurs.models.sondage import code_valide
from indicateurs.sondages.questionnaire import LANGUES, ChampTexte, assainir
from indicateurs.states_sondages import EtatVersion
from inscriptions.states import EtatInscription

A_CHOISIR = (GenreQuestion.UNIQUE, GenreQuestion.MULTIPLE, GenreQuestion.MATRICE)
AUTRES_LANGUES = tuple((code, nom) for code, nom in LANGUES.items() if code != "fr")
LIGNE = _("« %(ligne)s » : commencez la ligne par un code en minuscules, puis « | » et le texte français.")


class FormulaireSondage(forms.Form):
    """What a survey is called, what it wants to know, in which languages."""

    titre = ChampTexte(label=_("Titre"), max_length=120)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[code_valide],
        help_text=_("Il ne changera plus : « fin_de_cours », « besoins »."),
        widget=forms.TextInput({"class": "moyen"}),
    )
    but = ChampTexte(label=_("Ce qu’on veut savoir"), max_length=400, required=False)
    langues = forms.MultipleChoiceField(
        label=_("Langues, en plus du français"),
        choices=AUTRES_LANGUES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chaque question devra être traduite dans ces langues."),
    )

    def clean_langues(self) -> list[str]:
        """French first, then the others in their usual order."""
        return ["fr", *(code for code, _nom in AUTRES_LANGUES if code in self.cleaned_data["langues"])]


class FormulaireAccueil(forms.Form):
    """What people read before the first question, in each language of a version."""

    def __init__(self, *args: Any, version: VersionSondage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.langues = version.langues
        for langue in self.langues:
            nom, requis = LANGUES[langue], langue == "fr"
            titre = ChampTexte(label=_t("Titre montré – %(l)s") % {"l": nom}, max_length=120, required=requis)
            titre.initial = version.titres.get(langue, "")
            accueil = ChampTexte(
                label=_t("Mot d’accueil – %(l)s") % {"l": nom},
                max_length=600,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )
            accueil.initial = version.accueils.get(langue, "")
            self.fields |= {f"titre_{langue}": titre, f"accueil_{langue}": accueil}

    def champs(self) -> dict[str, Any]:
        """What the action takes."""
        lu = self.cleaned_data
        return {
            "titres": {langue: lu[f"titre_{langue}"] for langue in self.langues if lu[f"titre_{langue}"]},
            "accueils": {langue: lu[f"accueil_{langue}"] for langue in self.langues if lu[f"accueil_{langue}"]},
        }


class FormulaireQuestion(forms.Form):
    """One question, its words in each language, its choices one a line."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[code_valide],
        help_text=_("Le même d’une vague à l’autre, pour les comparer."),
        widget=forms.TextInput({"class": "moyen"}),
    )
    genre = forms.ChoiceField(label=_("Genre"), choices=GenreQuestion.choices)

    def __init__(self, *args: Any, version: VersionSondage, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.langues, self.question = version.langues, question
        for langue in self.langues:
            self.fields[f"texte_{langue}"] = ChampTexte(
                label=_t("Question – %(langue)s") % {"langue": LANGUES[langue]},
                max_length=300,
                required=langue == "fr",
                widget=forms.Textarea({"rows": 2}),
            )
        exemple = " | ".join(["oui", "Oui", *(["Yes"] if "en" in self.langues else [])])
        lignes: dict[str, Any] = {"required": False, "widget": forms.Textarea({"rows": 5}), "max_length": 4000}
        self.fields["choix"] = forms.CharField(
            label=_t("Choix offerts"), help_text=_t("Un par ligne : %(e)s") % {"e": exemple}, **lignes
        )
        self.fields["enonces"] = forms.CharField(
            label=_t("Énoncés de la matrice"), help_text=_t("Un par ligne, écrits comme les choix."), **lignes
        )
        self.fields["obligatoire"] = forms.BooleanField(label=_t("Réponse obligatoire"), required=False)
        avant = [q for q in version.questions_posees() if question is None or q.rang < question.rang]
        self.fields["si_code"] = forms.ChoiceField(
            label=_t("Poser seulement si la réponse à"),
            choices=[("", _t("Toujours poser")), *((q.code, f"{q.code} – {q.texte()[:60]}") for q in avant)],
            required=False,
        )
        self.fields["si_valeurs"] = forms.CharField(
            label=_t("… est l’une de"), help_text=_t("Codes séparés par des virgules : non, parfois"), required=False
        )
        if question is not None and not self.is_bound:
            self.initial = self._ecrite(question)

    def clean_choix(self) -> list[dict[str, str]]:
        """Choices by code and language."""
        return lire_lignes(self.cleaned_data["choix"], self.langues)

    def clean_enonces(self) -> list[dict[str, str]]:
        """Statements by code and language."""
        return lire_lignes(self.cleaned_data["enonces"], self.langues)

    def clean(self) -> dict[str, Any]:
        """A question to choose from has choices, a matrix has statements, a condition has values."""
        lu = super().clean() or {}
        genre = lu.get("genre")
        if genre in A_CHOISIR and "choix" in lu and len(lu["choix"]) < 2:
            self.add_error("choix", _("Donnez au moins deux choix, un par ligne."))
        if genre == GenreQuestion.MATRICE and "enonces" in lu and not lu["enonces"]:
            self.add_error("enonces", _("Donnez au moins un énoncé, un par ligne."))
        if lu.get("si_code") and not lu.get("si_valeurs"):
            self.add_error("si_valeurs", _("Indiquez les réponses qui mènent à cette question."))
        return lu

    def champs(self) -> dict[str, Any]:
        """What the action takes."""
        lu = self.cleaned_data
        genre = lu["genre"]
        return {
            "code": lu["code"],
            "genre": genre,
            "textes": {langue: lu[f"texte_{langue}"] for langue in self.langues if lu[f"texte_{langue}"]},
            "choix": lu["choix"] if genre in A_CHOISIR else [],
            "enonces": lu["enonces"] if genre == GenreQuestion.MATRICE else [],
            "obligatoire": lu["obligatoire"],
            "si_code": lu["si_code"],
            "si_valeurs": [v.strip() for v in lu["si_valeurs"].split(",") if v.strip()] if lu["si_code"] else [],
        }

    def _ecrite(self, question: Question) -> dict[str, Any]:
        return {
            "code": question.code,
            "genre": question.genre,
            "choix": ecrire_lignes(question.choix, self.langues),
            "enonces": ecrire_lignes(question.enonces, self.langues),
            "obligatoire": question.obligatoire,
            "si_code": question.si_code,
            "si_valeurs": ", ".join(question.si_valeurs),
            **{f"texte_{langue}": question.textes.get(langue, "") for langue in self.langues},
        }


def lire_lignes(texte: str, langues: Sequence[str]) -> list[dict[str, str]]:
    """« code | français | English », one a line; a line that says less is refused by its own words."""
    lus: list[dict[str, str]] = []
    for ligne in filter(None, (assainir(brute) for brute in texte.splitlines())):
        code, *mots = [morceau.strip() for morceau in ligne.split("|")]
        if not re.fullmatch(code_valide.regex, code) or not mots or not mots[0]:
            raise ValidationError(LIGNE % {"ligne": ligne[:60]})
        if any(code == autre["code"] for autre in lus):
            raise ValidationError(_("Le code « %(code)s » est écrit deux fois.") % {"code": code})
        lus.append({"code": code, **{la: mot[:200] for la, mot in zip(langues, mots, strict=False) if mot}})
    return lus


def ecrire_lignes(choix: Sequence[dict[str, str]], langues: Sequence[str]) -> str:
    """The same, to be changed."""
    return "\n".join(" | ".join([c["code"], *(c.get(langue, "") for langue in langues)]).rstrip(" |") for c in choix)


class FormulaireCampagneSondage(forms.Form):
    """Who is asked, how often, how long, and how answers are kept."""

    version = forms.ModelChoiceField(label=_("Sondage"), queryset=VersionSondage.objects.none(), empty_label=None)
    nom = ChampTexte(label=_("Nom de la campagne"), max_length=120)
    code = forms.CharField(
        label=_("Code"), max_length=40, validators=[code_valide], widget=forms.TextInput({"class": "moyen"})
    )
    mode = forms.ChoiceField(label=_("Réponses"), choices=ModeReponse.choices, widget=forms.RadioSelect)
    rythme = forms.ChoiceField(label=_("Rythme"), choices=RythmeSondage.choices)
    premiere_le = ChampDate(label=_("Première vague le"))
    fin_le = ChampDate(label=_("Aucune vague après le"), required=False)
    duree_jours = forms.IntegerField(
        label=_("Jours pour répondre"), min_value=1, max_value=180, widget=forms.NumberInput({"class": "court"})
    )
    regions = forms.MultipleChoiceField(
        label=_("Régions"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Aucune : toutes.")
    )
    statuts = forms.MultipleChoiceField(
        label=_("Statuts d’immigration"), required=False, widget=forms.CheckboxSelectMultiple
    )
    situations = forms.MultipleChoiceField(
        label=_("Situation de la demande"),
        choices=[(e.value, e.label) for e in EtatInscription if e != EtatInscription.BROUILLON],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    niveaux = forms.TypedMultipleChoiceField(
        label=_("Niveaux"),
        choices=[(n, str(n)) for n in range(1, 13)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    formules = forms.MultipleChoiceField(
        label=_("Formule préférée"), choices=Formule.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    depuis_jours = forms.IntegerField(
        label=_("Dans cette situation depuis moins de (jours)"),
        min_value=1,
        max_value=3650,
        required=False,
        widget=forms.NumberInput({"class": "court"}),
    )
    strate = forms.ChoiceField(label=_("Tirage par"), choices=StrateSondage.choices)
    taille = forms.IntegerField(
        label=_("Personnes à tirer"),
        help_text=_("Vide : toutes celles qui acceptent les sondages."),
        min_value=1,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput({"class": "court"}),
    )
    graine = forms.IntegerField(
        label=_("Graine du tirage"),
        help_text=_("La même graine refait le même tirage."),
        min_value=0,
        max_value=2_147_483_647,
        widget=forms.NumberInput({"class": "court"}),
    )
    publique = forms.BooleanField(label=_("Publier les résultats, arrondis, à la fin de chaque vague"), required=False)

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("duree_jours", parametre("sondage_duree_jours", au=au))
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        posables = VersionSondage.objects.filter(etat=EtatVersion.PUBLIEE).select_related("sondage")
        champs["version"].queryset = posables
        champs["regions"].choices = list(choix_regions())
        champs["statuts"].choices = list(choix_statuts(au=au))

    def clean_code(self) -> str:
        """A code names one campaign."""
        code = self.cleaned_data["code"]
        if CampagneSondage.objects.filter(code=code).exists():
            raise ValidationError(_("Une autre campagne porte déjà ce code."))
        return code

    def clean(self) -> dict[str, Any]:
        """A campaign ends after it begins."""
        lu = super().clean() or {}
        if lu.get("premiere_le") and lu.get("fin_le") and lu["fin_le"] < lu["premiere_le"]:
            self.add_error("fin_le", _("La fin vient après la première vague."))
        return lu

    def champs(self) -> dict[str, Any]:
        """What the action takes."""
        lu = dict(self.cleaned_data)
        audience = ("regions", "statuts", "situations", "niveaux", "formules", "depuis_jours")
        choisis = {cle: lu.pop(cle) for cle in audience}
        return lu | {"audience": {cle: valeur for cle, valeur in choisis.items() if valeur}}


class FormulaireTheme(forms.Form):
    """A theme of open answers and the words that suggest it."""

    libelle = ChampTexte(label=_("Thème"), max_length=80)
    code = forms.CharField(
        label=_("Code"), max_length=40, validators=[code_valide], widget=forms.TextInput({"class": "moyen"})
    )
    mots = forms.CharField(
        label=_("Mots clés"),
        max_length=400,
        required=False,
        help_text=_("Débuts de mots, séparés par des virgules : attent, delai"),
    )

    def clean_mots(self) -> list[str]:
        """Each beginning of a word, once."""
        return list(dict.fromkeys(m.strip().lower() for m in self.cleaned_data["mots"].split(",") if m.strip()))


class FormulaireCode(forms.Form):
    """The code someone reads on her invitation, or that of a poster."""

    code = forms.CharField(
        label=_("Code de l’invitation"),
        max_length=40,
        help_text=_("16 caractères, écrits dans le message d’invitation."),
        widget=forms.TextInput({"class": "moyen", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        """Spaces and dashes do not count."""
        return re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()
