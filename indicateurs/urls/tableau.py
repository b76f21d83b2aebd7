"""The addresses of the dashboards."""

from django.urls import URLPattern, path

from indicateurs.api.indicateur import Indicateur, Indicateurs
from indicateurs.views import abonnements, mes_indicateurs, tableau

urlpatterns: list[URLPattern] = [
    path("tableau-de-bord/", tableau.tableau_de_bord, name="tableau_de_bord"),
    path("tableau-de-bord/pdf/", tableau.tableau_de_bord_pdf, name="tableau_de_bord_pdf"),
    path("tableau-de-bord/abonnements/", abonnements.abonnements, name="abonnements"),
    path(
        "tableau-de-bord/abonnements/<uuid:abonnement_id>/fin/",
        abonnements.abonnement_terminer,
        name="abonnement_terminer",
    ),
    path("tableau-de-bord/envois/<uuid:envoi_id>/", abonnements.vue_envoyee, name="vue_envoyee"),
    path("mes-indicateurs/", mes_indicateurs.mes_indicateurs, name="mes_indicateurs"),
    path("api/v1/indicateurs/", Indicateurs.as_view(), name="indicateurs_api"),
    path("api/v1/indicateurs/<slug:code>/", Indicateur.as_view(), name="indicateur_api"),
]
