"""The final accounting of an entente: figures explained, drawn up, approved, then the entente closes."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from partenaires import policies
from partenaires.actions.decompte import approuver_decompte, etablir_decompte, fermer_entente
from partenaires.formulaires.versement import FormulaireNote
from partenaires.models import Decompte, Entente, Versement
from partenaires.onglets import onglets_de
from partenaires.queries.decompte import (
    a_fermer,
    chiffres_de,
    depenses_par_reddition,
    obstacle_au_decompte,
    repartir,
    restants_de,
)
from partenaires.queries.journal import evenements_de
from partenaires.states_ententes import APPROBATION, GESTION_ENTENTES
from partenaires.views.versement import exiger_lecteur


@require_http_methods(["GET", "POST"])
def decompte(request: HttpRequest, entente_id: uuid.UUID) -> HttpResponse:
    """What was agreed, eligible and paid, what follows; its steps are posted here."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.ententes_visibles(acteur).select_related("organisation")
    entente = get_object_or_404(visibles, pk=entente_id)
    exiger_lecteur(acteur)
    etabli = Decompte.objects.filter(entente=entente).first()
    formulaire = FormulaireNote(initial={"note": etabli.note if etabli else ""})
    if request.method == "POST":
        formulaire = FormulaireNote(request.POST)
        if formulaire.is_valid():
            try:
                messages.success(request, _agir(request.POST.get("pas", ""), entente, etabli, acteur, formulaire))
                return redirect("decompte", entente.pk)
            except TransitionRefusee as refus:
                messages.error(request, refus.message)
    return render(request, "partenaires/decompte.html", _contexte(entente, etabli, acteur, formulaire))


def _agir(pas: str, entente: Entente, etabli: Decompte | None, acteur: Acteur, formulaire: FormulaireNote) -> str:
    le = timezone.now()
    if pas == "etablir":
        etablir_decompte(entente=entente, acteur=acteur, le=le, note=formulaire.cleaned_data["note"])
        return _("Le décompte est établi. Une autre personne l’approuve.")
    if pas == "approuver" and etabli:
        approuver_decompte(decompte=etabli, acteur=acteur, le=le)
        return _("Le décompte est approuvé : il ne change plus.")
    if pas == "fermer":
        fermer_entente(entente=entente, acteur=acteur, le=le)
        return _("L’entente est fermée.")
    raise PermissionDenied


def _contexte(entente: Entente, etabli: Decompte | None, acteur: Acteur, formulaire: Any) -> dict[str, Any]:
    actuels = chiffres_de(entente)
    chiffres = etabli or actuels
    approuve = bool(etabli and etabli.est_approuve)
    obstacle = "" if approuve else obstacle_au_decompte(entente)
    return {
        "entente": entente,
        "decompte": etabli,
        "chiffres": chiffres,
        "a_refaire": bool(etabli) and not approuve and actuels.champs() != _champs(etabli),
        "obstacle": obstacle,
        "evenements": evenements_de(etabli, acteur) if etabli else [],
        "onglets": onglets_de(entente, acteur, "decompte"),
        "depenses": depenses_par_reddition(entente),
        "repartition": None if approuve or obstacle else repartir(chiffres.solde, restants_de(entente)),
        "reglement": Versement.objects.filter(entente=entente, condition="decompte").select_related("entente")
        if approuve
        else [],
        "peut_etablir": acteur.role in GESTION_ENTENTES and not approuve and not obstacle,
        "peut_approuver": acteur.role in APPROBATION and bool(etabli) and not approuve and not obstacle,
        "peut_fermer": acteur.role in APPROBATION and not entente.est_finie and a_fermer(entente),
        "approuve": approuve,
        "formulaire": formulaire,
    }


def _champs(etabli: Any) -> dict[str, Any]:
    return {nom: getattr(etabli, nom) for nom in ("convenu", "admissible", "verse", "droit", "solde")}
