"""The addresses of the dashboards."""

from django.urls import URLPattern, path

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
]
