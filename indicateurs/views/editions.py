"""Frozen editions: the list and the button that freezes one; one edition, counted again, corrected."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from indicateurs.actions.edition import FIGEURS, corriger_edition, demander_edition
from indicateurs.donnees_ouvertes import JEUX
from indicateurs.models import Edition
from indicateurs.policies import editions_visibles
from indicateurs.queries import editions as lecture
from indicateurs.queries.editions import en_vigueur, est_intacte
from indicateurs.queries.recompte import verifier
from indicateurs.views.communs import lecteur

ECARTS_MONTRES = 50


@require_http_methods(["GET", "HEAD", "POST"])
def editions(request: HttpRequest) -> HttpResponse:
    """What was frozen, and the form that freezes today's figures."""
    acteur = lecteur(request)
    motif = request.POST.get("motif", "")
    if request.method == "POST":
        try:
            demander_edition(acteur=acteur, motif=motif, le=timezone.now())
            return redirect("editions")
        except RoleInsuffisant as refus:
            raise PermissionDenied(refus.message) from refus
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    demande = lecture.demande_en_cours()
    contexte: dict[str, Any] = {
        "demande": demande,
        "avancement": cache.get(lecture.cle_avancement(demande.pk)) if demande else None,
    }
    if request.htmx:  # type: ignore[attr-defined]
        reponse = render(request, "indicateurs/_edition_attente.html", contexte)
        if demande is None:
            reponse["HX-Refresh"] = "true"
        return reponse
    contexte |= {
        "echouee": lecture.derniere_demande_echouee(),
        "editions": editions_visibles(acteur).select_related("figee_par"),
        "peut_figer": acteur.role in FIGEURS,
        "motif": motif,
    }
    return render(request, "indicateurs/editions.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def edition(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """One edition: its figures, whether the facts still give them, its corrections."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur is None:
        raise Http404
    trouvee = get_object_or_404(editions_visibles(acteur).select_related("figee_par"), pk=edition_id)
    contexte: dict[str, Any] = {"edition": trouvee, "peut_figer": acteur.role in FIGEURS, "motif": ""}
    if request.method == "POST":
        if acteur.role not in FIGEURS:
            raise PermissionDenied
        if request.POST.get("pas") == "corriger":
            contexte["motif"] = request.POST.get("motif", "")
            if _corriger(request, trouvee, acteur):
                return redirect("edition", trouvee.pk)
        with portee(Acteur.systeme()):
            contexte |= {"verification": verifier(trouvee), "intacte": est_intacte(trouvee)}
    lignes = [(chiffre, en_vigueur(chiffre)) for chiffre in lecture.chiffres_du_ministere(trouvee, "")]
    internes = set(lecture.du_ministere(trouvee))
    contexte |= {
        "lignes": [(c, dit, trouvee.definitions[c.reference], c.mesure in internes) for c, dit in lignes],
        "corrections": lecture.corrections_de(trouvee),
        "jeux": list(JEUX.values()),
        "ecarts_montres": ECARTS_MONTRES,
    }
    return render(request, "indicateurs/edition.html", contexte)


def _corriger(request: HttpRequest, trouvee: Edition, acteur: Acteur) -> bool:
    try:
        with portee(Acteur.systeme()):
            motif = request.POST.get("motif", "")
            nombre = corriger_edition(edition=trouvee, acteur=acteur, le=timezone.now(), motif=motif)
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return False
    mots = ngettext("%(n)d chiffre corrigé.", "%(n)d chiffres corrigés.", nombre) % {"n": nombre}
    messages.success(request, mots if nombre else _("Aucun chiffre à corriger."))
    return True
