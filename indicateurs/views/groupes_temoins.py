"""Focus groups: guides, sessions, draw and invitations, attendance, notes, findings."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from indicateurs import policies
from indicateurs.actions import groupe_temoin as actions
from indicateurs.formulaires_groupes import FormulaireConstat, FormulaireGroupe, FormulaireGuide, FormulaireNotes
from indicateurs.models import GroupeTemoin, GuideEntretien, NotesDeGroupe, Recrue
from indicateurs.queries.groupes_temoins import guides_courants
from indicateurs.states_groupes import ANIMATION, CODAGE, EtatRecrue
from indicateurs.views.communs import lecteur
from inscriptions.views.suites import formulaire_motif, tenter
from partenaires.views.communs import histoire_de

PAR_PAGE = 25
PAS_ANIMATION = frozenset({"inviter", "tenir", "annuler", "notes"})
PAS_CODAGE = frozenset({"constat", "conclure"})


@require_safe
def groupes_temoins(request: HttpRequest) -> HttpResponse:
    """The sessions, the latest first, and the guides."""
    acteur = lecteur(request)
    groupes = policies.groupes_temoins_visibles(acteur).select_related("region", "guide")
    groupes = groupes.annotate(nb_constats=Count("constats", filter=Q(constats__retire_le__isnull=True)))
    contexte = {
        "page_obj": Paginator(groupes.order_by("-seance_le"), PAR_PAGE).get_page(request.GET.get("page")),
        "guides": guides_courants(),
        "peut_animer": acteur.role in ANIMATION,
        "peut_coder": acteur.role in CODAGE,
    }
    return render(request, "indicateurs/groupes_temoins.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def guide_ecrire(request: HttpRequest) -> HttpResponse:
    """A guide, or the next version of one (`?de=code`)."""
    acteur = lecteur(request)
    if acteur.role not in CODAGE:
        raise PermissionDenied
    modele = GuideEntretien.objects.filter(code=request.GET.get("de", "")).order_by("-version").first()
    initial = {"titre": modele.titre, "code": modele.code, "questions": modele.questions} if modele else {}
    form = FormulaireGuide(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        succes = _("Le guide est enregistré. Les groupes déjà préparés gardent leur version.")
        if tenter(request, actions.enregistrer_guide, succes, **form.cleaned_data):
            return redirect("groupes_temoins")
    contexte = {
        "form": form,
        "titre": _("Nouvelle version du guide") if modele else _("Nouveau guide d’entretien"),
        "explication": _("Une version ne change plus : le même code en fait une nouvelle."),
        "libelle": _("Enregistrer le guide"),
        "url_retour": reverse("groupes_temoins"),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def groupe_temoin_preparer(request: HttpRequest) -> HttpResponse:
    """A session: whom it wants, when, where."""
    acteur = lecteur(request)
    if acteur.role not in ANIMATION:
        raise PermissionDenied
    if not GuideEntretien.objects.exists():
        messages.error(request, _("Écrivez d’abord un guide d’entretien."))
        return redirect("guide_ecrire")
    form = FormulaireGroupe(
        request.POST if request.method == "POST" else None, au=timezone.localdate(), regions=acteur.regions
    )
    if request.method == "POST" and form.is_valid():
        fait = tenter(request, actions.preparer_groupe, _("Le groupe est préparé."), champs=form.champs())
        if fait:
            return redirect("groupe_temoin", fait.pk)
    contexte = {
        "form": form,
        "titre": _("Préparer un groupe témoin"),
        "explication": _("Seules les personnes qui ont accepté d’être invitées à une rencontre de groupe sont tirées."),
        "libelle": _("Préparer le groupe"),
        "url_retour": reverse("groupes_temoins"),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_safe
def groupe_temoin(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    """One session: its guide, its numbers, its findings; its persons for the advisers of their region."""
    acteur, groupe = lecteur(request), _groupe(request, groupe_id)
    with portee(Acteur.systeme()):
        reponses = dict(groupe.recrues.values_list("etat").annotate(n=Count("pk")).order_by())
        evenements = histoire_de(groupe, debut=_("Préparé"))
    anime = acteur.role in ANIMATION and (not acteur.regions or groupe.region_id in acteur.regions)
    contexte = {
        "groupe": groupe,
        "reponses": [(str(etat.label), reponses[etat]) for etat in EtatRecrue if reponses.get(etat)],
        "recrues": list(_recrues(acteur, groupe)),
        "constats": list(groupe.constats.filter(retire_le__isnull=True).select_related("theme")),
        "notes": NotesDeGroupe.objects.filter(groupe=groupe).first() if acteur.role in CODAGE else None,
        "evenements": evenements,
        "peut_animer": anime,
        "peut_coder": acteur.role in CODAGE,
        "est_passe": groupe.seance_le <= timezone.now(),
    }
    return render(request, "indicateurs/groupe_temoin.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def groupe_temoin_pas(request: HttpRequest, groupe_id: uuid.UUID, pas: str) -> HttpResponse:
    """Draw and invite, note who came, cancel, write the notes, code a finding, conclude."""
    acteur, groupe = lecteur(request), _groupe(request, groupe_id)
    if acteur.role not in (ANIMATION if pas in PAS_ANIMATION else CODAGE):
        raise PermissionDenied
    pages: dict[str, Callable[[HttpRequest, GroupeTemoin], HttpResponse]] = {
        "annuler": _annuler,
        "tenir": _tenir,
        "notes": _notes,
        "constat": _constat,
    }
    if pas in pages:
        return pages[pas](request, groupe)
    if pas not in PAS_ANIMATION | PAS_CODAGE:
        raise Http404
    if request.method == "POST" and pas == "inviter":
        nombre = groupe.nb_invitees if groupe.est_en_preparation else _nombre(request)
        tenter(
            request, actions.inviter_au_groupe, _("Les personnes tirées sont invitées."), groupe=groupe, nombre=nombre
        )
    elif request.method == "POST":
        tenter(request, actions.conclure_groupe, _("Les constats sont déposés."), groupe=groupe)
    return redirect("groupe_temoin", groupe.pk)


def _annuler(request: HttpRequest, groupe: GroupeTemoin) -> HttpResponse:
    form = formulaire_motif(request, "groupe_temoin.annuler")
    if request.method == "POST" and form.is_valid():
        tenter(request, actions.annuler_groupe, _("Le groupe est annulé."), groupe=groupe, **form.cleaned_data)
        return redirect("groupe_temoin", groupe.pk)
    explication = _("Les invitations qui ne sont pas parties ne partiront pas. Prévenez les personnes déjà invitées.")
    return _formulaire(request, groupe, form, _("Annuler le groupe"), explication)


def _tenir(request: HttpRequest, groupe: GroupeTemoin) -> HttpResponse:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    recrues = [recrue for recrue in _recrues(acteur, groupe) if not recrue.a_decline]
    if request.method == "POST":
        connues = {str(recrue.pk) for recrue in recrues}
        venues = [cle for cle in request.POST.getlist("presente") if cle in connues]
        if tenter(request, actions.tenir_groupe, _("La rencontre est notée."), groupe=groupe, presentes=venues):
            return redirect("groupe_temoin", groupe.pk)
    return render(request, "indicateurs/groupe_temoin_tenir.html", {"groupe": groupe, "recrues": recrues})


def _notes(request: HttpRequest, groupe: GroupeTemoin) -> HttpResponse:
    deja = NotesDeGroupe.objects.filter(groupe=groupe).first()
    form = FormulaireNotes(
        request.POST if request.method == "POST" else None,
        initial={"texte": deja.texte if deja else ""},
        reconnus=bool(request.POST.get("reconnus")),
    )
    reconnus: list[str] = []
    if request.method == "POST" and form.is_valid():
        decision = form.cleaned_data["traitement"]
        try:
            actions.ecrire_notes(
                groupe=groupe,
                texte=form.cleaned_data["texte"],
                acteur=request.acteur,  # type: ignore[attr-defined]
                le=timezone.now(),
                masquer=decision == "masquer",
                garder=decision == "garder",
            )
            messages.success(request, _("Les notes sont gardées."))
            return redirect("groupe_temoin", groupe.pk)
        except actions.NomsReconnus as refus:
            reconnus = refus.mots
            form = FormulaireNotes(request.POST, reconnus=True)
            form.add_error("texte", refus.message)
        except TransitionRefusee as refus:
            form.add_error("texte", refus.message)
    contexte = {"form": form, "groupe": groupe, "reconnus": reconnus}
    return render(request, "indicateurs/groupe_temoin_notes.html", contexte)


def _constat(request: HttpRequest, groupe: GroupeTemoin) -> HttpResponse:
    form = FormulaireConstat(request.POST if request.method == "POST" else None, au=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        succes = _("Le constat est codé.")
        if tenter(request, actions.coder_constat, succes, groupe=groupe, **form.cleaned_data):
            return redirect("groupe_temoin", groupe.pk)
    explication = _("Les thèmes sont ceux des besoins du terrain : les deux se lisent ensemble.")
    return _formulaire(request, groupe, form, _("Coder un constat"), explication)


def _formulaire(request: HttpRequest, groupe: GroupeTemoin, form: Any, titre: str, explication: str) -> HttpResponse:
    retour = reverse("groupe_temoin", args=[groupe.pk])
    contexte = {"form": form, "titre": titre, "explication": explication, "libelle": titre, "url_retour": retour}
    return render(request, "inscriptions/pas_motif.html", contexte)


def _groupe(request: HttpRequest, groupe_id: uuid.UUID) -> GroupeTemoin:
    visibles = policies.groupes_temoins_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("region", "guide", "statut"), pk=groupe_id)


def _recrues(acteur: Acteur, groupe: GroupeTemoin) -> Any:
    visibles: Any = policies.recrues_visibles(acteur) if acteur.role in ANIMATION else Recrue.objects.none()
    return visibles.filter(groupe=groupe).select_related("personne").order_by("rang")


def _nombre(request: HttpRequest) -> int:
    texte = request.POST.get("nombre", "")
    return max(1, min(int(texte), 50)) if texte.isdecimal() and len(texte) < 4 else 5
