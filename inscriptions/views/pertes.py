"""The ledger of losses: reasons by stage, each exit, and the reason found later."""

from __future__ import annotations

import csv
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from io import StringIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur, Role
from guichet.graphiques import Colonnes
from guichet.referentiels.formats import formater_date_heure, formater_nombre
from guichet.vieprivee.lectures import noter_lecture
from inscriptions import policies
from inscriptions.actions.perte import DEPUIS, completer_perte
from inscriptions.formulaires.dossier import choix_de_regions
from inscriptions.formulaires.relances import FormulairePerte
from inscriptions.models import Inscription
from inscriptions.pertes import EtapePerdue, Famille, Nature
from inscriptions.queries.pertes import FiltrePertes, Sortie, nombre_a_completer, registre, totaux
from inscriptions.views.conseil import conseil_seulement, numero_de_page
from inscriptions.views.relances import onglets_relances, parmi
from inscriptions.views.suites import tenter

PAR_PAGE = 25
# Families drawn apart; the others stand together.
FAMILLES_MONTREES = 4
LIGNES_CSV = 50_000


@require_safe
@conseil_seulement
def pertes(request: HttpRequest) -> HttpResponse:
    """Why people leave and where, then one row per exit; filters in the address."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    filtre = _filtre(request)
    comptes = totaux(filtre)
    total = sum(comptes.values())
    page = Paginator(range(total), PAR_PAGE).get_page(numero_de_page(request))
    inconnues = sum(n for (_etape, famille), n in comptes.items() if famille == Famille.INCONNUE)
    contexte = {
        "filtre": filtre,
        "page_obj": page,
        "sorties": registre(filtre, debut=(page.number - 1) * PAR_PAGE, limite=PAR_PAGE),
        "total": total,
        "inconnues": inconnues,
        "part_inconnue": inconnues / total if total else None,
        "a_trouver": nombre_a_completer(filtre) if inconnues else 0,
        "figure": _figure(comptes) if total else None,
        "regions": choix_de_regions(acteur.regions),
        "etapes": EtapePerdue.choices,
        "natures": Nature.choices,
        "familles": Famille.choices,
        "requete": _sans_page(request),
        "onglets": onglets_relances(acteur, "pertes"),
    }
    return render(request, "inscriptions/pertes.html", contexte)


@require_safe
@conseil_seulement
def pertes_csv(request: HttpRequest) -> HttpResponse:
    """The same rows as a file; the journal of readings is the page's, the names stay out."""
    reponse = HttpResponse(
        _ecrire(registre(_filtre(request), limite=LIGNES_CSV)), content_type="text/csv; charset=utf-8"
    )
    reponse["Content-Disposition"] = 'attachment; filename="pertes.csv"'
    return reponse


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def perte(request: HttpRequest, inscription_id: uuid.UUID) -> HttpResponse:
    """The exits of one request; POST adds a reason and its evidence to one of them."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.inscriptions_visibles(acteur).select_related("personne")
    demande: Inscription = get_object_or_404(visibles, pk=inscription_id)
    le = timezone.now()
    sorties = registre(FiltrePertes(DEPUIS, timezone.localdate(le), inscription=demande.pk))
    pieces = policies.pieces_visibles(acteur).filter(personne=demande.personne_id)
    form = _formulaire(request, pieces, timezone.localdate(le))
    if request.method == "POST":
        sortie = next((s for s in sorties if str(s.id) == request.POST.get("sortie")), None)
        if sortie is None:
            raise Http404
        if form.is_valid():
            lu = form.cleaned_data
            champs = {"motif_code": lu["motif"].code, "preuve": lu["preuve"], "piece": lu["piece"], "note": lu["note"]}
            succes = _("La raison est ajoutée au registre.")
            if tenter(request, completer_perte, succes, inscription=demande, sortie=sortie.id, **champs):
                return redirect("perte", demande.pk)
    noter_lecture(personne=demande.personne, acteur=acteur, page="perte", le=le)
    complements = list(demande.complements_de_perte.select_related("motif", "piece").order_by("-le"))
    contexte = {
        "demande": demande,
        "personne": demande.personne,
        "sorties": [(sortie, [c for c in complements if c.sortie == sortie.id]) for sortie in sorties],
        "a_completer": next(iter(sorties), None),
        "form": form,
    }
    return render(request, "inscriptions/perte.html", contexte)


def _formulaire(request: HttpRequest, pieces: Any, jour: date) -> FormulairePerte:
    return FormulairePerte(request.POST if request.method == "POST" else None, pieces=pieces, au=jour)


def _filtre(request: HttpRequest) -> FiltrePertes:
    """What the address asks for; the last year when it gives no period."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role is not Role.CONSEILLER:
        raise PermissionDenied
    jour = timezone.localdate()
    du, au = _jour(request, "du", jour - timedelta(days=365)), _jour(request, "au", jour)
    return FiltrePertes(
        min(du, au),
        max(du, au),
        region=parmi(request, "region", dict(choix_de_regions(acteur.regions))),
        regions=acteur.regions,
        nature=parmi(request, "nature", Nature.values),
        etape=parmi(request, "etape", EtapePerdue.values),
        famille=parmi(request, "famille", Famille.values),
        a_completer=request.GET.get("a_completer") == "1",
    )


