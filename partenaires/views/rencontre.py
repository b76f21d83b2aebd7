"""Meetings of a table: one meeting, its agenda, its call, its attendance, its decisions, its minutes."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from guichet.identifiants import identifiant
from partenaires import policies
from partenaires.actions import rencontre as actions
from partenaires.actions.document_table import peut_deposer
from partenaires.formulaires.concertation import (
    FormulairePoint,
    FormulairePresences,
    FormulaireRencontre,
    FormulaireTexte,
)
from partenaires.models import Rencontre
from partenaires.origines import origine
from partenaires.queries import concertation as queries
from partenaires.views.concertation_communs import (
    animateur,
    donnees,
    etapes_et_fins,
    franchir_pas,
    histoire,
    lecteur,
    rencontre_ou_404,
    saisir,
    table_ou_404,
)


@require_http_methods(["GET", "HEAD", "POST"])
def rencontre_nouvelle(request: HttpRequest, table_id: uuid.UUID) -> HttpResponse:
    """Prepare a meeting: its agenda is filled with what is late and what is open."""
    table = table_ou_404(request, table_id)
    acteur = animateur(request, table)
    form = FormulaireRencontre(donnees(request))
    return saisir(
        request,
        form,
        lambda: actions.preparer_rencontre(table=table, acteur=acteur, le=timezone.now(), **form.champs()),
        titre=_("Préparer une rencontre"),
        explication=_("L’ordre du jour reprend les engagements en retard, puis les engagements ouverts."),
        libelle=_("Préparer la rencontre"),
        retour=reverse("table_concertation", args=[table.pk]),
        reussi=_("La rencontre est préparée. Vérifiez son ordre du jour, puis convoquez les membres."),
    )


@require_safe
def rencontre(request: HttpRequest, rencontre_id: uuid.UUID) -> HttpResponse:
    """One meeting: when, where, what about, who came, what was decided and promised."""
    trouvee = rencontre_ou_404(request, rencontre_id)
    acteur, le = lecteur(request), timezone.now()
    anime = policies.peut_animer(trouvee.table, acteur) and not trouvee.table.est_fermee
    a_redige = trouvee.est_ouverte and anime and trouvee.a_redige(acteur.utilisateur_id)
    invites = queries.convies(trouvee, policies.reponses_convocation_visibles(acteur))
    conviee = trouvee.attend_des_reponses(au=le) and policies.est_conviee(trouvee, acteur)
    engagements = policies.engagements_visibles(acteur).filter(rencontre=trouvee).select_related("organisation")
    jour = timezone.localdate(le)
    contexte = {
        "rencontre": trouvee,
        "anime": anime,
        **etapes_et_fins(trouvee, acteur, anime, sauf="approuver" if a_redige else ""),
        "autre_personne": actions.AUTRE_PERSONNE if a_redige else "",
        "conviee": conviee,
        "ma_reponse": next((c.reponse for c in invites if c.mandat.organisation_id == acteur.organisation_id), None),
        "points": _points(trouvee, acteur),
        "a_eu_lieu": bool(trouvee.convoquee_le) and trouvee.debut <= le,
        "convies": invites,
        "lit_les_reponses": acteur.est_ministere,
        "sans_reponse": acteur.est_ministere
        and trouvee.attend_des_reponses(au=le)
        and sum(convie.reponse is None for convie in invites),
        "decisions": trouvee.decisions.all(),
        "engagements": [(engagement, engagement.est_en_retard(au=jour)) for engagement in engagements],
        "documents": trouvee.documents.actifs(),
        "peut_deposer": peut_deposer(trouvee, acteur),
        "histoire": histoire(trouvee),
    }
    return render(request, "partenaires/concertation/rencontre.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def rencontre_modifier(request: HttpRequest, rencontre_id: uuid.UUID) -> HttpResponse:
    """Change the subject, the time or the place."""
    trouvee = rencontre_ou_404(request, rencontre_id)
    acteur = animateur(request, trouvee.table)
    form = FormulaireRencontre(donnees(request), initial=FormulaireRencontre.initial_de(trouvee))
    return saisir(
        request,
        form,
        lambda: actions.modifier_rencontre(rencontre=trouvee, acteur=acteur, le=timezone.now(), **form.champs()),
        titre=_("Modifier ou déplacer la rencontre"),
        explication=_("Si les membres sont déjà convoqués, chacun reçoit un message et son calendrier suit."),
        libelle=_("Enregistrer"),
        retour=_page(trouvee),
        reussi=_("La rencontre est modifiée."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rencontre_ordre(request: HttpRequest, rencontre_id: uuid.UUID) -> HttpResponse:
    """The agenda: themes added, items moved up or down, items taken out."""
    trouvee = rencontre_ou_404(request, rencontre_id)
    acteur = animateur(request, trouvee.table)
    geste = next((nom for nom in ("retirer", "monter", "descendre") if request.POST.get(nom)), "")
    form = FormulairePoint(None if geste else donnees(request))
    try:
        if geste:
            return _toucher_au_point(request, trouvee, geste, acteur)
        if request.method == "POST" and form.is_valid():
            actions.ajouter_point(rencontre=trouvee, acteur=acteur, **form.cleaned_data)
            messages.success(request, _("Le point est ajouté."))
            return redirect("rencontre_ordre", trouvee.pk)
    except TransitionRefusee as refus:
        form.add_error(None, refus.message) if form.is_bound else messages.error(request, refus.message)
    points = _points(trouvee, acteur)
    contexte = {"rencontre": trouvee, "points": points, "form": form, "url_retour": _page(trouvee)}
    return render(request, "partenaires/concertation/ordre_du_jour.html", contexte)


def _toucher_au_point(request: HttpRequest, trouvee: Rencontre, geste: str, acteur: Acteur) -> HttpResponse:
    """Take an item out, or move it; back to the page, at the item that moved."""
    point = get_object_or_404(trouvee.points, pk=identifiant(request.POST[geste]))
    page = reverse("rencontre_ordre", args=[trouvee.pk])
    if geste == "retirer":
        actions.retirer_point(point=point, acteur=acteur, le=timezone.now())
        messages.success(request, _("Le point est retiré."))
        return redirect(page)
    place = actions.deplacer_point(point=point, vers_le_haut=geste == "monter", acteur=acteur)
    messages.success(request, _("« %(titre)s » est maintenant au point %(place)s.") % {"titre": point, "place": place})
    return redirect(f"{page}#point-{point.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def rencontre_presences(request: HttpRequest, rencontre_id: uuid.UUID) -> HttpResponse:
    """Who came, organisation by organisation."""
    trouvee = rencontre_ou_404(request, rencontre_id)
    acteur = animateur(request, trouvee.table)
    form = FormulairePresences(
        donnees(request), convies=queries.convies(trouvee, policies.reponses_convocation_visibles(acteur))
    )
    return saisir(
        request,
        form,
        lambda: actions.noter_presences(
            rencontre=trouvee, presences=form.presences(), acteur=acteur, le=timezone.now()
        ),
        titre=_("Noter les présences"),
        explication=_("Le formulaire reprend ce que chaque membre a répondu à la convocation."),
        libelle=_("Noter les présences"),
        retour=_page(trouvee),
        reussi=_("Les présences sont notées."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rencontre_decision(request: HttpRequest, rencontre_id: uuid.UUID) -> HttpResponse:
    """Write down what the table decided."""
    trouvee = rencontre_ou_404(request, rencontre_id)
    acteur = animateur(request, trouvee.table)
    form = FormulaireTexte(donnees(request), libelle=_("Ce que la table a décidé"), rangees=4)
    return saisir(
        request,
        form,
        lambda: actions.prendre_decision(
            rencontre=trouvee, texte=form.cleaned_data["texte"], acteur=acteur, le=timezone.now()
        ),
        titre=_("Inscrire une décision"),
        explication=_("Les engagements qui en découlent se rattachent ensuite à cette décision."),
        libelle=_("Inscrire la décision"),
        retour=_page(trouvee),
        reussi=_("La décision est inscrite."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rencontre_compte_rendu(request: HttpRequest, rencontre_id: uuid.UUID) -> HttpResponse:
    """Write the minutes; they begin with the agenda and the decisions."""
    trouvee = rencontre_ou_404(request, rencontre_id)
    acteur = animateur(request, trouvee.table)
    form = FormulaireTexte(
        donnees(request),
        libelle=_("Compte rendu"),
        aide=_("Il se modifie jusqu’à son approbation. Approuvé, il ne change plus."),
        rangees=18,
        initial={"texte": trouvee.compte_rendu or _ebauche(trouvee)},
    )
    return saisir(
        request,
        form,
        lambda: actions.rediger_compte_rendu(
            rencontre=trouvee, texte=form.cleaned_data["texte"], acteur=acteur, le=timezone.now()
        ),
        titre=_("Rédiger le compte rendu"),
        libelle=_("Enregistrer le compte rendu"),
        retour=_page(trouvee),
        reussi=_("Le compte rendu est enregistré. Il reste à l’approuver."),
    )


@require_POST
def rencontre_pas(request: HttpRequest, rencontre_id: uuid.UUID) -> HttpResponse:
    """Call, approve, cancel."""
    trouvee = rencontre_ou_404(request, rencontre_id)
    acteur, le = animateur(request, trouvee.table), timezone.now()
    return franchir_pas(
        request,
        {
            "convoquer": lambda _motif: actions.convoquer_rencontre(rencontre=trouvee, acteur=acteur, le=le),
            "approuver": lambda _motif: actions.approuver_compte_rendu(rencontre=trouvee, acteur=acteur, le=le),
            "annuler": lambda motif: actions.annuler_rencontre(rencontre=trouvee, acteur=acteur, le=le, motif=motif),
        },
        _page(trouvee),
    )


def _page(trouvee: Rencontre) -> str:
    return reverse("rencontre", args=[trouvee.pk])


def _points(trouvee: Rencontre, acteur: Acteur) -> list[dict]:
    """The items of the agenda, each with where it was heard, for this reader."""
    restants = trouvee.points.filter(retire_le=None).select_related("engagement__organisation")
    return [{"point": point, "origine": origine(point.origine_genre, point.origine_cle, acteur)} for point in restants]


def _ebauche(trouvee: Rencontre) -> str:
    """The agenda, then the decisions: what minutes begin with."""
    lignes = [_("Ordre du jour"), ""]
    restants = trouvee.points.filter(retire_le=None)
    lignes += [f"{rang}. {point.titre}\n" for rang, point in enumerate(restants, 1)]
    decisions = [f"{decision.rang}. {decision.texte}\n" for decision in trouvee.decisions.all()]
    return "\n".join([*lignes, _("Décisions"), "", *decisions]) if decisions else "\n".join(lignes)
