"""The addresses of the dashboard."""

from django.urls import path

from indicateurs.views import tableau

urlpatterns = [path("tableau-de-bord/", tableau.tableau_de_bord, name="tableau_de_bord")]
