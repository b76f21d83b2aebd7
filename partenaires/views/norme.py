"""One element of a norm: a section, the rules, a volet and what hangs on it, a clause, a consultation."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from partenaires.actions import norme as actions
from partenaires.formulaires import norme as formulaires
from partenaires.formulaires.clause import FormulaireClause, initial_des_blocs
from partenaires.models import ResultatConsultation, SectionDeNorme, VersionProgramme, Volet
from partenaires.states_ententes import GESTION_ENTENTES
from partenaires.views.programme import version_ou_404

FORMULAIRES: dict[str, type[Any]] = {
    "section": formulaires.FormulaireSection,
    "regles": formulaires.FormulaireRegles,
    "volet": formulaires.FormulaireVolet,
    "activite": formulaires.FormulaireActivite,
    "document": formulaires.FormulaireDocument,
    "critere": formulaires.FormulaireCritere,
    "clause": FormulaireClause,
    "consultation": formulaires.FormulaireConsultation,
}
TITRES = {
    "volet": (gettext_lazy("Ajouter un volet"), gettext_lazy("Modifier un volet")),
    "activite": (gettext_lazy("Ajouter une activité"), gettext_lazy("Modifier une activité")),
    "document": (gettext_lazy("Ajouter un document exigé"), gettext_lazy("Modifier un document exigé")),
    "critere": (gettext_lazy("Ajouter un critère d’analyse"), gettext_lazy("Modifier un critère d’analyse")),
    "clause": (gettext_lazy("Ajouter un modèle de clause"), gettext_lazy("Modifier un modèle de clause")),
    "consultation": (gettext_lazy("Noter un résultat"), gettext_lazy("Modifier un résultat")),
}


@dataclass(frozen=True)
class Sujet:
    """What the page is about: the version, the kind of element, the element itself and the volet it hangs on."""

    version: VersionProgramme
    genre: str
    element: Any = None
    volet: Volet | None = None

    @property
    def titre(self) -> str:
        """The page's title."""
        if self.genre == "section":
            return str(SectionDeNorme(self.element).label)
        if self.genre == "regles":
            return _("Règles communes")
        return str(TITRES[self.genre][self.element is not None])

    @property
    def se_retire(self) -> bool:
        """True when the element may be taken out."""
        return self.genre in TITRES and self.element is not None


@require_http_methods(["GET", "HEAD", "POST"])
def version_element(request: HttpRequest, version_id: uuid.UUID, genre: str) -> HttpResponse:
    """A new element of a draft, or a change of one (`?element=`, `?volet=`); also taken out from here."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in GESTION_ENTENTES:
        raise PermissionDenied
    version = version_ou_404(request, version_id)
    if genre not in FORMULAIRES:
        raise Http404
    sujet = _sujet(version, genre, request.GET.get("element", ""), request.GET.get("volet", ""))
    retour = f"{reverse('programme_version', args=[version.pk])}#{_ancre(sujet)}"
    if (genre != "consultation" and not version.est_modifiable) or version.est_finie:
        messages.error(request, _("Reprenez la rédaction de cette version pour la modifier."))
        return redirect("programme_version", version.pk)
    if request.method == "POST" and "retirer" in request.POST and sujet.se_retire:
        return _agir(request, retour, _("C’est retiré."), lambda: _retirer(sujet, acteur))
    form = _formulaire(request, sujet)
    if request.method == "POST" and form.is_valid():
        try:
            _enregistrer(sujet, acteur, form.champs())
            messages.success(request, _("C’est enregistré."))
            return redirect(request.get_full_path() if "encore" in request.POST else retour)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    contexte = {"form": form, "sujet": sujet, "titre": sujet.titre, "version": version, "url_retour": retour}
    return render(request, "partenaires/version_element.html", contexte)


def _sujet(version: VersionProgramme, genre: str, element_id: str, volet_id: str) -> Sujet:
    """The element the address names; 404 when it is none of this version's."""
    if genre == "section":
        if element_id not in SectionDeNorme.values:
            raise Http404
        return Sujet(version, genre, element_id)
    if genre == "regles":
        return Sujet(version, genre)
    if genre in actions.DU_VOLET:
        volet = _ou_404(version.volets.all(), volet_id)
        lignes = actions.ELEMENTS[genre].objects.filter(volet=volet)
        return Sujet(version, genre, _ou_404(lignes, element_id) if element_id else None, volet)
    modele = ResultatConsultation if genre == "consultation" else actions.ELEMENTS[genre]
    lignes = modele.objects.filter(version=version)
    return Sujet(version, genre, _ou_404(lignes, element_id) if element_id else None)


