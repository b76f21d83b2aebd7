"""Amendments of an entente: the list, one amendment, and the terms on a day as known on another."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee, pas_possibles
from partenaires.actions import avenant as actions
from partenaires.formulaires.ententes import (
    FormulaireAvenant,
    FormulaireChangement,
    FormulaireLivrable,
    FormulaireTermes,
    FormulaireVersement,
)
from partenaires.models import Avenant, Versement
from partenaires.onglets import onglets_de
from partenaires.queries.changements import changements_en_mots, empechements, mots, noms_des_termes
from partenaires.queries.termes import lignes_de, termes_lus
from partenaires.views.signature import avenant_ou_404, entente_ou_404

# Steps that are a form of their own here, and the one that only signatures take.
PAS_CACHES = ("signer",)


def avenants(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """The amendments of an entente, newest first; the ministry's manager starts one."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    entente = entente_ou_404(request, entente_id)
    peut_ouvrir = acteur.role is Role.GESTIONNAIRE_ENTENTES and entente.est_engagee
    form = FormulaireAvenant(request.POST or None)
    if request.method == "POST":
        if acteur.role is not Role.GESTIONNAIRE_ENTENTES:
            raise PermissionDenied
        if form.is_valid():
            try:
                ouvert = actions.ouvrir_avenant(entente=entente, acteur=acteur, le=timezone.now(), **form.cleaned_data)
                return redirect("avenant", ouvert.pk)
            except TransitionRefusee as refus:
                messages.error(request, refus.message)
    contexte = {
        "entente": entente,
        "avenants": entente.avenants.select_related("propose_par").order_by("-numero"),
        "form": form if peut_ouvrir else None,
        "onglets": onglets_de(entente, acteur, "avenants"),
    }
    return render(request, "partenaires/avenants.html", contexte)


def avenant(request: HttpRequest, avenant_id: uuid.UUID) -> HttpResponse:
    """One amendment: what it changes, before and after; its steps; its draft's forms."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = avenant_ou_404(request, avenant_id)
    formulaires = _formulaires(request, objet, acteur)
    if request.method == "POST" and _faire(request, objet, formulaires):
        return redirect("avenant", objet.pk)
    contexte = {
        "avenant": objet,
        "entente": objet.entente,
        "changements": changements_en_mots(objet),
        "empechements": empechements(objet) if objet.est_modifiable or objet.est_propose else [],
        "pas": [pas for pas in pas_possibles(objet, acteur) if pas.nom not in PAS_CACHES],
        "action": request.POST.get("action", ""),
        "pas_envoye": request.POST.get("pas", ""),
        "onglets": onglets_de(objet.entente, acteur, "avenants"),
        **{f"form_{nom}": form for nom, form in formulaires.items()},
    }
    return render(request, "partenaires/avenant.html", contexte)


def entente_termes(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """The terms « on this day, as known on that one », and which amendment each comes from."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    entente = entente_ou_404(request, entente_id)
    aujourd_hui = timezone.localdate()
    form = FormulaireTermes(request.GET or None, initial={"au": aujourd_hui, "su": aujourd_hui})
    lus = form.cleaned_data if form.is_bound and form.is_valid() else {}
    au, su = lus.get("au") or aujourd_hui, lus.get("su") or aujourd_hui
    fin_du_jour = timezone.make_aware(datetime.combine(su, time.max))
    lignes = lignes_de(entente)
    noms = noms_des_termes(entente)
    for modification in entente.avenants.all():
        noms = noms_des_termes(entente, modification.changements) | noms
    termes = [
        {
            "nom": noms.get(terme.cle, terme.cle),
            "valeur": mots(terme.cle, terme.valeur),
            "initiale": mots(terme.cle, terme.initiale) if terme.initiale is not None else "",
            "avenants": terme.avenants,
        }
        for terme in termes_lus(lignes, au=au, connus_le=fin_du_jour)
    ]
    contexte = {
        "entente": entente,
        "form": form,
        "au": au,
        "su": su,
        "termes": termes,
        "changes": sum(bool(terme["avenants"]) for terme in termes),
        "onglets": onglets_de(entente, acteur, "entente_termes"),
    }
    return render(request, "partenaires/entente_termes.html", contexte)


