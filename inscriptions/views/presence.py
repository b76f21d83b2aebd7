"""The roll call of a meeting, and its cancellation."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee
from guichet.referentiels.formats import formater_date
from inscriptions import policies
from inscriptions.actions.presence import annuler_seance, enregistrer_appel
from inscriptions.formulaires.cours import FormulaireAppel, FormulaireMotif
from inscriptions.models import AbsenceDeclaree, CodePresence, Seance
from inscriptions.queries.presence import appel_verrouille, verrou_le
from inscriptions.states import EtatPlace

PRESENTABLES = (EtatPlace.CONFIRMEE, EtatPlace.COMMENCEE, EtatPlace.TERMINEE)


def appel(request: HttpRequest, seance_id: uuid.UUID) -> HttpResponse:
    """The table of learners and codes; saving it twice changes nothing."""
    acteur = request.acteur  # type: ignore[attr-defined]
    seance = get_object_or_404(
        policies.seances_visibles(acteur).select_related("groupe", "groupe__organisation"), pk=seance_id
    )
    if not acteur.est_partenaire:
        raise PermissionDenied
    maintenant = timezone.now()
    verrouille = appel_verrouille(seance, au=timezone.localdate(maintenant))
    places = list(_places(acteur, seance))
    absences = {a.place_id: a for a in AbsenceDeclaree.objects.filter(seance=seance).select_related("motif")}
    codes = dict(policies.presences_visibles(acteur).filter(seance=seance).values_list("place_id", "code"))
    prevus = dict.fromkeys(absences, CodePresence.EXCUSE) | codes
    form = FormulaireAppel(
        request.POST if request.method == "POST" else None, places=places, codes=prevus, verrouille=verrouille
    )
    if request.method == "POST" and form.is_valid() and _enregistrer(request, form, seance, absences, maintenant):
        return redirect("appel", seance.pk)
    contexte = {
        "form": form,
        "seance": seance,
        "groupe": seance.groupe,
        "codes": CodePresence.choices,
        "lignes": [{"place": p, "champ": form.champ(p), "absence": absences.get(p.pk)} for p in places],
        "fait": len(codes),
        "verrouille": verrouille,
        "verrou_le": verrou_le(seance),
        "modifiable": not seance.annulee_le
        and seance.date <= timezone.localdate(maintenant)
        and not (verrouille and acteur.role is Role.ENSEIGNANT),
        "voisines": _voisines(acteur, seance),
    }
    return render(request, "inscriptions/appel.html", contexte)


def seance_annuler(request: HttpRequest, seance_id: uuid.UUID) -> HttpResponse:
    """Cancel a meeting, with the reason learners will read."""
    acteur = request.acteur  # type: ignore[attr-defined]
    seance = get_object_or_404(policies.seances_visibles(acteur).select_related("groupe"), pk=seance_id)
    if not acteur.est_partenaire:
        raise PermissionDenied
    maintenant = timezone.now()
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None,
        domaine="seance.annuler",
        au=timezone.localdate(maintenant),
        avec_precision=False,
    )
    retour = reverse("groupe", args=[seance.groupe_id]) + "?vue=seances"
    if request.method == "POST" and form.is_valid():
        try:
            annuler_seance(seance=seance, motif=form.cleaned_data["motif"], acteur=acteur, le=maintenant)
            messages.success(request, _("La séance est annulée. Les élèves reçoivent un message."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect(retour)
    contexte = {
        "form": form,
        "titre": _("Annuler la séance du %(date)s") % {"date": formater_date(seance.date)},
        "explication": _("Chaque élève du groupe %(numero)s reçoit un message.") % {"numero": seance.groupe.numero},
        "libelle": _("Annuler la séance"),
        "url_retour": retour,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _places(acteur: Acteur, seance: Seance):
    """Those expected at this meeting, and those already on its roll."""
    return (
        policies.places_visibles(acteur)
        .filter(Q(etat__in=PRESENTABLES) | Q(presences__seance=seance), groupe=seance.groupe_id)
        .select_related("personne")
        .distinct()
        .order_by("personne__nom", "personne__prenom", "pk")
    )


def _enregistrer(
    request: HttpRequest, form: FormulaireAppel, seance: Seance, absences: dict[uuid.UUID, AbsenceDeclaree], le
) -> bool:
    """Save the roll; « Tous les autres présents » fills what is blank. False leaves the page as it was typed."""
    codes: dict[uuid.UUID, str] = form.codes()
    if "completer" in request.POST:
        defauts = {p.pk: CodePresence.EXCUSE if p.pk in absences else CodePresence.PRESENT for p in form.places}
        codes = defauts | codes
    try:
        changes = enregistrer_appel(
            seance=seance,
            codes=codes,
            acteur=request.acteur,  # type: ignore[attr-defined]
            le=le,
            motif=form.cleaned_data.get("motif_correction", ""),
        )
    except TransitionRefusee as refus:
        form.add_error("motif_correction" if "motif_correction" in form.fields else None, refus.message)
        return False
    if changes:
        texte = ngettext("%(n)d présence enregistrée.", "%(n)d présences enregistrées.", changes) % {"n": changes}
        messages.success(request, texte)
    else:
        messages.info(request, _("Rien n’a changé."))
    return True


def _voisines(acteur: Acteur, seance: Seance) -> dict[str, Seance | None]:
    """The meetings just before and just after, to go through the rolls without leaving the page."""
    autres = policies.seances_visibles(acteur).filter(groupe=seance.groupe_id, annulee_le__isnull=True)
    avant = Q(date__lt=seance.date) | Q(date=seance.date, heure_debut__lt=seance.heure_debut)
    apres = Q(date__gt=seance.date) | Q(date=seance.date, heure_debut__gt=seance.heure_debut)
    return {
        "avant": autres.filter(avant).order_by("-date", "-heure_debut").first(),
        "apres": autres.filter(apres).order_by("date", "heure_debut").first(),
    }