def _ou_404(lignes: Any, cle: str) -> Any:
    try:
        trouve = lignes.filter(pk=cle).first()
    except (ValidationError, ValueError) as erreur:
        raise Http404 from erreur
    if trouve is None:
        raise Http404
    return trouve


def _formulaire(request: HttpRequest, sujet: Sujet) -> Any:
    options: dict[str, Any] = {"initial": _initial(sujet)}
    if sujet.genre == "consultation":
        options["au"] = timezone.localdate()
    elif sujet.genre in actions.ELEMENTS:
        autres = actions.ELEMENTS[sujet.genre].objects.filter(
            **({"volet": sujet.volet} if sujet.volet else {"version": sujet.version})
        )
        options["pris"] = set(
            autres.exclude(pk=sujet.element.pk if sujet.element else None).values_list("code", flat=True)
        )
    return FORMULAIRES[sujet.genre](request.POST if request.method == "POST" else None, **options)


def _initial(sujet: Sujet) -> dict[str, Any] | None:
    """What the form shows of what is already written."""
    version, element = sujet.version, sujet.element
    if sujet.genre == "section":
        ligne = version.sections.filter(section=element).first()
        return {"texte": ligne.texte if ligne else ""}
    if sujet.genre == "regles":
        return {"cumul": version.cumul_maximum * 100, "depenses_admissibles": version.depenses_admissibles}
    if element is None:
        return {"rang": version.modeles_clauses.count() + 1} if sujet.genre == "clause" else None
    valeurs = {nom: getattr(element, nom) for nom in FORMULAIRES[sujet.genre].base_fields}
    return valeurs | (initial_des_blocs(element.blocs) if sujet.genre == "clause" else {})


def _enregistrer(sujet: Sujet, acteur: Acteur, champs: dict[str, Any]) -> None:
    communs = {"version": sujet.version, "acteur": acteur}
    if sujet.genre == "section":
        actions.enregistrer_section(**communs, section=sujet.element, **champs)
    elif sujet.genre == "regles":
        actions.enregistrer_regles(**communs, **champs)
    elif sujet.genre == "consultation":
        actions.consigner_consultation(**communs, champs=champs, resultat=sujet.element, le=timezone.now())
    else:
        actions.enregistrer_element(
            **communs, genre=sujet.genre, champs=champs, element=sujet.element, volet=sujet.volet
        )


def _retirer(sujet: Sujet, acteur: Acteur) -> None:
    communs = {"version": sujet.version, "acteur": acteur, "le": timezone.now()}
    if sujet.genre == "consultation":
        actions.retirer_consultation(**communs, resultat=sujet.element)
    else:
        actions.retirer_element(**communs, element=sujet.element)


def _agir(request: HttpRequest, retour: str, succes: str, agir: Callable[[], None]) -> HttpResponse:
    try:
        agir()
        messages.success(request, succes)
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect(retour)


def _ancre(sujet: Sujet) -> str:
    """Where on the version's page one comes back."""
    if sujet.volet is not None:
        return f"volet-{sujet.volet.code}"
    return {"section": f"section-{sujet.element}", "volet": "volets", "clause": "clauses"}.get(sujet.genre, sujet.genre)
