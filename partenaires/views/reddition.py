"""Accounts given: the list, one account, what the organisation writes in it, its steps, the definitions of figures."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from guichet.mesure.definition import MESURES
from guichet.models import Journal, Motif
from guichet.referentiels.formats import formater_date_heure
from inscriptions.formulaires.cours import FormulaireMotif
from partenaires import policies
from partenaires.actions import reddition as actions
from partenaires.formulaires.reddition import FormulaireAcceptation, FormulaireReddition
from partenaires.models import Reddition
from partenaires.onglets import LECTEURS, onglets_de
from partenaires.queries.redditions import corrections, lignes_de, obstacles_au_depot, redditions_de_la_liste
from partenaires.states_ententes import CYCLE_REDDITION, ENGAGEANT, GESTION_ENTENTES, PREPARATION
from partenaires.unites import DEFINITIONS_UNITES

DIRECTS = {
    "preparer": actions.preparer_reddition,
    "actualiser": actions.actualiser_reddition,
    "soumettre": actions.soumettre_reddition,
}

DITS = {
    "preparer": gettext_lazy("Les chiffres de la période sont comptés."),
    "actualiser": gettext_lazy("Les chiffres sont à jour."),
    "soumettre": gettext_lazy("La reddition est soumise."),
}


def _exiger(acteur: Acteur, roles: frozenset[Any]) -> None:
    if acteur.role not in roles:
        raise PermissionDenied


def _reddition_ou_404(request: HttpRequest, reddition_id: uuid.UUID) -> Reddition:
    visibles = policies.redditions_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("entente__organisation", "livrable"), pk=reddition_id)


@require_GET
def redditions_toutes(request: HttpRequest) -> HttpResponse:
    """Every account this actor follows, the nearest day first."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    _exiger(acteur, LECTEURS)
    return _liste(request, acteur, None)


