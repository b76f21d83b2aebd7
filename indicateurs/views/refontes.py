"""The redesign of the offer: a proposal, the evidence it rests on, its simulated effect, the decision, what it gave."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import cycle_de, pas_offerts
from guichet.origines import source_de
from guichet.referentiels.parametres import parametre
from indicateurs.appuis import avec_sources, cle_lue, effets_simules
from indicateurs.queries.cohortes import ajouter_mois
from inscriptions.views.suites import formulaire_motif, tenter
from partenaires import policies
from partenaires.actions import refonte as actions
from partenaires.formulaires.refonte import FormulaireBilan, FormulaireDecision, FormulairePreuve, FormulaireRefonte
from partenaires.models import NaturePreuve, PreuveRefonte, Refonte
from partenaires.queries.refontes import entendu_sur_la_version, obstacles_a_la_decision, preuves_de
from partenaires.states_ententes import APPROBATION, LECTURE_ENTENTES
from partenaires.states_refontes import LECTURE_REFONTES, REDACTION_REFONTES
from partenaires.views.communs import histoire_de

PAR_PAGE = 25
DIRECTS = frozenset({"consulter", "reprendre", "soumettre"})
MOTIVES: dict[str, Callable[..., Any]] = {
    "refuser": actions.refuser_refonte,
    "abandonner": actions.abandonner_refonte,
}
ROLES: Mapping[str, frozenset[Role]] = dict.fromkeys(
    DIRECTS | {"abandonner", "evaluer", "retirer"}, REDACTION_REFONTES
) | dict.fromkeys(("approuver", "refuser"), APPROBATION)


@require_safe
def refontes(request: HttpRequest) -> HttpResponse:
    """Every proposal, the latest first; those whose evaluation is due on top."""
    acteur = _lecteur(request)
    toutes = policies.refontes_visibles(acteur).select_related("version__programme", "auteur")
    contexte = {
        "page_obj": Paginator(toutes.order_by("-cree_le"), PAR_PAGE).get_page(request.GET.get("page")),
        "a_evaluer": list(toutes.a_evaluer().order_by("evaluer_le")),  # type: ignore[attr-defined]
        "peut_rediger": acteur.role in REDACTION_REFONTES,
    }
    return render(request, "indicateurs/refontes.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def refonte_proposer(request: HttpRequest) -> HttpResponse:
    """A draft about one formula or one version of a programme."""
    _redacteur(request)
    form = FormulaireRefonte(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        faite = tenter(request, actions.proposer_refonte, _("La proposition est ouverte."), champs=form.cleaned_data)
        if faite:
            return redirect("refonte", faite.pk)
    return _page(request, form, _("Proposer une refonte"), _("Vous joindrez ensuite ce qui l’appuie."), "refontes")


@require_safe
def refonte(request: HttpRequest, refonte_id: uuid.UUID) -> HttpResponse:
    """Everything one proposal says, with its evidence read where it lives."""
    acteur, trouvee = _lecteur(request), _refonte(request, refonte_id)
    preuves = preuves_de(trouvee)
    with portee(Acteur.systeme()):
        evenements = histoire_de(trouvee, debut=_("Proposée"))
    redige = acteur.role in REDACTION_REFONTES
    contexte = {
        "refonte": trouvee,
        "preuves": [un for un in avec_sources(preuves, acteur) if un[0].nature != NaturePreuve.CONSULTATION],
        "consultations": [un for un in avec_sources(preuves, acteur) if un[0].nature == NaturePreuve.CONSULTATION],
        "entendus": entendu_sur_la_version(trouvee),
        "effets": effets_simules(preuves),
        "obstacles": obstacles_a_la_decision(trouvee) if trouvee.peut_recevoir_des_preuves else [],
        "pas": pas_offerts(trouvee, acteur),
        "peut_rediger": redige,
        "lit_les_normes": acteur.role in LECTURE_ENTENTES,
        "peut_approuver": acteur.role in APPROBATION and acteur.utilisateur_id != trouvee.auteur_id,
        "evenements": evenements,
    }
    return render(request, "indicateurs/refonte.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def refonte_modifier(request: HttpRequest, refonte_id: uuid.UUID) -> HttpResponse:
    """Change the words of a draft."""
    _redacteur(request)
    trouvee = _refonte(request, refonte_id)
    form = FormulaireRefonte(request.POST if request.method == "POST" else None, refonte=trouvee)
    if request.method == "POST" and form.is_valid():
        succes = _("La proposition est enregistrée.")
        if tenter(request, actions.modifier_refonte, succes, refonte=trouvee, champs=form.cleaned_data):
            return redirect("refonte", trouvee.pk)
    return _page(request, form, _("Modifier la proposition"), trouvee.numero, "refonte", trouvee)


@require_http_methods(["GET", "HEAD", "POST"])
def refonte_preuve(request: HttpRequest, refonte_id: uuid.UUID) -> HttpResponse:
    """Join one thing the proposal rests on; a key that names nothing is told at once."""
    acteur = _redacteur(request)
    trouvee = _refonte(request, refonte_id)
    form = FormulairePreuve(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        nature = form.cleaned_data["nature"]
        cle = cle_lue(nature, form.cleaned_data["cle"])[:64]
        if source_de(nature, cle, acteur) is None:
            form.add_error("cle", _("Rien ne porte cette référence. Vérifiez-la."))
        elif tenter(
            request,
            actions.ajouter_preuve,
            _("La preuve est jointe."),
            refonte=trouvee,
            nature=nature,
            cle=cle,
            note=form.cleaned_data["note"],
        ):
            return redirect("refonte", trouvee.pk)
    explication = _("La preuve reste où elle est : la proposition la nomme.")
    return _page(request, form, _("Joindre une preuve"), explication, "refonte", trouvee)


@require_http_methods(["GET", "HEAD", "POST"])
def refonte_pas(request: HttpRequest, refonte_id: uuid.UUID, pas: str) -> HttpResponse:
    """Consult, submit, decide, give up, evaluate; take a piece of evidence out."""
    acteur = _lecteur(request)
    trouvee = _refonte(request, refonte_id)
    if pas not in ROLES:
        raise Http404
    if acteur.role not in ROLES[pas]:
        raise PermissionDenied
    if pas == "approuver":
        return _approuver(request, trouvee)
    if pas == "evaluer":
        return _evaluer(request, trouvee)
    if pas in MOTIVES:
        return _motiver(request, trouvee, pas)
    if request.method == "POST" and pas == "retirer":
        _retirer(request, trouvee)
    elif request.method == "POST":
        succes = _("C’est fait : %(pas)s.") % {"pas": cycle_de(trouvee)[pas].passe}
        tenter(request, actions.avancer_refonte, succes, refonte=trouvee, pas=pas)
    return redirect("refonte", trouvee.pk)


def _approuver(request: HttpRequest, trouvee: Refonte) -> HttpResponse:
    au = timezone.localdate()
    mois = int(parametre("refonte_evaluation_mois", au=au))
    initial = {"en_vigueur_le": ajouter_mois(au, 1), "evaluer_le": ajouter_mois(au, 1 + mois)}
    form = FormulaireDecision(request.POST if request.method == "POST" else None, au=au, initial=initial)
    if request.method == "POST" and form.is_valid():
        succes = _("La refonte est approuvée.")
        if tenter(request, actions.approuver_refonte, succes, refonte=trouvee, **form.cleaned_data):
            return redirect("refonte", trouvee.pk)
    return _page(request, form, _("Approuver la refonte"), trouvee.titre, "refonte", trouvee)


def _evaluer(request: HttpRequest, trouvee: Refonte) -> HttpResponse:
    form = FormulaireBilan(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        succes = _("L’évaluation est enregistrée.")
        if tenter(request, actions.evaluer_refonte, succes, refonte=trouvee, **form.cleaned_data):
            return redirect("refonte", trouvee.pk)
    return _page(request, form, _("Évaluer la refonte"), trouvee.effet_attendu, "refonte", trouvee)


def _motiver(request: HttpRequest, trouvee: Refonte, pas: str) -> HttpResponse:
    form = formulaire_motif(request, f"refonte.{pas}")
    transition = cycle_de(trouvee)[pas]
    if request.method == "POST" and form.is_valid():
        tenter(request, MOTIVES[pas], str(transition.passe), refonte=trouvee, **form.cleaned_data)
        return redirect("refonte", trouvee.pk)
    return _page(request, form, str(transition.libelle), trouvee.titre, "refonte", trouvee)


def _retirer(request: HttpRequest, trouvee: Refonte) -> None:
    cle = request.POST.get("preuve", "")
    preuve: PreuveRefonte | None = next((un for un in preuves_de(trouvee) if str(un.pk) == cle), None)
    if preuve is None:
        raise Http404
    motif = request.POST.get("motif", "")
    tenter(request, actions.retirer_preuve, _("La preuve est retirée."), preuve=preuve, motif=motif)


def _page(
    request: HttpRequest, form: Any, titre: str, explication: str, retour: str, trouvee: Refonte | None = None
) -> HttpResponse:
    url = reverse(retour, args=[trouvee.pk] if trouvee else [])
    contexte = {"form": form, "titre": titre, "explication": explication, "libelle": titre, "url_retour": url}
    return render(request, "inscriptions/pas_motif.html", contexte)


def _lecteur(request: HttpRequest) -> Acteur:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in LECTURE_REFONTES:
        raise PermissionDenied
    return acteur


def _redacteur(request: HttpRequest) -> Acteur:
    acteur = _lecteur(request)
    if acteur.role not in REDACTION_REFONTES:
        raise PermissionDenied
    return acteur


def _refonte(request: HttpRequest, refonte_id: uuid.UUID) -> Refonte:
    visibles = policies.refontes_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("version__programme", "auteur", "decidee_par"), pk=refonte_id)
