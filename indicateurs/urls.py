"""The addresses of the indicators."""

from django.urls import path

from indicateurs.views import tableau

urlpatterns = [path("tableau-de-bord/", tableau.tableau_de_bord, name="tableau_de_bord")]
