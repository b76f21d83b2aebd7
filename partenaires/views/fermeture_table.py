"""Closing a table: what it cancels, what keeps it open, what becomes of each promise."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Role
from partenaires.actions.fermeture_table import fermer_table
from partenaires.formulaires.fermeture_table import FormulaireFermeture
from partenaires.queries import concertation as queries
from partenaires.views.concertation_communs import donnees, lecteur, saisir, table_ou_404


@require_http_methods(["GET", "HEAD", "POST"])
def table_fermer(request: HttpRequest, table_id: uuid.UUID) -> HttpResponse:
    """Close the table, with its reason and a choice for each open promise."""
    table = table_ou_404(request, table_id)
    acteur, le = lecteur(request), timezone.now()
    if acteur.role is not Role.DIRECTION:
        raise PermissionDenied
    jour = timezone.localdate(le)
    form = FormulaireFermeture(donnees(request), engagements=queries.repreneuses(table, au=jour), au=jour)
    rencontres, consultations = queries.prevus(table, au=le)
    return saisir(
        request,
        form,
        lambda: fermer_table(
            table=table,
            motif=form.cleaned_data["motif"],
            precision=form.cleaned_data["precision"],
            sorts=form.sorts(),
            acteur=acteur,
            le=le,
        ),
        titre=_("Fermer la table"),
        explication=_(
            "Tous les mandats finissent aujourd’hui et rien de nouveau ne s’ouvre à cette table. Ce qui y a été dit et "
            "promis reste inscrit. Une table fermée ne se rouvre pas; on peut en ouvrir une autre."
        ),
        libelle=_("Fermer la table"),
        retour=reverse("table_concertation", args=[table.pk]),
        reussi=_("La table est fermée."),
        gabarit="partenaires/concertation/fermer.html",
        contexte={
            "table": table,
            "membres": queries.membres_de(table, au=jour),
            "a_terminer": queries.a_terminer(table, au=le),
            "annulees": [*rencontres, *consultations],
        },
    )