def _formulaires(request: HttpRequest, objet: Avenant, acteur: Acteur) -> dict[str, Any]:
    if acteur.role is not Role.GESTIONNAIRE_ENTENTES or not objet.est_modifiable:
        return {}

    def saisie(action: str) -> Any:
        return request.POST if request.POST.get("action") == action else None

    depart = {"objet": objet.objet, "justification": objet.justification, "effet_du": objet.effet_du}
    return {
        "decrire": FormulaireAvenant(saisie("decrire"), initial=depart),
        "changer": FormulaireChangement(saisie("changer"), entente=objet.entente, changements=objet.changements),
        "versement": FormulaireVersement(saisie("versement"), entente=objet.entente, prefix="versement"),
        "livrable": FormulaireLivrable(saisie("livrable"), prefix="livrable"),
    }


def _faire(request: HttpRequest, objet: Avenant, formulaires: dict[str, Any]) -> bool:
    """Do what was asked; false when a form must be shown again."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    pas, action = request.POST.get("pas", ""), request.POST.get("action", "")
    form = formulaires.get(action)
    if form is not None and not form.is_valid():
        return False
    gestes: dict[str, Callable[[], Any]] = {
        "decrire": lambda: actions.decrire_avenant(avenant=objet, acteur=acteur, **form.cleaned_data),
        "changer": lambda: actions.ajouter_changement(avenant=objet, acteur=acteur, **form.cleaned_data),
        "versement": lambda: _nouveau_versement(objet, form.cleaned_data, acteur),
        "livrable": lambda: _nouveau_livrable(objet, form, acteur),
        "oter": lambda: actions.retirer_changement(avenant=objet, cle=request.POST.get("cle", ""), acteur=acteur),
    }
    if not pas and (action not in gestes or (action != "oter" and form is None)):
        raise PermissionDenied
    try:
        if pas:
            motif = request.POST.get("motif", "").strip()[:500]
            actions.faire_pas_avenant(avenant=objet, pas=pas, acteur=acteur, le=timezone.now(), motif=motif)
        else:
            gestes[action]()
        messages.success(request, _("C’est noté."))
    except KeyError as erreur:
        raise PermissionDenied from erreur
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return True


def _nouveau_versement(objet: Avenant, lus: dict[str, Any], acteur: Acteur) -> None:
    presents = set(Versement.tous.filter(entente=objet.entente).values_list("numero", flat=True))
    presents |= {int(c["cle"].split(":")[1]) for c in objet.changements if c["cle"].startswith("versement:")}
    numero = max(presents, default=0) + 1
    details = {"condition": lus["condition"], "livrable": lus["livrable"]}
    for nature, valeur in (("montant", f"{lus['montant']:f}"), ("date", lus["prevu_le"].isoformat())):
        actions.ajouter_changement(
            avenant=objet,
            cle=f"versement:{numero}:{nature}",
            operation="fixer",
            valeur=valeur,
            acteur=acteur,
            details=details,
        )


def _nouveau_livrable(objet: Avenant, form: FormulaireLivrable, acteur: Acteur) -> None:
    lus = form.cleaned_data
    pris = set(objet.entente.livrables.values_list("code", flat=True))
    pris |= {c["cle"].split(":")[1] for c in objet.changements if c["cle"].startswith("livrable:")}
    actions.ajouter_changement(
        avenant=objet,
        cle=f"livrable:{form.code(pris)}:date",
        operation="fixer",
        valeur=lus["du_le"].isoformat(),
        acteur=acteur,
        details={
            "titre": lus["titre"],
            "genre": lus["genre"],
            "periode_du": lus["periode_du"].isoformat(),
            "periode_au": lus["periode_au"].isoformat(),
        },
    )
