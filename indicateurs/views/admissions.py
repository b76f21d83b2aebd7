"""Files of admissions: sent, looked at with every fault, confirmed, undone for a day."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from indicateurs import policies
from indicateurs.actions import admissions as actions
from indicateurs.admissions_lignes import ecrire_modele
from indicateurs.formulaires_admissions import FormulaireAdmissions, erreurs_de
from indicateurs.models import LotAdmissions
from indicateurs.queries.admissions import Faute, fautes_du_lot
from partenaires.fichier import FichierRefuse
from partenaires.services_lignes import ecrire_lignes


def _exiger(request: HttpRequest) -> Acteur:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if not policies.peut_importer_admissions(acteur):
        raise PermissionDenied
    return acteur


@require_http_methods(["GET", "HEAD", "POST"])
def admissions_import(request: HttpRequest) -> HttpResponse:
    """Receive a file, and show the latest ones."""
    acteur = _exiger(request)
    recus = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormulaireAdmissions(*recus)
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            lot = actions.recevoir_lot(nom=fichier.name, octets=fichier.read(), acteur=acteur, le=timezone.now())
            return redirect("admissions_lot", lot.pk)
        except FichierRefuse as refus:
            form.add_error("fichier", refus.message)
    lots = policies.lots_admissions_visibles(acteur).select_related("recu_par")[:10]
    return render(request, "indicateurs/admissions_import.html", {"form": form, "lots": lots})


@require_GET
def admissions_modele(request: HttpRequest) -> HttpResponse:
    """A file to begin with."""
    _exiger(request)
    return _csv(ecrire_modele(), "modele-admissions.csv")


def _csv(texte: str, nom: str) -> HttpResponse:
    reponse = HttpResponse(texte, content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _lot(request: HttpRequest, lot_id: uuid.UUID) -> LotAdmissions:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    return get_object_or_404(policies.lots_admissions_visibles(acteur), pk=lot_id)


@require_http_methods(["GET", "HEAD", "POST"])
def admissions_lot(request: HttpRequest, lot_id: uuid.UUID) -> HttpResponse:
    """What the file would change, or what to mend; one confirmation writes all of it or nothing."""
    lot = _lot(request, lot_id)
    acteur, le = _exiger(request), timezone.now()
    if request.method == "POST":
        try:
            actions.confirmer_lot(lot=lot, acteur=acteur, le=le)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("admissions_lot", lot.pk)
    if request.htmx:  # type: ignore[attr-defined]
        reponse = render(request, "indicateurs/_admissions_attente.html", {"lot": lot})
        if not lot.est_en_cours:
            reponse["HX-Refresh"] = "true"
        return reponse
    fautes = [Faute(*faute) for faute in lot.apercu.get("erreurs", [])]
    contexte = {
        "lot": lot,
        "erreurs": erreurs_de(fautes, au=timezone.localdate(le)),
        "cohortes": lot.apercu.get("cohortes", []),
        "annulable": lot.est_annulable(le=le),
        "motif": _motif_du_rejet(lot),
    }
    return render(request, "indicateurs/admissions_lot.html", contexte)


def _motif_du_rejet(lot: LotAdmissions) -> str:
    from guichet.models import Journal

    derniere = Journal.objects.de_l_objet(lot).filter(pas="rejeter").last()
    return derniere.motif if derniere else ""


@require_POST
def admissions_annuler(request: HttpRequest, lot_id: uuid.UUID) -> HttpResponse:
    """Undo the whole file."""
    lot = _lot(request, lot_id)
    try:
        actions.annuler_lot(lot=lot, acteur=_exiger(request), le=timezone.now())
        messages.success(request, _("Le fichier est annulé : ses lignes ne comptent plus."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("admissions_lot", lot.pk)


@require_GET
def admissions_erreurs(request: HttpRequest, lot_id: uuid.UUID) -> StreamingHttpResponse:
    """Every fault of the file, as a file."""
    lot = _lot(request, lot_id)
    _exiger(request)
    au = timezone.localdate()

    def morceaux():
        yield ecrire_lignes((_("ligne"), _("colonne"), _("écrit"), _("que faire")), ())
        for faute in fautes_du_lot(lot):
            for erreur in erreurs_de([faute], au=au):
                ligne = [str(erreur[nom]) for nom in ("ligne", "colonne", "valeur", "message")]
                yield ecrire_lignes(ligne, ()).removeprefix("\ufeff")

    reponse = StreamingHttpResponse(morceaux(), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="erreurs-admissions.csv"'
    return reponse
