"""The register of improvement: from a finding to the effect of its measure and what is decided."""

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
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_possibles
from guichet.referentiels.queries import choix_regions
from indicateurs import policies
from indicateurs.actions import amelioration as actions
from indicateurs.figures_amelioration import figure_de_l_effet, lire_effet
from indicateurs.formulaires_amelioration import (
    FormulaireCause,
    FormulaireConclusion,
    FormulaireConstat,
    FormulaireMesure,
    FormulaireMiseEnPlace,
)
from indicateurs.models import Amelioration
from indicateurs.origines import lien
from indicateurs.prerempli import prerempli
from indicateurs.queries.amelioration import engagements_de, tables_a_engager
from indicateurs.queries.effets import impasses, obstacles_a_la_conclusion
from indicateurs.queries.plan import histoire
from indicateurs.states_amelioration import CONSIGNATAIRES, CYCLE_AMELIORATION, INSTRUCTEURS
from indicateurs.views.communs import lecteur
from inscriptions.formulaires.cours import FormulaireMotif

MESURER = "mesurer"
PAS = {pas.nom: (pas.libelle, pas.passe, pas.roles) for pas in CYCLE_AMELIORATION.pas} | {
    MESURER: (gettext_lazy("Mesurer l’effet"), gettext_lazy("Effet mesuré"), INSTRUCTEURS)
}
EXPLICATIONS = {
    "analyser": gettext_lazy("Une mesure qui ne touche pas la cause ne change rien."),
    "planifier": gettext_lazy("L’effet attendu s’écrit avant la mesure. Une fois en place, il ne change plus."),
    "mettre_en_place": gettext_lazy("Le mois où la mesure commence ne compte ni avant ni après."),
    MESURER: gettext_lazy("L’effet se calcule avec tous les mois entiers connus. Les calculs précédents restent."),
    "conclure": gettext_lazy("Dites ce que devient la mesure, à la lumière de son effet mesuré."),
    "classer": gettext_lazy("Le constat reste au registre, sans suite."),
    "classer_sans_mesure": gettext_lazy("La mesure reste au registre, sans conclusion : son effet ne se mesurera pas."),
}


@require_safe
def ameliorations(request: HttpRequest) -> HttpResponse:
    """What is under way, the oldest expectation first, then what was decided."""
    acteur, jour = lecteur(request), timezone.localdate()
    visibles = policies.ameliorations_visibles(acteur).select_related("ligne")
    ouvertes = [(a, a.est_en_retard(au=jour)) for a in visibles.ouvertes().order_by("effet_attendu_le", "cree_le")]  # type: ignore[attr-defined]
    contexte = {
        "ouvertes": ouvertes,
        "en_retard": sum(retard for _a, retard in ouvertes),
        "closes": visibles.exclude(pk__in=[a.pk for a, _retard in ouvertes]).order_by("-etat_depuis"),
        "peut_consigner": acteur.role in CONSIGNATAIRES,
    }
    return render(request, "indicateurs/ameliorations.html", contexte)


