"""Groups: the list partners and advisers share, the page of one group, and its steps."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee, cycle_de, pas_offerts
from guichet.models import Journal, Motif
from guichet.referentiels.formats import formater_date_heure
from inscriptions import policies
from inscriptions.actions.capacite import PEUVENT_CHANGER
from inscriptions.actions.depart import DEPARTS, quitter_place
from inscriptions.actions.deroulement import agit_sur, faire_pas_groupe
from inscriptions.formulaires.cours import FormulaireMotif
from inscriptions.formulaires.groupe import FiltreGroupes
from inscriptions.models import Groupe, Place
from inscriptions.queries.candidats import GROUPES_ACCESSIBLES
from inscriptions.queries.classe import attestation_de
from inscriptions.queries.groupe import ABSENCES, filtrer_groupes, pas_du, prochain_appel
from inscriptions.queries.recommandation import est_rejoignable
from inscriptions.queries.resultat import resultats_ouverts
from inscriptions.states_suites import ORGANISATION

PAR_PAGE = 25
VUES = ("eleves", "seances", "historique")


def groupes(request: HttpRequest) -> HttpResponse:
    """The groups the actor may see: a partner's own, all of them for an adviser."""
    acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.groupes_visibles(acteur)
    _reserver_au_personnel(acteur)
    filtre = FiltreGroupes(request.GET, avec_region=not acteur.est_partenaire)
    page = Paginator(filtrer_groupes(visibles, filtre.valeurs()), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "inscriptions/groupe_list.html", {"filtre": filtre, "page_obj": page})


