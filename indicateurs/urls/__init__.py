"""The addresses of the indicators."""

from indicateurs.urls import registre, scenarios, tableau

urlpatterns = [*tableau.urlpatterns, *registre.urlpatterns, *scenarios.urlpatterns]
