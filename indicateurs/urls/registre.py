"""The addresses of the registry of indicators, of its alerts and of the path to autonomy."""

from django.urls import path

from indicateurs.views import alertes, autonomie, promesses, registre

urlpatterns = [
    path("indicateurs/", registre.indicateurs, name="indicateurs"),
    path("indicateurs/alertes/", alertes.alertes, name="alertes"),
    path("indicateurs/alertes/<uuid:alerte_id>/", alertes.alerte, name="alerte"),
    path("indicateurs/<slug:code>/", registre.indicateur, name="indicateur"),
    path("promesses/", promesses.promesses, name="promesses"),
    path("indicateurs/<slug:code>/veilleur/", alertes.veilleur, name="indicateur_veilleur"),
    path("autonomie/", autonomie.autonomie, name="autonomie"),
]