def groupe(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    """One group: facts, seats, learners, meetings, history."""
    acteur = request.acteur  # type: ignore[attr-defined]
    objet = get_object_or_404(
        policies.groupes_visibles(acteur).select_related("organisation", "lieu", "session", "enseignant__utilisateur"),
        pk=groupe_id,
    )
    _reserver_au_personnel(acteur)
    vue = request.GET.get("vue", "eleves")
    vue = vue if vue in VUES else "eleves"
    aujourdhui = timezone.localdate()
    contexte = {
        "groupe": objet,
        "vue": vue,
        "aujourdhui": aujourdhui,
        "pas": [
            {"nom": pas.nom, "libelle": pas.libelle, "motif_requis": pas.motif_requis}
            for pas in pas_offerts(objet, acteur)
            if agit_sur(acteur, objet) and pas_du(objet, pas.nom, au=aujourdhui)
        ],
        "appel_du": prochain_appel(policies.seances_visibles(acteur), objet, au=aujourdhui)
        if acteur.est_partenaire
        else None,
        "onglets": _onglets(objet, vue),
        **suites_du_groupe(objet, acteur),
        "resultats_ouverts": acteur.est_partenaire and resultats_ouverts(objet, au=aujourdhui),
    }
    contexte |= {"eleves": _eleves, "seances": _seances, "historique": _historique}[vue](objet, acteur)
    return render(request, "inscriptions/groupe_detail.html", contexte)


def suites_du_groupe(objet: Groupe, acteur: Acteur) -> dict[str, Any]:
    """The links of what may follow: a referral, another capacity, the file of a group that closed."""
    au = timezone.now()
    rejoignable = est_rejoignable(objet, le=au)
    return {
        "peut_recommander": rejoignable and acteur.role in ORGANISATION,
        "peut_changer_capacite": objet.etat in GROUPES_ACCESSIBLES
        and acteur.role in PEUVENT_CHANGER
        and agit_sur(acteur, objet),
        "dossier_replacement": policies.dossiers_replacement_visibles(acteur).filter(groupe=objet).first(),
    }


def groupe_pas(request: HttpRequest, groupe_id: uuid.UUID, pas: str) -> HttpResponse:
    """Take a step of the group; a step that needs a reason asks for it first."""
    acteur = request.acteur  # type: ignore[attr-defined]
    objet = get_object_or_404(policies.groupes_visibles(acteur), pk=groupe_id)
    transition = _transition(objet, pas)
    maintenant = timezone.now()
    form = None
    if transition.motif_requis:
        form = FormulaireMotif(
            request.POST if request.method == "POST" else None,
            domaine=f"groupe.{pas}",
            au=timezone.localdate(maintenant),
            avec_precision=True,
        )
    if request.method == "POST" and (form is None or form.is_valid()):
        donnees = form.cleaned_data if form else {}
        try:
            faire_pas_groupe(groupe=objet, pas=pas, acteur=acteur, le=maintenant, **donnees)
            messages.success(request, _("C’est fait : %(pas)s.") % {"pas": transition.passe or transition.libelle})
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("groupe", objet.pk)
    if form is None or transition not in pas_offerts(objet, acteur) or not agit_sur(acteur, objet):
        return redirect("groupe", objet.pk)
    return render(
        request,
        "inscriptions/pas_motif.html",
        {
            "form": form,
            "titre": _("%(pas)s le groupe %(numero)s") % {"pas": transition.libelle, "numero": objet.numero},
            "explication": _("Les personnes du groupe reçoivent un message et reprennent leur rang dans l’attente.")
            if pas in ("annuler", "fermer")
            else "",
            "libelle": transition.libelle,
            "url_retour": reverse("groupe", args=[objet.pk]),
        },
    )


def place_pas(request: HttpRequest, place_id: uuid.UUID, pas: str) -> HttpResponse:
    """A learner leaves: never came, gave up, moves to another group; the reason is asked first."""
    acteur = request.acteur  # type: ignore[attr-defined]
    place = get_object_or_404(policies.places_visibles(acteur).select_related("personne", "groupe"), pk=place_id)
    if pas not in DEPARTS:
        raise Http404
    transition = _transition(place, pas)
    retour = redirect("groupe", place.groupe_id)
    maintenant = timezone.now()
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None, domaine=f"place.{pas}", au=timezone.localdate(maintenant)
    )
    if request.method == "POST" and form.is_valid():
        try:
            quitter_place(place=place, pas=pas, acteur=acteur, le=maintenant, **form.cleaned_data)
            messages.success(request, _("C’est noté. La place est libre pour une autre personne."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return retour
    if request.method != "POST" and transition not in pas_offerts(place, acteur):
        messages.error(request, _("Cette action n’est pas possible maintenant."))
        return retour
    contexte = {
        "form": form,
        "titre": f"{transition.libelle} : {place.personne.nom_complet}",
        "explication": _("La place est libérée. La personne garde son dossier et peut revenir."),
        "libelle": _("Confirmer"),
        "url_retour": retour.url,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _reserver_au_personnel(acteur: Acteur) -> None:
    """A learner knows her group by the page of her class."""
    if not (acteur.est_partenaire or acteur.role is Role.CONSEILLER):
        raise PermissionDenied


def _transition(objet: Any, pas: str) -> Any:
    """The step of this name, or 404."""
    try:
        return cycle_de(objet)[pas]
    except KeyError as erreur:
        raise Http404 from erreur


def _onglets(objet: Groupe, vue: str) -> list[dict[str, Any]]:
    adresse = reverse("groupe", args=[objet.pk])
    libelles = {"eleves": _("Élèves"), "seances": _("Séances"), "historique": _("Historique")}
    return [
        {"libelle": libelles[nom], "url": adresse if nom == "eleves" else f"{adresse}?vue={nom}", "courant": nom == vue}
        for nom in VUES
    ]


def _eleves(objet: Groupe, acteur: Acteur) -> dict[str, Any]:
    places = (
        policies.places_visibles(acteur)
        .filter(groupe=objet)
        .select_related("personne", "attestation")
        .annotate(
            appels=Count("presences", distinct=True),
            absences=Count("presences", filter=Q(presences__code__in=ABSENCES), distinct=True),
        )
        .order_by("personne__nom", "personne__prenom", "pk")
    )
    refus = {r.place_id: r for r in policies.refus_visibles(acteur).a_decider().filter(place__groupe=objet)}
    return {
        "eleves": [
            {
                "place": place,
                "pas": _departs(place, acteur),
                "attestation": attestation_de(place),
                "refus": refus.get(place.pk),
                "peut_refuser": acteur.role in ORGANISATION and place.est_active,
            }
            for place in places
        ]
    }


def _departs(place: Place, acteur: Acteur) -> list[Any]:
    """The departures this actor may write down for this seat."""
    return [pas for pas in pas_offerts(place, acteur) if pas.nom in DEPARTS]


def _seances(objet: Groupe, acteur: Acteur) -> dict[str, Any]:
    seances = policies.seances_visibles(acteur).filter(groupe=objet).select_related("motif_annulation")
    return {"seances": seances.order_by("date", "heure_debut")}


def _historique(objet: Groupe, acteur: Acteur) -> dict[str, Any]:
    lignes = list(Journal.objects.de_l_objet(objet).order_by("-id"))
    motifs = Motif.objects.in_bulk({ligne.motif_code for ligne in lignes if ligne.motif_code})
    cycle = cycle_de(objet)
    return {"evenements": [_evenement(ligne, cycle, motifs) for ligne in lignes]}


def _evenement(ligne: Journal, cycle: Any, motifs: dict[str, Motif]) -> dict[str, Any]:
    titre = _("Créé") if ligne.pas == "ouvrir" else cycle[ligne.pas].passe or cycle[ligne.pas].libelle
    return {
        "le": formater_date_heure(timezone.localtime(ligne.le)),
        "titre": titre,
        "detail": " – ".join(str(partie) for partie in (motifs.get(ligne.motif_code), ligne.motif) if partie),
        "par": ligne.acteur_libelle,
    }
