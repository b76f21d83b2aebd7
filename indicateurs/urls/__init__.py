"""The addresses of the indicators."""

from django.urls import URLPattern

from indicateurs.urls import (
    cohortes,
    groupes_temoins,
    pilotage,
    publication,
    refontes,
    registre,
    scenarios,
    sondages,
    tableau,
)

urlpatterns: list[URLPattern] = [
    *tableau.urlpatterns,
    *registre.urlpatterns,
    *scenarios.urlpatterns,
    *cohortes.urlpatterns,
    # Before the data sets, whose addresses have the same shape.
    *sondages.urlpatterns,
    *publication.urlpatterns,
    *pilotage.urlpatterns,
    *groupes_temoins.urlpatterns,
    *refontes.urlpatterns,
]