@require_http_methods(["GET", "POST"])
def amelioration_nouvelle(request: HttpRequest) -> HttpResponse:
    """Write a finding down; a survey, an alert or a review fills the form."""
    acteur, jour = lecteur(request), timezone.localdate()
    if acteur.role not in CONSIGNATAIRES:
        raise PermissionDenied
    debut = prerempli(request.GET.get("origine", ""), request.GET.get("cle", ""), acteur, au=jour)
    form = FormulaireConstat(request.POST if request.method == "POST" else None, au=jour, initial=debut)
    if request.method == "POST" and form.is_valid():
        consignee = actions.consigner(acteur=acteur, le=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Le constat est consigné."))
        return redirect("amelioration", consignee.pk)
    contexte = {
        "titre": _("Consigner un constat"),
        "explication": _("Un constat mène à une cause, une cause à une mesure, une mesure à un effet qu’on mesure."),
        "libelle": _("Consigner"),
        "url_retour": reverse("ameliorations"),
        "form": form,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_safe
def amelioration(request: HttpRequest, amelioration_id: uuid.UUID) -> HttpResponse:
    """One line of the register, from the finding to the conclusion."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    jour = timezone.localdate()
    trouvee = trouver(request, amelioration_id)
    effets = list(trouvee.effets.all())
    effet = effets[0] if effets else None
    noms = dict(choix_regions())
    obstacles = obstacles_a_la_conclusion(trouvee, effet, au=jour) if trouvee.est_en_place else []
    raisons = impasses(trouvee, effet, au=jour) if trouvee.est_en_place else []
    fermes = {"conclure": bool(obstacles), "classer_sans_mesure": not raisons}
    pas = [(p.nom, p.libelle) for p in pas_possibles(trouvee, acteur) if not fermes.get(p.nom)]
    if trouvee.est_en_place and acteur.role in INSTRUCTEURS:
        pas.append((MESURER, PAS[MESURER][0]))
    contexte = {
        "amelioration": trouvee,
        "origine": lien(trouvee.origine, trouvee.origine_cle, acteur),
        "retard": trouvee.est_en_retard(au=jour),
        "regions": ", ".join(str(noms.get(code, code)) for code in trouvee.regions),
        "temoins": ", ".join(str(noms.get(code, code)) for code in trouvee.regions_temoins),
        "effet": effet,
        "lu": lire_effet(trouvee, effet) if effet else None,
        "figure": figure_de_l_effet(trouvee, effet) if effet else None,
        "effets": effets[1:],
        "obstacles": obstacles,
        "impasses": [*raisons, _("La direction peut classer la mesure, avec un motif.")] if raisons else [],
        "pas": pas,
        "peut_engager": trouvee.est_ouverte and tables_a_engager(trouvee, acteur).exists(),
        "engagements": [(pris, pris.est_en_retard(au=jour)) for pris in engagements_de(trouvee, acteur)],
        "suites": trouvee.suites.all(),
        "histoire": histoire([trouvee]),
    }
    return render(request, "indicateurs/amelioration.html", contexte)


@require_http_methods(["GET", "POST"])
def amelioration_pas(request: HttpRequest, amelioration_id: uuid.UUID, pas: str) -> HttpResponse:
    """Take one step: the cause, the measure, its start, its effect, the conclusion."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouvee = trouver(request, amelioration_id)
    if pas not in PAS:
        raise Http404
    libelle, passe, roles = PAS[pas]
    if acteur.role not in roles:
        raise PermissionDenied
    form = _formulaire(pas, trouvee, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            ecrit = form.cleaned_data if form else {}
            getattr(actions, pas)(amelioration=trouvee, acteur=acteur, le=timezone.now(), **ecrit)
            messages.success(request, f"{passe}.")
            return redirect("amelioration", trouvee.pk)
        except TransitionRefusee as refus:
            if form is None:
                messages.error(request, refus.message)
                return redirect("amelioration", trouvee.pk)
            form.add_error(None, refus.message)
    contexte = {
        "titre": f"{libelle} : {trouvee}",
        "explication": EXPLICATIONS[pas],
        "libelle": libelle,
        "url_retour": reverse("amelioration", args=[trouvee.pk]),
        "form": form,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _formulaire(pas: str, trouvee: Amelioration, donnees: Any) -> Any:
    jour = timezone.localdate()
    match pas:
        case "analyser":
            return FormulaireCause(donnees, initial={"cause": trouvee.cause})
        case "planifier":
            return FormulaireMesure(donnees, au=jour, initial=_deja_ecrit(trouvee))
        case "mettre_en_place":
            return FormulaireMiseEnPlace(donnees, initial={"jour": jour})
        case "conclure":
            return FormulaireConclusion(donnees)
        case "classer" | "classer_sans_mesure":
            return FormulaireMotif(donnees, domaine=f"amelioration.{pas}", au=jour)
        case _:
            return None


def _deja_ecrit(trouvee: Amelioration) -> dict[str, Any]:
    """What a former planning says; the size as people write it."""
    ecrit = {nom: getattr(trouvee, nom) for nom in FormulaireMesure.base_fields}
    if trouvee.indicateur and trouvee.ampleur is not None:
        ecrit["ampleur"] = FormulaireMesure.ecrire_ampleur(trouvee.mesure, trouvee.ampleur)
    return ecrit


def trouver(request: HttpRequest, amelioration_id: uuid.UUID) -> Any:
    """A line of the register this actor may know of, or 404."""
    visibles = policies.ameliorations_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("ligne", "suite_de", "consignee_par"), pk=amelioration_id)
