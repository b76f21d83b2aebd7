"""The living page of the portal's components, and each skeleton filled with believable words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from guichet.demo.exemples import CHRONOLOGIE, FAITS, ONGLETS, PARCOURS, PAS, graphiques
from guichet.formulaires import ChampDate, ChampDisponibilites, ChampPreferences, DateEnTroisChamps
from guichet.icones import TRACES
from guichet.middleware.acces import page_publique

GABARITS = (
    "accueil",
    "etape",
    "recapitulatif",
    "suivi",
    "file_de_travail",
    "fiche",
    "tableau",
    "tableau_de_bord",
    "document",
)


class FormulaireDeMontre(forms.Form):
    """One field of each kind."""

    nom = forms.CharField(
        label=_("Nom de famille"), help_text=_("Comme sur votre passeport."), widget=forms.TextInput({"class": "moyen"})
    )
    code_postal = forms.CharField(label=_("Code postal"), widget=forms.TextInput({"class": "court"}), required=False)
    naissance = ChampDate(
        label=_("Date de naissance"),
        help_text=_("Par exemple : 27 3 1990"),
        widget=DateEnTroisChamps(naissance=True),
    )
    statut = forms.ChoiceField(
        label=_("Quel est votre statut au Canada?"),
        widget=forms.RadioSelect,
        choices=[
            ("rp", _("Résident permanent")),
            ("travail", _("Travailleur temporaire")),
            ("asile", _("Demandeur d’asile")),
            ("citoyen", _("Citoyen canadien")),
        ],
    )
    langue = forms.ChoiceField(
        label=_("Votre première langue"),
        choices=[("", _("Choisir…")), ("es", _("Espagnol")), ("ar", _("Arabe")), ("uk", _("Ukrainien"))],
    )
    besoins = forms.MultipleChoiceField(
        label=_("Avez-vous besoin d’aide?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("garde", _("Garde d’enfants")), ("mobilite", _("Accès en fauteuil roulant"))],
    )
    disponibilites = ChampDisponibilites(label=_("Quand pouvez-vous venir en classe?"))
    preferences = ChampPreferences(
        label=_("Quelle formule préférez-vous?"),
        help_text=_("Votre premier choix d’abord."),
        choices=[("tc", _("Temps complet")), ("tp", _("Temps partiel, le soir")), ("el", _("En ligne"))],
    )
    preuve = forms.FileField(label=_("Preuve de statut"), help_text=_("PDF ou photo, 10 Mo au plus."), required=False)
    message = forms.CharField(label=_("Message"), widget=forms.Textarea({"rows": 3}), required=False)
    consentement = forms.BooleanField(label=_("J’accepte que mes réponses servent à me trouver un cours."))


class FormulaireStatut(forms.Form):
    """The one question of the step shown."""

    statut = FormulaireDeMontre.base_fields["statut"]


ERREURS = {"nom": "", "naissance_jour": "31", "naissance_mois": "2", "naissance_annee": "1990"}


@page_publique
def composants(request: HttpRequest) -> HttpResponse:
    """Every component, empty and in error included."""
    pages = Paginator(range(1, 412), 20)
    contexte = {
        "formulaire": FormulaireDeMontre(auto_id="c_%s"),
        "formulaire_en_erreur": FormulaireDeMontre(ERREURS, auto_id="e_%s"),
        "icones": sorted(TRACES),
        "tons": ["neutre", "attente", "action", "reussi", "arret"],
        "graphiques": graphiques(),
        "gabarits": GABARITS,
        "faits": FAITS,
        "chronologie": CHRONOLOGIE,
        "parcours": PARCOURS,
        "onglets": ONGLETS,
        "pas": PAS,
        "page": pages.page(7),
        "fil": [{"libelle": _("Démonstration"), "url": "/demo/"}, {"libelle": _("Composants"), "url": ""}],
    }
    return render(request, "demo/composants.html", contexte)


@page_publique
def gabarit(request: HttpRequest, nom: str) -> HttpResponse:
    """One skeleton, as a page of the portal would fill it."""
    if nom not in GABARITS:
        raise Http404
    contexte: dict[str, Any] = {
        "url_retour": "/demo/composants/",
        "form": FormulaireStatut({} if "erreur" in request.GET else None) if nom == "etape" else None,
        "graphiques": graphiques(),
        "faits": FAITS,
        "chronologie": CHRONOLOGIE,
        "parcours": PARCOURS,
        "onglets": ONGLETS,
        "pas": PAS,
        "jours": range(1, 11),
    }
    return render(request, f"demo/gabarits/{nom}.html", contexte)
