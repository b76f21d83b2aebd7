"""The addresses of the dashboards."""

from django.urls import URLPattern, path

from indicateurs.views import tableau

urlpatterns: list[URLPattern] = [
    path("tableau-de-bord/", tableau.tableau_de_bord, name="tableau_de_bord"),
    path("tableau-de-bord/pdf/", tableau.tableau_de_bord_pdf, name="tableau_de_bord_pdf"),
]
