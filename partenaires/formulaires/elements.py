"""What a declaration is made of: a resource, a provisional group, a pool. The same forms read a page and a file."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate, ChampDisponibilites
from guichet.referentiels.formats import formater_date
from guichet.referentiels.queries import parametre
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.groupe_nouveau import CAPACITE_MAX, MESSAGES_LISTE, NIVEAUX, champ_choix, champ_nombre
from inscriptions.models import Filiere, Formule, Mode
from partenaires.contraintes import Besoin, obstacles
from partenaires.models import GenreRessource, semaines_entre
from partenaires.queries.contenu import Contexte

REFERENCE = re.compile(r"[A-Za-zÀ-ÿ0-9][A-Za-zÀ-ÿ0-9._/-]*")
NOMBRE_MAX = 60
COUT_MAX = 500_000
HORAIRES = ("horaire", "horaire_2", "horaire_3")


class FormulaireElement(forms.Form):
    """A reference, unique among the elements of its kind."""

    GENRE = ""

    reference = ChampTexte(
        label=_("Référence"),
        help_text=_("Votre nom court pour le retrouver : lettres, chiffres, tirets."),
        max_length=24,
        widget=forms.TextInput({"class": "moyen"}),
        error_messages={"required": _("Écrivez une référence."), "max_length": _("Écrivez au plus 24 caractères.")},
    )

    def __init__(self, *args: Any, contexte: Contexte, ancienne: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contexte, self.ancienne = contexte, ancienne

    def clean_reference(self) -> str:
        """A reference a spreadsheet reads as text, and that no other element has."""
        reference = self.cleaned_data["reference"]
        if not REFERENCE.fullmatch(reference):
            raise ValidationError(_("Commencez par une lettre ou un chiffre; ni signe d’égalité ni symbole."))
        if reference != self.ancienne and reference in self.contexte.references[self.GENRE]:
            raise ValidationError(_("Cette référence est déjà utilisée."))
        return reference


class FormulaireRessource(FormulaireElement):
    """A teacher or a room, free at some moments."""

    GENRE = "ressource"

    genre = champ_choix(_("Genre"), GenreRessource.choices)
    nom = ChampTexte(label=_("Nom"), max_length=80, error_messages={"required": _("Écrivez un nom.")})
    nombre = champ_nombre(
        _("Combien de pareilles"),
        1,
        NOMBRE_MAX,
        initial=1,
        help_text=_("Par exemple 3 enseignantes libres les mêmes soirs."),
    )
    cellules = ChampDisponibilites(label=_("Moments libres"))
    heures_max = champ_nombre(
        _("Heures par semaine au plus, pour une"), 1, 60, forms.DecimalField, required=False, decimal_places=1
    )
    places = champ_nombre(_("Places du local"), 1, 200, required=False)

    def clean_nom(self) -> str:
        """A name a spreadsheet reads as text."""
        nom = self.cleaned_data["nom"]
        if nom[:1] in "=+-@\t\r":
            raise ValidationError(_("Commencez par une lettre ou un chiffre; ni signe d’égalité ni symbole."))
        return nom

    def champs(self) -> dict[str, Any]:
        """The columns of the resource; seats belong to rooms."""
        lu = dict(self.cleaned_data)
        return lu | {"places": lu["places"] if lu["genre"] == GenreRessource.LOCAL else None}


class FormulaireCours(FormulaireElement):
    """What a provisional group and a pool have in common."""

    niveau = champ_choix(_("Niveau"), NIVEAUX, coerce=int)
    niveau_max = champ_choix(
        _("Niveau le plus élevé"), NIVEAUX, coerce=int, required=False, help_text=_("Seulement pour un groupe mixte.")
    )
    filiere = champ_choix(_("Filière"), Filiere.choices, initial=Filiere.REGULIERE)
    formule = champ_choix(_("Formule"), Formule.choices)
    mode = champ_choix(_("Façon de suivre le cours"), Mode.choices)
    lieu = forms.ChoiceField(
        label=_("Lieu"),
        required=False,
        error_messages=MESSAGES_LISTE,
        help_text=_("Laissez vide pour un cours en ligne."),
    )
    heures_par_semaine = champ_nombre(_("Heures par semaine"), 1, 40, forms.DecimalField, decimal_places=1)
    garde = forms.BooleanField(label=_("Garde d’enfants sur place"), required=False)
    capacite = champ_nombre(_("Capacité"), 1, CAPACITE_MAX)
    minimum = champ_nombre(_("Minimum"), 1, CAPACITE_MAX)
    debut = ChampDate(label=_("Premier jour"))
    fin = ChampDate(label=_("Dernier jour"))
    cout = champ_nombre(_("Coût pour la session, en dollars"), 0, COUT_MAX, forms.DecimalField, decimal_places=2)
    decision_le = ChampDate(
        label=_("Date limite de décision"),
        required=False,
        help_text=_(
            "Passé ce jour sans décision, le groupe n’est plus envisagé. Laissez vide : celle de la déclaration."
        ),
    )
    horaire = ChampDisponibilites(label=_("Horaire"))
    ressources = forms.MultipleChoiceField(
        label=_("Ressources nécessaires"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("La ressource « %(value)s » n’existe pas dans cette déclaration.")},
    )

    def __init__(self, *args: Any, contexte: Contexte, ancienne: str = "", **kwargs: Any) -> None:
        super().__init__(*args, contexte=contexte, ancienne=ancienne, **kwargs)
        champs: dict[str, Any] = self.fields
        declaration = contexte.declaration
        champs["lieu"].choices = [("", _("Choisir…")), *((str(lieu.pk), lieu.nom) for lieu in contexte.lieux)]
        champs["ressources"].choices = [
            (reference, f"{moyen.nom} ({reference})") for reference, moyen in contexte.moyens.items()
        ]
        champs["capacite"].initial = parametre("taille_groupe_maximum", au=contexte.au)
        champs["minimum"].initial = parametre("taille_groupe_minimum", au=contexte.au)
        champs["debut"].initial, champs["fin"].initial = declaration.session.debut, declaration.session.fin

    def clean(self) -> dict[str, Any]:
        """Fields that contradict one another, then what resources and hours cannot give."""
        lu = super().clean() or {}
        lu["niveau_max"] = lu.get("niveau_max") or lu.get("niveau")
        lu["decision_le"] = lu.get("decision_le") or self.contexte.declaration.decision_le
        if lu.get("niveau") and lu["niveau_max"] < lu["niveau"]:
            self.add_error("niveau_max", _("Le niveau le plus élevé vient après le niveau."))
        if lu.get("minimum") and lu.get("capacite") and lu["minimum"] > lu["capacite"]:
            self.add_error("minimum", _("Le minimum ne dépasse pas la capacité."))
        self._verifier_lieu(lu)
        self._verifier_dates(lu)
        self._verifier_heures(lu)
        if not self.errors:
            besoin = self._besoin(lu)
            for obstacle in obstacles(besoin, heures_disponibles=self.contexte.declaration.heures_disponibles):
                self.add_error(obstacle.champ, obstacle.message)
        return lu

    def _besoin(self, lu: dict[str, Any]) -> Besoin:
        return Besoin(
            [lu[nom] for nom in HORAIRES if lu.get(nom)],
            lu["heures_par_semaine"],
            semaines_entre(lu["debut"], lu["fin"]),
            lu["capacite"],
            [self.contexte.moyens[reference] for reference in lu["ressources"]],
        )

    def _verifier_lieu(self, lu: dict[str, Any]) -> None:
        if "lieu" not in self.errors and not lu.get("lieu") and lu.get("mode") in (Mode.EN_CLASSE, Mode.HYBRIDE):
            self.add_error("lieu", _("Choisissez un lieu pour un cours en classe."))

    def _verifier_dates(self, lu: dict[str, Any]) -> None:
        debut, fin, session = lu.get("debut"), lu.get("fin"), self.contexte.declaration.session
        dates = _("du %(du)s au %(au)s") % {"du": formater_date(session.debut), "au": formater_date(session.fin)}
        if debut and not session.debut <= debut <= session.fin:
            self.add_error("debut", _("Le premier jour est dans la session, %(dates)s.") % {"dates": dates})
        if debut and fin and fin <= debut:
            self.add_error("fin", _("Le dernier jour suit le premier."))
        elif fin and fin > session.fin + timedelta(days=6):
            self.add_error("fin", _("Le dernier jour est dans la session, %(dates)s.") % {"dates": dates})
        decision = lu.get("decision_le")
        if "decision_le" in self.errors:
            return
        if decision is None:
            self.add_error("decision_le", _("Indiquez cette date, ici ou dans la déclaration."))
        elif decision < self.contexte.au:
            self.add_error("decision_le", _("La date limite n’est pas passée."))
        elif debut and decision >= debut:
            self.add_error("decision_le", _("La date limite vient avant le premier jour."))

    def _verifier_heures(self, lu: dict[str, Any]) -> None:
        heures, au = lu.get("heures_par_semaine"), self.contexte.au
        plus_petit = parametre("heures_semaine_temps_complet_minimum", au=au)
        if not heures or not lu.get("formule"):
            return
        if lu["formule"] == Formule.TEMPS_COMPLET and heures < plus_petit:
            self.add_error(
                "heures_par_semaine", _("À temps complet : au moins %(n)s h par semaine.") % {"n": plus_petit}
            )
        if lu["formule"] == Formule.TEMPS_PARTIEL and heures >= plus_petit:
            self.add_error(
                "heures_par_semaine", _("À temps partiel : moins de %(n)s h par semaine.") % {"n": plus_petit}
            )

    def champs(self) -> dict[str, Any]:
        """The columns, place and region resolved; `ressources` are references."""
        lu = dict(self.cleaned_data)
        lieu = next((lieu for lieu in self.contexte.lieux if str(lieu.pk) == lu["lieu"]), None)
        if lu["mode"] == Mode.EN_LIGNE:
            lieu = None
        region = lieu.region_id if lieu else self.contexte.declaration.organisation.region_id
        return lu | {"lieu": lieu, "region_id": region, "cout": lu["cout"].quantize(Decimal("0.01"))}


class FormulaireGroupeEnvisage(FormulaireCours):
    """One provisional group."""

    GENRE = "groupe"
    field_order = ("reference", "niveau", "niveau_max", "filiere", "formule", "mode", "lieu", "horaire")


class FormulaireBassin(FormulaireCours):
    """Up to N groups alike: any level of the range, any of the timetables."""

    GENRE = "bassin"
    field_order = ("reference", "nombre", "niveau", "niveau_max", "filiere", "formule", "mode", "lieu", *HORAIRES)

    nombre = champ_nombre(_("Combien de groupes au plus"), 1, NOMBRE_MAX)
    horaire_2 = ChampDisponibilites(label=_("Ou cet autre horaire"), required=False)
    horaire_3 = ChampDisponibilites(label=_("Ou encore celui-ci"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        champs["niveau"].label, champs["niveau_max"].label = _("Du niveau"), _("Au niveau")
        champs["niveau_max"].help_text = _("Chaque groupe a un seul de ces niveaux.")
        champs["cout"].label = _("Coût d’un groupe pour la session, en dollars")

    def champs(self) -> dict[str, Any]:
        """The columns of the pool; timetables become texts, each once."""
        lu = super().champs()
        semaines = [" ".join(lu.pop(nom)) for nom in HORAIRES]
        return lu | {"horaires": list(dict.fromkeys(semaine for semaine in semaines if semaine))}


FORMULAIRES: dict[str, type[FormulaireElement]] = {
    classe.GENRE: classe for classe in (FormulaireRessource, FormulaireGroupeEnvisage, FormulaireBassin)
}
