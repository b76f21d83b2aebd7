"""The address of the dashboard."""

from django.urls import URLPattern, path

from indicateurs.views import tableau

urlpatterns: list[URLPattern] = [path("tableau-de-bord/", tableau.tableau_de_bord, name="tableau_de_bord")]
