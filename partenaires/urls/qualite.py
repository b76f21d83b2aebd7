"""The addresses of the quality of what partners report."""

from django.urls import URLPattern, path

from partenaires.views import qualite

urlpatterns: list[URLPattern] = [
    path("qualite/", qualite.qualite, name="qualite"),
    path("qualite/anomalies/<uuid:anomalie_id>/", qualite.anomalie, name="anomalie"),
    path("qualite/tirages/", qualite.tirages, name="tirages"),
    path("qualite/tirages/<uuid:tirage_id>/", qualite.tirage, name="tirage"),
]
