"""The request, page by page: start, resume, one step, check, send."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.acteurs import ROLES_PERSONNE
from guichet.cycle import TransitionRefusee
from guichet.referentiels.queries import statuts
from inscriptions import policies
from inscriptions.actions import inscription as actions
from inscriptions.etapes import ETAPES, NOMBRE_D_ETAPES, PAR_CODE, Etape, etapes_manquantes, precedente, rang, suivante
from inscriptions.formulaires import FORMULAIRES, FormulaireEnvoi, FormulaireEtape
from inscriptions.models import Domicile, Inscription
from inscriptions.queries.admissibilite import decision_en_mots, evaluer_demande
from inscriptions.queries.demande import courante
from inscriptions.queries.etape import empreinte, valeurs_de
from inscriptions.queries.recapitulatif import lignes_de, lignes_par_etape
from inscriptions.states import EtatInscription as E

REDACTION = (E.BROUILLON, E.A_COMPLETER)


def demande_de(request: HttpRequest) -> Inscription | None:
    """The person's present request; staff have no request of their own."""
    if request.acteur.role not in ROLES_PERSONNE:  # type: ignore[attr-defined]
        raise PermissionDenied
    return courante(policies.inscriptions_visibles(request.acteur))  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def inscription(request: HttpRequest) -> HttpResponse:
    """Start a request, or find it again where it was left."""
    demande = demande_de(request)
    if request.method == "POST":
        demande = actions.ouvrir_dossier(acteur=request.acteur, le=timezone.now())  # type: ignore[attr-defined]
        manquantes = etapes_manquantes(demande.etapes_faites)
        if demande.etat not in REDACTION:
            return redirect("suivi")
        return redirect("inscription_etape", manquantes[0].code if manquantes else "verification")
    if demande is None or demande.est_finie or demande.etat not in REDACTION:
        return _page_de_depart(request, demande)
    return render(request, "inscriptions/inscription_reprise.html", _reprise(demande))


@require_http_methods(["GET", "HEAD", "POST"])
def etape(request: HttpRequest, etape: str) -> HttpResponse:
    """One step: show it with what is stored, keep the answers, go to the next."""
    demande = demande_de(request)
    page = PAR_CODE.get(etape)
    if page is None:
        raise Http404
    if demande is None:
        return redirect("inscription")
    if not page.est_ouverte(demande.etat):
        messages.info(request, _("Cette partie de votre demande ne peut plus être modifiée."))
        return redirect("suivi")
    formulaire = _formulaire(request, page, demande)
    if request.method != "POST" or not formulaire.is_valid():
        return _rendre_etape(request, page, demande, formulaire, vue=request.POST.get("vue"))
    try:
        actions.enregistrer_etape(
            inscription=demande,
            etape=page,
            reponses=formulaire.reponses(),
            vue=request.POST.get("vue", ""),
            acteur=request.acteur,  # type: ignore[attr-defined]
            le=timezone.now(),
        )
    except actions.ModifieeEntreTemps:
        return _rendre_etape(request, page, demande, formulaire, conflit=True)
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return redirect("suivi")
    return _apres_etape(request, page, demande)


