"""The addresses of the registry of indicators, of its alerts and of the path to autonomy."""

from django.urls import path

from indicateurs.views import alertes, autonomie, registre

urlpatterns = [
    path("indicateurs/", registre.indicateurs, name="indicateurs"),
    path("indicateurs/alertes/", alertes.alertes, name="alertes"),
    path("indicateurs/alertes/<uuid:alerte_id>/", alertes.alerte, name="alerte"),
    path("indicateurs/<slug:code>/", registre.indicateur, name="indicateur"),
    path("autonomie/", autonomie.autonomie, name="autonomie"),
]
