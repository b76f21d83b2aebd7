"""Addresses every role shares: home, own space, switcher."""

from django.urls import path

from guichet.views import accueil, api, espace

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("espace/", espace.espace, name="espace"),
    path("espace/organisation/", espace.changer_adhesion, name="changer_adhesion"),
    path("api/", api.api, name="api"),
    path("api/schema/", api.schema, name="api_schema"),
]