@require_GET
def redditions(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """The accounts of one entente."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    entente = get_object_or_404(policies.ententes_visibles(acteur), pk=entente_id)
    _exiger(acteur, LECTEURS)
    return _liste(request, acteur, entente)


def _liste(request: HttpRequest, acteur: Acteur, entente: Any) -> HttpResponse:
    visibles = policies.redditions_visibles(acteur)
    lignes = list(redditions_de_la_liste(visibles, entente.pk if entente else None)[:500])
    aujourdhui = timezone.localdate()
    for ligne in lignes:
        ligne.en_retard = ligne.soumise_le is None and ligne.due_le < aujourdhui
    contexte = {
        "redditions": lignes,
        "entente": entente,
        "retards": sum(ligne.en_retard for ligne in lignes),
        "onglets": onglets_de(entente, acteur, "redditions") if entente else [],
    }
    return render(request, "partenaires/redditions.html", contexte)


@require_GET
def reddition(request: HttpRequest, reddition_id: uuid.UUID) -> HttpResponse:
    """One account: figures beside what was agreed, expenses, what a correction changed, who acts next."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = _reddition_ou_404(request, reddition_id)
    _exiger(acteur, LECTEURS)
    ecrit = acteur.role in PREPARATION and objet.est_modifiable
    contexte = {
        "reddition": objet,
        "lignes": lignes_de(objet),
        "depenses": list(objet.depenses.select_related("ligne").order_by("ligne__rang")),
        "manques": obstacles_au_depot(objet, au=timezone.localdate()) if ecrit else {},
        "ecrit": ecrit,
        "soumet": ecrit and acteur.role in ENGAGEANT,
        "commence": acteur.role in PREPARATION and not objet.est_modifiable and objet.est_attendue,
        "examine": acteur.role in GESTION_ENTENTES and objet.soumise_le and not objet.est_attendue,
        "corrections": corrections(objet),
        "retour": _dernier_retour(objet),
        "evenements": _histoire(objet),
        "en_retard": objet.soumise_le is None and objet.due_le < timezone.localdate(),
        "onglets": onglets_de(objet.entente, acteur, "redditions"),
    }
    return render(request, "partenaires/reddition.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def reddition_ecrire(request: HttpRequest, reddition_id: uuid.UUID) -> HttpResponse:
    """What the organisation adds to the figures; saved as often as wished, submitted from the account's page."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = _reddition_ou_404(request, reddition_id)
    _exiger(acteur, PREPARATION)
    if not objet.est_modifiable:
        messages.error(request, _("Cette reddition ne se modifie plus : elle n’est pas entre vos mains."))
        return redirect("reddition", objet.pk)
    form = FormulaireReddition(
        request.POST if request.method == "POST" else None, reddition=objet, lignes=lignes_de(objet)
    )
    differences: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.ecrire_reddition(
                reddition=objet,
                acteur=acteur,
                recit=form.cleaned_data["recit"],
                raisons=form.raisons,
                depenses=form.depenses,
                version=form.cleaned_data["version"],
            )
            messages.success(request, _("C’est enregistré. Rien n’est encore soumis."))
            return redirect("reddition", objet.pk)
        except actions.SaisiePerimee as refus:
            form.add_error(None, refus.message)
            differences = form.relire()
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    manques = obstacles_au_depot(objet, au=timezone.localdate()) if request.method != "POST" else {}
    contexte = {
        "form": form,
        "reddition": objet,
        "differences": differences,
        "manques": [texte for champ, texte in manques.items() if champ in form.fields],
        "url_retour": reverse("reddition", args=[objet.pk]),
    }
    return render(request, "partenaires/reddition_ecrire.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def reddition_pas(request: HttpRequest, reddition_id: uuid.UUID, pas: str) -> HttpResponse:
    """Begin, count again, submit; return with a reason, accept with amounts."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = _reddition_ou_404(request, reddition_id)
    if pas in DIRECTS:
        _exiger(acteur, ENGAGEANT if pas == "soumettre" else PREPARATION)
        return _direct(request, objet, pas, acteur)
    _exiger(acteur, GESTION_ENTENTES)
    if pas == "retourner":
        return _retourner(request, objet, acteur)
    if pas != "accepter":
        raise Http404
    return _accepter(request, objet, acteur)


def _direct(request: HttpRequest, objet: Reddition, pas: str, acteur: Acteur) -> HttpResponse:
    if request.method == "POST":
        try:
            DIRECTS[pas](reddition=objet, acteur=acteur, le=timezone.now())
            messages.success(request, DITS[pas])
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    return redirect("reddition", objet.pk)


def _retourner(request: HttpRequest, objet: Reddition, acteur: Acteur) -> HttpResponse:
    le = timezone.now()
    retour = reverse("reddition", args=[objet.pk])
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None, domaine="reddition.retourner", au=timezone.localdate(le)
    )
    form.fields["precision"].label = _("Ce qui est à corriger, et où")
    if request.method == "POST" and form.is_valid():
        try:
            actions.retourner_reddition(reddition=objet, acteur=acteur, le=le, **form.cleaned_data)
            messages.success(request, _("La reddition est retournée à l’organisme."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect(retour)
    contexte = {
        "form": form,
        "titre": _("Retourner pour correction"),
        "explication": _("L’organisme lira votre motif, corrigera et soumettra de nouveau."),
        "libelle": _("Retourner la reddition"),
        "url_retour": retour,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _accepter(request: HttpRequest, objet: Reddition, acteur: Acteur) -> HttpResponse:
    retour = reverse("reddition", args=[objet.pk])
    depenses = objet.depenses.select_related("ligne").order_by("ligne__rang")
    form = FormulaireAcceptation(request.POST if request.method == "POST" else None, depenses=depenses)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accepter_reddition(reddition=objet, acteur=acteur, le=timezone.now(), admissibles=form.admissibles)
            messages.success(request, _("La reddition est acceptée."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect(retour)
    contexte = {
        "form": form,
        "titre": _("Accepter la reddition"),
        "explication": _("Les versements qui l’attendent deviennent exigibles."),
        "libelle": _("Accepter la reddition"),
        "url_retour": retour,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """What each figure means: code, version, words, source; the figures of the portal lead here."""
    mesures = [*DEFINITIONS_UNITES.values(), *sorted(MESURES.values(), key=lambda mesure: str(mesure.titre))]
    contexte = {"mesures": [(mesure, mesure.reference.replace(" ", "-")) for mesure in mesures]}
    return render(request, "partenaires/definitions.html", contexte)


def _dernier_retour(objet: Reddition) -> dict[str, Any] | None:
    """The reason of the last return, while it is to be answered."""
    if not (objet.est_modifiable and objet.soumise_le):
        return None
    ligne = Journal.objects.de_l_objet(objet).filter(pas="retourner").last()
    if ligne is None:
        return None
    return {"le": ligne.le, "motif": Motif.objects.filter(code=ligne.motif_code).first(), "texte": ligne.motif}


def _histoire(objet: Reddition) -> list[dict[str, Any]]:
    lignes = list(Journal.objects.de_l_objet(objet).order_by("-id"))
    motifs = Motif.objects.in_bulk({ligne.motif_code for ligne in lignes if ligne.motif_code})
    return [
        {
            "le": formater_date_heure(timezone.localtime(ligne.le)),
            "titre": _("À produire") if ligne.pas == "ouvrir" else CYCLE_REDDITION[ligne.pas].passe,
            "detail": " – ".join(str(partie) for partie in (motifs.get(ligne.motif_code), ligne.motif) if partie),
            "par": ligne.acteur_libelle,
        }
        for ligne in lignes
    ]