@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest) -> HttpResponse:
    """Check the answers, read what the rules say of them, send."""
    demande = demande_de(request)
    if demande is None:
        return redirect("inscription")
    if demande.etat not in REDACTION:
        return redirect("suivi")
    manquantes = etapes_manquantes(demande.etapes_faites)
    if manquantes:
        messages.info(request, _("Il reste une page à remplir : %(page)s") % {"page": manquantes[0].titre})
        return redirect("inscription_etape", manquantes[0].code)
    formulaire = FormulaireEnvoi(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        return _envoyer(request, demande)
    return _rendre_verification(request, demande, formulaire)


def _envoyer(request: HttpRequest, demande: Inscription) -> HttpResponse:
    """Send; a second click finds the request sent and says so."""
    complement = demande.etat == E.A_COMPLETER
    envoyer = actions.completer_inscription if complement else actions.deposer_inscription
    try:
        envoyer(inscription=demande, acteur=request.acteur, le=timezone.now())  # type: ignore[attr-defined]
    except actions.DemandeIncomplete as refus:
        messages.error(request, refus.message)
        return redirect("inscription")
    except TransitionRefusee:
        messages.info(request, _("Votre demande est déjà envoyée."))
    else:
        messages.success(request, _("Votre demande est envoyée. Nous vous avons écrit un courriel."))
    return redirect("suivi")


def _page_de_depart(request: HttpRequest, demande: Inscription | None) -> HttpResponse:
    if demande is not None and demande.etat not in (E.RETIREE, E.NON_ADMISSIBLE, E.TERMINEE, E.INACTIVE):
        return redirect("suivi")
    return render(request, "inscriptions/inscription_depart.html", {"nb_etapes": NOMBRE_D_ETAPES})


def _reprise(demande: Inscription) -> dict[str, Any]:
    manquantes = etapes_manquantes(demande.etapes_faites)
    suite = manquantes[0].code if manquantes else "verification"
    etapes = [
        {
            "libelle": etape.titre,
            "url": reverse("inscription_etape", args=[etape.code]),
            "statut": "fait"
            if etape.code in demande.etapes_faites
            else "courant"
            if etape.code == suite
            else "a_venir",
        }
        for etape in ETAPES
    ]
    faites = len(ETAPES) - len(manquantes)
    return {"demande": demande, "etapes": etapes, "suite": suite, "faites": faites, "total": NOMBRE_D_ETAPES}


def _formulaire(request: HttpRequest, page: Etape, demande: Inscription) -> FormulaireEtape:
    valeurs = valeurs_de(page, demande, demande.personne)
    options: dict[str, Any] = {"valeurs": valeurs, "au": timezone.localdate()}
    if page.code == "preuve":
        statut = statuts(au=options["au"]).get(demande.statut_id or "")
        options |= {"statut": statut, "domicile": demande.domicile}
    if page.code == "coordonnees":
        options["hors_quebec"] = demande.domicile in (Domicile.BIENTOT, Domicile.AILLEURS)
    if request.method == "POST":
        return FORMULAIRES[page.code](request.POST, request.FILES, **options)
    return FORMULAIRES[page.code](**options)


def _rendre_etape(
    request: HttpRequest,
    page: Etape,
    demande: Inscription,
    formulaire: FormulaireEtape,
    *,
    vue: str | None = None,
    conflit: bool = False,
) -> HttpResponse:
    """The page of a step; after a conflict it shows what is stored now, and sending again is a choice."""
    if conflit:
        demande = demande_de(request) or demande
    avant = precedente(page.code)
    contexte = {
        "form": formulaire,
        "etape": page,
        "numero": rang(page.code),
        "total": NOMBRE_D_ETAPES,
        "vue": vue if vue and not conflit else empreinte(valeurs_de(page, demande, demande.personne)),
        "conflit": conflit,
        "actuelles": lignes_de(page, demande, demande.personne, au=timezone.localdate()) if conflit else [],
        "en_redaction": demande.etat in REDACTION,
        "retour_verification": "verification" in (request.GET.get("retour"), request.POST.get("retour")),
        "url_retour": reverse("inscription_etape", args=[avant.code]) if avant else reverse("inscription"),
        "demande": demande,
    }
    statut = 409 if conflit else 200
    return render(request, f"inscriptions/etapes/{page.code}.html", contexte, status=statut)


def _apres_etape(request: HttpRequest, page: Etape, demande: Inscription) -> HttpResponse:
    if demande.etat not in REDACTION:
        messages.success(request, _("C’est enregistré."))
        return redirect("suivi")
    if "quitter" in request.POST:
        messages.success(request, _("C’est enregistré. Revenez quand vous voulez, sur n’importe quel appareil."))
        return redirect("inscription")
    apres = suivante(page.code)
    if request.POST.get("retour") == "verification" or apres is None:
        return redirect("inscription_etape", "verification")
    return redirect("inscription_etape", apres.code)


def _rendre_verification(request: HttpRequest, demande: Inscription, formulaire: Any) -> HttpResponse:
    jour = timezone.localdate()
    sections = [
        {
            "titre": etape.titre,
            "lignes": lignes,
            "url": reverse("inscription_etape", args=[etape.code]) + "?retour=verification",
        }
        for etape, lignes in lignes_par_etape(demande, demande.personne, au=jour)
    ]
    contexte = {
        "form": formulaire,
        "sections": sections,
        "decision": decision_en_mots(evaluer_demande(demande, demande.personne, au=jour)),
        "avant_envoi": True,
        "numero": NOMBRE_D_ETAPES,
        "total": NOMBRE_D_ETAPES,
        "demande": demande,
        "url_retour": reverse("inscription_etape", args=[ETAPES[-1].code]),
    }
    return render(request, "inscriptions/inscription_verification.html", contexte)
