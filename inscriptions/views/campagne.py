"""Outreach campaigns: the list, the plan with its numbers before anything is drawn, and what each says."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import pas_offerts
from inscriptions import policies
from inscriptions.actions import campagne as actions
from inscriptions.formulaires.relances import FormulaireCampagne
from inscriptions.models import CampagneRelance
from inscriptions.queries.campagnes import admissibles, resultat
from inscriptions.views.conseil import conseil_seulement
from inscriptions.views.relances import onglets_relances
from inscriptions.views.suites import formulaire_motif, tenter

PAR_PAGE = 25


@require_safe
@conseil_seulement
def campagnes(request: HttpRequest) -> HttpResponse:
    """Every campaign that touches one of the adviser's regions, the latest first."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    page = Paginator(policies.campagnes_visibles(acteur), PAR_PAGE).get_page(request.GET.get("page"))
    with portee(Acteur.systeme()):
        lignes = [(campagne, campagne.participations.count()) for campagne in page]
    contexte = {"page_obj": page, "lignes": lignes, "onglets": onglets_relances(acteur, "campagnes")}
    return render(request, "inscriptions/campagnes.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def campagne_nouvelle(request: HttpRequest) -> HttpResponse:
    """The plan: its numbers are shown first, and it is kept once they are confirmed."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    le = timezone.now()
    form = FormulaireCampagne(
        request.POST if request.method == "POST" else None, regions=acteur.regions, au=timezone.localdate(le)
    )
    apercu = None
    if request.method == "POST" and form.is_valid():
        champs = form.champs()
        if request.POST.get("confirmer"):
            champs |= {"graine": secrets.randbelow(2**31)}
            campagne = tenter(request, actions.preparer_campagne, _("La campagne est prête."), champs=champs)
            if campagne:
                return redirect("campagne", campagne.pk)
        apercu = _apercu(champs, le)
    return render(request, "inscriptions/campagne_nouvelle.html", {"form": form, "apercu": apercu})


@require_safe
@conseil_seulement
def campagne(request: HttpRequest, campagne_id: uuid.UUID) -> HttpResponse:
    """The plan, the draw, the messages; the effect on its day, or what is missing."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet, le = _trouver(request, campagne_id), timezone.now()
    with portee(Acteur.systeme()):
        conclusion = resultat(objet, au=timezone.localdate(le))
        possibles = None
        if objet.est_preparee:
            possibles = _nombre(objet.cible, objet.regions, objet.canal, le)
        envoyes = objet.participations.filter(depose_le__isnull=False).count()
    offerts = {pas.nom: pas for pas in pas_offerts(objet, acteur)}
    contexte = {
        "campagne": objet,
        "resultat": conclusion,
        "possibles": possibles,
        "passee": timezone.localdate(le) >= objet.conclure_le,
        "envoyes": envoyes,
        "assez": possibles is None or possibles >= 2 * objet.taille_prevue,
        "peut_lancer": "lancer" in offerts,
        "peut_abandonner": "abandonner" in offerts,
        "noms_regions": _regions(objet),
    }
    return render(request, "inscriptions/campagne.html", contexte)


@require_POST
@conseil_seulement
def campagne_lancer(request: HttpRequest, campagne_id: uuid.UUID) -> HttpResponse:
    """Draw and begin to send."""
    objet = _trouver(request, campagne_id)
    tenter(request, actions.lancer_campagne, _("Les personnes sont tirées. Les messages partent."), campagne=objet)
    return redirect("campagne", objet.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def campagne_abandonner(request: HttpRequest, campagne_id: uuid.UUID) -> HttpResponse:
    """Give the campaign up, with the reason."""
    objet = _trouver(request, campagne_id)
    form = formulaire_motif(request, "campagne_relance.abandonner")
    if request.method == "POST" and form.is_valid():
        champs = {"motif_code": form.cleaned_data["motif"].code, "precision": form.cleaned_data["precision"]}
        tenter(request, actions.abandonner_campagne, _("La campagne est abandonnée."), campagne=objet, **champs)
        return redirect("campagne", objet.pk)
    contexte = {
        "form": form,
        "titre": _("Abandonner « %(nom)s »") % {"nom": objet.nom},
        "explication": _("Les messages qui ne sont pas partis ne partiront pas. La campagne ne conclura rien."),
        "libelle": _("Abandonner la campagne"),
        "url_retour": reverse("campagne", args=[objet.pk]),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _apercu(champs: dict[str, Any], le: Any) -> dict[str, Any]:
    """What the plan would give today: people to draw, people it takes."""
    with portee(Acteur.systeme()):
        possibles = _nombre(champs["cible"], champs["regions"], champs["canal"], le)
    prevue = actions.taille_prevue(
        taux=champs["taux_attendu"], effet=champs["effet_minimal"], puissance=champs["puissance"], le=le
    )
    temoins = min(prevue, possibles // 2)
    return {
        "possibles": possibles,
        "prevue": prevue,
        "temoins": temoins,
        "contactees": possibles - temoins,
        "assez": possibles >= 2 * prevue,
    }


def _nombre(cible: str, regions: list[str], canal: str, le: Any) -> int:
    return admissibles(cible=cible, regions=regions, canal=canal, le=le).count()


def _regions(objet: CampagneRelance) -> str:
    from guichet.models import Region

    noms = Region.objects.filter(code__in=objet.regions).order_by("code").values_list("nom", flat=True)
    return ", ".join(noms) or _("Toute la province")


def _trouver(request: HttpRequest, campagne_id: uuid.UUID) -> CampagneRelance:
    return get_object_or_404(policies.campagnes_visibles(request.acteur), pk=campagne_id)  # type: ignore[attr-defined]
