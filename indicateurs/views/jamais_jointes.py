"""The queue of admitted persons to reach: who was never joined, who wants to be called again, whom a campaign drew."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from indicateurs import policies
from indicateurs.formulaires_jamais_jointes import FiltreJamaisJointes
from indicateurs.queries.cohortes import ajouter_mois
from indicateurs.queries.jamais_jointes import a_joindre
from inscriptions.views.relances import onglets_relances

PAR_PAGE = 25


@require_safe
def jamais_jointes(request: HttpRequest) -> HttpResponse:
    """The open queue of the months chosen, those drawn by a campaign first, then the most urgent."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role is not Role.CONSEILLER:
        raise PermissionDenied
    jour = timezone.localdate()
    form = FiltreJamaisJointes({"mois": "12"} | request.GET.dict(), regions=acteur.regions)
    choisis = form.choisis()
    admises = policies.admises_visibles(acteur).filter(cohorte__mois__gte=ajouter_mois(jour, 1 - choisis.mois))
    if choisis.region:
        admises = admises.filter(region=choisis.region)
    # A link may name someone of another region: who came is read from the whole province.
    with portee(Acteur.systeme()):
        lignes = choisis.garder(a_joindre(admises, au=jour))
        # Counting them costs what putting them in order does: everyone is gone through once, for both.
        ordre = list(lignes.order_by("-campagne", "agir_le", "nom", "pk").values_list("pk", flat=True))
        page = Paginator(ordre, PAR_PAGE).get_page(request.GET.get("page"))
        par_cle = lignes.select_related("cohorte", "region").in_bulk(page.object_list)
        affichees = [par_cle[pk] for pk in page.object_list if pk in par_cle]
        lues = [(une, une.agir_le < jour and une.nb_tentatives > 0) for une in affichees]
    contexte = {"form": form, "page_obj": page, "lignes": lues, "onglets": onglets_relances(acteur, "suivis")}
    return render(request, "indicateurs/jamais_jointes.html", contexte)
