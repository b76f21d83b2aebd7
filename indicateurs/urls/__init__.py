"""The addresses of the indicators."""

from django.urls import URLPattern

from indicateurs.urls import cohortes, publication, registre, scenarios, tableau

urlpatterns: list[URLPattern] = [
    *tableau.urlpatterns,
    *registre.urlpatterns,
    *scenarios.urlpatterns,
    *cohortes.urlpatterns,
    *publication.urlpatterns,
]
