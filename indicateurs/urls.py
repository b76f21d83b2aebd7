"""The addresses of the indicators."""

from django.urls import path

from indicateurs.views import scenarios, tableau

urlpatterns = [
    path("tableau-de-bord/", tableau.tableau_de_bord, name="tableau_de_bord"),
    path("scenarios/", scenarios.scenarios, name="scenarios"),
    path("scenarios/nouveau/", scenarios.scenario_nouveau, name="scenario_nouveau"),
    path("scenarios/comparer/", scenarios.scenarios_comparer, name="scenarios_comparer"),
    path("scenarios/<uuid:scenario_id>/", scenarios.scenario, name="scenario"),
]
