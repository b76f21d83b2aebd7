"""Concertation: the tables one sits at or leads, one table, who sits at it."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur, Role
from guichet.models import Organisation, Region
from inscriptions.formulaires.cours import FormulaireMotif
from partenaires import policies
from partenaires.actions.table_concertation import donner_mandat, ouvrir_table, terminer_mandat
from partenaires.formulaires.concertation import NATIONALE, FormulaireMandat, FormulaireTable
from partenaires.models import TableConcertation
from partenaires.models.engagement_concertation import EngagementConcertationQuerySet
from partenaires.queries import concertation as queries
from partenaires.views.concertation_communs import animateur, donnees, lecteur, saisir, table_ou_404

MONTREES = 8


@require_safe
def concertation(request: HttpRequest) -> HttpResponse:
    """The tables, what comes next, the positions expected, the commitments past their day."""
    acteur, le = lecteur(request), timezone.now()
    jour = timezone.localdate(le)
    consultations = policies.consultations_table_visibles(acteur).select_related("table")
    engagements = policies.engagements_visibles(acteur).select_related("table", "organisation")
    retards = engagements.en_retard(au=jour)
    tables, rencontres = policies.tables_visibles(acteur), policies.rencontres_visibles(acteur).select_related("table")
    contexte = {
        "tables": queries.tables_en_liste(tables.ouvertes(), au=jour),
        "fermees": tables.filter(fermee_le__isnull=False).select_related("fermeture_motif").order_by("-fermee_le"),
        "rencontres": rencontres.a_venir(au=le)[:MONTREES],
        "convocations": queries.reponses_attendues(rencontres, acteur, au=le) if acteur.est_partenaire else (),
        "attendues": queries.positions_attendues(consultations, acteur, au=jour) if acteur.est_partenaire else (),
        "ouvertes": consultations.filter(etat="ouverte").order_by("au")[:MONTREES] if acteur.est_ministere else (),
        "retards": [(engagement, True) for engagement in retards[:MONTREES]],
        "nb_retards": retards.count(),
        "miens": [
            (engagement, engagement.est_en_retard(au=jour)) for engagement in _siens(acteur, engagements)[:MONTREES]
        ],
        "peut_ouvrir": acteur.role is Role.DIRECTION and _libres()[0],
        "lit_les_promesses": acteur.est_ministere,
    }
    return render(request, "partenaires/concertation/accueil.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def table_ouvrir(request: HttpRequest) -> HttpResponse:
    """Open the table of a region, or the national one."""
    acteur = lecteur(request)
    if acteur.role is not Role.DIRECTION:
        raise PermissionDenied
    _reste, libres, nationale = _libres()
    form = FormulaireTable(donnees(request), libres=libres, nationale=nationale)

    def faire() -> TableConcertation:
        choisie, mandat = form.cleaned_data["region"], form.cleaned_data["mandat"]
        region = None if choisie == NATIONALE else Region.objects.get(pk=choisie)
        return ouvrir_table(region=region, mandat=mandat, acteur=acteur, le=timezone.now())

    return saisir(
        request,
        form,
        faire,
        titre=_("Ouvrir une table de concertation"),
        libelle=_("Ouvrir la table"),
        retour=reverse("concertation"),
        reussi=_("La table est ouverte. Donnez maintenant leur mandat à ses membres."),
    )


@require_safe
def table_concertation(request: HttpRequest, table_id: uuid.UUID) -> HttpResponse:
    """One table: what it is for, its members, its meetings, its questions, its commitments."""
    table = table_ou_404(request, table_id)
    acteur, le = lecteur(request), timezone.now()
    jour = timezone.localdate(le)
    rencontres = policies.rencontres_visibles(acteur).filter(table=table)
    engagements = policies.engagements_visibles(acteur).filter(table=table).select_related("organisation")
    contexte = {
        "table": table,
        "anime": policies.peut_animer(table, acteur) and not table.est_fermee,
        "peut_fermer": acteur.role is Role.DIRECTION and not table.est_fermee,
        "membres": queries.membres_de(table, au=jour),
        "anciens": queries.anciens_membres(table, au=jour),
        "a_venir": rencontres.a_venir(au=le),
        "passees": rencontres.exclude(pk__in=rencontres.a_venir(au=le)),
        "consultations": policies.consultations_table_visibles(acteur).filter(table=table),
        "engagements": [(engagement, engagement.est_en_retard(au=jour)) for engagement in engagements],
        "lit_les_promesses": acteur.est_ministere,
    }
    return render(request, "partenaires/concertation/table.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def mandat_donner(request: HttpRequest, table_id: uuid.UUID) -> HttpResponse:
    """Let an organisation sit at the table."""
    table = table_ou_404(request, table_id)
    acteur, le = animateur(request, table), timezone.now()
    organisations = Organisation.objects.order_by("nom")
    if table.region_id:
        organisations = organisations.filter(region=table.region_id)
    form = FormulaireMandat(donnees(request), organisations=organisations, initial={"du": timezone.localdate(le)})
    return saisir(
        request,
        form,
        lambda: donner_mandat(table=table, acteur=acteur, le=le, **form.cleaned_data),
        titre=_("Donner un mandat à la table"),
        explication=_("Un mandat ne se modifie pas : pour le changer, terminez-le et donnez-en un autre."),
        libelle=_("Donner le mandat"),
        retour=reverse("table_concertation", args=[table.pk]),
        reussi=_("L’organisation siège à la table."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def mandat_terminer(request: HttpRequest, mandat_id: uuid.UUID) -> HttpResponse:
    """End a mandate, with its reason."""
    visibles = policies.mandats_visibles(request.acteur)  # type: ignore[attr-defined]
    mandat = get_object_or_404(visibles.select_related("table", "organisation"), pk=mandat_id)
    acteur, le = animateur(request, mandat.table), timezone.now()
    form = FormulaireMotif(donnees(request), domaine="mandat_table.terminer", au=timezone.localdate(le))
    return saisir(
        request,
        form,
        lambda: terminer_mandat(mandat=mandat, acteur=acteur, le=le, **form.cleaned_data),
        titre=_("Terminer le mandat de %(qui)s") % {"qui": mandat.organisation.nom},
        explication=_(
            "Dès aujourd’hui, cette organisation ne voit plus la table. Ce qu’elle a dit et promis reste inscrit."
        ),
        libelle=_("Terminer le mandat"),
        retour=reverse("table_concertation", args=[mandat.table_id]),
        reussi=_("Le mandat est terminé."),
    )


def _siens(acteur: Acteur, engagements: EngagementConcertationQuerySet) -> EngagementConcertationQuerySet:
    """The open commitments this actor answers for: those of its organisation, or of its role."""
    if acteur.est_partenaire:
        return engagements.ouverts().filter(organisation=acteur.organisation_id)
    return engagements.ouverts().filter(role=acteur.role)


def _libres() -> tuple[bool, list[Region], bool]:
    """Whether a table remains to open, the regions without one, and whether the national one is to open."""
    ouvertes = set(TableConcertation.objects.ouvertes().values_list("region_id", flat=True))
    libres = [region for region in Region.objects.order_by("code") if region.code not in ouvertes]
    return bool(libres) or None not in ouvertes, libres, None not in ouvertes