def _jour(request: HttpRequest, nom: str, sinon: date) -> date:
    try:
        lu = parse_date(request.GET.get(nom, ""))
    except ValueError:
        return sinon
    return max(lu, DEPUIS) if lu and lu.year < 2200 else sinon


def _sans_page(request: HttpRequest) -> str:
    """The filters of this page, for the link of its file."""
    champs = request.GET.copy()
    champs.pop("page", None)
    return champs.urlencode()


def _figure(comptes: dict[tuple[str, str], int]) -> Colonnes:
    """Reasons piled by stage; the title says where most people leave."""
    par_etape, par_famille = Counter[str](), Counter[str]()
    for (etape, famille), nombre in comptes.items():
        par_etape[etape] += nombre
        par_famille[famille] += nombre
    dites = ((famille, n) for famille, n in par_famille.items() if famille != Famille.AUTRE)
    montrees = [famille for famille, _n in sorted(dites, key=lambda f: (-f[1], f[0]))][:FAMILLES_MONTREES]
    etapes = [etape for etape in EtapePerdue if par_etape[etape]]
    pire = max(etapes, key=lambda etape: par_etape[etape])
    series: list[tuple[str, list[int]]] = [
        (str(Famille(famille).label), [comptes.get((etape, famille), 0) for etape in etapes]) for famille in montrees
    ]
    autres = [par_etape[etape] - sum(comptes.get((etape, f), 0) for f in montrees) for etape in etapes]
    if any(autres):
        series.append((_("Autres raisons"), autres))
    titre = _("C’est à l’étape « %(etape)s » que le plus de personnes partent : %(n)s sur %(total)s")
    return Colonnes(
        titre=titre
        % {
            "etape": pire.label,
            "n": formater_nombre(par_etape[pire]),
            "total": formater_nombre(sum(par_etape.values())),
        },
        entetes=(_("Étape"), *(nom for nom, _valeurs in series), _("Total")),
        categories=[str(etape.label) for etape in etapes],
        series=series,
        format_valeur=formater_nombre,
    )


def _ecrire(sorties: Iterable[Sortie]) -> str:
    """The rows in UTF-8 with its mark, for a spreadsheet."""
    sortie = StringIO("\ufeff")
    sortie.seek(0, 2)
    ecrivain = csv.writer(sortie)
    ecrivain.writerow(
        ["numero", "le", "etape", "nature", "famille", "raison", "precision", "par", "preuve", "complete_le", "region"]
    )
    for s in sorties:
        ligne = (
            s.numero,
            formater_date_heure(s.le),
            s.etape_en_mots,
            s.nature_en_mots,
            Famille(s.famille).label,
            s.raison,
            s.texte,
            s.acteur,
            s.preuve or "journal",
            formater_date_heure(s.complete_le) if s.complete_le else "",
            s.region_id or "",
        )
        ecrivain.writerow([_cellule(valeur) for valeur in ligne])
    return sortie.getvalue()


def _cellule(valeur: Any) -> str:
    """Text a spreadsheet never takes for a formula."""
    texte = str(valeur)
    return f"'{texte}" if texte[:1] in tuple("=+-@\t\r") and texte else texte
