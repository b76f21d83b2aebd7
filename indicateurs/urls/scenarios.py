"""The addresses of scenarios."""

from django.urls import URLPattern, path

from indicateurs.views import scenarios

urlpatterns: list[URLPattern] = [
    path("scenarios/", scenarios.scenarios, name="scenarios"),
    path("scenarios/nouveau/", scenarios.scenario_nouveau, name="scenario_nouveau"),
    path("scenarios/comparer/", scenarios.scenarios_comparer, name="scenarios_comparer"),
    path("scenarios/<uuid:scenario_id>/", scenarios.scenario, name="scenario"),
]
